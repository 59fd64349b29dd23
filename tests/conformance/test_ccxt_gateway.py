"""The gateway against a real venue process: C01.. what every venue behind this port must do, and survive."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.errors import (
    ConfigurationError,
    ExchangeConnectionError,
    SymbolNotSupportedError,
)
from mmdesk.core.model.events import (
    BalanceReported,
    CancelAcknowledged,
    CancelRejected,
    CancelUnresolved,
    FillReported,
    OrderAbsent,
    OrderAcknowledged,
    OrderRejected,
    OrderReported,
    SendAbandoned,
    SendUnresolved,
    VenueConnected,
    VenueLost,
)
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.market import BookSnapshot, Event, FeedFault, FeedLost, TopOfBook, TradePrint
from mmdesk.core.model.order import ApprovedOrder, OrderIntent, TimeInForce, VenueStatus
from mmdesk.core.model.values import Side
from mmdesk.gateways.ccxt_exchange import make_exchange
from mmdesk.gateways.dialect import BINANCE
from mmdesk.gateways.factory import OrderTransport, VenueConnection, make_gateway
from mmdesk.gateways.loopback import LoopbackTrust
from mmdesk.gateways.market_loader import MarketLoader
from mmdesk.gateways.rate_limit import WeightLimiter
from mmdesk.gateways.session import open_session
from mmdesk.ports.gateway import Gateway
from tests.gateways.venue_process import MachineClock, VenueProcess

KEY = "BTC/USDT@binance"
FAR = Decimal(300)
T = TypeVar("T")


class Seen:
    """A sink that keeps everything, and waits for the thing a test needs."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def of(self, kind: type[T]) -> list[T]:
        return [e for e in self.events if isinstance(e, kind)]

    async def wait(self, condition: Callable[[], object], what: str, seconds: float = 10.0) -> None:
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                pytest.fail(
                    f"no {what} within {seconds} s; saw {[type(e).__name__ for e in self.events[-20:]]}"
                )
            await asyncio.sleep(0.01)

    async def quoting(self) -> None:
        """Market data and the private stream are up."""
        await self.wait(
            lambda: self.of(TopOfBook) and self.of(BookSnapshot) and self.of(VenueConnected), "start"
        )


@asynccontextmanager
async def running(connection: VenueConnection) -> AsyncIterator[tuple[Gateway, Seen, Instrument]]:
    """A connected gateway with its streams flowing."""
    gateway, seen = make_gateway(connection, MachineClock()), Seen()
    try:
        (instrument, *_) = await gateway.connect()
        streams = asyncio.create_task(gateway.run(seen))
        try:
            await seen.quoting()
            yield gateway, seen, instrument
        finally:
            streams.cancel()
            await asyncio.gather(streams, return_exceptions=True)
    finally:
        await gateway.close()


@pytest.fixture(scope="module")
def shared_venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VenueProcess]:
    venue = VenueProcess(tmp_path_factory.mktemp("venue"))
    yield venue
    venue.stop()


@pytest.fixture
def venue(shared_venue: VenueProcess) -> Iterator[VenueProcess]:
    yield shared_venue
    shared_venue.clear_faults()


@pytest.fixture
def own_venue(tmp_path: Path) -> Iterator[VenueProcess]:
    """For tests that kill it."""
    venue = VenueProcess(tmp_path)
    yield venue
    venue.stop()


class Orders:
    """Makes approved orders around the current top of book, each with an id of its own."""

    _made = 0

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def order(
        self,
        distance: Decimal = FAR,
        quantity: str = "0.01",
        time_in_force: TimeInForce = TimeInForce.POST_ONLY,
    ) -> ApprovedOrder:
        """A bid `distance` below the best bid."""
        Orders._made += 1
        bid = Decimal(str(self._seen.of(TopOfBook)[-1].bid))
        return ApprovedOrder(
            OrderIntent(
                client_id=f"mmC-{time.time_ns() % 10**9}-{Orders._made}",
                instrument=KEY,
                side=Side.BUY,
                price=(bid - distance).quantize(Decimal("0.01")),
                quantity=Decimal(quantity),
                time_in_force=time_in_force,
                slot="buy0",
            )
        )


