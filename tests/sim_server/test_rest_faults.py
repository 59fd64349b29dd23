"""Each fault of REST does what it says to the answer, and books or does not book as it says."""

import asyncio
import time

import aiohttp
import pytest

from tests.sim_server.raw_client import RawClient

ORDER = "rest:POST /api/v3/order"


async def _open_orders(client: RawClient) -> int:
    return len((await client.signed("GET", "/api/v3/openOrders", symbol="BTCUSDT")).body)


@pytest.mark.parametrize(
    ("kind", "params", "booked"),
    [
        ("drop_before", {}, 0),
        ("drop_after", {}, 1),
        ("drop_after", {"hold_ms": 50}, 1),
        ("reset", {}, 0),
        ("reset", {"booked": True}, 1),
        ("cut_body", {}, 1),
    ],
)
async def test_a_lost_answer_leaves_what_it_says(
    client: RawClient, kind: str, params: dict[str, object], booked: int
) -> None:
    await client.fault(ORDER, kind, count=1, params=params)
    with pytest.raises(aiohttp.ClientError):
        await client.place()
    assert await _open_orders(client) == booked
    assert (await client.place()).status == 200


@pytest.mark.parametrize("kind", ["broken_json", "html", "empty", "empty_object"])
@pytest.mark.parametrize("booked", [True, False])
async def test_junk_with_status_200_books_or_not(client: RawClient, kind: str, booked: bool) -> None:
    await client.fault(ORDER, kind, count=1, params={"booked": booked})
    junk = await client.place()
    assert junk.status == 200
    assert junk.body == {} if kind == "empty_object" else isinstance(junk.body, str)
    assert await _open_orders(client) == int(booked)


async def test_statuses_carry_code_and_wait(client: RawClient) -> None:
    await client.fault(ORDER, "status", count=1, params={"status": 503, "code": -1007, "msg": "Timeout"})
    await client.fault(ORDER, "limited", count=1, params={"retry_after_s": 7})
    await client.fault(ORDER, "banned", count=1, params={"retry_after_s": 9})
    replies = [await client.place() for _ in range(3)]
    assert [(r.status, r.code, r.headers.get("Retry-After")) for r in replies] == [
        (503, -1007, None),
        (429, -1003, "7"),
        (418, -1003, "9"),
    ]
    assert await _open_orders(client) == 0


async def test_a_5xx_may_hide_a_booked_order(client: RawClient) -> None:
    await client.fault(ORDER, "status", count=1, params={"booked": True})
    assert (await client.place()).status == 503
    assert await _open_orders(client) == 1


@pytest.mark.parametrize("booked", [True, False])
async def test_a_delay_comes_before_or_after_booking(client: RawClient, booked: bool) -> None:
    # Long enough to be looked at before it is over.
    ms = 300 if booked else 2_000
    rule = await client.fault(ORDER, "delay", count=1, params={"ms": ms, "booked": booked})
    began = time.monotonic()
    slow = asyncio.create_task(client.place())
    await client.strikes(rule)
    assert await _open_orders(client) == int(booked)
    assert (await slow).status == 200
    assert time.monotonic() - began >= ms / 1_000


async def test_rules_count_their_strikes_and_stop_at_their_number(client: RawClient) -> None:
    rule = await client.fault("rest:GET /api/v3/t*", "status", count=2)
    statuses = [(await client.send("GET", "/api/v3/time")).status for _ in range(3)]
    assert statuses == [503, 503, 200]
    listed = client.venue.control("/sim/faults")["faults"]
    assert [(f["id"], f["struck"]) for f in listed] == [(rule, 2)]
    assert client.venue.control("/sim/faults", {"action": "clear", "id": rule})["cleared"][0]["id"] == rule


async def test_a_probability_strikes_some_of_the_time(client: RawClient) -> None:
    await client.fault("rest:GET /api/v3/ping", "status", probability=0.5)
    statuses = {(await client.send("GET", "/api/v3/ping")).status for _ in range(40)}
    assert statuses == {200, 503}
