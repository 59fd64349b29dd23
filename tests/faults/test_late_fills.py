"""Every report comes seconds late: orders of ours are filled and ended long before we hear of it."""

from tests.faults.stage import Stage
from tests.faults.venue_verbs import REPORTS

LATE_MS = 4_000
FILLS = 4


async def test_fills_told_seconds_after_their_orders_ended_are_booked_once(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    stage.venue.fault(REPORTS, "delay", count=None, ms=LATE_MS)
    for number in range(FILLS):
        await stage.fill_ours(("BUY", "SELL")[number % 2])
    assert stage.struck() >= FILLS
    await stage.all_booked()
    # Those still under way find their orders ended and their fills booked.
    await stage.venue_passes(LATE_MS / 1_000 + 0.5)
    await stage.stop()
    await stage.finish()
