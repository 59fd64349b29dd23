"""The gateway against a real venue process: C01.. what every venue behind this port must do."""

import asyncio
import time
from decimal import Decimal
from functools import partial
from pathlib import Path

import msgspec
import pytest

from mmdesk.core.model.errors import (
    ConfigurationError,
    ExchangeConnectionError,
    SymbolNotSupportedError,
)
from mmdesk.core.model.events import (
    BalanceReported,
    CancelAcknowledged,
    CancelRejected,
    FillReported,
    OrderAbsent,
    OrderAcknowledged,
    OrderRejected,
    OrderReported,
)
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.market import BookSnapshot, FeedLost, TradePrint
from mmdesk.core.model.order import TimeInForce, VenueStatus
from mmdesk.gateways.ccxt_exchange import make_exchange
from mmdesk.gateways.dialect import BINANCE
from mmdesk.gateways.direct_send import DirectSend, Request
from mmdesk.gateways.factory import OrderTransport, make_gateway
from mmdesk.gateways.hot_path import shorten
from mmdesk.gateways.learned_request import LearnedRequests
from mmdesk.gateways.loopback import LoopbackTrust
from mmdesk.gateways.market_loader import MarketLoader
from mmdesk.gateways.rate_limit import WeightLimiter
from mmdesk.gateways.session import open_session
from tests.gateways.gateway_harness import FAR, KEY, Orders, Seen, cancel_of, reports_of, running
from tests.gateways.venue_process import MachineClock, VenueProcess


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
        await seen.wait(lambda: reports_of(seen, client_id), "report of the new order")
        found = await gateway.query(KEY, client_id)
        assert isinstance(found, OrderReported)
        assert found.order.venue_id == placed.venue_id
        assert (found.order.price, found.order.quantity) == (order.intent.price, order.intent.quantity)
        assert client_id in [o.client_id for o in await gateway.open_orders()]
        by_venue_id = cancel_of(client_id, placed.venue_id)
        assert isinstance(await gateway.cancel(by_venue_id), CancelAcknowledged)
        await seen.wait(lambda: VenueStatus.CANCELED in reports_of(seen, client_id), "report of the cancel")
        again = await gateway.cancel(cancel_of(client_id))
        assert isinstance(again, CancelRejected)
        assert again.gone
        assert await gateway.open_orders() == ()


