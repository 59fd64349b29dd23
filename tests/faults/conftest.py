"""A stage per scenario; the zygote is shared, its imports are what costs."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.parts import Zygote
from tests.faults.stage import Stage


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whatever plays on the stage is a fault story; the checker's own tests are not."""
    if {"stage", "zygote"} & set(getattr(item, "fixturenames", ())) or "kills" in item.name:
        item.add_marker(pytest.mark.faults)


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
