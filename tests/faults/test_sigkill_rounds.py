"""The test command's share of SIGKILLs: random moments, several desks at once, one judge for each."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.faults.kill_rounds import Lane, run_lane

# Between two lives a desk waits some seconds for the guardian of the first: others use them.
COUNT, SEED, LANES = 200, 20_261_122, 5


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_two_hundred_kills_lose_no_fill_and_leave_no_order(tmp_path: Path) -> None:
    lanes: list[Lane] = await asyncio.gather(
        *(run_lane(tmp_path / f"lane{number}", COUNT // LANES, SEED + number) for number in range(LANES))
    )
    for lane in lanes:
        sys.stdout.write(f"{lane}\n")
    assert sum(lane.kills.rounds for lane in lanes) == COUNT
    assert sum(lane.kills.while_armed for lane in lanes) > COUNT // 2
    assert [str(one) for lane in lanes for one in lane.violations] == []
