"""python-binance, unmodified, against a real venue process: a client not ours must find nothing odd."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from tests.conformance.binance_clients import (
    AsyncClient,
    BinanceAPIException,
    BinanceSocketManager,
    DepthCacheManager,
)
from tests.conformance.redirect import RunningVenue, VenueResolver, redirected, running_venue

SYMBOL = "BTCUSDT"
WITHIN_S = 60.0


@pytest.fixture(scope="module")
def venue() -> Iterator[RunningVenue]:
    with running_venue() as started, redirected(started):
        yield started


@pytest.fixture
async def client(venue: RunningVenue) -> AsyncIterator[Any]:
    connector = aiohttp.TCPConnector(resolver=VenueResolver(venue), ssl=venue.ssl_context())
    made = await AsyncClient.create(venue.api_key, venue.secret, session_params={"connector": connector})
    made.ws_api.TIMEOUT = 0.5  # its read loop looks only so often whether it should end
    yield made
    await made.close_connection()


async def _bid_far_from_the_top(client: Any) -> str:
    depth = await client.get_order_book(symbol=SYMBOL, limit=5)
    return f"{float(depth['bids'][0][0]) * 0.99:.2f}"


async def test_exchange_info_gives_steps_and_filters(client: Any) -> None:
    info = await client.get_symbol_info(SYMBOL)
    filters = {f["filterType"]: f for f in info["filters"]}
    assert float(filters["PRICE_FILTER"]["tickSize"]) == 0.01
    assert float(filters["LOT_SIZE"]["stepSize"]) == 0.00001
    assert info["permissionSets"] == [["SPOT"]]


async def test_an_order_is_placed_found_and_cancelled(client: Any) -> None:
    price = await _bid_far_from_the_top(client)
    placed = await client.order_limit_buy(
        symbol=SYMBOL, quantity="0.01", price=price, newClientOrderId="pb-1", recvWindow=5000
    )
    assert placed["status"] == "NEW"
    found = await client.get_order(symbol=SYMBOL, origClientOrderId="pb-1")
    assert (found["orderId"], float(found["price"])) == (placed["orderId"], float(price))
    assert [o["orderId"] for o in await client.get_open_orders(symbol=SYMBOL)] == [placed["orderId"]]
    cancelled = await client.cancel_order(symbol=SYMBOL, orderId=placed["orderId"])
    assert (cancelled["status"], cancelled["origClientOrderId"]) == ("CANCELED", "pb-1")
    assert await client.get_open_orders(symbol=SYMBOL) == []


async def test_a_refusal_carries_the_exchange_code(client: Any) -> None:
    with pytest.raises(BinanceAPIException) as refused:
        await client.create_order(symbol=SYMBOL, side="BUY", type="LIMIT", quantity="1", price="0.015")
    assert refused.value.code == -1102  # timeInForce is missing
    with pytest.raises(BinanceAPIException) as unknown:
        await client.cancel_order(symbol=SYMBOL, orderId=999_999_999)
    assert unknown.value.code == -2011


async def test_the_depth_cache_equals_the_book(client: Any, venue: RunningVenue) -> None:
    async with asyncio.timeout(WITHIN_S), DepthCacheManager(client, SYMBOL, ws_interval=100) as cache:
        book = await cache.recv()
        for _ in range(10):
            book = await cache.recv()
            assert book.get_bids()[0][0] < book.get_asks()[0][0]
        venue.control("/sim/market", {"action": "pause"})
        try:
            truth = await client.get_order_book(symbol=SYMBOL, limit=500)
            while cache._last_update_id < truth["lastUpdateId"]:  # the manager does not publish it
                book = await cache.recv()
        finally:
            venue.control("/sim/market", {"action": "resume"})
        assert cache._last_update_id == truth["lastUpdateId"]
        expected_bids = [[float(p), float(q)] for p, q in truth["bids"]]
        expected_asks = [[float(p), float(q)] for p, q in truth["asks"]]
        assert book.get_bids()[: len(expected_bids)] == expected_bids
        assert book.get_asks()[: len(expected_asks)] == expected_asks


async def test_the_user_stream_tells_the_life_of_an_order(client: Any) -> None:
    price = await _bid_far_from_the_top(client)
    sockets = BinanceSocketManager(client)
    async with asyncio.timeout(WITHIN_S), sockets.user_socket() as stream:
        placed = await client.order_limit_buy(symbol=SYMBOL, quantity="0.01", price=price)
        await client.cancel_order(symbol=SYMBOL, orderId=placed["orderId"])
        bought = await client.order_market_buy(symbol=SYMBOL, quantity="0.01")
        told: list[tuple[str, str]] = []
        assets: set[str] = set()
        while ("FILLED", "TRADE") not in told or not {"BTC", "USDT"} <= assets:
            event = await stream.recv()
            if event["e"] == "executionReport":
                told.append((event["X"], event["x"]))
            elif event["e"] == "outboundAccountPosition":
                assets |= {row["a"] for row in event["B"]}
    assert told[:2] == [("NEW", "NEW"), ("CANCELED", "CANCELED")]
    fills = await client.get_my_trades(symbol=SYMBOL)
    assert [f["orderId"] for f in fills if f["orderId"] == bought["orderId"]]


async def test_market_streams_arrive_by_the_socket_client(client: Any) -> None:
    sockets = BinanceSocketManager(client)
    names = ["btcusdt@bookTicker", "btcusdt@depth20@100ms", "ethusdt@miniTicker", "btcusdt@kline_1m"]
    seen: set[str] = set()
    async with asyncio.timeout(WITHIN_S), sockets.multiplex_socket(names) as stream:
        while seen != set(names):
            message = await stream.recv()
            seen.add(message["stream"])
