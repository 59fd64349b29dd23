"""The venue is killed at random moments and comes back with empty books: the desk quotes on."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.checker import no_id_twice, no_orphans
from tests.faults.parts import Zygote
from tests.faults.stage import FAR, Stage

SEED, KILLS = 20_261_126, 3


@pytest.fixture
async def far(tmp_path: Path, zygote: Zygote) -> AsyncIterator[Stage]:
    """Quotes nobody reaches: a real venue forgets no fill, this one forgets all when it dies."""
    stage = Stage(tmp_path, zygote, config=FAR)
    yield stage
    await stage.close()


async def test_a_venue_that_is_killed_again_and_again_is_quoted_on_again_and_again(far: Stage) -> None:
    stage = far
    chance = random.Random(SEED)
    await stage.start_engine()
    await stage.arm()
    for _ in range(KILLS):
        # The moment is the point.
        await asyncio.sleep(chance.uniform(0.0, 1.0))
        # Standing still it answers for its books once more; they die with it.
        stage.venue.fault("venue", "freeze", count=None)
        books = stage.ledger()
        stage.venue.kill()
        assert books.orders
        journal = stage.journal()
        assert [*no_id_twice(journal, books), *no_orphans(journal, books, 0)] == []
        await stage.wait_until(lambda desk: desk.arm_blockers, 30, "the loss is noticed")
        stage.venue.start()
        await stage.wait_until(
            lambda desk: not desk.arm_blockers and stage.open_at_venue() >= 2, 60, "quotes at the new venue"
        )
    await stage.stop()
    assert stage.open_at_venue() == 0
    await stage.finish()
