"""What reconciliation needs of a gateway, against a real venue: C25.. nothing left out, nothing late."""

import asyncio
import time
from functools import partial
from typing import Any

import msgspec
import pytest

from mmdesk.core.model.events import (
    CancelAcknowledged,
    ClockMeasured,
    OrderAcknowledged,
    OrderReported,
    TransferReported,
    VenueConnected,
    VenueLost,
)
from mmdesk.core.model.order import VenueStatus
from mmdesk.gateways.account_reads import AccountReads
from mmdesk.gateways.ccxt_gateway import CcxtGateway
from mmdesk.gateways.dialect import BINANCE
from mmdesk.gateways.factory import OrderTransport
from tests.gateways.gateway_harness import Orders, Seen, cancel_of, running
from tests.gateways.venue_process import MachineClock, VenueProcess


def parts_of(gateway: object) -> Any:
    assert isinstance(gateway, CcxtGateway)
    return gateway._up()


async def test_c25_ended_orders_are_listed_whole_over_many_pages(venue: VenueProcess) -> None:
    begun_ns = time.time_ns()
    async with running(venue.connection()) as (gateway, seen, instrument):
        orders, ended = Orders(seen), []
        for _ in range(5):
            placed = await gateway.place(orders.order())
            assert isinstance(placed, OrderAcknowledged)
            ended.append(placed.client_id)
            assert isinstance(await gateway.cancel(cancel_of(placed.client_id)), CancelAcknowledged)
        resting = await gateway.place(orders.order())
        assert isinstance(resting, OrderAcknowledged)
        parts = parts_of(gateway)
        small = msgspec.structs.replace(BINANCE, orders_page=2, fills_page=2, history_window_ms=1_000)
        reads = AccountReads(parts.exchange, small, MachineClock(), parts.limiter)
        for one in (
            gateway.closed_orders_since(begun_ns),
            reads.closed_orders_since(begun_ns, (instrument,)),
        ):
            listed = await one
            assert {o.client_id for o in listed} >= set(ended)
            assert len({o.venue_id for o in listed}) == len(listed)
            assert resting.client_id not in {o.client_id for o in listed}
            assert {o.status for o in listed if o.client_id in ended} == {VenueStatus.CANCELED}
        await gateway.cancel(cancel_of(resting.client_id))


async def test_c25_what_rests_in_a_market_no_longer_traded_is_taken_off_at_the_connect(
    venue: VenueProcess,
) -> None:
    """Reads and STOP look at the traded markets only: they would say that nothing of ours rests."""
    async with running(venue.connection("BTC/USDT")) as (gateway, seen, _):
        orders = Orders(seen)
        ours, *others = "mmmine0007x3", "mmelse0007x3", "mmmine_by_hand"
        for client_id in (ours, *others):
            placed = await gateway.place(orders.order(client_id=client_id))
            assert isinstance(placed, OrderAcknowledged)
        connection = msgspec.structs.replace(
            venue.connection("ETH/USDT"),
            stray_symbols=("BTC/USDT", "GONE/USDT"),
            app_prefix="mm",
            instance="mine",
        )
        later = CcxtGateway(connection, MachineClock())
        try:
            await later.connect()
        finally:
            await later.close()
        resting = {order.client_id for order in await gateway.open_orders()}
        assert resting >= set(others)
        assert ours not in resting
        for client_id in others:
            await gateway.cancel(cancel_of(client_id))


@pytest.mark.parametrize("transport", list(OrderTransport))
async def test_c26_a_cancel_says_whose_it_is_and_how_much_was_filled(
    venue: VenueProcess, transport: OrderTransport
) -> None:
    connection = msgspec.structs.replace(
        venue.connection(transport=transport), cancel_id_prefix="mmCk3f90001x"
    )
    async with running(connection) as (gateway, seen, _):
        orders = Orders(seen)
        for number in (1, 2):
            placed = await gateway.place(orders.order())
            assert isinstance(placed, OrderAcknowledged)
            done = await gateway.cancel(cancel_of(placed.client_id, placed.venue_id))
            assert isinstance(done, CancelAcknowledged)
            assert done.filled_quantity == 0
            await seen.wait(partial(ended_by, seen, placed.client_id), "report of the cancel")
            assert ended_by(seen, placed.client_id) == [f"mmCk3f90001x{number}c"]


def ended_by(seen: Seen, client_id: str) -> list[str]:
    orders = [report.order for report in seen.of(OrderReported)]
    return [o.ended_by for o in orders if o.client_id == client_id and o.status is VenueStatus.CANCELED]


async def test_c27_a_transfer_is_told_and_stands_in_the_balances(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        before = {b.asset: b.total for b in (await gateway.balances()).balances}
        await asyncio.to_thread(venue.post, "/sim/transfer", {"asset": "BTC", "amount": "0.5"})
        await seen.wait(lambda: seen.of(TransferReported), "transfer")
        (told,) = seen.of(TransferReported)
        after = await gateway.balances()
        assert told.asset == "BTC"
        assert {b.asset: b.total for b in after.balances}["BTC"] == before["BTC"] + told.amount
        assert told.exchange_ns <= after.exchange_ns


async def test_c28_a_clock_that_steps_while_we_run_is_measured_anew_at_once(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        await asyncio.to_thread(venue.fault, "venue", "clock_skew", count=None, ms=30_000)
        orders = Orders(seen)
        # The first request after the step is refused for its time; the next ones pass.
        await gateway.place(orders.order())
        await seen.wait(lambda: seen.of(ClockMeasured)[-1].offset_ns > 29_000_000_000, "new offset")
        placed = await gateway.place(orders.order())
        assert isinstance(placed, OrderAcknowledged)
        await gateway.cancel(cancel_of(placed.client_id))


async def test_c29_renewed_streams_are_told_as_lost_and_come_back(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        generations = len(seen.of(VenueConnected))
        gateway.renew("a test")
        await seen.wait(lambda: seen.of(VenueLost), "loss")
        await seen.wait(lambda: len(seen.of(VenueConnected)) > generations, "new stream")
        placed = await gateway.place(Orders(seen).order())
        assert isinstance(placed, OrderAcknowledged)
        await seen.wait(
            lambda: placed.client_id in {r.order.client_id for r in seen.of(OrderReported)}, "report"
        )
        await gateway.cancel(cancel_of(placed.client_id))


async def test_c30_a_late_frame_of_a_stream_given_up_on_is_dropped(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        parts = parts_of(gateway)
        old = next(c for c in parts.exchange.clients.values() if "spot" in c.subscriptions)
        gateway.renew("a test")
        await seen.wait(lambda: seen.of(VenueLost), "loss")
        frames, malformed = parts.frames.count, parts.market.malformed
        reports = len(seen.of(OrderReported))
        old.handle_message({"event": {"e": "executionReport"}})
        assert parts.frames.count == frames
        assert parts.market.malformed == malformed
        assert len(seen.of(OrderReported)) == reports
