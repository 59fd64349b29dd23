"""What every test gets: silence enforced, no network, no leaks, and the way to the shared recordings."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Before the first Qt import; a developer who wants to watch sets QT_QPA_PLATFORM=xcb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["tests.plugins.logs", "tests.plugins.leaks", "tests.plugins.offline"]

ROOT = Path(__file__).resolve().parent.parent

# The same verdict on every run; MMDESK_EXPLORE=1 looks for new counterexamples.
settings.register_profile("desk", deadline=None, derandomize=not os.environ.get("MMDESK_EXPLORE"))
settings.load_profile("desk")


def _shared(name: str) -> Path:
    root = Path(os.environ.get("MMDESK_SHARED") or ROOT.parent / "shared")
    folder = root / name
    if not folder.is_dir():
        pytest.skip(f"no shared {name} here; set MMDESK_SHARED to the folder that holds it")
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real recordings; the test is skipped where it is absent."""
    return _shared("data")


@pytest.fixture(scope="session")
def shared_oracles() -> Path:
    """Folder of published figures; the test is skipped where it is absent."""
    return _shared("oracles")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The checkout."""
    return ROOT
