"""SIGSTOP and SIGCONT: a laptop that sleeps, a machine that starves, a venue that hangs."""

import signal

from tests.faults.parts import until
from tests.faults.stage import Stage


async def test_an_engine_that_was_stopped_books_what_happened_meanwhile(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    life = stage.life
    assert life
    await stage.pause_engine(3.0)
    stage.hit("SELL")
    await stage.wait_until(lambda desk: desk.fills, 15, "a fill")
    await stage.stop()
    await stage.finish()


async def test_a_stopped_venue_process_is_noticed_and_nothing_is_lost(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    stage.venue.signal(signal.SIGSTOP)
    try:
        await stage.wait_until(lambda desk: desk.arm_blockers, 15, "the silence is noticed")
    finally:
        stage.venue.signal(signal.SIGCONT)
    await stage.wait_until(lambda desk: not desk.arm_blockers, 30, "the venue is back and reconciled")
    await until(lambda: stage.ledger().orders, 5, "a venue that answers")
    await stage.stop()
    await stage.finish()