async def test_c04_a_fill_is_told_with_its_exact_fee_and_in_the_history(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        # Not at the top: the market may move before the order is there, and a post-only order never takes.
        order = Orders(seen).order(Decimal(20), "0.00100", TimeInForce.POST_ONLY)
        placed = await gateway.place(order)
        assert isinstance(placed, OrderAcknowledged)
        limit = str(order.intent.price)
        hit = {"symbol": "BTCUSDT", "side": "SELL", "quantity": "25", "price": limit}
        await asyncio.to_thread(venue.post, "/sim/hit", hit)
        mine = order.intent.client_id
        await seen.wait(lambda: [f for f in seen.of(FillReported) if f.fill.client_id == mine], "fill")
        await seen.wait(lambda: VenueStatus.FILLED in reports_of(seen, mine), "filled report")
        fills = [f.fill for f in seen.of(FillReported) if f.fill.client_id == mine]
        assert sum(f.quantity for f in fills) == Decimal("0.00100")
        assert {(f.price, f.is_maker, f.fee_asset) for f in fills} == {(order.intent.price, True, "BTC")}
        history = await gateway.fills_since(time.time_ns() - 60_000_000_000)
        told = {(f.trade_id, f.price, f.quantity, f.fee) for f in history if f.venue_id == placed.venue_id}
        assert told == {(f.trade_id, f.price, f.quantity, f.fee) for f in fills}
        btc = {b.asset: b for b in (await gateway.balances()).balances}["BTC"]

        def streamed() -> list[Decimal]:
            reports = [b for report in seen.of(BalanceReported) for b in report.balances]
            return [b.total for b in reports if b.asset == "BTC"]

        await seen.wait(lambda: btc.total in streamed()[-1:], "the streamed balance that was asked for, too")


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
        await seen.wait(lambda: VenueStatus.EXPIRED in reports_of(seen, mine), "expiry")
        taking = orders.order(-FAR, "0.001", TimeInForce.IOC)
        assert isinstance(await gateway.place(taking), OrderAcknowledged)
        taker = taking.intent.client_id
        await seen.wait(lambda: VenueStatus.FILLED in reports_of(seen, taker), "fill of the taker")
        assert [f.fill.is_maker for f in seen.of(FillReported) if f.fill.client_id == taker][0] is False


async def test_c16_wrong_keys_and_symbols_are_named(venue: VenueProcess) -> None:
    bad_key = make_gateway(venue.connection(secret="wrong"), MachineClock())
    with pytest.raises(ConfigurationError):
        await bad_key.connect()
    bad_symbol = make_gateway(venue.connection("BTC/USTD"), MachineClock())
    with pytest.raises(SymbolNotSupportedError, match="It has BTC/USDT"):
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
        await gateway.cancel(cancel_of(order.intent.client_id))


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


async def test_c22_order_and_cancel_leave_in_the_call_itself(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        orders = Orders(seen)
        for _ in range(2):  # the first is built by ccxt, the second after its example
            order = orders.order()
            before = time.monotonic_ns()
            outcome = gateway.place(order)
            after = time.monotonic_ns()
            placed = await outcome
            assert isinstance(placed, OrderAcknowledged)
            assert before < placed.sent_mono_ns <= after
            # Nobody awaited it yet, and still the venue acts: the bytes are gone.
            cancelled = gateway.cancel(cancel_of(order.intent.client_id, placed.venue_id))
            mine = order.intent.client_id
            await seen.wait(partial(_is_cancelled, seen, mine), "cancel")
            assert isinstance(await cancelled, CancelAcknowledged)


def _is_cancelled(seen: Seen, client_id: str) -> bool:
    return VenueStatus.CANCELED in reports_of(seen, client_id)


async def test_c23_a_learned_request_says_what_ccxt_would_have_said(venue: VenueProcess) -> None:
    connection = venue.connection()
    assert connection.loopback is not None
    async with open_session(connection.loopback, LoopbackTrust(connection.loopback.ca_file)) as session:
        exchange = make_exchange(connection, BINANCE, session)
        shorten(exchange)
        await exchange.load_markets()
        direct, learned = DirectSend(exchange), LearnedRequests(exchange)

        def built(side: str, given: dict[str, str]) -> Request:
            call = exchange.create_order_ws(
                "BTC/USDT",
                "LIMIT_MAKER",
                side,
                given["quantity"],
                given["price"],
                {"newClientOrderId": given["id"]},
            )
            return direct.build(call)

        first = {"quantity": "0.00100", "price": "50000.10", "id": "mm-1"}
        other = {"quantity": "0.02000", "price": "49999.00", "id": "mm-2"}
        assert learned.make("sell", other) is None
        for side in ("buy", "sell"):
            learned.learn(side, first, built(side, first))
            theirs, ours = built(side, other), learned.make(side, other)
            assert ours is not None
            assert ours.url == theirs.url
            assert ours.message["method"] == theirs.message["method"]
            assert int(ours.message_hash) == int(theirs.message_hash) + 1 == int(ours.message["id"])
            for request in (ours, theirs):
                assert len(request.message["params"].pop("signature")) == 64
                assert request.message["params"].pop("timestamp") > 1_600_000_000_000
            assert ours.message["params"] == theirs.message["params"]
        # A text that is in the request twice cannot be told apart: ccxt builds every one of these.
        twice = {"quantity": "7", "price": "7", "id": "mm-3"}
        learned.learn("twice", twice, built("buy", twice))
        assert learned.make("twice", twice) is None
        await exchange.close()


async def test_c24_frames_are_counted_as_they_come(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        await seen.wait(lambda: gateway.health().frames > 50, "fifty frames")
        health = gateway.health()
        assert health.frames >= sum(stream.messages for stream in health.streams) // 2
