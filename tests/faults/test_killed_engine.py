"""An engine dies without having seen its last fills; the next one finds all it left and misses no fill."""

import signal

from tests.faults.parts import send_signal
from tests.faults.stage import Stage


async def test_the_next_life_cancels_what_a_killed_engine_left_and_books_what_it_missed(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    assert stage.life
    # Stopped first: dead, its guardian would take the quotes off before the house could trade with them.
    send_signal(stage.life.pid, signal.SIGSTOP)
    assert stage.open_at_venue() >= 2
    stage.hit("SELL")
    stage.hit("BUY")
    assert stage.ledger().fills, "the house traded with what nobody watched"
    await stage.kill_engine()
    await stage.start_engine()
    await stage.settled()
    assert stage.open_at_venue() == 0
    await stage.finish()
