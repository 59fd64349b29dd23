"""ccxt's own structure validators (in the installed wheel) accept all that the gateway gets."""

import asyncio
import importlib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from mmdesk.gateways.ccxt_exchange import make_exchange
from mmdesk.gateways.dialect import BINANCE
from mmdesk.gateways.loopback import LoopbackTrust
from mmdesk.gateways.session import open_session
from tests.gateways.venue_process import VenueProcess

SYMBOL = "BTC/USDT"
# The exchange itself puts no time on a REST book, nor on a book ticker.
TIMELESS = {"timestamp": True, "datetime": True}


def _check(name: str) -> Callable[..., None]:
    module = importlib.import_module(f"ccxt.test.exchange.base.test_{name}")
    found: Callable[..., None] = getattr(module, f"test_{name}")
    return found


@asynccontextmanager
async def _exchange(venue: VenueProcess) -> AsyncIterator[Any]:
    connection = venue.connection()
    assert connection.loopback is not None
    session = open_session(connection.loopback, LoopbackTrust(connection.loopback.ca_file))
    exchange: Any = make_exchange(connection, BINANCE, session)
    try:
        await exchange.load_markets()
        yield exchange
    finally:
        await exchange.close()
        await session.close()


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VenueProcess]:
    process = VenueProcess(tmp_path_factory.mktemp("venue"))
    yield process
    process.stop()


async def test_markets_and_public_reads_are_valid(venue: VenueProcess) -> None:
    async with _exchange(venue) as exchange:
        for market in exchange.markets.values():
            _check("market")(exchange, {}, "fetchMarkets", market)
        book = await exchange.fetch_order_book(SYMBOL)
        _check("order_book")(exchange, TIMELESS, "fetchOrderBook", book, SYMBOL)
        _check("ticker")(exchange, {}, "fetchTicker", await exchange.fetch_ticker(SYMBOL), SYMBOL)
        now = int(time.time() * 1000)
        for trade in await exchange.fetch_trades(SYMBOL):
            _check("trade")(exchange, {}, "fetchTrades", trade, SYMBOL, now, True)
        fee = await exchange.fetch_trading_fee(SYMBOL)
        _check("trading_fee")(exchange, {}, "fetchTradingFee", SYMBOL, fee)


async def test_public_streams_are_valid(venue: VenueProcess) -> None:
    async with _exchange(venue) as exchange:
        for _ in range(5):
            book = await exchange.watch_order_book(SYMBOL)
            _check("order_book")(exchange, TIMELESS, "watchOrderBook", book, SYMBOL)
            tickers = await exchange.watch_bids_asks([SYMBOL])
            _check("ticker")(exchange, TIMELESS, "watchBidsAsks", tickers[SYMBOL], SYMBOL)
        now = int(time.time() * 1000)
        for trade in await exchange.watch_trades(SYMBOL):
            _check("trade")(exchange, {}, "watchTrades", trade, SYMBOL, now, True)


async def test_account_reads_and_streams_are_valid(venue: VenueProcess) -> None:
    async with _exchange(venue) as exchange:
        now = int(time.time() * 1000)
        orders = asyncio.create_task(exchange.watch_orders())
        fills = asyncio.create_task(exchange.watch_my_trades())
        balances = asyncio.create_task(exchange.watch_balance())
        await exchange.authenticate({"type": "spot"})
        bid = (await exchange.fetch_order_book(SYMBOL))["bids"][0][0]
        resting = await exchange.create_order_ws(
            SYMBOL, "LIMIT_MAKER", "buy", "0.001", f"{bid - 500:.2f}", {"newClientOrderId": "valid-1"}
        )
        _check("order")(exchange, {}, "createOrderWs", resting, SYMBOL, now)
        await exchange.create_order_ws(
            SYMBOL, "limit", "buy", "0.001", f"{bid + 500:.2f}",
            {"newClientOrderId": "valid-2", "timeInForce": "IOC"},
        )  # fmt: skip
        for order in await asyncio.wait_for(orders, 60):
            _check("order")(exchange, {}, "watchOrders", order, SYMBOL, now)
        for trade in await asyncio.wait_for(fills, 60):
            _check("trade")(exchange, {}, "watchMyTrades", trade, SYMBOL, now, False)
        _check("balance")(exchange, {}, "watchBalance", await asyncio.wait_for(balances, 60))
        _check("balance")(exchange, {}, "fetchBalance", await exchange.fetch_balance())
        for order in await exchange.fetch_open_orders(SYMBOL):
            _check("order")(exchange, {}, "fetchOpenOrders", order, SYMBOL, now)
        for trade in await exchange.fetch_my_trades(SYMBOL):
            _check("trade")(exchange, {}, "fetchMyTrades", trade, SYMBOL, now, False)
        found = await exchange.fetch_order("", SYMBOL, {"origClientOrderId": "valid-2"})
        _check("order")(exchange, {}, "fetchOrder", found, SYMBOL, now)
        gone = await exchange.cancel_order_ws(resting["id"], SYMBOL)
        _check("order")(exchange, {}, "cancelOrderWs", gone, SYMBOL, now)
