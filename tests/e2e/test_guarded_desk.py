"""The engine dies, hangs or ends, or its guardian dies: what rests at the venue is always looked after."""

import os
import signal
import time

import pytest

from mmdesk.app.stop import stop_desk
from mmdesk.core.model.state import TradingState
from mmdesk.guardian.record import read_record
from mmdesk.ports.control import Shutdown
from tests.faults.parts import KILL, is_alive, send_signal, until
from tests.faults.stage import Stage, kill_with_guardian

pytestmark = pytest.mark.faults

# Against a hang; how fast a guardian is, is measured elsewhere.
GONE_WITHIN_S = 30.0
UNPROTECTED = "the guardian is not on duty"


async def test_a_killed_engine_leaves_no_order_behind_though_nobody_restarts_anything(stage: Stage) -> None:
    guardian = stage.guardian()
    assert stage.open_at_venue() >= 2
    await stage.kill_engine()
    await until(lambda: not stage.open_at_venue(), GONE_WITHIN_S, "0 open orders at the venue")
    await until(lambda: not is_alive(guardian), 60, "the end of the guardian")
    record = read_record(stage.paths.guardian_file)
    assert record is not None
    assert record.proved
    # The next life tells what was done, and books what it missed.
    await stage.start_engine()
    await stage.settled()
    assert stage.life
    assert stage.life.window
    assert any(alert.key == "guardian stop" for alert in stage.life.window.alerts)
    await stage.finish()


async def test_a_hung_engine_loses_its_quotes_and_comes_back_quoting(stage: Stage) -> None:
    assert stage.life
    send_signal(stage.life.pid, signal.SIGSTOP)
    await until(lambda: not stage.open_at_venue(), GONE_WITHIN_S, "0 open orders at the venue")
    send_signal(stage.life.pid, signal.SIGCONT)
    await stage.wait_until(lambda desk: desk.arm_blockers, 30, "the stop is noticed")
    await stage.wait_until(
        lambda desk: (
            desk.state is TradingState.ARMED and not desk.arm_blockers and stage.open_at_venue() >= 2
        ),
        60,
        "reconciled and quoting again",
    )
    assert read_record(stage.paths.guardian_file) is None, "its proof is not about the orders since"
    await stage.finish()


async def test_the_proof_of_an_ended_guardian_says_nothing_of_orders_sent_since(stage: Stage) -> None:
    guardian = stage.guardian()
    send_signal(guardian, signal.SIGTERM)
    await until(lambda: not is_alive(guardian), 60, "the end of the guardian")
    await stage.wait_until(
        lambda desk: not desk.arm_blockers and stage.open_at_venue() >= 2, 60, "quoting goes on"
    )
    await kill_with_guardian(stage)
    resting = stage.open_at_venue()
    said: list[str] = []
    proved = await stop_desk(stage.paths, said.append)
    assert not proved or not resting, said
    stage.paths.stop_file.unlink()
    await stage.start_engine()
    await stage.settled()
    await stage.finish()


async def test_a_clean_end_takes_the_guardian_with_it(stage: Stage) -> None:
    guardian = stage.guardian()
    assert stage.life
    assert stage.life.window
    stage.life.window.submit(Shutdown())
    life = stage.life
    await until(lambda: not is_alive(life.pid), 60, "the end of the engine")
    assert not is_alive(guardian)
    assert read_record(stage.paths.guardian_file) is None, "it had nothing to do"
    await stage.bury(life)
    stage.life = None
    await stage.finish()


async def test_without_a_guardian_quotes_are_pulled_until_there_is_one(stage: Stage) -> None:
    guardian = stage.guardian()
    unguarded_ns = time.time_ns()
    # Stopped: it lives, holds its lock, and protects nothing.
    os.kill(guardian, signal.SIGSTOP)
    await stage.wait_until(
        lambda desk: any(UNPROTECTED in why for why in desk.arm_blockers), 30, "the loss is told"
    )
    await stage.was_flat(unguarded_ns)
    await until(lambda: not is_alive(guardian), 30, "a guardian that hangs is replaced")
    await stage.wait_until(
        lambda desk: not desk.arm_blockers and stage.open_at_venue() >= 2, 60, "quoting goes on"
    )
    assert stage.guardian() != guardian
    await stage.finish()


async def test_a_killed_guardian_is_replaced(stage: Stage) -> None:
    guardian = stage.guardian()
    send_signal(guardian, KILL)
    await stage.wait_until(lambda desk: desk.arm_blockers, 30, "the loss is told")
    await stage.wait_until(lambda desk: not desk.arm_blockers, 60, "protected again")
    assert stage.guardian() != guardian
    await stage.finish()
