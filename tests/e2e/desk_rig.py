"""A whole desk for a test: venue process, ccxt gateway, journal and SQLite, and a link as a window has."""

import asyncio
import contextlib
import json
import sqlite3
import urllib.request
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from mmdesk.app.demo_venue import DemoVenue
from mmdesk.app.host import EngineHost
from mmdesk.app.logging_setup import LogSink
from mmdesk.app.options import RunOptions
from mmdesk.app.paths import paths_of
from mmdesk.app.setup import EngineSetup
from mmdesk.app.venue_link import VenueInfo
from mmdesk.core.model.order import OrderState
from mmdesk.engine.engine import ShutdownReport
from mmdesk.link.client import LinkClient
from mmdesk.ports.control import AnyCommand
from mmdesk.ports.views import AnyView, DeskView, Frame, OrderView
from tests.fakes.calm_breakers import CALM_BREAKERS

TOKEN = "a token for this test"
FINAL_STATES = {"FILLED": "filled", "CANCELED": "canceled"}
CONFIG = """
[markets."BTC/USDT@binance".quoting]
bid_spread_bps = 0.5
ask_spread_bps = 0.5
minimum_spread_bps = 0.1
filled_order_delay_s = 0.2
"""


async def until(condition: Callable[[], object], within_s: float = 120.0) -> None:
    """Wait for a condition with a bound that a busy machine keeps too."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - conditions here are plain state, nothing signals them
            await asyncio.sleep(0.02)


class DeskRig:
    """Venue, engine and one window over a real socket."""

    def __init__(self, folder: Path) -> None:
        (folder / "config.toml").write_text(CONFIG + CALM_BREAKERS, encoding="utf-8")
        self.paths = paths_of(folder)
        self.log = LogSink(self.paths.logs_dir / "test.log")
        self.news: list[tuple[str, str]] = []
        options = RunOptions(headless=True, seed=5)
        self.venue = DemoVenue(options, self.paths, lambda level, text: self.news.append((level, text)))
        self.frames: list[Frame] = []
        self.states: list[str] = []
        self.orders: dict[str, OrderView] = {}
        self.link = LinkClient(self._on_frame, lambda state, why: self.states.append(state))
        self.report: ShutdownReport | None = None
        self._link_run: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start everything; the desk is disarmed and connected."""
        await self._open(await self.venue.start())

    async def join(self, other: "DeskRig") -> None:
        """A desk of its own on the venue and account of another one."""
        await self._open(other.info)

    async def leave(self) -> None:
        """End a desk that joined."""
        await self._end_desk()

    async def _open(self, info: VenueInfo) -> None:
        self.info = info
        setup = EngineSetup(data_dir=str(self.paths.data_dir), token=TOKEN, venue=self.info)
        self.log.open()
        self.host = EngineHost(setup, self.paths, self.log)
        ready = await self.host.open()
        self._link_run = asyncio.create_task(self.link.run(ready.port, TOKEN), name="window")
        await self.host.start()

    async def end(self) -> ShutdownReport:
        """End the engine in order; the venue stays."""
        report = await self.host.close("test ends", 10.0)
        assert report is not None
        self.report = report
        return report

    async def close(self) -> None:
        await self._end_desk()
        await self.venue.close()

    async def _end_desk(self) -> None:
        if self.report is None:
            await self.host.close("test ends", 1.0)
        await self.link.close()
        if self._link_run is not None:
            await self._link_run
        self.log.close()

    def _on_frame(self, frame: Frame) -> None:
        self.frames.append(frame)
        self.orders |= {view.client_id: view for view in frame.views if isinstance(view, OrderView)}

    def resting(self) -> int:
        """Orders of which the venue said that they are open: the desk counts one from before it leaves."""
        return sum(order.state is OrderState.OPEN for order in self.orders.values())

    def submit(self, command: AnyCommand) -> str:
        return self.link.submit(command)

    def views(self) -> list[AnyView]:
        return [view for frame in self.frames for view in frame.views]

    def desk(self) -> DeskView | None:
        """The newest desk view."""
        found = [view for frame in self.frames[-20:] for view in frame.views if isinstance(view, DeskView)]
        return found[-1] if found else None

    def assert_the_database_is(self, ledger: dict[str, Any]) -> tuple[int, int]:
        """See `assert_equal_books`."""
        return assert_equal_books(self.paths.database, ledger)

    async def control(self, path: str, body: dict[str, object] | None = None) -> dict[str, Any]:
        """One call to the venue's control port."""
        url = f"http://127.0.0.1:{self.info.control_port}{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
        answer = await asyncio.to_thread(lambda: urllib.request.urlopen(request, timeout=5).read())
        parsed = json.loads(answer)
        assert isinstance(parsed, dict)
        return parsed


def assert_equal_books(database: Path, ledger: dict[str, Any]) -> tuple[int, int]:
    """Every order and fill of the demo account: ours are the venue's, none open. Returns how many of each."""
    booked = {
        (
            order["client_order_id"],
            str(order["order_id"]),
            order["side"].lower(),
            plain(order["price"]),
            plain(order["orig_qty"]),
            plain(order["executed_qty"]),
            FINAL_STATES.get(order["status"], "not final"),
        )
        for order in ledger["orders"]
        if order["account"] == "demo"
    }
    written = {
        (row[0], row[1], row[2], plain(row[3]), plain(row[4]), plain(row[5]), row[6])
        for row in rows_of(
            database,
            "select client_id, venue_id, side, price, quantity, filled_quantity, state from orders "
            "where state not in ('rejected', 'denied')",
        )
    }
    assert written == booked
    assert {order[-1] for order in written} <= set(FINAL_STATES.values())
    trades = {
        (
            str(fill["trade_id"]),
            fill["client_order_id"],
            fill["side"].lower(),
            plain(fill["price"]),
            plain(fill["quantity"]),
            plain(fill["commission"]),
            fill["commission_asset"],
        )
        for fill in ledger["fills"]
        if fill["account"] == "demo"
    }
    sql = "select trade_id, client_id, side, price, quantity, fee, fee_asset from trades"
    kept = {
        (row[0], row[1], row[2], plain(row[3]), plain(row[4]), plain(row[5]), row[6])
        for row in rows_of(database, sql)
    }
    assert kept == trades
    return len(written), len(kept)


def rows_of(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def plain(value: object) -> Decimal:
    """A decimal by value, however it is written."""
    return Decimal(str(value)).normalize()
