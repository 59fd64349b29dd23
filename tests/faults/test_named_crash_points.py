"""The engine dies at every named point of its writing while it quotes; the next life has to make it good."""

import pytest

from mmdesk.core.model.effects import SendOrder
from mmdesk.ports.control import Arm
from mmdesk.storage.crash import POINTS
from tests.faults.parts import is_alive, until
from tests.faults.stage import Stage

# How often a quoting desk comes by before it dies: a start-up takes about ten appends and one commit.
COUNTS = {"journal.before_fsync": 40, "journal.after_fsync": 40}
COMMITS, APPENDS = 5, 80


def doom_of(point: str) -> str:
    count = COUNTS.get(point, COMMITS if point.startswith("database") else APPENDS)
    return f"{point}:{count}"


async def quote_until_dead(stage: Stage, point: str) -> None:
    """Arm, and trade with the house, until the engine dies by itself."""
    life = await stage.start_engine(crash_at=doom_of(point))
    await stage.wait_until(lambda desk: not desk.arm_blockers, 30, "nothing forbids arming")
    assert life.window
    life.window.submit(Arm())
    sent = len(stage.facts(SendOrder))
    sides = ["SELL", "BUY"] * 50

    def dead() -> bool:
        if sides and is_alive(life.pid):
            stage.hit(sides.pop(), "0.005")
        return not is_alive(life.pid)

    await until(dead, 30, f"the end at {point}")
    await stage.bury(life)
    stage.life = None
    assert life.code == -9, f"{point}: exit code {life.code}: {stage.errors()}"
    assert len(stage.facts(SendOrder)) > sent, f"{point}: died before it quoted"


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_a_desk_that_dies_at_a_named_point_loses_nothing(stage: Stage) -> None:
    for point in POINTS:
        await quote_until_dead(stage, point)
        # What it left is traded with before anybody looks.
        stage.hit("SELL")
        stage.hit("BUY")
    await stage.start_engine()
    await stage.settled()
    assert stage.open_at_venue() == 0
    assert stage.ledger().fills
    await stage.finish()
