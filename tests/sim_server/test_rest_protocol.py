"""REST of the venue: what it answers, and each way it refuses, with the exchange's own codes."""

import time

import pytest

from tests.sim_server.raw_client import RawClient


def _now() -> int:
    return int(time.time() * 1_000)


async def test_parameters_may_come_in_the_body_or_split_over_both(client: RawClient) -> None:
    order = "symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.01&price=50000.00"
    in_body = f"{order}&timestamp={_now()}"
    body = f"{in_body}&signature={client.signature(in_body)}"
    key = client.venue.api_key
    assert (await client.send("POST", "/api/v3/order", body=body, key=key)).status == 200
    rest = f"quantity=0.01&price=50000.00&timestamp={_now()}"
    query = "symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER"
    signature = client.signature(query + rest)
    split = await client.send("POST", "/api/v3/order", query, body=f"{rest}&signature={signature}", key=key)
    assert split.status == 200


async def test_weight_and_order_counts_are_told(client: RawClient) -> None:
    first = await client.send("GET", "/api/v3/depth", "symbol=BTCUSDT&limit=1000")
    again = await client.send("GET", "/api/v3/depth", "symbol=BTCUSDT&limit=1000")
    used = [int(r.headers["X-MBX-USED-WEIGHT-1M"]) for r in (first, again)]
    assert used[1] - used[0] in (50, 50 - used[0])  # the second case: a new minute began
    placed = await client.place()
    assert int(placed.headers["X-MBX-ORDER-COUNT-10S"]) >= 1


async def test_each_response_type_has_its_fields(client: RawClient) -> None:
    limit = {"type": "LIMIT", "timeInForce": "GTC"}
    ack = await client.place(newOrderRespType="ACK", **limit)
    result = await client.place(newOrderRespType="RESULT", **limit)
    full = await client.place(**limit)
    assert "status" not in ack.body
    assert "fills" not in result.body
    assert full.body["fills"] == []
    assert full.body["price"] == "50000.00000000"


async def test_an_order_keeps_its_identity_through_its_life(client: RawClient) -> None:
    placed = await client.place(newClientOrderId="life-1")
    queried = await client.signed("GET", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="life-1")
    assert (queried.body["orderId"], queried.body["status"]) == (placed.body["orderId"], "NEW")
    cancelled = await client.signed("DELETE", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="life-1")
    assert cancelled.body["origClientOrderId"] == "life-1"
    assert cancelled.body["clientOrderId"] != "life-1"
    history = await client.signed("GET", "/api/v3/allOrders", symbol="BTCUSDT", limit=1)
    assert (history.body[0]["clientOrderId"], history.body[0]["status"]) == ("life-1", "CANCELED")


REFUSED_ORDERS: dict[str, tuple[dict[str, object], int]] = {
    "price is missing": ({"price": None}, -1102),
    "price is empty": ({"price": ""}, -1105),
    "price is no number": ({"price": "1e5"}, -1100),
    "an unknown parameter": ({"postOnly": "true"}, -1104),
    "not needed by the type": ({"timeInForce": "GTC"}, -1106),
    "unknown symbol": ({"symbol": "NOSUCH"}, -1121),
    "strange symbol": ({"symbol": "btcusdt"}, -1100),
    "unknown side": ({"side": "BOTH"}, -1117),
    "unknown type": ({"type": "WISH"}, -1116),
    "stop orders": ({"type": "STOP_LOSS_LIMIT"}, -2010),
    "iceberg": ({"icebergQty": "0.005"}, -2010),
    "unknown time in force": ({"type": "LIMIT", "timeInForce": "GTX"}, -1115),
    "unknown response": ({"newOrderRespType": "LONG"}, -1130),
    "unknown self-trade mode": ({"selfTradePreventionMode": "MAYBE"}, -1130),
    "client id too long": ({"newClientOrderId": "x" * 37}, -1100),
    "off the tick": ({"price": "50000.001"}, -1013),
    "off the lot": ({"quantity": "0.0100001"}, -1013),
    "too small": ({"quantity": "0.00001"}, -1013),
    "more than the balance": ({"quantity": "100"}, -2010),
    "would take": ({"price": "90000.00"}, -2010),
}


