"""Causes of a fire drill at a real venue: what a client sees of them, and that they end."""

import asyncio
import time
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from tests.sim_server.raw_client import RawClient
from tests.sim_server.test_control import _refused

SYMBOL = "BTCUSDT"


@pytest.fixture
async def drilled(client: RawClient) -> AsyncIterator[RawClient]:
    yield client
    client.venue.control("/sim/drill", {"action": "clear"})


def begin(client: RawClient, kind: str, amount: float, lasts_ms: float = 60_000) -> Any:
    body = {"kind": kind, "symbol": SYMBOL, "amount": amount, "lasts_ms": lasts_ms}
    return client.venue.control("/sim/drill", body)


async def top(client: RawClient) -> tuple[float, float]:
    book = (await client.send("GET", "/api/v3/ticker/bookTicker", f"symbol={SYMBOL}")).body
    return float(book["bidPrice"]), float(book["askPrice"])


async def test_a_wide_spread_is_there_at_once_and_goes_when_it_is_cleared(drilled: RawClient) -> None:
    begin(drilled, "spread", 30.0)
    bid, ask = await top(drilled)
    assert (ask - bid) / ask * 1e4 > 30.0
    assert drilled.venue.control("/sim/drill", {"action": "clear"}) == {"cleared": True}
    async with asyncio.timeout(60):
        while (ask - bid) / ask * 1e4 > 10.0:
            await asyncio.sleep(0.05)
            bid, ask = await top(drilled)


async def test_the_price_jumps_up_and_the_next_time_back(drilled: RawClient) -> None:
    before, _ = await top(drilled)
    begin(drilled, "jump", 7.5)
    high, _ = await top(drilled)
    begin(drilled, "jump", 7.5)
    after, _ = await top(drilled)
    assert high / before > 1.07
    assert after / before == pytest.approx(1.0, abs=0.005)


async def test_late_answers_are_of_orders_that_are_booked_at_once(drilled: RawClient) -> None:
    begin(drilled, "latency", 400.0)
    begun = time.monotonic()
    assert (await drilled.place(newClientOrderId="late-1")).status == 200
    assert time.monotonic() - begun >= 0.4


async def test_refused_orders_are_booked_all_the_same(drilled: RawClient) -> None:
    begin(drilled, "errors", 100.0)
    assert (await drilled.place(newClientOrderId="said-no")).status == 503
    drilled.venue.control("/sim/drill", {"action": "clear"})
    ledger: Any = drilled.venue.control("/sim/ledger")
    (order,) = [one for one in ledger["orders"] if one["client_order_id"] == "said-no"]
    assert order["status"] == "NEW"


async def test_a_loss_is_a_commission_that_the_next_fill_gives_back(drilled: RawClient) -> None:
    drilled.venue.control("/sim/market", {"action": "pause"})
    _, ask = await top(drilled)
    price = f"{ask * 1.0003:.2f}"
    placed = (await drilled.place(side="SELL", quantity="0.005", price=price)).body
    begin(drilled, "loss", 7_200.0)
    ledger: Any = drilled.venue.control("/sim/ledger")
    fills = [one for one in ledger["fills"] if one["order_id"] == placed["orderId"]]
    paid = [Decimal(one["commission"]) for one in fills]
    assert [one["commission_asset"] for one in fills] == ["USDT", "USDT"]
    assert 7_200 <= paid[0] < 7_201
    assert -7_200 <= paid[1] < -7_199
    (order,) = [one for one in ledger["orders"] if one["order_id"] == placed["orderId"]]
    assert order["status"] == "PARTIALLY_FILLED", "something has to be left for the desk to cancel"


async def test_a_drill_that_nobody_ends_ends_by_itself(drilled: RawClient) -> None:
    begin(drilled, "errors", 100.0, lasts_ms=200)
    async with asyncio.timeout(60):
        while drilled.venue.control("/sim/faults")["faults"]:  # noqa: ASYNC110 - the venue is another process
            await asyncio.sleep(0.02)


async def test_clearing_a_drill_leaves_the_faults_of_others(drilled: RawClient) -> None:
    other = {"match": "rest:GET /api/v3/ping", "kind": "delay", "params": {"ms": 1}}
    drilled.venue.control("/sim/faults", other)
    begin(drilled, "latency", 100.0)
    drilled.venue.control("/sim/drill", {"action": "clear"})
    (left,) = drilled.venue.control("/sim/faults")["faults"]
    assert left["match"] == other["match"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "flood"}, "known: latency, spread, jump, errors, loss"),
        ({"amount": 0}, "amount above 0"),
        ({"lasts_ms": 700_000}, "at most 600000"),
        ({"symbol": "NOPE"}, "Invalid symbol"),
        ({"kind": "loss", "amount": 1e9}, "insufficient balance"),
    ],
)
async def test_what_cannot_be_is_refused_in_words(
    drilled: RawClient, change: dict[str, object], said: str
) -> None:
    body = {"kind": "spread", "symbol": SYMBOL, "amount": 30, "lasts_ms": 1_000, **change}
    status, text = _refused(drilled.venue, "/sim/drill", body)
    assert (status, said in text) == (400, True), text
