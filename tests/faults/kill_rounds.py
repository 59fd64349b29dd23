"""SIGKILL at random moments, again and again, on one venue and one data folder, while the market trades."""

import asyncio
import json
import random
import time
from pathlib import Path

import msgspec

from mmdesk.ports.control import Arm
from tests.faults.checker import Violation
from tests.faults.parts import KILL, Zygote, children_of, is_alive, send_signal
from tests.faults.stage import Life, Stage, errors

# A quarter dies in its start-up (the longest is about as long as one takes), the others once armed; of these
# a third together with the guardian, so that only the next start can look after what rests.
START_UP_SHARE = 0.25
WITH_GUARDIAN_SHARE = 1 / 3
START_UP_S = 0.6
ARMED_S = 0.5
STUCK_S = 90.0
LEDGER = "ledger.json"


class Kills(msgspec.Struct):
    """What a run of kills met; `with_orders` found orders of ours at the venue right after the kill."""

    seed: int
    rounds: int = 0
    in_start_up: int = 0
    while_armed: int = 0
    with_guardian: int = 0
    with_orders: int = 0
    orders_left: int = 0
    seconds: float = 0.0

    @property
    def per_minute(self) -> float:
        return self.rounds / self.seconds * 60 if self.seconds else 0.0


async def kill_rounds(stage: Stage, count: int, kills: Kills) -> None:
    """`count` lives, each killed in its start-up or some time after it was armed; counted in `kills`."""
    chance = random.Random(kills.seed)
    begun = time.monotonic()
    for _ in range(count):
        if chance.random() < START_UP_SHARE:
            await _one_life(stage, kills, start_up_s=chance.uniform(0.0, START_UP_S))
        else:
            alone = chance.random() >= WITH_GUARDIAN_SHARE
            await _one_life(stage, kills, armed_s=chance.uniform(0.0, ARMED_S), guarded=alone)
        kills.seconds = time.monotonic() - begun


async def _one_life(
    stage: Stage,
    kills: Kills,
    *,
    start_up_s: float = STUCK_S,
    armed_s: float = STUCK_S,
    guarded: bool = True,
) -> None:
    dies_s = time.monotonic() + start_up_s
    pid = await stage.launch()
    life: Life | None = None
    armed = False
    while time.monotonic() < dies_s:
        stage.zygote.read()
        assert is_alive(pid), errors(stage.paths)
        if life is None and pid in stage.zygote.ready:
            life = await stage.ready(pid)
            assert not life.ready.error, life.ready.error
        elif life is not None and not armed and armed_s < STUCK_S and _arm(life):
            armed = True
            dies_s = time.monotonic() + armed_s
        await asyncio.sleep(0.005)
    assert armed or start_up_s < STUCK_S, f"could not be armed: {life.desk if life else 'no link'}"
    guardians = [] if guarded else children_of(pid)
    for one in (*guardians, pid):
        send_signal(one, KILL)
    await (stage.bury(life) if life else stage.collect(pid))
    left = stage.venue.get("/sim/state")["open_orders"]
    kills.rounds += 1
    kills.in_start_up += not armed
    kills.while_armed += armed
    kills.with_guardian += bool(guardians)
    kills.with_orders += left > 0
    kills.orders_left += left


def _arm(life: Life) -> bool:
    """Whether it could be asked to."""
    if life.window is None or life.desk is None or life.desk.arm_blockers:
        return False
    life.window.submit(Arm())
    return True


class Lane(msgspec.Struct):
    """One desk's share of kills, and the verdict after its last restart.

    `weight_used` is the venue's count of its minute before that restart: a desk that finds the 6,000 of a
    real venue used up waits for the next minute, whatever this one would let through.
    """

    kills: Kills
    orders: int = 0
    fills: int = 0
    open_after_restart: int = 0
    weight_used: int = 0
    reconciled_s: float = 0.0
    violations: list[Violation] = []


def shares(count: int, lanes: int) -> list[int]:
    """`count` kills dealt to desks side by side."""
    return [count // lanes + (number < count % lanes) for number in range(lanes)]


async def run_lane(folder: Path, count: int, seed: int) -> Lane:
    """Kills on a stage of its own, with a zygote of its own: lanes may run beside each other.

    A life that could not go on ends its lane as a violation. Evidence stays in `folder`.
    """
    lane = Lane(Kills(seed=seed))
    zygote = Zygote()
    try:
        stage = Stage(folder, zygote, seed=seed)
        try:
            await _play(stage, count, lane)
        except AssertionError as error:
            lane.violations = [*lane.violations, Violation("stuck", f"kill {lane.kills.rounds}: {error}")]
        finally:
            (folder / LEDGER).write_text(json.dumps(stage.venue.get("/sim/ledger")), encoding="utf-8")
            await stage.close()
    finally:
        zygote.close()
    return lane


async def _play(stage: Stage, count: int, lane: Lane) -> None:
    await kill_rounds(stage, count, lane.kills)
    lane.weight_used = stage.weight_used()
    begun = time.monotonic()
    await stage.start_engine()
    await stage.wait_until(lambda desk: not desk.arm_blockers, STUCK_S, "a reconciled desk")
    lane.reconciled_s = time.monotonic() - begun
    lane.open_after_restart = stage.open_at_venue()
    await stage.shut_down()
    ledger = stage.ledger()
    lane.orders, lane.fills = len(ledger.orders), len(ledger.fills)
    lane.violations = stage.judge()