@pytest.mark.parametrize("name", REFUSED_ORDERS)
async def test_a_bad_order_is_refused_with_its_code(client: RawClient, name: str) -> None:
    changes, code = REFUSED_ORDERS[name]
    refused = await client.place(**changes)
    assert (refused.status, refused.code) == (400, code), refused.body
    assert (await client.signed("GET", "/api/v3/openOrders", symbol="BTCUSDT")).body == []


async def test_a_used_client_id_is_refused_while_open(client: RawClient) -> None:
    assert (await client.place(newClientOrderId="twin")).status == 200
    refused = await client.place(newClientOrderId="twin")
    assert (refused.code, refused.body["msg"]) == (-2010, "Duplicate order sent.")


async def test_the_receive_window_is_kept(client: RawClient) -> None:
    late = await client.signed("GET", "/api/v3/account", timestamp=_now() - 2_000, recvWindow=1_000)
    early = await client.signed("GET", "/api/v3/account", timestamp=_now() + 5_000)
    wide = await client.signed("GET", "/api/v3/account", recvWindow=60_001)
    missing = await client.signed("GET", "/api/v3/account", timestamp="")
    assert [r.code for r in (late, early, wide, missing)] == [-1021, -1021, -1131, -1102]
    assert "outside of the recvWindow" in late.body["msg"]
    assert "ahead of the server's time" in early.body["msg"]


async def test_keys_and_signatures_are_checked(client: RawClient) -> None:
    query = f"timestamp={_now()}"
    good = client.signature(query)
    key = client.venue.api_key
    path = "/api/v3/account"
    replies = [
        await client.send("GET", path, f"{query}&signature={good}"),
        await client.send("GET", path, f"{query}&signature={good}", key="no spaces allowed"),
        await client.send("GET", path, f"{query}&signature={good}", key="a" * 64),
        await client.send("GET", path, f"{query}&signature={'0' * 64}", key=key),
        await client.send("GET", path, query, key=key),
    ]
    assert [(r.status, r.code) for r in replies] == [
        (401, -2014),
        (401, -2014),
        (401, -2015),
        (400, -1022),
        (400, -1102),
    ]


async def test_unknown_paths_and_methods_are_named(client: RawClient) -> None:
    nowhere = await client.send("GET", "/api/v3/nowhere")
    wrong = await client.send("PUT", "/api/v3/depth")
    assert (nowhere.status, wrong.status) == (404, 405)
    assert "/api/v3/nowhere" in nowhere.body["msg"]


async def test_market_questions_refuse_bad_values(client: RawClient) -> None:
    replies = {
        "depth": await client.send("GET", "/api/v3/depth", "symbol=NOSUCH"),
        "klines": await client.send("GET", "/api/v3/klines", "symbol=BTCUSDT&interval=7m"),
        "symbols": await client.send("GET", "/api/v3/exchangeInfo", "symbols=BTCUSDT"),
        "extra": await client.send("GET", "/api/v3/ping", "x=1"),
    }
    assert {k: r.code for k, r in replies.items()} == {
        "depth": -1121,
        "klines": -1120,
        "symbols": -1100,
        "extra": -1104,
    }


async def test_cancel_replace_tells_both_halves(client: RawClient) -> None:
    placed = await client.place()
    new = {
        "symbol": "BTCUSDT",
        "side": "BUY",
        "type": "LIMIT_MAKER",
        "quantity": "0.02",
        "price": "50000.00",
    }
    path = "/api/v3/order/cancelReplace"
    done = await client.signed(
        "POST", path, cancelReplaceMode="STOP_ON_FAILURE", cancelOrderId=placed.body["orderId"], **new
    )
    assert (done.body["cancelResult"], done.body["newOrderResult"]) == ("SUCCESS", "SUCCESS")
    stopped = await client.signed("POST", path, cancelReplaceMode="STOP_ON_FAILURE", cancelOrderId=1, **new)
    assert (stopped.status, stopped.code) == (400, -2022)
    assert stopped.body["data"]["newOrderResult"] == "NOT_ATTEMPTED"
    went_on = await client.signed("POST", path, cancelReplaceMode="ALLOW_FAILURE", cancelOrderId=1, **new)
    assert (went_on.status, went_on.code) == (409, -2021)
    assert went_on.body["data"]["cancelResponse"]["code"] == -2011
    assert len((await client.signed("GET", "/api/v3/openOrders", symbol="BTCUSDT")).body) == 2


