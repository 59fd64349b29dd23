"""The engine in its own process: killed, its successor takes care of what it left; left alone, it ends."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from mmdesk.app.demo_venue import DemoVenue
from mmdesk.app.engine_child import EngineProcess
from mmdesk.app.options import BadInputError, RunOptions
from mmdesk.app.paths import Paths, paths_of
from mmdesk.app.setup import EngineSetup
from mmdesk.app.venue_control import venue_state
from mmdesk.app.venue_link import VenueInfo
from mmdesk.core.model.breakers import BreakerKind, BreakerState, Scope, ScopeLevel
from mmdesk.core.model.order import OrderState
from mmdesk.core.model.state import TradingState
from mmdesk.link.client import LinkClient
from mmdesk.ports.breaker_views import BreakerView
from mmdesk.ports.control import Arm, Shutdown, TripBreaker
from mmdesk.ports.views import DeskView, Frame, OrderView
from tests.fakes.calm_breakers import CALM_BREAKERS

TOKEN = "a token for this test"
MARKET = Scope(ScopeLevel.INSTRUMENT, "BTC/USDT@binance")
SYMBOL = Scope(ScopeLevel.SYMBOL, "BTC/USDT")
VENUE = Scope(ScopeLevel.EXCHANGE, "binance")
# Quotes far from the market that follow it only over a long way: only a cancel of somebody takes them off.
FAR = """
[markets."BTC/USDT@binance".quoting]
bid_spread_bps = 60
ask_spread_bps = 60
order_refresh_time_s = 1800
order_refresh_tolerance_bps = 40
"""


async def until(condition: Callable[[], object], within_s: float = 120.0) -> None:
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - conditions here are plain state, nothing signals them
            await asyncio.sleep(0.02)


class Watcher:
    """A window's link and the newest state it was told."""

    def __init__(self) -> None:
        self.desk: DeskView | None = None
        self.breakers: dict[tuple[BreakerKind, Scope], BreakerView] = {}
        self.began: dict[tuple[BreakerKind, Scope], BreakerState] = {}
        """What was told of each breaker first."""
        self.orders: dict[str, OrderView] = {}
        self.link = LinkClient(self._on_frame, lambda state, why: None)
        self._running: asyncio.Task[None] | None = None

    def watch(self, port: int) -> None:
        self._running = asyncio.create_task(self.link.run(port, TOKEN), name="window")

    async def arm(self) -> None:
        await until(lambda: self.desk and not self.desk.arm_blockers)
        self.link.submit(Arm())
        await until(self.both_rest)

    def both_rest(self) -> bool:
        """Two orders are open, and known as such: an order counts from before it leaves."""
        resting = sum(order.state is OrderState.OPEN for order in self.orders.values())
        return resting == 2 and self.desk is not None and self.desk.open_orders == 2

    async def close(self) -> None:
        await self.link.close()
        if self._running is not None:
            await self._running

    def _on_frame(self, frame: Frame) -> None:
        for view in frame.views:
            if isinstance(view, DeskView):
                self.desk = view
            elif isinstance(view, BreakerView):
                self.breakers[view.kind, view.scope] = view
                self.began.setdefault((view.kind, view.scope), view.state)
            elif isinstance(view, OrderView):
                self.orders[view.client_id] = view

    def state_of(self, kind: BreakerKind, scope: Scope) -> BreakerState | None:
        found = self.breakers.get((kind, scope))
        return found.state if found else None


class World:
    """A venue, and engines that come and go."""

    def __init__(self, folder: Path) -> None:
        self.paths: Paths = paths_of(folder)
        self.venue = DemoVenue(RunOptions(), self.paths, lambda level, text: None)
        self.engines: list[EngineProcess] = []
        self.watchers: list[Watcher] = []

    async def engine(self, info: VenueInfo, config: str = "") -> tuple[EngineProcess, Watcher]:
        setup = EngineSetup(data_dir=str(self.paths.data_dir), token=TOKEN, venue=info, config=config)
        engine, watcher = EngineProcess(self.paths), Watcher()
        self.engines.append(engine)
        ready = await engine.start(setup)
        watcher.watch(ready.port)
        self.watchers.append(watcher)
        return engine, watcher

    async def close(self) -> None:
        for watcher in self.watchers:
            await watcher.close()
        for engine in self.engines:
            await engine.stop(10.0)
        await self.venue.close()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    yield world
    await world.close()


