"""A stop holds until a person quotes again, over restarts, kills, hangs; `mmdesk stop` says what is sure."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mmdesk.app.arm import arm_desk
from mmdesk.app.control_file import read_door
from mmdesk.app.stop import stop_desk
from mmdesk.core.model.state import TradingState
from tests.e2e.test_headless_cli import Run, mmdesk
from tests.fakes.calm_breakers import CALM_BREAKERS
from tests.faults.parts import is_alive, send_signal, until
from tests.faults.stage import Stage, kill_with_guardian

STOPPED, ARMED = TradingState.STOPPED, TradingState.ARMED


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Any]:
    """Starts desks that arm by themselves, one after another on one data folder."""
    runs: list[Run] = []
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    (data_dir / "config.toml").write_text(CALM_BREAKERS, encoding="utf-8")

    def start() -> Run:
        folder = tmp_path / f"run{len(runs)}"
        folder.mkdir()
        runs.append(Run(folder, "run", "--headless", "--arm", "--data-dir", str(data_dir)))
        return runs[-1]

    yield start
    for one in runs:
        one.close()


def has_quoted(one: Run) -> bool:
    return "\nARMED (" in one.stderr() or "open 2" in one.stderr()


def end(one: Run, number: int = signal.SIGTERM) -> None:
    one.process.send_signal(number)
    one.wait()


def test_a_desk_that_arms_by_itself_stays_stopped_over_restarts_until_a_person_arms(
    desk: Any, tmp_path: Path
) -> None:
    data_dir = str(tmp_path / "data")
    first = desk()
    first.says("open 2")
    assert mmdesk("stop", "--data-dir", data_dir).returncode == 0
    end(first)
    second = desk()
    second.says("still stopped")
    assert "mmdesk stop" in second.stderr()
    second.says("STOPPED (stopped ")
    end(second)
    third = desk()
    third.says("STOPPED (stopped ")
    armed = mmdesk("arm", "--data-dir", data_dir)
    assert armed.returncode == 0, armed.stdout + armed.stderr
    assert "releasing the stop" in armed.stdout
    third.says("open 2")
    assert not has_quoted(second)
    end(third)
    # A normal end is no stop: the next one arms by itself again.
    fourth = desk()
    fourth.says("open 2")


@pytest.mark.faults
def test_a_kill_after_the_stop_does_not_lift_it(desk: Any, tmp_path: Path) -> None:
    first = desk()
    first.says("open 2")
    assert mmdesk("stop", "--data-dir", str(tmp_path / "data")).returncode == 0
    end(first, signal.SIGKILL)
    second = desk()
    second.says("STOPPED (stopped ")
    assert not has_quoted(second)


@pytest.mark.faults
def test_a_kill_without_a_stop_is_none(desk: Any) -> None:
    first = desk()
    first.says("open 2")
    end(first, signal.SIGKILL)
    desk().says("open 2")


def test_a_stop_while_nothing_runs_holds_the_next_start(desk: Any, tmp_path: Path) -> None:
    data_dir = str(tmp_path / "data")
    nothing = mmdesk("stop", "--data-dir", data_dir)
    assert nothing.returncode == 2
    assert "--data-dir" in nothing.stderr
    first = desk()
    first.says("open 2")
    end(first)
    stopped = mmdesk("stop", "--data-dir", data_dir)
    assert stopped.returncode == 0, stopped.stdout
    assert "ended in order" in stopped.stdout
    second = desk()
    second.says("STOPPED (mmdesk stop)")
    assert not has_quoted(second)
    assert not (tmp_path / "data" / "stop.json").exists()
    end(second)


# --- an engine that does not answer


@pytest.mark.faults
async def test_a_hung_engine_is_stopped_by_its_guardian_and_obeys_when_it_wakes(stage: Stage) -> None:
    assert stage.life
    said: list[str] = []
    send_signal(stage.life.pid, signal.SIGSTOP)
    assert await stop_desk(stage.paths, said.append), said
    assert not stage.open_at_venue()
    assert any("does not answer" in line for line in said)
    assert any("guardian" in line and "proved: none of ours is open" in line for line in said)
    send_signal(stage.life.pid, signal.SIGCONT)
    await stage.wait_until(lambda desk: desk.state is STOPPED, 60, "the stop is obeyed")
    assert not stage.open_at_venue()
    await until(lambda: not stage.paths.stop_file.exists(), 30, "the journal has it")


@pytest.mark.faults
async def test_a_hung_engine_that_is_killed_leaves_the_stop_to_the_next(stage: Stage) -> None:
    assert stage.life
    send_signal(stage.life.pid, signal.SIGSTOP)
    assert await stop_desk(stage.paths, lambda _: None)
    await stage.kill_engine()
    await stage.start_engine()
    await stage.wait_until(lambda desk: desk.state is STOPPED, 60, "still stopped")
    assert await arm_desk(read_door(stage.paths.control_file), lambda _: None)
    await stage.wait_until(lambda desk: desk.state is ARMED and desk.open_orders >= 2, 60, "quoting again")
    await stage.finish()


@pytest.mark.faults
async def test_what_the_guardian_of_a_killed_engine_proved_is_the_answer(stage: Stage) -> None:
    said: list[str] = []
    guardian = stage.guardian()
    await stage.kill_engine()
    assert await stop_desk(stage.paths, said.append), said
    assert not stage.open_at_venue()
    assert any("ended without a proof" in line for line in said)
    await until(lambda: not is_alive(guardian), 60, "the end of the guardian")


@pytest.mark.faults
async def test_without_engine_and_guardian_nothing_is_called_proved(stage: Stage) -> None:
    said: list[str] = []
    await kill_with_guardian(stage)
    assert stage.open_at_venue()
    assert not await stop_desk(stage.paths, said.append)
    assert any("no guardian works" in line for line in said)
    stage.paths.control_file.unlink()
    said.clear()
    assert not await stop_desk(stage.paths, said.append)
    (line,) = [line for line in said if "did not end in order" in line]
    assert "2 orders of ours may be open" in line
    await stage.start_engine()
    await stage.wait_until(lambda desk: desk.state is STOPPED, 60, "stopped from the first moment")
    await until(lambda: not stage.open_at_venue(), 60, "and cancelled what the last one left")
