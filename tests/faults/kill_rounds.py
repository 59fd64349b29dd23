"""SIGKILL at random moments, again and again, on one venue and one data folder, while the market trades."""

import asyncio
import random
import time

import msgspec

from mmdesk.ports.control import Arm
from tests.faults.parts import KILL, is_alive, send_signal
from tests.faults.stage import Life, Stage

MOST_LIFE_S = 1.2
# The first half second of a life is start-up: killing there, too, must lose nothing.
LONG_LIFE_SHARE = 0.7


class Kills(msgspec.Struct):
    """What a run of kills met; `with_orders` were killed with orders of ours at the venue."""

    seed: int
    rounds: int = 0
    before_ready: int = 0
    while_armed: int = 0
    with_orders: int = 0
    orders_left: int = 0
    seconds: float = 0.0

    @property
    def per_minute(self) -> float:
        return self.rounds / self.seconds * 60 if self.seconds else 0.0


async def kill_rounds(stage: Stage, count: int, seed: int) -> Kills:
    """`count` lives of random length; each but those killed in their start-up arms and quotes."""
    chance = random.Random(seed)
    kills = Kills(seed=seed)
    begun = time.monotonic()
    for _ in range(count):
        longest_s = MOST_LIFE_S if chance.random() < LONG_LIFE_SHARE else 0.4
        await _one_life(stage, chance.uniform(0.0, longest_s), kills)
        kills.seconds = time.monotonic() - begun
    return kills


async def _one_life(stage: Stage, life_s: float, kills: Kills) -> None:
    end_s = time.monotonic() + life_s
    pid = await stage.launch()
    life: Life | None = None
    armed = False
    while time.monotonic() < end_s:
        stage.zygote.read()
        assert is_alive(pid), stage.errors()
        if life is None and pid in stage.zygote.ready:
            life = await stage.ready(pid)
            assert not life.ready.error, life.ready.error
        elif life is not None and life.window is not None and not armed:
            desk = life.desk
            if desk is not None and not desk.arm_blockers:
                life.window.submit(Arm())
                armed = True
        await asyncio.sleep(0.005)
    send_signal(pid, KILL)
    kills.rounds += 1
    kills.before_ready += life is None
    kills.while_armed += armed
    if life is None:
        await stage.collect(pid)
    else:
        await stage.bury(life)
    left = stage.venue.get("/sim/state")["open_orders"]
    kills.with_orders += left > 0
    kills.orders_left += left
