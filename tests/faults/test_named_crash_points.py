"""The engine dies at every named point of its writing while it quotes; the next life has to make it good."""

import pytest

from mmdesk.storage.crash import POINTS
from tests.faults.parts import is_alive, until
from tests.faults.stage import Stage, errors

# How often a quoting desk comes by before it dies.
COMMITS, WRITES = 2, 20


async def quote_until_dead(stage: Stage, point: str) -> None:
    """Arm, and trade with the house, until the engine dies by itself."""
    begins = stage.paths.data_dir / f"doom at {point}"
    times = COMMITS if point.startswith("database") else WRITES
    life = await stage.start_engine(crash_at=f"{point}:{times}", crash_from=str(begins))
    await stage.arm()
    begins.touch()
    sides = ["SELL", "BUY"] * 50

    def dead() -> bool:
        if sides and is_alive(life.pid):
            stage.hit(sides.pop(), "0.005")
        return not is_alive(life.pid)

    await until(dead, 120, f"the end at {point}")
    await stage.bury(life)
    stage.life = None
    assert life.code == -9, f"{point}: exit code {life.code}: {errors(stage.paths)}"


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_desk_that_dies_at_a_named_point_loses_nothing(stage: Stage) -> None:
    for point in POINTS:
        await quote_until_dead(stage, point)
        # What it left is traded with before anybody looks.
        stage.hit("SELL")
        stage.hit("BUY")
    await stage.start_engine()
    await stage.settled()
    assert stage.open_at_venue() == 0
    assert stage.ledger().fills, "nothing was traded: nothing could be lost"
    await stage.finish()
