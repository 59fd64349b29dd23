"""binance-connector (the exchange's own Python client), unmodified, against a real venue process."""

import json
import queue
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.binance_clients import (
    ClientError,
    Spot,
    SpotWebsocketAPIClient,
    SpotWebsocketStreamClient,
)
from tests.conformance.redirect import RunningVenue, redirected, running_venue

# The client says so each time the other side answers its own close.
pytestmark = pytest.mark.expects_log("CLOSE frame received")

SYMBOL = "BTCUSDT"
WITHIN_S = 60.0


@pytest.fixture(scope="module")
def venue() -> Iterator[RunningVenue]:
    with running_venue() as started, redirected(started):
        yield started


@pytest.fixture
def client(venue: RunningVenue) -> Iterator[Spot]:
    made = Spot(venue.api_key, venue.secret, timeout=30)
    yield made
    for order in made.get_open_orders():
        made.cancel_order(order["symbol"], orderId=order["orderId"])
    made.session.close()


class Inbox:
    """Messages of a client's receive thread, parsed."""

    def __init__(self) -> None:
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()

    def on_message(self, _: object, text: str) -> None:
        self._messages.put(json.loads(text))

    def next(self) -> dict[str, Any]:
        return self._messages.get(timeout=WITHIN_S)


def _stop(socket_client: Any) -> None:
    """The client's own stop, and the socket that it leaves open."""
    socket_client.stop()
    socket_client.socket_manager.ws.shutdown()


def _far_bid(client: Spot) -> str:
    top = client.book_ticker(SYMBOL)
    return f"{float(top['bidPrice']) * 0.99:.2f}"


def test_market_questions_are_answered(client: Spot, venue: RunningVenue) -> None:
    venue.control("/sim/hit", {"symbol": SYMBOL, "side": "BUY", "quantity": "0.01"})
    assert client.ping() == {}
    assert abs(client.time()["serverTime"] - time.time() * 1_000) < 5_000
    assert {s["symbol"] for s in client.exchange_info()["symbols"]} == {"BTCUSDT", "ETHUSDT"}
    depth = client.depth(SYMBOL, limit=10)
    assert len(depth["bids"]) == len(depth["asks"]) == 10
    assert float(depth["bids"][0][0]) < float(depth["asks"][0][0])
    assert client.klines(SYMBOL, "1m", limit=2)
    assert client.ticker_24hr(SYMBOL)["symbol"] == SYMBOL
    assert client.trades(SYMBOL, limit=5)
    assert client.agg_trades(SYMBOL, limit=5)


def test_an_order_is_placed_replaced_and_cancelled(client: Spot) -> None:
    price = _far_bid(client)
    first = client.new_order(
        SYMBOL, "BUY", "LIMIT_MAKER", quantity="0.01", price=price, newClientOrderId="bc-1"
    )
    assert set(first) == {"symbol", "orderId", "orderListId", "clientOrderId", "transactTime"}  # ACK
    replaced = client.cancel_and_replace(
        SYMBOL,
        "BUY",
        "LIMIT",
        "STOP_ON_FAILURE",
        cancelOrigClientOrderId="bc-1",
        newClientOrderId="bc-2",
        timeInForce="GTC",
        quantity="0.02",
        price=price,
    )
    assert (replaced["cancelResult"], replaced["newOrderResult"]) == ("SUCCESS", "SUCCESS")
    assert [o["clientOrderId"] for o in client.get_open_orders(SYMBOL)] == ["bc-2"]
    assert [o["status"] for o in client.cancel_open_orders(SYMBOL)] == ["CANCELED"]
    with pytest.raises(ClientError) as gone:
        client.cancel_order(SYMBOL, origClientOrderId="bc-2")
    assert gone.value.error_code == -2011


