"""A stage per scenario; the zygote is shared, its imports are what costs."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.parts import Zygote
from tests.faults.stage import Stage

# Tests about the stage itself.
NO_STORIES = ("test_checker_catches.py", "test_long_run.py")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whatever plays on the stage is a fault story."""
    if item.path.name not in NO_STORIES:
        item.add_marker(pytest.mark.faults)
        if item.get_closest_marker("timeout") is None:
            # A bound against a hang, no verdict: a starved machine takes its time.
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    one = Zygote()
    yield one
    one.close()


@pytest.fixture
async def stage(tmp_path: Path, zygote: Zygote) -> AsyncIterator[Stage]:
    one = Stage(tmp_path, zygote)
    yield one
    await one.close()
