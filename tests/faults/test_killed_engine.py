"""An engine is killed with quotes in the market; the next one finds them, cancels them and misses no fill."""

from tests.faults.stage import Stage


async def test_the_next_life_cancels_what_a_killed_engine_left_and_books_what_it_missed(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    await stage.kill_engine()
    assert stage.open_at_venue() >= 2
    stage.hit("SELL")
    stage.hit("BUY")
    assert stage.ledger().fills, "the house traded with what the dead engine left"
    await stage.start_engine()
    await stage.settled()
    assert stage.open_at_venue() == 0
    await stage.finish()