async def test_cancel_restrictions_are_kept(client: RawClient) -> None:
    placed = await client.place()
    order = {"symbol": "BTCUSDT", "orderId": placed.body["orderId"]}
    refused = await client.signed(
        "DELETE", "/api/v3/order", cancelRestrictions="ONLY_PARTIALLY_FILLED", **order
    )
    done = await client.signed("DELETE", "/api/v3/order", cancelRestrictions="ONLY_NEW", **order)
    assert (refused.code, done.body["status"]) == (-2011, "CANCELED")


async def test_an_unknown_listen_key_is_refused(client: RawClient) -> None:
    key = client.venue.api_key
    for method in ("PUT", "DELETE"):
        refused = await client.send(method, "/api/v3/userDataStream", "listenKey=nope", key=key)
        assert refused.code == -1125


async def test_a_tested_order_books_nothing(client: RawClient) -> None:
    order = {
        "symbol": "BTCUSDT",
        "side": "SELL",
        "type": "MARKET",
        "quantity": "0.01",
    }
    assert (await client.signed("POST", "/api/v3/order/test", **order)).body == {}
    rates = await client.signed("POST", "/api/v3/order/test", computeCommissionRates="true", **order)
    assert float(rates.body["standardCommission"]["maker"]) < float(rates.body["standardCommission"]["taker"])
    assert (await client.signed("GET", "/api/v3/openOrders", symbol="BTCUSDT")).body == []


async def test_windows_of_the_ticker_are_given_without_quotes(client: RawClient) -> None:
    for path, query in (
        ("/api/v3/ticker", "symbol=BTCUSDT&windowSize=2h"),
        ("/api/v3/ticker", 'symbols=["BTCUSDT"]&windowSize=7d&type=MINI'),
        ("/api/v3/ticker/tradingDay", "symbol=BTCUSDT&timeZone=0"),
    ):
        reply = await client.send("GET", path, query)
        assert reply.status == 200
        row = reply.body[0] if isinstance(reply.body, list) else reply.body
        assert row["symbol"] == "BTCUSDT"
        assert not {"bidPrice", "lastQty"} & row.keys()
    assert (await client.send("GET", "/api/v3/ticker", "symbol=BTCUSDT&windowSize=8d")).code == -1130
    assert (await client.send("GET", "/api/v3/ticker", "windowSize=1h")).code == -1102


async def test_what_the_account_cannot_have_here_is_an_empty_list(client: RawClient) -> None:
    for path in ("allOrderList", "openOrderList"):
        assert (await client.signed("GET", f"/api/v3/{path}")).body == []
    for path in ("myPreventedMatches", "myAllocations"):
        assert (await client.signed("GET", f"/api/v3/{path}", symbol="BTCUSDT")).body == []
        assert (await client.signed("GET", f"/api/v3/{path}", symbol="NOPE")).code == -1121
    assert (await client.signed("GET", "/api/v3/orderList", orderListId=1)).code == -2018
    assert (await client.signed("GET", "/sapi/v1/account/status")).body == {"data": "Normal"}
    status = (await client.signed("GET", "/sapi/v1/account/apiTradingStatus")).body
    assert status["data"]["isLocked"] is False
    assets = (await client.signed("POST", "/sapi/v3/asset/getUserAsset", asset="BTC")).body
    assert [row["asset"] for row in assets] == ["BTC"]
