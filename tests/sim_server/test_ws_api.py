"""The WebSocket API: requests, refusals, the private stream and its faults on a real connection."""

import asyncio
import json
import urllib.error
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.sim_server.raw_client import WITHIN_S, WS_API, RawClient

ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT_MAKER", "quantity": "0.01", "price": "50000.00"}


class Session:
    """Sends requests, keeps answers and private events apart."""

    def __init__(self, client: RawClient, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.client = client
        self.socket = socket
        self.events: list[Any] = []
        self._number = 0

    async def receive(self) -> Any:
        message = await self.socket.receive(WITHIN_S)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        return json.loads(message.data)

    async def send(self, method: str, params: dict[str, object] | None = None) -> int:
        self._number += 1
        await self.socket.send_json({"id": self._number, "method": method, "params": params or {}})
        return self._number

    async def ask(self, method: str, params: dict[str, object] | None = None) -> Any:
        number = await self.send(method, params)
        while (answer := await self.receive()).get("id") != number:
            self.events.append(answer)
        return answer

    async def signed(self, method: str, **params: object) -> Any:
        return await self.ask(method, self.client.ws_params(**params))

    async def next_event(self, kind: str) -> Any:
        while True:
            message = self.events.pop(0) if self.events else await self.receive()
            event = message.get("event", {})
            if event.get("e") == kind:
                return message


@pytest.fixture
async def session(client: RawClient) -> AsyncIterator[Session]:
    async with client.session.ws_connect(WS_API) as socket:
        yield Session(client, socket)


async def test_market_questions_need_no_key(session: Session) -> None:
    assert (await session.ask("ping"))["result"] == {}
    depth = await session.ask("depth", {"symbol": "BTCUSDT", "limit": 5})
    assert len(depth["result"]["bids"]) == 5
    info = await session.ask("exchangeInfo", {"symbols": ["BTCUSDT"]})
    assert [s["symbol"] for s in info["result"]["symbols"]] == ["BTCUSDT"]
    assert {r["rateLimitType"] for r in info["rateLimits"]} == {"REQUEST_WEIGHT", "ORDERS"}


async def test_an_order_lives_and_dies_over_the_socket(session: Session) -> None:
    placed = await session.signed("order.place", newClientOrderId="ws-1", returnRateLimits=False, **ORDER)
    assert (placed["status"], "rateLimits" in placed) == (200, False)
    assert session.client.venue.control("/sim/ledger")["creates_received"]["ws-1"] == 1
    found = await session.signed("order.status", symbol="BTCUSDT", origClientOrderId="ws-1")
    assert found["result"]["status"] == "NEW"
    listed = await session.signed("openOrders.status", symbol="BTCUSDT")
    assert [o["clientOrderId"] for o in listed["result"]] == ["ws-1"]
    replaced = await session.signed(
        "order.cancelReplace", cancelReplaceMode="STOP_ON_FAILURE", cancelOrigClientOrderId="ws-1", **ORDER
    )
    assert replaced["result"]["newOrderResult"] == "SUCCESS"
    gone = await session.signed("openOrders.cancelAll", symbol="BTCUSDT")
    assert [o["status"] for o in gone["result"]] == ["CANCELED"]
    again = await session.signed("order.cancel", symbol="BTCUSDT", origClientOrderId="ws-1")
    assert (again["status"], again["error"]["code"]) == (400, -2011)
    balances = (await session.signed("account.status"))["result"]["balances"]
    assert {b["asset"] for b in balances} == {"BTC", "ETH", "USDT"}


async def test_refusals_carry_the_code(session: Session) -> None:
    bad_signature = session.client.ws_params(**ORDER) | {"signature": "0" * 64}
    answers = [
        await session.ask("order.place", dict(ORDER)),
        await session.ask("order.place", bad_signature),
        await session.signed("order.place", **{**ORDER, "symbol": "NOSUCH"}),
        await session.signed("order.place", postOnly=True, **ORDER),
        await session.signed("order.place", recvWindow=1_000, timestamp=1_000_000, **ORDER),
        await session.ask("no.such.method"),
        await session.ask("session.logon", session.client.ws_params()),
        await session.ask("userDataStream.unsubscribe", {"subscriptionId": 4_711}),
    ]
    codes = [a["error"]["code"] for a in answers]
    assert codes == [-2014, -1022, -1121, -1104, -1021, -1000, -4056, -1102]
    assert answers[0]["status"] == 401


@pytest.mark.parametrize("text", ["{junk", "[]", '{"id":1}', '{"id":1,"method":"ping","params":[]}'])
async def test_a_malformed_request_is_answered_and_the_connection_stays(session: Session, text: str) -> None:
    await session.socket.send_str(text)
    assert (await session.receive())["error"]["code"] == -1135
    assert (await session.ask("ping"))["status"] == 200


async def test_private_events_follow_the_answer_and_stop_with_the_subscription(session: Session) -> None:
    subscribed = await session.signed("userDataStream.subscribe.signature")
    number = subscribed["result"]["subscriptionId"]
    await session.signed("order.place", newClientOrderId="ev-1", **ORDER)
    report = await session.next_event("executionReport")
    assert (report["subscriptionId"], report["event"]["c"], report["event"]["X"]) == (number, "ev-1", "NEW")
    await session.signed("order.cancel", symbol="BTCUSDT", origClientOrderId="ev-1", newClientOrderId="ev-2")
    report = await session.next_event("executionReport")
    assert (report["event"]["c"], report["event"]["C"], report["event"]["x"]) == ("ev-2", "ev-1", "CANCELED")
    assert (await session.ask("userDataStream.unsubscribe", {"subscriptionId": number}))["status"] == 200
    session.events.clear()
    await session.signed("order.place", **ORDER)
    assert (await session.ask("time"))["status"] == 200
    assert [e for e in session.events if "event" in e] == []


async def test_an_answer_may_be_lost_after_booking(session: Session) -> None:
    await session.client.fault("ws:order.place", "drop_after", count=1)
    await session.send("order.place", session.client.ws_params(newClientOrderId="lost", **ORDER))
    found = await session.signed("order.status", symbol="BTCUSDT", origClientOrderId="lost")
    assert found["result"]["status"] == "NEW"


async def test_an_answer_may_be_lost_before_booking(session: Session) -> None:
    await session.client.fault("ws:order.place", "drop_before", count=1)
    await session.send("order.place", session.client.ws_params(newClientOrderId="never", **ORDER))
    found = await session.signed("order.status", symbol="BTCUSDT", origClientOrderId="never")
    assert found["error"]["code"] == -2013


async def test_answers_may_be_late_limited_or_broken(session: Session) -> None:
    await session.client.fault("ws:order.place", "limited", count=1, params={"retry_after_s": 3})
    limited = await session.signed("order.place", **ORDER)
    assert (limited["status"], limited["error"]["code"]) == (429, -1003)
    assert limited["error"]["data"]["retryAfter"] - limited["error"]["data"]["serverTime"] == 3_000
    await session.client.fault("ws:time", "delay", count=1, params={"ms": 500, "booked": True})
    late = await session.send("time")
    assert (await session.ask("ping"))["status"] == 200  # overtakes the late answer
    assert (await session.receive())["id"] == late
    await session.client.fault("ws:time", "delay", count=1, params={"ms": 100})
    assert (await session.ask("time"))["status"] == 200
    await session.client.fault("ws:time", "empty_object", count=1)
    await session.send("time")
    assert await session.receive() == {}
    await session.client.fault("ws:time", "broken_json", count=1)
    await session.send("time")
    text = await session.socket.receive_str()
    with pytest.raises(ValueError):
        json.loads(text)


@pytest.mark.parametrize("kind", ["disconnect", "reset"])
async def test_a_request_may_end_the_connection(session: Session, kind: str) -> None:
    await session.client.fault("ws:ping", kind, count=1)
    await session.send("ping")
    message = await session.socket.receive(WITHIN_S)
    assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)


