"""An engine dies without having seen its last fills; the next one finds all it left and misses no fill."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.parts import KILL, Zygote, children_of, is_alive, send_signal, until
from tests.faults.stage import STEADY, STEADY_QUOTES, Life, Stage


@pytest.fixture
async def steady(tmp_path: Path, zygote: Zygote) -> AsyncIterator[Stage]:
    """A desk that quotes and leaves its quotes where they are."""
    stage = Stage(tmp_path, zygote, config=STEADY)
    await stage.start_engine()
    await stage.arm(quotes=STEADY_QUOTES)
    yield stage
    await stage.close()


def open_ids(stage: Stage) -> set[str]:
    return {order.client_id for order in stage.ledger().orders if order.ended_ns is None}


def stopped(stage: Stage) -> Life:
    """Stand still: it sees nothing from here on, and its guardian waits 3 s before it acts."""
    assert stage.life
    send_signal(stage.life.pid, signal.SIGSTOP)
    return stage.life


async def test_the_next_life_cancels_what_a_killed_engine_left_and_books_what_it_missed(
    steady: Stage,
) -> None:
    stopped(steady)
    for side in ("BUY", "SELL"):
        await steady.fill_ours(side)
    await steady.kill_engine()
    await steady.start_engine()
    await steady.settled()
    assert steady.open_at_venue() == 0
    assert steady.ledger().fills
    await steady.finish()


async def test_killed_together_with_its_guardian_it_leaves_orders_that_the_next_start_takes_off(
    steady: Stage,
) -> None:
    life = stopped(steady)
    (guardian,) = children_of(life.pid)
    send_signal(guardian, KILL)
    await until(lambda: not is_alive(guardian), 30, "the end of the guardian")
    await steady.kill_engine()
    # Nobody is left who could: they rest, and the market takes some of them.
    resting = open_ids(steady)
    for side in ("BUY", "SELL"):
        await steady.fill_ours(side, levels=2)
    left = open_ids(steady)
    assert left
    assert resting - left <= {fill.client_id for fill in steady.ledger().fills}, "somebody cancelled"
    await steady.start_engine()
    await steady.settled()
    assert steady.open_at_venue() == 0
    assert len(steady.ledger().fills) >= 4
    await steady.finish()
