"""Fire drills of a real desk: every kind, from another shell, with a real venue and a real engine process."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mmdesk.app.venue_control import begin_drill, end_drill, venue_state
from mmdesk.config.breakers import field_of
from mmdesk.core.model.breaker_defaults import DEFAULT_RULES
from mmdesk.core.model.breakers import BreakerKind, BreakerState
from mmdesk.core.model.control import Control
from mmdesk.core.model.drill import DrillKind, DrillOutcome
from mmdesk.ports.control import ReleaseLatch, ResetBreaker
from mmdesk.storage.histories import DatabaseHistories
from tests.e2e.test_engine_process import FAR, Watcher, World, until
from tests.fakes.calm_breakers import CALM_BREAKERS

# A busy machine is late by itself: what is drilled has to stand out, what is not must keep still.
_OWN = {
    BreakerKind.ORDER_LATENCY: "open_above = 900\nat_once_at = 0\n",
    BreakerKind.DATA_LATENCY: "open_above = 900\nat_once_at = 0\nsilent_s = 10\n",
    BreakerKind.ERROR_RATE: "window_s = 5\nmin_samples = 3\n",
    BreakerKind.VOLATILITY: "window_s = 2\n",
    BreakerKind.LOOP_LAG: "open_above = 10000\n",
    BreakerKind.DATA_STALE: "open_above = 20000\n",
}
_QUICK = "cooldown_s = 1\ncooldown_max_s = 1\nclose_window_s = 1\nlatch_after = 0\n"
CONFIG = "[breakers]\nhalf_open_s = 0\nprobes = 1\nverify_within_s = 30\n" + "".join(
    f"[breakers.{field_of(kind)}]\n{_QUICK}{_OWN.get(kind, '')}" for kind in DEFAULT_RULES
)
TRIES = 20
NOT_YET = ("holds quotes already", "is half-open", "none of our orders rests")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    yield world
    await world.close()


async def drill(folder: Path, kind: DrillKind) -> tuple[int | None, str]:
    """`mmdesk drill KIND`: its exit code and what it said."""
    arguments = ("-m", "mmdesk", "drill", kind.value, "--data-dir", str(folder))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=pipe, stderr=pipe)
    out, errors = await process.communicate()
    return process.returncode, (out + errors).decode()


async def drill_when_calm(folder: Path, window: Watcher, kind: DrillKind) -> tuple[int | None, str]:
    """What a window knows of breakers is a moment old: one may hold the quotes though it looks calm."""
    for _ in range(TRIES):
        await until(lambda: is_calm(window), 120.0)
        code, said = await drill(folder, kind)
        if not any(reason in said for reason in NOT_YET):
            return code, said
    raise AssertionError(f"the {kind} drill was never begun")


def is_calm(window: Watcher) -> bool:
    """Quoting, and no breaker says anything."""
    states = {view.state for view in window.breakers.values()}
    return states == {BreakerState.CLOSED} and bool(window.desk and window.desk.open_orders == 2)


async def go_on_after_a_loss(window: Watcher) -> None:
    """The money was given back, so a person's word is enough to quote again, on the same day."""
    for control in (Control.DAILY_LOSS, Control.DRAWDOWN):
        window.link.submit(ReleaseLatch(control=control, scope="desk", reason="it was a drill"))
    asked = set()

    def calm() -> bool:
        for key, view in window.breakers.items():
            if view.state is BreakerState.LATCHED and key not in asked:
                asked.add(key)
                window.link.submit(ResetBreaker(kind=view.kind, scope=view.scope, reason="it was a drill"))
        return is_calm(window)

    await until(calm, 120.0)


@pytest.mark.timeout(600)
async def test_every_drill_opens_its_breaker_and_proves_its_cancels(world: World, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    info = await world.venue.start()
    _, window = await world.engine(info)
    await window.arm()
    # A loss latches, so it comes last.
    for kind in DrillKind:
        code, said = await drill_when_calm(tmp_path, window, kind)
        assert (code, "opened after" in said) == (0, True), f"{kind}: {said}"
        assert (await venue_state(info.control_port)).open_orders <= 2
    again = await drill(tmp_path, DrillKind.SPREAD)
    assert (again[0], "drawdown" in again[1]) == (1, True), again[1]
    await go_on_after_a_loss(window)

    histories = DatabaseHistories(tmp_path)
    await until(lambda: len(histories.drill_history(10).drills) >= len(DrillKind))
    history = histories.drill_history(10)
    assert [one.kind for one in history.drills] == list(DrillKind)[::-1]
    for done in history.drills:
        assert done.outcome is DrillOutcome.PASSED, done
        assert done.breaker in done.kind.breakers
        assert done.opened_ms is not None
        assert done.proved_ms is not None
        if done.orders_cancelled:
            assert done.confirmed_ms is not None
            assert done.opened_ms <= done.confirmed_ms <= done.proved_ms


async def test_what_a_killed_engine_left_of_a_drill_is_gone_when_the_next_one_starts(world: World) -> None:
    world.paths.config_file.write_text(FAR + CALM_BREAKERS, encoding="utf-8")
    info = await world.venue.start()
    await begin_drill(info.control_port, "errors", "BTCUSDT", 100.0, 600.0)
    _, window = await world.engine(info)
    await window.arm()
    assert not await end_drill(info.control_port), "the engine ended it already"


async def test_without_an_engine_there_is_nothing_to_drill(tmp_path: Path) -> None:
    code, said = await drill(tmp_path, DrillKind.JUMP)
    assert (code, "no engine runs" in said) == (2, True), said
