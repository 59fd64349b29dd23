"""A stage per scenario; the zygote is shared, its imports are what costs."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.parts import Zygote
from tests.faults.stage import Stage


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
