"""The stage of the fault suite for stories about a whole desk; the zygote is shared, imports are costly."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.parts import Zygote
from tests.faults.stage import RESTING, Stage


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