def test_a_market_order_moves_the_balance_by_its_fills(client: Spot) -> None:
    before = {b["asset"]: float(b["free"]) for b in client.account()["balances"]}
    bought = client.new_order(SYMBOL, "BUY", "MARKET", quantity="0.01")
    paid = sum(float(f["price"]) * float(f["qty"]) for f in bought["fills"])
    fee = sum(float(f["commission"]) for f in bought["fills"])
    after = {b["asset"]: float(b["free"]) for b in client.account()["balances"]}
    assert {f["commissionAsset"] for f in bought["fills"]} == {"BTC"}
    assert after["BTC"] - before["BTC"] == pytest.approx(0.01 - fee)
    assert before["USDT"] - after["USDT"] == pytest.approx(paid)
    assert client.my_trades(SYMBOL)[-1]["orderId"] == bought["orderId"]


def test_a_wrong_secret_is_refused_by_signature(venue: RunningVenue) -> None:
    stranger = Spot(venue.api_key, "not-the-secret", timeout=30)
    with pytest.raises(ClientError) as refused:
        stranger.account()
    stranger.session.close()
    assert refused.value.error_code == -1022


def test_wallet_pages_that_clients_read_are_there(client: Spot) -> None:
    assert client.system_status()["status"] == 0
    assert {f["symbol"] for f in client.trade_fee()} == {"BTCUSDT", "ETHUSDT"}
    assert client.api_key_permissions()["enableWithdrawals"] is False
    assert {c["coin"] for c in client.coin_info()} == {"BTC", "ETH", "USDT"}


def test_the_stream_client_subscribes_and_leaves(venue: RunningVenue) -> None:
    inbox = Inbox()
    stream = SpotWebsocketStreamClient(on_message=inbox.on_message)
    stream.book_ticker(symbol=SYMBOL, id=1)
    assert inbox.next() == {"result": None, "id": 1}
    assert inbox.next()["s"] == SYMBOL
    stream.list_subscribe(id=2)
    while (message := inbox.next()).get("id") != 2:
        pass
    assert message["result"] == ["btcusdt@bookTicker"]
    _stop(stream)


def test_the_listen_key_form_of_the_user_stream_tells_orders(client: Spot, venue: RunningVenue) -> None:
    key = client.new_listen_key()["listenKey"]
    assert client.renew_listen_key(key) == {}
    inbox = Inbox()
    stream = SpotWebsocketStreamClient(on_message=inbox.on_message)
    stream.user_data(listen_key=key, id=1)
    assert inbox.next() == {"result": None, "id": 1}
    placed = client.new_order(SYMBOL, "BUY", "LIMIT_MAKER", quantity="0.01", price=_far_bid(client))
    while (event := inbox.next())["e"] != "executionReport":
        pass
    assert (event["i"], event["X"]) == (placed["orderId"], "NEW")
    client.cancel_order(SYMBOL, orderId=placed["orderId"])
    _stop(stream)
    assert client.close_listen_key(key) == {}


def test_the_websocket_api_client_trades(client: Spot, venue: RunningVenue) -> None:
    inbox = Inbox()
    api = SpotWebsocketAPIClient(
        api_key=venue.api_key, api_secret=venue.secret, on_message=inbox.on_message, timeout=5
    )
    api.ping_connectivity(id=1)
    assert inbox.next()["result"] == {}
    api.new_order(
        id="a",
        symbol=SYMBOL,
        side="BUY",
        type="LIMIT",
        timeInForce="GTC",
        quantity=0.01,
        price=_far_bid(client),
        newOrderRespType="RESULT",
    )
    placed = inbox.next()
    assert (placed["id"], placed["status"], placed["result"]["status"]) == ("a", 200, "NEW")
    api.get_open_orders(symbol=SYMBOL, id="b")
    assert [o["orderId"] for o in inbox.next()["result"]] == [placed["result"]["orderId"]]
    api.cancel_open_orders(symbol=SYMBOL, id="c")
    assert [o["status"] for o in inbox.next()["result"]] == ["CANCELED"]
    api.order_book(symbol="NOSUCH", id="d")
    assert inbox.next()["error"]["code"] == -1121
    _stop(api)
