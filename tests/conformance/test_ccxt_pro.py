"""ccxt.pro.binance, unmodified, against a real venue process: the calls our gateway lives on."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import ccxt.pro
import pytest

from tests.conformance.redirect import RunningVenue, running_venue

SYMBOL = "BTC/USDT"
WITHIN_S = 60.0


@pytest.fixture(scope="module")
def venue() -> Iterator[RunningVenue]:
    with running_venue() as started:
        yield started


@pytest.fixture
async def exchange(venue: RunningVenue) -> AsyncIterator[Any]:
    session = venue.session()
    made = ccxt.pro.binance(
        {
            "apiKey": venue.api_key,
            "secret": venue.secret,
            "enableRateLimit": False,
            "session": session,
            "options": {"fetchMarkets": {"types": ["spot"]}},
        }
    )
    await made.load_markets()
    yield made
    await made.close()
    await session.close()


async def _soon(awaitable: Any) -> Any:
    return await asyncio.wait_for(awaitable, WITHIN_S)


async def test_the_watched_book_is_never_crossed_and_equals_the_venue(
    exchange: Any, venue: RunningVenue
) -> None:
    for _ in range(20):
        book = await _soon(exchange.watch_order_book(SYMBOL))
        assert book["bids"][0][0] < book["asks"][0][0]
    venue.control("/sim/market", {"action": "pause"})
    truth = await exchange.fetch_order_book(SYMBOL, 500)
    while exchange.orderbooks[SYMBOL]["nonce"] < truth["nonce"]:
        await _soon(exchange.watch_order_book(SYMBOL))
    watched = exchange.orderbooks[SYMBOL]
    venue.control("/sim/market", {"action": "resume"})
    assert watched["bids"][: len(truth["bids"])] == truth["bids"]
    assert watched["asks"][: len(truth["asks"])] == truth["asks"]


async def test_best_prices_and_trades_are_watched(exchange: Any) -> None:
    top = (await _soon(exchange.watch_bids_asks([SYMBOL])))[SYMBOL]
    assert top["bid"] < top["ask"]
    trade = (await _soon(exchange.watch_trades(SYMBOL)))[-1]
    assert trade["symbol"] == SYMBOL
    assert trade["amount"] > 0


async def test_orders_by_rest_and_by_socket_are_watched_and_cancelled(exchange: Any) -> None:
    book = await exchange.fetch_order_book(SYMBOL, 20)
    price = round(book["bids"][0][0] * 0.99, 2)
    # Alone and first: while one caller authenticates, ccxt lets a second one pass before the stream exists.
    await _soon(exchange.authenticate())
    watching = asyncio.create_task(exchange.watch_orders(SYMBOL))
    by_rest = await exchange.create_order(
        SYMBOL, "LIMIT_MAKER", "buy", 0.01, price, {"newClientOrderId": "cc-rest"}
    )
    by_socket = await exchange.create_order_ws(
        SYMBOL, "LIMIT_MAKER", "buy", 0.01, price, {"newClientOrderId": "cc-socket"}
    )
    assert [o["id"] for o in await _soon(watching)] == [by_rest["id"]]
    found = await exchange.fetch_order(None, SYMBOL, {"origClientOrderId": "cc-socket"})
    assert (found["id"], found["status"], found["postOnly"]) == (by_socket["id"], "open", True)
    open_ids = {o["id"] for o in await exchange.fetch_open_orders(SYMBOL)}
    assert open_ids == {by_rest["id"], by_socket["id"]}
    assert (await exchange.cancel_order(by_rest["id"], SYMBOL))["status"] == "canceled"
    assert (await exchange.cancel_order_ws(by_socket["id"], SYMBOL))["status"] == "canceled"
    assert await exchange.fetch_open_orders(SYMBOL) == []


async def _balance_with(exchange: Any, asset: str) -> Any:
    """The first balance that names `asset`: what the order itself locked may be told before."""
    while asset not in (balance := await exchange.watch_balance()):
        pass
    return balance


async def test_a_fill_reaches_trades_and_balance(exchange: Any, venue: RunningVenue) -> None:
    await _soon(exchange.authenticate())
    fills = asyncio.create_task(exchange.watch_my_trades(SYMBOL))
    bought = asyncio.create_task(_balance_with(exchange, "BTC"))
    # Nothing moves between the look at the book and the hit.
    venue.control("/sim/market", {"action": "pause"})
    top = await exchange.fetch_order_book(SYMBOL, 5)
    resting = await exchange.create_order(SYMBOL, "LIMIT_MAKER", "buy", 0.01, top["bids"][0][0])
    depth = sum(quantity for _, quantity in top["bids"])
    venue.control("/sim/hit", {"symbol": "BTCUSDT", "side": "SELL", "quantity": f"{depth + 0.01:.5f}"})
    venue.control("/sim/market", {"action": "resume"})
    told = (await _soon(fills))[0]
    assert (told["order"], told["takerOrMaker"], told["fee"]["currency"]) == (resting["id"], "maker", "BTC")
    assert (await _soon(bought))["BTC"]["total"] > 0
    fetched = await exchange.fetch_my_trades(SYMBOL)
    assert told["id"] in {t["id"] for t in fetched}


async def test_a_post_only_order_that_would_take_is_told_apart(exchange: Any) -> None:
    top = await exchange.fetch_order_book(SYMBOL, 5)
    with pytest.raises(ccxt.OrderImmediatelyFillable):
        await exchange.create_order(SYMBOL, "LIMIT_MAKER", "buy", 0.01, top["asks"][-1][0] * 1.01)


async def test_all_markets_and_currencies_load_without_leaving_this_machine(venue: RunningVenue) -> None:
    session = venue.session()
    exchange = ccxt.pro.binance({"apiKey": venue.api_key, "secret": venue.secret, "session": session})
    assert set(await exchange.load_markets()) == {"BTC/USDT", "ETH/USDT"}
    assert {"BTC", "ETH", "USDT"} <= set(exchange.currencies)
    await exchange.close()
    await session.close()