def _cancel(client_id: str, venue_id: str = "") -> SendCancel:
    return SendCancel(instrument=KEY, client_id=client_id, venue_id=venue_id, reason="test")


def _reports(seen: Seen, client_id: str) -> list[VenueStatus]:
    return [r.order.status for r in seen.of(OrderReported) if r.order.client_id == client_id]


async def test_c01_connect_gives_exact_instruments_and_a_clock(venue: VenueProcess) -> None:
    async with running(venue.connection("BTC/USDT", "ETH/USDT")) as (gateway, _, instrument):
        assert instrument.key == KEY
        assert (instrument.tick_size, instrument.lot_size) == (Decimal("0.01"), Decimal("0.00001"))
        assert instrument.min_notional_quote == 5
        assert 0 < instrument.maker_fee_rate < instrument.taker_fee_rate
        health = gateway.health()
        assert health.connected
        assert abs(health.clock_offset_ns) < 50_000_000
        assert len(health.streams) == 7


async def test_c02_the_book_is_in_sync_sorted_and_stamped(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (_, seen, _):
        await seen.wait(lambda: len(seen.of(BookSnapshot)) > 10, "ten books")
        await seen.wait(lambda: seen.of(TradePrint), "a trade")
        books = seen.of(BookSnapshot)
        assert [b.update_id for b in books] == sorted({b.update_id for b in books})
        for book in books:
            assert list(book.bids) == sorted(book.bids, reverse=True)
            assert list(book.asks) == sorted(book.asks)
            assert book.bids[0][0] < book.asks[0][0]
            assert 5 <= len(book.bids) <= 20
        assert books[-1].exchange_ns > 0
        assert abs(books[-1].wall_ns - books[-1].exchange_ns) < 5_000_000_000
        assert not seen.of(FeedLost)


@pytest.mark.parametrize("transport", list(OrderTransport))
async def test_c03_place_acknowledge_query_cancel(venue: VenueProcess, transport: OrderTransport) -> None:
    async with running(venue.connection(transport=transport)) as (gateway, seen, _):
        order = Orders(seen).order()
        client_id = order.intent.client_id
        before = time.monotonic_ns()
        placed = await gateway.place(order)
        assert isinstance(placed, OrderAcknowledged)
        assert before < placed.sent_mono_ns < placed.mono_ns
        assert placed.exchange_ns > 0
        await seen.wait(lambda: _reports(seen, client_id), "report of the new order")
        found = await gateway.query(KEY, client_id)
        assert isinstance(found, OrderReported)
        assert found.order.venue_id == placed.venue_id
        assert (found.order.price, found.order.quantity) == (order.intent.price, order.intent.quantity)
        assert client_id in [o.client_id for o in await gateway.open_orders()]
        by_venue_id = _cancel(client_id, placed.venue_id)
        assert isinstance(await gateway.cancel(by_venue_id), CancelAcknowledged)
        await seen.wait(lambda: VenueStatus.CANCELED in _reports(seen, client_id), "report of the cancel")
        again = await gateway.cancel(_cancel(client_id))
        assert isinstance(again, CancelRejected)
        assert again.gone
        assert await gateway.open_orders() == ()


async def test_c04_a_fill_is_told_with_its_exact_fee_and_in_the_history(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        order = Orders(seen).order(Decimal("-0.01"), "0.00100", TimeInForce.POST_ONLY)
        placed = await gateway.place(order)
        assert isinstance(placed, OrderAcknowledged)
        limit = str(order.intent.price)
        hit = {"symbol": "BTCUSDT", "side": "SELL", "quantity": "0.00100", "price": limit}
        await asyncio.to_thread(venue.post, "/sim/hit", hit)
        mine = order.intent.client_id
        await seen.wait(lambda: [f for f in seen.of(FillReported) if f.fill.client_id == mine], "fill")
        await seen.wait(lambda: VenueStatus.FILLED in _reports(seen, mine), "filled report")
        fills = [f.fill for f in seen.of(FillReported) if f.fill.client_id == mine]
        assert sum(f.quantity for f in fills) == Decimal("0.00100")
        assert {(f.price, f.is_maker, f.fee_asset) for f in fills} == {(order.intent.price, True, "BTC")}
        history = await gateway.fills_since(time.time_ns() - 60_000_000_000)
        told = {(f.trade_id, f.price, f.quantity, f.fee) for f in history if f.venue_id == placed.venue_id}
        assert told == {(f.trade_id, f.price, f.quantity, f.fee) for f in fills}
        await seen.wait(lambda: seen.of(BalanceReported), "balances")
        btc = {b.asset: b for b in await gateway.balances()}["BTC"]
        streamed = [b for r in seen.of(BalanceReported) for b in r.balances if b.asset == "BTC"]
        assert streamed[-1].total == btc.total


@pytest.mark.parametrize("transport", list(OrderTransport))
async def test_c05_refusals_are_proved_and_told_apart(venue: VenueProcess, transport: OrderTransport) -> None:
    async with running(venue.connection(transport=transport)) as (gateway, seen, _):
        orders = Orders(seen)
        crossing = await gateway.place(orders.order(-FAR))
        assert isinstance(crossing, OrderRejected)
        assert (crossing.would_cross, crossing.code) == (True, "-2010")
        poor = await gateway.place(orders.order(quantity="90"))
        assert isinstance(poor, OrderRejected)
        assert (poor.would_cross, poor.code) == (False, "-2010")
        small = await gateway.place(orders.order(quantity="0.00001"))
        assert isinstance(small, OrderRejected)
        assert small.code == "-1013"
        absent = await gateway.query(KEY, poor.client_id)
        assert isinstance(absent, OrderAbsent)


async def test_c06_immediate_orders_fill_or_expire(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        orders = Orders(seen)
        resting = orders.order(FAR, "0.001", TimeInForce.IOC)
        assert isinstance(await gateway.place(resting), OrderAcknowledged)
        mine = resting.intent.client_id
        await seen.wait(lambda: VenueStatus.EXPIRED in _reports(seen, mine), "expiry")
        taking = orders.order(-FAR, "0.001", TimeInForce.IOC)
        assert isinstance(await gateway.place(taking), OrderAcknowledged)
        taker = taking.intent.client_id
        await seen.wait(lambda: VenueStatus.FILLED in _reports(seen, taker), "fill of the taker")
        assert [f.fill.is_maker for f in seen.of(FillReported) if f.fill.client_id == taker][0] is False


@pytest.mark.parametrize("transport", list(OrderTransport))
@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("drop_after", {}),
        ("drop_before", {}),
        ("reset", {"booked": True}),
        ("broken_json", {}),
        ("empty_object", {}),
        ("html", {}),
        ("status", {"status": 503, "code": -1001, "booked": True}),
        ("limited", {"retry_after_s": 0}),
        ("delay", {"ms": 1_500, "booked": True}),
    ],
)
@pytest.mark.expects_log("malformed message")
async def test_c07_an_answer_that_proves_nothing_leaves_the_order_unknown(
    venue: VenueProcess, transport: OrderTransport, kind: str, parameters: dict[str, Any]
) -> None:
    point = "ws:order.place" if transport is OrderTransport.WEBSOCKET else "rest:POST /api/v3/order"
    async with running(venue.connection(transport=transport)) as (gateway, seen, _):
        order = Orders(seen).order()
        await asyncio.to_thread(venue.fault, point, kind, **parameters)
        outcome = await gateway.place(order)
        assert isinstance(outcome, SendUnresolved), outcome
        venue.clear_faults()
        # Sent once, never again: the venue's own ledger knows at most one order under this id.
        ledger = await asyncio.to_thread(venue.get, "/sim/ledger")
        mine = [o for o in ledger["orders"] if o["client_order_id"] == order.intent.client_id]
        assert len(mine) <= 1
        truth = await gateway.query(KEY, order.intent.client_id)
        assert isinstance(truth, OrderReported if mine else OrderAbsent)
        if mine:
            await gateway.cancel(_cancel(order.intent.client_id))


@pytest.mark.parametrize("transport", list(OrderTransport))
async def test_c08_a_cancel_without_an_answer_is_unknown(
    venue: VenueProcess, transport: OrderTransport
) -> None:
    point = "ws:order.cancel" if transport is OrderTransport.WEBSOCKET else "rest:DELETE /api/v3/order"
    async with running(venue.connection(transport=transport)) as (gateway, seen, _):
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await asyncio.to_thread(venue.fault, point, "drop_before")
        assert isinstance(await gateway.cancel(_cancel(order.intent.client_id)), CancelUnresolved)
        assert isinstance(await gateway.cancel(_cancel(order.intent.client_id)), CancelAcknowledged)


@pytest.mark.expects_log("malformed message")
@pytest.mark.parametrize("kind", ["broken_json", "html", "empty", "empty_object"])
async def test_c09_a_malformed_market_frame_is_counted_and_the_feed_survives(
    venue: VenueProcess, kind: str
) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        await asyncio.to_thread(venue.fault, "stream:btcusdt@bookTicker", kind)
        await asyncio.to_thread(venue.fault, "stream:btcusdt@trade", kind)
        counts = (len(seen.of(TopOfBook)), len(seen.of(TradePrint)))
        await seen.wait(
            lambda: len(seen.of(TopOfBook)) > counts[0] + 3 and len(seen.of(TradePrint)) > counts[1] + 3,
            "life after the frame",
        )
        if kind == "broken_json":
            assert gateway.health().malformed == 2
        assert gateway.health().streams[1].errors == 0


@pytest.mark.expects_log("malformed message")
async def test_c10_a_malformed_private_frame_asks_for_a_reconciliation(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        await asyncio.to_thread(venue.fault, "user:executionReport", "broken_json")
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await seen.wait(lambda: len(seen.of(VenueConnected)) > 1, "reconciliation")
        assert seen.of(VenueLost)
        await gateway.cancel(_cancel(order.intent.client_id))
        await seen.wait(lambda: _reports(seen, order.intent.client_id), "report after it")


@pytest.mark.parametrize("kind", ["gap", "reorder"])
async def test_c11_a_gap_in_the_book_is_told_before_the_next_book(venue: VenueProcess, kind: str) -> None:
    async with running(venue.connection()) as (_, seen, _):
        await asyncio.to_thread(venue.fault, "stream:btcusdt@depth@100ms", kind)
        await seen.wait(lambda: seen.of(FeedLost), "gap")
        lost = seen.of(FeedLost)[0]
        assert lost.fault is FeedFault.GAP
        after = seen.events.index(lost)
        await seen.wait(
            lambda: any(isinstance(e, BookSnapshot) for e in seen.events[after:]), "book after the gap"
        )


async def test_c12_a_silent_book_is_told_and_comes_back(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (_, seen, _):
        match = "stream:btcusdt@depth@100ms"
        await asyncio.to_thread(venue.fault, match, "freeze", duration_ms=2_500)
        await seen.wait(lambda: seen.of(FeedLost), "silence")
        lost = seen.of(FeedLost)[0]
        assert lost.fault is FeedFault.SILENT
        after = seen.events.index(lost)
        await seen.wait(
            lambda: any(isinstance(e, BookSnapshot) for e in seen.events[after:]), "book after the silence"
        )


async def test_c13_a_private_stream_that_stays_silent_after_an_acknowledgement_is_replaced(
    venue: VenueProcess,
) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        await asyncio.to_thread(venue.fault, "user:executionReport", "gap")
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await seen.wait(lambda: seen.of(VenueLost), "loss")
        assert order.intent.client_id in seen.of(VenueLost)[0].reason
        await seen.wait(lambda: len(seen.of(VenueConnected)) > 1, "new private stream")
        await gateway.cancel(_cancel(order.intent.client_id))
        await seen.wait(lambda: _reports(seen, order.intent.client_id), "report on the new stream")


async def test_c14_a_killed_venue_is_told_and_reconnected_by_itself(own_venue: VenueProcess) -> None:
    async with running(own_venue.connection()) as (gateway, seen, _):
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await asyncio.to_thread(own_venue.kill)
        await seen.wait(lambda: seen.of(VenueLost), "VenueLost")
        await seen.wait(lambda: seen.of(FeedLost), "FeedLost")
        assert seen.of(FeedLost)[0].fault is FeedFault.DISCONNECTED
        assert not gateway.health().connected
        dead = await gateway.place(Orders(seen).order())
        assert isinstance(dead, SendAbandoned)
        with pytest.raises(ExchangeConnectionError):
            await gateway.open_orders()
        assert isinstance(await gateway.cancel(_cancel(order.intent.client_id)), CancelUnresolved)
        assert len(seen.of(VenueLost)) == 1
        tops, books = len(seen.of(TopOfBook)), len(seen.of(BookSnapshot))
        await asyncio.to_thread(own_venue.start)
        await seen.wait(lambda: len(seen.of(VenueConnected)) > 1, "reconnection", 20)
        await seen.wait(
            lambda: len(seen.of(TopOfBook)) > tops and len(seen.of(BookSnapshot)) > books, "market data"
        )
        assert isinstance(await gateway.place(Orders(seen).order()), OrderAcknowledged)


async def test_c15_a_frozen_venue_is_told_and_late_orders_never_leave(own_venue: VenueProcess) -> None:
    async with running(own_venue.connection()) as (gateway, seen, _):
        await asyncio.to_thread(own_venue.fault, "venue", "freeze", count=None)
        unknown = await gateway.place(Orders(seen).order())
        assert isinstance(unknown, SendUnresolved)
        await seen.wait(lambda: seen.of(VenueLost) and seen.of(FeedLost), "losses")
        own_venue.clear_faults()
        await seen.wait(lambda: len(seen.of(VenueConnected)) > 1, "reconnection", 20)


async def test_c16_wrong_keys_and_symbols_are_named(venue: VenueProcess) -> None:
    bad_key = make_gateway(venue.connection(secret="wrong"), MachineClock())
    with pytest.raises(ConfigurationError):
        await bad_key.connect()
    bad_symbol = make_gateway(venue.connection("BTC/USTD"), MachineClock())
    with pytest.raises(SymbolNotSupportedError, match="did you mean BTC/USDT"):
        await bad_symbol.connect()


async def test_c17_markets_come_from_disk_the_second_time(venue: VenueProcess, tmp_path: Path) -> None:
    real = venue.connection(cache=str(tmp_path / "cache"))
    loopback = real.loopback
    assert loopback is not None
    # The cache is for real exchanges only: the loader is told it speaks to one.
    told = msgspec.structs.replace(real, loopback=None)
    clock = MachineClock()

    async def load() -> tuple[Instrument, ...]:
        limiter = WeightLimiter(weight_per_minute=6_000, cancel_reserve=0, mono_ns=clock.mono_ns)
        async with open_session(loopback, LoopbackTrust(loopback.ca_file)) as session:
            exchange = make_exchange(real, BINANCE, session)
            try:
                return await MarketLoader(exchange, BINANCE, told, clock, limiter).load()
            finally:
                await exchange.close()

    loaded = await load()
    (stored,) = (tmp_path / "cache").iterdir()
    await asyncio.to_thread(venue.fault, "rest:GET /api/v3/exchangeInfo", "status", count=None)
    assert await load() == loaded
    stored.write_text("{ not json")
    with pytest.raises(ExchangeConnectionError):
        await load()


async def test_c18_a_simulated_venue_is_always_asked_for_its_markets(
    venue: VenueProcess, tmp_path: Path
) -> None:
    gateway = make_gateway(venue.connection(cache=str(tmp_path / "cache")), MachineClock())
    await gateway.connect()
    await gateway.close()
    assert not (tmp_path / "cache").exists()


async def test_c19_a_skewed_clock_is_measured_and_orders_still_pass(venue: VenueProcess) -> None:
    await asyncio.to_thread(venue.fault, "venue", "clock_skew", count=None, ms=30_000)
    async with running(venue.connection()) as (gateway, seen, _):
        assert abs(gateway.health().clock_offset_ns - 30_000_000_000) < 200_000_000
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await gateway.cancel(_cancel(order.intent.client_id))


async def test_c20_stopping_ends_the_streams_as_cancelled(venue: VenueProcess) -> None:
    gateway, seen = make_gateway(venue.connection(), MachineClock()), Seen()
    try:
        await gateway.connect()
        for pause in (0.0, 0.01, 0.05):
            streams = asyncio.create_task(gateway.run(seen))
            await asyncio.sleep(pause)
            streams.cancel()
            with pytest.raises(asyncio.CancelledError):
                await streams
    finally:
        await gateway.close()
