"""The guardian is killed again and again while the desk trades: no quote stands without one."""

import random
import time
from functools import partial

from tests.faults.parts import KILL, is_alive, send_signal, until
from tests.faults.stage import Stage

SEED, KILLS = 20_261_126, 3


def has_ended(pid: int) -> bool:
    return not is_alive(pid)


async def test_a_desk_whose_guardian_dies_pulls_its_quotes_and_trades_on_beside_a_new_one(
    stage: Stage,
) -> None:
    chance = random.Random(SEED)
    await stage.start_engine()
    await stage.arm()
    dead = set()
    for _ in range(KILLS):
        await stage.fill_ours(chance.choice(("BUY", "SELL")))
        guardian = stage.guardian()
        assert guardian not in dead, "a new process guards"
        send_signal(guardian, KILL)
        await until(partial(has_ended, guardian), 10, "the end of the guardian")
        dead.add(guardian)
        unguarded_ns = time.time_ns()
        await stage.wait_until(lambda desk: desk.arm_blockers, 30, "the loss is told")
        await stage.was_flat(unguarded_ns)
        await stage.wait_until(
            lambda desk: not desk.arm_blockers and desk.open_orders >= 2, 60, "quotes beside a new guardian"
        )
    await stage.finish()
