"""SIGSTOP and SIGCONT: a laptop that sleeps, a machine that starves, a venue that hangs."""

import signal

from tests.faults.parts import send_signal, until
from tests.faults.stage import Stage


async def test_an_engine_that_was_stopped_books_what_happened_meanwhile(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    assert stage.life
    send_signal(stage.life.pid, signal.SIGSTOP)
    await stage.fill_ours("BUY")
    # As long as the guardian's patience is: it may have begun its work when the engine goes on, or not.
    await stage.venue_passes(3.0)
    send_signal(stage.life.pid, signal.SIGCONT)
    await stage.all_booked()
    await stage.stop()
    await stage.finish()


async def test_a_stopped_venue_process_is_noticed_and_nothing_is_lost(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    stage.venue.signal(signal.SIGSTOP)
    try:
        await stage.wait_until(lambda desk: desk.arm_blockers, 60, "the silence is noticed")
    finally:
        stage.venue.signal(signal.SIGCONT)
    await stage.wait_until(lambda desk: not desk.arm_blockers, 90, "the venue is back and reconciled")
    await until(lambda: stage.ledger().orders, 30, "a venue that answers")
    await stage.stop()
    await stage.finish()
