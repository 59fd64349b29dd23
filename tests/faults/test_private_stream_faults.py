"""Reports of our own orders lost, doubled, out of order: every fill is still booked exactly once."""

import pytest

from tests.faults.stage import Stage


@pytest.mark.parametrize("kind", ["gap", "duplicate", "reorder", "disconnect", "malformed_frame"])
@pytest.mark.timeout(90)
async def test_fills_are_booked_once_whatever_the_private_stream_does(stage: Stage, kind: str) -> None:
    await stage.start_engine()
    await stage.arm()
    stage.venue.post(
        "/sim/faults",
        {"match": "user:*", "kind": kind, "count": 6, "probability": 0.5, "params": {}},
    )
    for side in ("SELL", "BUY", "SELL", "BUY"):
        await stage.wait_until(lambda _: stage.open_at_venue() >= 2, 30, "quotes rest on both sides")
        stage.hit(side, "0.01")
        await stage.wait_until(lambda desk: not desk.arm_blockers, 30, "quoting is allowed again")
    assert stage.struck() >= 1
    stage.venue.clear_faults()
    assert stage.ledger().fills
    await stage.stop()
    await stage.finish()
