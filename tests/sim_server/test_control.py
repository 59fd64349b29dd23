"""The control surface: truth, market, faults, and what it refuses."""

import json
import urllib.error
import urllib.request
from typing import Any

import aiohttp
import pytest

from tests.conformance.redirect import RunningVenue
from tests.sim_server.raw_client import RawClient


def _refused(venue: RunningVenue, path: str, body: object = None, **headers: str) -> tuple[int, str]:
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{venue.control_port}{path}", data, {"Content-Type": "application/json", **headers}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    with refused.value as answer:
        return answer.code, json.load(answer)["error"]


async def test_the_ledger_holds_what_the_client_did(client: RawClient) -> None:
    placed = (await client.place(newClientOrderId="truth-1")).body
    bought = await client.signed(
        "POST", "/api/v3/order", symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.01"
    )
    ledger: Any = client.venue.control("/sim/ledger")
    mine = {o["client_order_id"]: o for o in ledger["orders"] if o["account"] == "demo"}
    assert mine["truth-1"]["order_id"] == placed["orderId"]
    fills = [f for f in ledger["fills"] if f["order_id"] == bought.body["orderId"]]
    assert [str(f["trade_id"]) for f in fills] == [str(f["tradeId"]) for f in bought.body["fills"]]
    account = (await client.signed("GET", "/api/v3/account")).body["balances"]
    for row in account:
        assert float(ledger["balances"]["demo"][row["asset"]]["free"]) == float(row["free"])


async def test_the_ledger_counts_every_create_received_also_the_refused_and_the_dropped(
    client: RawClient,
) -> None:
    venue = client.venue
    assert (await client.place(newClientOrderId="count-1")).status == 200
    assert (await client.place(newClientOrderId="count-1")).status == 400, "a duplicate of an open order"
    assert (await client.place(newClientOrderId="count-2", price="0.01")).status == 400
    venue.control("/sim/faults", {"match": "rest:POST /api/v3/order", "kind": "drop_before", "count": 1})
    with pytest.raises(aiohttp.ClientError):
        await client.place(newClientOrderId="count-3")
    assert (await client.signed("GET", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="count-3")).code
    counts: Any = venue.control("/sim/ledger")["creates_received"]
    assert [counts.get(f"count-{number}") for number in (1, 2, 3)] == [2, 1, 1]


async def test_the_market_obeys(client: RawClient) -> None:
    control = client.venue.control
    symbol = {"symbol": "BTCUSDT"}
    assert control("/sim/market", {"action": "pause", **symbol})["markets"]["BTCUSDT"]["paused"] is True
    before = (await client.send("GET", "/api/v3/depth", "symbol=BTCUSDT")).body["lastUpdateId"]
    assert (await client.send("GET", "/api/v3/depth", "symbol=BTCUSDT")).body["lastUpdateId"] == before
    control("/sim/market", {"action": "resume"})
    state = control("/sim/market", {"action": "regime", "name": "volatile"})
    assert state["markets"]["BTCUSDT"]["regime"] == "volatile"
    control("/sim/market", {"action": "regime", "name": "calm"})
    moves = [{"action": "speed", "factor": 1}, {"action": "widen", "bps": 0}, {"action": "jump", "bps": 1}]
    for action in moves:
        assert "BTCUSDT" in control("/sim/market", action)["markets"]


async def test_the_house_fills_a_resting_order_on_demand(client: RawClient) -> None:
    client.venue.control("/sim/market", {"action": "pause"})
    top = (await client.send("GET", "/api/v3/ticker/bookTicker", "symbol=BTCUSDT")).body
    price = f"{float(top['bidPrice']) * 1.0 + 0.01:.2f}"
    placed = (await client.place(price=price, type="LIMIT", timeInForce="GTC")).body
    order = {"symbol": "BTCUSDT", "side": "SELL", "quantity": "0.01", "price": price}
    hit = client.venue.control("/sim/hit", order)
    assert hit["status"] in ("FILLED", "EXPIRED")
    found = await client.signed("GET", "/api/v3/order", symbol="BTCUSDT", orderId=placed["orderId"])
    assert found.body["status"] == "FILLED"


BAD_BODIES: dict[str, tuple[str, object, int, str]] = {
    "not JSON": ("/sim/faults", b"{nope", 400, "not a JSON object"),
    "a list": ("/sim/faults", [], 400, "not a JSON object"),
    "unknown kind": ("/sim/faults", {"match": "rest:*", "kind": "gremlin"}, 400, "known kinds"),
    "kind at the wrong place": ("/sim/faults", {"match": "stream:*", "kind": "cut_body"}, 400, "rest"),
    "no place": ("/sim/faults", {"match": "*", "kind": "status"}, 400, "start the match"),
    "unknown field": ("/sim/faults", {"match": "rest:*", "kind": "status", "colour": 1}, 400, "colour"),
    "chance 0": ("/sim/faults", {"match": "rest:*", "kind": "status", "probability": 0}, 400, "above 0"),
    "count 0": ("/sim/faults", {"match": "rest:*", "kind": "status", "count": 0}, 400, "count"),
    "unknown fault action": ("/sim/faults", {"action": "undo"}, 400, "known: add, clear, list"),
    "unknown market action": ("/sim/market", {"action": "dance"}, 400, "known: pause"),
    "unknown market": ("/sim/market", {"action": "pause", "symbol": "NOSUCH"}, 400, "-1121"),
    "unknown regime": ("/sim/market", {"action": "regime", "name": "stormy"}, 400, "choose one of"),
    "no number": ("/sim/market", {"action": "jump", "bps": "much"}, 400, "must be a number"),
    "seek without a tape": ("/sim/market", {"action": "seek", "offset_s": 5}, 400, "--replay"),
    "hit without a side": ("/sim/hit", {"symbol": "BTCUSDT", "quantity": "1"}, 400, "Side"),
    "hit with junk": ("/sim/hit", {"symbol": "BTCUSDT", "side": "BUY", "quantity": "lots"}, 400, "decimal"),
    "hit nothing": ("/sim/hit", {"symbol": "NOSUCH", "side": "BUY", "quantity": "1"}, 400, "-1121"),
    "transfer nothing": ("/sim/transfer", {"asset": "BTC", "amount": 0}, 400, "other than 0"),
    "transfer junk": ("/sim/transfer", {"asset": "BTC", "amount": "NaN"}, 400, "other than 0"),
    "unknown page": ("/sim/secrets", {}, 404, "GET /sim/ledger"),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_bad_request_says_what_would_be_right(venue: RunningVenue, name: str) -> None:
    path, body, status, text = BAD_BODIES[name]
    got, error = _refused(venue, path, body)
    assert got == status
    assert text in error


def test_a_foreign_host_name_is_refused(venue: RunningVenue) -> None:
    status, error = _refused(venue, "/sim/state", Host="evil.example:80")
    assert (status, "evil.example" in error) == (403, True)


def test_a_web_form_is_refused(venue: RunningVenue) -> None:
    status, _ = _refused(venue, "/sim/faults", b"a=1", **{"Content-Type": "text/plain"})
    assert status == 415


def test_too_many_rules_are_refused(venue: RunningVenue) -> None:
    rule = {"match": "rest:nothing", "kind": "status"}
    venue.control("/sim/faults", {"faults": [rule] * 200})
    try:
        status, error = _refused(venue, "/sim/faults", rule)
    finally:
        venue.control("/sim/faults", {"action": "clear"})
    assert (status, "clear some" in error) == (400, True)