def only_child_of(pid: int) -> int:
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(child)


async def test_orders_of_a_killed_engine_are_found_and_cancelled_by_the_next(world: World) -> None:
    world.paths.config_file.write_text(FAR + CALM_BREAKERS, encoding="utf-8")
    info = await world.venue.start()
    first, window = await world.engine(info)
    await window.arm()
    # The guardian goes first: nobody is left to take the orders off. The engine stands still meanwhile, or it
    # would see that and pull its quotes itself.
    os.kill(first.pid, signal.SIGSTOP)
    os.kill(only_child_of(first.pid), signal.SIGKILL)
    os.kill(first.pid, signal.SIGKILL)
    assert await first.exited() == -signal.SIGKILL
    await first.stop(1.0)
    assert (await venue_state(info.control_port)).open_orders == 2

    second, window = await world.engine(info)
    await until(lambda: window.desk and not window.desk.arm_blockers and window.desk.open_orders == 0)
    assert (await venue_state(info.control_port)).open_orders == 0
    window.link.submit(Shutdown())
    assert await second.exited() == 0


async def test_open_and_latched_breakers_are_so_after_a_sigkill(world: World) -> None:
    config = world.paths.data_dir / "breakers.toml"
    # Nothing but a person or a minute's calm closes what this opens.
    config.write_text("[breakers.spread_bps]\nopen_above = 0.0001\ncooldown_s = 60\n", encoding="utf-8")
    info = await world.venue.start()
    first, window = await world.engine(info, str(config))
    await until(lambda: window.state_of(BreakerKind.SPREAD, MARKET) is BreakerState.OPEN)
    window.link.submit(TripBreaker(kind=BreakerKind.ERROR_RATE, scope=VENUE, reason="drill"))
    await until(lambda: window.state_of(BreakerKind.ERROR_RATE, VENUE) is BreakerState.FORCED_OPEN)
    os.kill(first.pid, signal.SIGKILL)
    assert await first.exited() == -signal.SIGKILL
    await first.stop(1.0)

    second, window = await world.engine(info)
    await until(lambda: window.desk and not window.desk.arm_blockers and window.breakers)
    # The open one cools down from here, the half-open one may close: what they began as is the point.
    assert window.began[BreakerKind.SPREAD, MARKET] is BreakerState.OPEN
    assert window.began[BreakerKind.ERROR_RATE, VENUE] is BreakerState.FORCED_OPEN
    assert window.began[BreakerKind.VOLATILITY, SYMBOL] is BreakerState.HALF_OPEN
    window.link.submit(Arm())
    await until(lambda: window.desk and window.desk.state is TradingState.ARMED)
    heard = window.desk.messages if window.desk else 0
    await until(lambda: window.desk and window.desk.messages > heard + 50)
    assert window.desk
    assert (window.desk.quotes_placed, window.desk.open_orders) == (0, 0)
    forced = window.breakers[BreakerKind.ERROR_RATE, VENUE]
    assert (forced.reason, forced.who) == ("drill", "by hand")
    window.link.submit(Shutdown())
    assert await second.exited() == 0


async def test_an_engine_whose_window_is_gone_cancels_and_ends(world: World) -> None:
    world.paths.config_file.write_text(FAR + CALM_BREAKERS, encoding="utf-8")
    info = await world.venue.start()
    engine, window = await world.engine(info)
    await window.arm()
    stdin = engine._child._process.stdin  # type: ignore[union-attr]  # the pipe a dead window would have closed
    assert stdin is not None
    stdin.close()
    assert await engine.exited() == 0
    assert (await venue_state(info.control_port)).open_orders == 0


async def test_wrong_settings_reach_the_window_before_anything_starts(world: World) -> None:
    config = world.paths.data_dir / "wrong.toml"
    config.write_text("bogus = 1\n", encoding="utf-8")
    info = VenueInfo(tls_port=1, control_port=1, ca_file="", hosts=(), api_key="k", secret="s")
    with pytest.raises(BadInputError, match="bogus"):
        await world.engine(info, str(config))


async def test_a_second_engine_on_the_same_data_is_refused(world: World) -> None:
    info = await world.venue.start()
    await world.engine(info)
    with pytest.raises(BadInputError, match=r"(?i)another|in use|lock"):
        await world.engine(info)