@pytest.mark.parametrize("kind", ["reset", "status"])
async def test_connecting_may_fail(client: RawClient, kind: str) -> None:
    # No count: aiohttp sends a GET once more after a lost connection.
    await client.fault("connect:ws-api", kind)
    with pytest.raises((aiohttp.ClientError, ConnectionError)):
        await client.session.ws_connect(WS_API)
    client.venue.control("/sim/faults", {"action": "clear"})
    async with client.session.ws_connect(WS_API) as socket:
        assert not socket.closed


async def test_private_events_may_be_lost_and_doubled(session: Session) -> None:
    await session.signed("userDataStream.subscribe.signature")
    await session.client.fault("user:executionReport", "gap", count=1)
    await session.client.fault("user:executionReport", "duplicate", count=1)
    await session.signed("order.place", newClientOrderId="first", **ORDER)
    await session.signed("order.place", newClientOrderId="second", **ORDER)
    told = [(await session.next_event("executionReport"))["event"]["c"] for _ in range(2)]
    assert told == ["second", "second"]


async def test_a_fill_is_told_with_its_fee(session: Session) -> None:
    await session.signed("userDataStream.subscribe.signature")
    market = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
    answer = await session.signed("order.place", **market)
    fills = answer["result"]["fills"]
    async with asyncio.timeout(WITHIN_S):
        while (report := (await session.next_event("executionReport"))["event"])["x"] != "TRADE":
            pass
    assert (report["t"], report["L"], report["n"], report["N"]) == (
        fills[0]["tradeId"],
        fills[0]["price"],
        fills[0]["commission"],
        "BTC",
    )
    assert report["m"] is False


async def test_a_transfer_is_told_twice_and_can_not_overdraw(session: Session) -> None:
    await session.signed("userDataStream.subscribe.signature")
    session.client.venue.control("/sim/transfer", {"asset": "ETH", "amount": "-1.5"})
    position = (await session.next_event("outboundAccountPosition"))["event"]
    change = (await session.next_event("balanceUpdate"))["event"]
    assert (change["a"], change["d"]) == ("ETH", "-1.50000000")
    account = (await session.signed("account.status", omitZeroBalances=True))["result"]
    free = {b["asset"]: b["free"] for b in account["balances"]}
    assert position["B"] == [{"a": "ETH", "f": free["ETH"], "l": "0.00000000"}]
    with pytest.raises(urllib.error.HTTPError) as refused:
        session.client.venue.control("/sim/transfer", {"asset": "ETH", "amount": "-1000000"})
    with refused.value as answer:
        assert "-2010" in json.load(answer)["error"]
    session.client.venue.control("/sim/transfer", {"asset": "ETH", "amount": "1.5"})
