"""The test command's share of SIGKILLs: random moments, several desks at once, one judge for each."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.faults.kill_rounds import Lane, run_lane, shares

# A create that left before the end may arrive as long as its receive window is: the guardian of the dead life
# looks for 2.5 s, and the next one may quote only then. Other desks use the time.
COUNT, SEED, LANES = 200, 20_261_122, 6


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_two_hundred_kills_lose_no_fill_and_leave_no_order(tmp_path: Path) -> None:
    lanes: list[Lane] = await asyncio.gather(
        *(
            run_lane(tmp_path / f"lane{number}", share, SEED + number)
            for number, share in enumerate(shares(COUNT, LANES))
        )
    )
    for lane in lanes:
        sys.stdout.write(f"{lane}\n")
    assert sum(lane.kills.rounds for lane in lanes) == COUNT
    assert sum(lane.kills.while_armed for lane in lanes) > COUNT // 2
    assert sum(lane.kills.with_guardian for lane in lanes) > COUNT // 8
    assert all(lane.fills for lane in lanes), "nothing was traded: nothing could be lost"
    assert [str(one) for lane in lanes for one in lane.violations] == []
