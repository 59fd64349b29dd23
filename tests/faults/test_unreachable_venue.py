"""The venue stands still or refuses: the desk notices, quotes again, and sends nothing twice."""

from tests.faults.parts import until
from tests.faults.stage import Stage
from tests.faults.venue_verbs import CREATE

# Longer than the receive window (2 s) that our creates carry.
HELD_MS = 3_500


async def test_an_order_held_by_a_frozen_venue_past_its_window_is_refused_by_it(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    # A create is on the venue's desk, not yet judged, when all of it stands still.
    stage.venue.fault(CREATE, "delay", ms=HELD_MS, booked=False)
    await until(stage.struck, 60, "a create that the venue holds")
    stage.freeze_venue(HELD_MS / 1_000 + 0.5)
    await stage.wait_until(lambda desk: desk.unknown_orders or desk.arm_blockers, 60, "the desk notices")
    await stage.wait_until(lambda desk: not desk.arm_blockers, 90, "the venue is back and reconciled")
    await stage.stop()
    ledger = stage.ledger()
    refused = set(ledger.received) - {order.client_id for order in ledger.orders}
    assert refused, "the held create was booked after its window"
    await stage.finish()


async def test_a_venue_that_refuses_connections_is_waited_for(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    stage.venue.fault("venue", "refuse", count=None, duration_ms=2_000)
    stage.venue.fault("user:executionReport", "disconnect")
    await stage.wait_until(lambda desk: desk.arm_blockers, 60, "the loss is noticed")
    await stage.wait_until(lambda desk: not desk.arm_blockers, 90, "the venue is back and reconciled")
    await stage.stop()
    await stage.finish()
