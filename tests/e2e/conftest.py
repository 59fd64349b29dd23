"""The stage of the fault suite for stories about a whole desk; the zygote is shared, imports are costly."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.parts import Zygote
from tests.faults.stage import RESTING, Stage


def pytest_itemcollected(item: pytest.Item) -> None:
    """A bound against a hang, no verdict: a starved machine takes its time."""
    if item.get_closest_marker("timeout") is None:
        item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    one = Zygote()
    yield one
    one.close()


@pytest.fixture
async def stage(tmp_path: Path, zygote: Zygote) -> AsyncIterator[Stage]:
    """Quotes far from the market: only somebody's cancel takes them off."""
    one = Stage(tmp_path, zygote, config=RESTING)
    await one.start_engine()
    await one.arm()
    yield one
    await one.close()
