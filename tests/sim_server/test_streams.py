"""Market streams: answers that clients wait for, contiguous depth, cadences, framing, rude clients."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.sim_server.raw_client import STREAM, WITHIN_S, RawClient

Socket = aiohttp.ClientWebSocketResponse


async def _next(socket: Socket) -> Any:
    message = await socket.receive(WITHIN_S)
    assert message.type is aiohttp.WSMsgType.TEXT, message
    return json.loads(message.data)


async def _ask(socket: Socket, **request: object) -> Any:
    """Send a request and skip market messages until its answer."""
    await socket.send_json(request)
    while True:
        message = await _next(socket)
        if "id" in message:
            return message


async def test_subscribing_is_acknowledged_listed_and_undone(client: RawClient) -> None:
    async with client.session.ws_connect(f"{STREAM}/ws") as socket:
        names = ["btcusdt@bookTicker", "btcusdt@trade"]
        assert await _ask(socket, method="SUBSCRIBE", params=names, id=1) == {"result": None, "id": 1}
        assert (await _ask(socket, method="LIST_SUBSCRIPTIONS", id="l"))["result"] == names
        assert (await _ask(socket, method="UNSUBSCRIBE", params=names[:1], id=2))["result"] is None
        assert (await _ask(socket, method="LIST_SUBSCRIPTIONS", id=3))["result"] == names[1:]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{nonsense", 3),
        ('["SUBSCRIBE"]', 2),
        ('{"method":"DANCE","id":1}', 2),
        ('{"method":"SUBSCRIBE","params":["bad stream name"],"id":1}', 2),
        ('{"method":"SUBSCRIBE","params":[],"id":1}', 2),
        ('{"method":"SUBSCRIBE","params":"btcusdt@trade","id":1}', 2),
        ('{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":[1]}', 2),
    ],
)
async def test_a_bad_request_is_answered_and_the_connection_stays(
    client: RawClient, text: str, code: int
) -> None:
    async with client.session.ws_connect(f"{STREAM}/ws") as socket:
        await socket.send_str(text)
        assert (await _next(socket))["error"]["code"] == code
        assert (await _ask(socket, method="LIST_SUBSCRIPTIONS", id=9))["result"] == []


@pytest.mark.parametrize("suffix", ["@100ms", ""])
async def test_depth_diffs_are_contiguous_and_lead_to_the_snapshot(client: RawClient, suffix: str) -> None:
    sides: dict[str, dict[str, str]] = {"b": {}, "a": {}}
    async with client.session.ws_connect(f"{STREAM}/ws/btcusdt@depth{suffix}") as socket:
        first = await _next(socket)
        snapshot = (await client.send("GET", "/api/v3/depth", "symbol=BTCUSDT&limit=1000")).body
        sides["b"], sides["a"] = dict(snapshot["bids"]), dict(snapshot["asks"])
        last, event, seen = first["u"], first, 0
        while seen < 3:
            if event["u"] > snapshot["lastUpdateId"]:
                for side, book in sides.items():
                    book.update(dict(event[side]))
            event = await _next(socket)
            assert event["U"] == last + 1
            last, seen = event["u"], seen + 1
        for side, book in sides.items():
            book.update(dict(event[side]))
        client.venue.control("/sim/market", {"action": "pause"})
        truth = (await client.send("GET", "/api/v3/depth", "symbol=BTCUSDT&limit=1000")).body
        while last < truth["lastUpdateId"]:
            event = await _next(socket)
            last = event["u"]
            for side, book in sides.items():
                book.update(dict(event[side]))
    for side, name in (("b", "bids"), ("a", "asks")):
        assert {p: q for p, q in sides[side].items() if float(q)} == dict(truth[name])


async def test_every_timed_stream_arrives_combined(client: RawClient) -> None:
    names = {
        "btcusdt@depth5@100ms",
        "btcusdt@depth20",
        "btcusdt@ticker",
        "btcusdt@miniTicker",
        "btcusdt@kline_1m",
        "btcusdt@kline_1s",
        "btcusdt@kline_3d",
        "btcusdt@kline_1w",
        "btcusdt@kline_1M",
        "btcusdt@depth@1000ms",
        "btcusdt@ticker_1h",
        "btcusdt@avgPrice",
        "!miniTicker@arr",
        "!miniTicker@arr@1000ms",
        "!ticker@arr",
    }
    async with client.session.ws_connect(f"{STREAM}/stream?streams={'/'.join(sorted(names))}") as socket:
        seen: dict[str, Any] = {}
        while seen.keys() != names:
            message = await _next(socket)
            seen[message["stream"]] = message["data"]
    assert len(seen["btcusdt@depth5@100ms"]["bids"]) == 5
    for interval in ("1s", "1m", "3d", "1w", "1M"):
        assert seen[f"btcusdt@kline_{interval}"]["k"]["i"] == interval
    assert seen["btcusdt@depth@1000ms"]["e"] == "depthUpdate"
    assert (seen["btcusdt@ticker_1h"]["e"], seen["btcusdt@avgPrice"]["e"]) == ("1hTicker", "avgPrice")
    assert "b" not in seen["btcusdt@ticker_1h"]
    assert {t["s"] for t in seen["!ticker@arr"]} == {"BTCUSDT", "ETHUSDT"}


async def test_trades_tell_one_story_three_times(client: RawClient) -> None:
    names = ["btcusdt@trade", "btcusdt@aggTrade"]
    async with client.session.ws_connect(f"{STREAM}/ws") as socket:
        await _ask(socket, method="SUBSCRIBE", params=names, id=1)
        client.venue.control("/sim/hit", {"symbol": "BTCUSDT", "side": "SELL", "quantity": "0.5"})
        trades: dict[int, Any] = {}
        joined: list[Any] = []
        while not joined or joined[-1]["l"] not in trades:
            event = await _next(socket)
            if event["e"] == "trade":
                trades[event["t"]] = event
            else:
                joined.append(event)
    for row in joined:
        parts = [trades[i] for i in range(row["f"], row["l"] + 1) if i in trades]
        if len(parts) == row["l"] + 1 - row["f"]:
            assert sum(float(t["q"]) for t in parts) == pytest.approx(float(row["q"]))
            assert {(t["p"], t["m"]) for t in parts} == {(row["p"], row["m"])}
    answer = await client.send("GET", "/api/v3/trades", "symbol=BTCUSDT&limit=1000")
    known = {t["id"]: t["price"] for t in answer.body}
    assert all(known[i] == t["p"] for i, t in trades.items() if i in known)


async def test_a_client_that_talks_too_much_is_disconnected(client: RawClient) -> None:
    async with client.session.ws_connect(f"{STREAM}/ws") as socket:
        for number in range(12):
            await socket.send_json({"method": "LIST_SUBSCRIPTIONS", "id": number})
        while (message := await socket.receive(WITHIN_S)).type is aiohttp.WSMsgType.TEXT:
            pass
        assert message.type is aiohttp.WSMsgType.CLOSE
        assert message.data == 1008


async def test_a_plain_request_to_a_stream_is_refused(client: RawClient) -> None:
    assert (await client.send("GET", "/ws/btcusdt@trade")).status == 400


async def test_two_listeners_get_the_same_bytes(client: RawClient) -> None:
    async with (
        client.session.ws_connect(f"{STREAM}/ws/btcusdt@depth@100ms") as one,
        client.session.ws_connect(f"{STREAM}/ws/btcusdt@depth@100ms") as two,
        asyncio.timeout(WITHIN_S),
    ):
        first = {json.loads(text)["u"]: text for text in [await one.receive_str() for _ in range(4)]}
        second = {json.loads(text)["u"]: text for text in [await two.receive_str() for _ in range(4)]}
    common = first.keys() & second.keys()
    assert common
    assert {u: first[u] for u in common} == {u: second[u] for u in common}
