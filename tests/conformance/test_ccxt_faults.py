"""The gateway against a real venue process that misbehaves: C07.. what it must survive, and say."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mmdesk.core.model.errors import (
    ExchangeConnectionError,
)
from mmdesk.core.model.events import (
    CancelAcknowledged,
    CancelRejected,
    CancelUnresolved,
    OrderAbsent,
    OrderAcknowledged,
    OrderReported,
    SendAbandoned,
    SendUnresolved,
    VenueConnected,
    VenueLost,
)
from mmdesk.core.model.market import BookSnapshot, FeedFault, FeedLost, TopOfBook, TradePrint
from mmdesk.gateways.factory import OrderTransport
from tests.gateways.gateway_harness import KEY, Orders, cancel_of, reports_of, running
from tests.gateways.venue_process import VenueProcess


@pytest.fixture
def own_venue(tmp_path: Path) -> Iterator[VenueProcess]:
    """For tests that kill it."""
    venue = VenueProcess(tmp_path)
    yield venue
    venue.stop()


@pytest.mark.parametrize("transport", list(OrderTransport))
@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("drop_after", {}),
        ("drop_before", {}),
        ("reset", {"booked": True}),
        ("broken_json", {}),
        ("empty_object", {}),
        ("html", {}),
        ("status", {"status": 503, "code": -1001, "booked": True}),
        ("status", {"status": 502, "code": -1016, "booked": True}),
        ("status", {"status": 500, "code": -1013, "booked": True}),
        ("limited", {"retry_after_s": 0}),
        ("delay", {"ms": 1_500, "booked": True}),
    ],
)
@pytest.mark.expects_log("malformed message")
async def test_c07_an_answer_that_proves_nothing_leaves_the_order_unknown(
    venue: VenueProcess, transport: OrderTransport, kind: str, parameters: dict[str, Any]
) -> None:
    point = "ws:order.place" if transport is OrderTransport.WEBSOCKET else "rest:POST /api/v3/order"
    async with running(venue.connection(transport=transport)) as (gateway, seen, _):
        order = Orders(seen).order()
        await asyncio.to_thread(venue.fault, point, kind, **parameters)
        outcome = await gateway.place(order)
        assert isinstance(outcome, SendUnresolved), outcome
        venue.clear_faults()
        # Sent once, never again: the venue's own ledger knows at most one order under this id.
        ledger = await asyncio.to_thread(venue.get, "/sim/ledger")
        mine = [o for o in ledger["orders"] if o["client_order_id"] == order.intent.client_id]
        assert len(mine) <= 1
        truth = await gateway.query(KEY, order.intent.client_id)
        assert isinstance(truth, OrderReported if mine else OrderAbsent)
        if mine:
            await gateway.cancel(cancel_of(order.intent.client_id))


@pytest.mark.parametrize("transport", list(OrderTransport))
async def test_c08_a_cancel_without_an_answer_is_unknown(
    venue: VenueProcess, transport: OrderTransport
) -> None:
    point = "ws:order.cancel" if transport is OrderTransport.WEBSOCKET else "rest:DELETE /api/v3/order"
    async with running(venue.connection(transport=transport)) as (gateway, seen, _):
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await asyncio.to_thread(venue.fault, point, "drop_before")
        assert isinstance(await gateway.cancel(cancel_of(order.intent.client_id)), CancelUnresolved)
        assert isinstance(await gateway.cancel(cancel_of(order.intent.client_id)), CancelAcknowledged)


@pytest.mark.parametrize("kind", ["empty_object", "empty", "html", "broken_json", "cut_body"])
async def test_c08_a_cancel_answered_with_junk_is_unknown_and_a_junk_listing_is_no_listing(
    venue: VenueProcess, kind: str
) -> None:
    async with running(venue.connection(transport=OrderTransport.REST)) as (gateway, seen, instrument):
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await asyncio.to_thread(venue.fault, "rest:DELETE /api/v3/order", kind, booked=False)
        await asyncio.to_thread(venue.fault, "rest:GET /api/v3/*", kind, count=None)
        outcome = await gateway.cancel(cancel_of(order.intent.client_id))
        assert isinstance(outcome, CancelUnresolved), outcome
        since_ns = time.time_ns() - 60_000_000_000
        # None of these is "you have none": no proof of a stop, no end of the search for fills.
        for ask in (gateway.open_orders, lambda: gateway.fills_since(since_ns), gateway.balances):
            with pytest.raises(ExchangeConnectionError):
                await ask()
        with pytest.raises(ExchangeConnectionError):
            await gateway.closed_orders_since(since_ns)
        with pytest.raises(ExchangeConnectionError):
            await gateway.query(KEY, order.intent.client_id)
        venue.clear_faults()
        assert order.intent.client_id in {one.client_id for one in await gateway.open_orders()}
        await gateway.cancel(cancel_of(order.intent.client_id))


async def test_c08_cancels_go_by_rest_where_the_socket_is_up_and_mute(venue: VenueProcess) -> None:
    """A kill switch that asks the same mute socket for 30 s leaves the orders open."""
    async with running(venue.connection(transport=OrderTransport.WEBSOCKET)) as (gateway, seen, _):
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await asyncio.to_thread(venue.fault, "ws:order.cancel", "drop_before", count=None)
        assert isinstance(await gateway.cancel(cancel_of(order.intent.client_id)), CancelUnresolved)
        assert isinstance(await gateway.cancel(cancel_of(order.intent.client_id)), CancelAcknowledged)
        await asyncio.to_thread(venue.clear_faults)


@pytest.mark.parametrize("transport", list(OrderTransport))
async def test_c08_a_cancel_refused_behind_a_5xx_is_unknown_and_behind_a_4xx_gone(
    venue: VenueProcess, transport: OrderTransport
) -> None:
    point = "ws:order.cancel" if transport is OrderTransport.WEBSOCKET else "rest:DELETE /api/v3/order"
    async with running(venue.connection(transport=transport)) as (gateway, seen, _):
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        cancel = cancel_of(order.intent.client_id)
        await asyncio.to_thread(venue.fault, point, "status", status=503, code=-2011, booked=False)
        assert isinstance(await gateway.cancel(cancel), CancelUnresolved)
        assert isinstance(await gateway.cancel(cancel), CancelAcknowledged)
        refused = await gateway.cancel(cancel)
        assert isinstance(refused, CancelRejected)
        assert refused.gone


@pytest.mark.expects_log("malformed message")
@pytest.mark.parametrize("kind", ["broken_json", "html", "empty", "empty_object"])
async def test_c09_a_malformed_market_frame_is_counted_and_the_feed_survives(
    venue: VenueProcess, kind: str
) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        await asyncio.to_thread(venue.fault, "stream:btcusdt@bookTicker", kind)
        await asyncio.to_thread(venue.fault, "stream:btcusdt@trade", kind)
        counts = (len(seen.of(TopOfBook)), len(seen.of(TradePrint)))
        await seen.wait(
            lambda: len(seen.of(TopOfBook)) > counts[0] + 3 and len(seen.of(TradePrint)) > counts[1] + 3,
            "life after the frame",
        )
        if kind == "broken_json":
            assert gateway.health().malformed == 2
        assert gateway.health().streams[1].errors == 0


@pytest.mark.expects_log("malformed message")
async def test_c09_bytes_that_are_no_frame_are_counted_and_the_feed_comes_back(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        await asyncio.to_thread(venue.fault, "stream:btcusdt@bookTicker", "malformed_frame")
        await seen.wait(lambda: gateway.health().malformed == 1, "the count")
        told = len(seen.of(TopOfBook))
        await seen.wait(lambda: len(seen.of(TopOfBook)) > told + 3, "life after the connection")


@pytest.mark.expects_log("malformed message")
async def test_c10_a_malformed_private_frame_asks_for_a_reconciliation(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        await asyncio.to_thread(venue.fault, "user:executionReport", "broken_json")
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await seen.wait(lambda: len(seen.of(VenueConnected)) > 1, "reconciliation")
        assert seen.of(VenueLost)
        await gateway.cancel(cancel_of(order.intent.client_id))
        await seen.wait(lambda: reports_of(seen, order.intent.client_id), "report after it")


@pytest.mark.parametrize("kind", ["gap", "reorder"])
async def test_c11_a_gap_in_the_book_is_told_before_the_next_book(venue: VenueProcess, kind: str) -> None:
    async with running(venue.connection()) as (_, seen, _):
        await asyncio.to_thread(venue.fault, "stream:btcusdt@depth@100ms", kind)
        await seen.wait(lambda: seen.of(FeedLost), "gap")
        lost = seen.of(FeedLost)[0]
        assert lost.fault is FeedFault.GAP
        after = seen.events.index(lost)
        await seen.wait(
            lambda: any(isinstance(e, BookSnapshot) for e in seen.events[after:]), "book after the gap"
        )


async def test_c12_a_silent_book_is_told_and_comes_back(venue: VenueProcess) -> None:
    async with running(venue.connection()) as (_, seen, _):
        match = "stream:btcusdt@depth@100ms"
        await asyncio.to_thread(venue.fault, match, "freeze", duration_ms=2_500)
        await seen.wait(lambda: seen.of(FeedLost), "silence")
        lost = seen.of(FeedLost)[0]
        assert lost.fault is FeedFault.SILENT
        after = seen.events.index(lost)
        await seen.wait(
            lambda: any(isinstance(e, BookSnapshot) for e in seen.events[after:]), "book after the silence"
        )


async def test_c13_a_private_stream_that_stays_silent_after_an_acknowledgement_is_replaced(
    venue: VenueProcess,
) -> None:
    async with running(venue.connection()) as (gateway, seen, _):
        await asyncio.to_thread(venue.fault, "user:executionReport", "gap")
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await seen.wait(lambda: seen.of(VenueLost), "loss")
        assert order.intent.client_id in seen.of(VenueLost)[0].reason
        await seen.wait(lambda: len(seen.of(VenueConnected)) > 1, "new private stream")
        await gateway.cancel(cancel_of(order.intent.client_id))
        await seen.wait(lambda: reports_of(seen, order.intent.client_id), "report on the new stream")


async def test_c14_a_killed_venue_is_told_and_reconnected_by_itself(own_venue: VenueProcess) -> None:
    async with running(own_venue.connection()) as (gateway, seen, _):
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await asyncio.to_thread(own_venue.kill)
        await seen.wait(lambda: seen.of(VenueLost), "VenueLost")
        await seen.wait(lambda: seen.of(FeedLost), "FeedLost")
        assert seen.of(FeedLost)[0].fault is FeedFault.DISCONNECTED
        assert not gateway.health().connected
        dead = await gateway.place(Orders(seen).order())
        assert isinstance(dead, SendAbandoned)
        with pytest.raises(ExchangeConnectionError):
            await gateway.open_orders()
        assert isinstance(await gateway.cancel(cancel_of(order.intent.client_id)), CancelUnresolved)
        assert len(seen.of(VenueLost)) == 1
        tops, books = len(seen.of(TopOfBook)), len(seen.of(BookSnapshot))
        await asyncio.to_thread(own_venue.start)
        await seen.wait(lambda: len(seen.of(VenueConnected)) > 1, "reconnection", 20)
        await seen.wait(
            lambda: len(seen.of(TopOfBook)) > tops and len(seen.of(BookSnapshot)) > books, "market data"
        )
        assert isinstance(await gateway.place(Orders(seen).order()), OrderAcknowledged)


async def test_c15_a_frozen_venue_is_told_and_late_orders_never_leave(own_venue: VenueProcess) -> None:
    async with running(own_venue.connection()) as (gateway, seen, _):
        await asyncio.to_thread(own_venue.fault, "venue", "freeze", count=None)
        unknown = await gateway.place(Orders(seen).order())
        assert isinstance(unknown, SendUnresolved)
        await seen.wait(lambda: seen.of(VenueLost) and seen.of(FeedLost), "losses")
        own_venue.clear_faults()
        await seen.wait(lambda: len(seen.of(VenueConnected)) > 1, "reconnection", 20)


async def test_c21_an_unanswered_private_subscription_is_tried_on_a_new_connection(
    venue: VenueProcess,
) -> None:
    await asyncio.to_thread(venue.fault, "ws:userDataStream.subscribe.signature", "drop_before")
    async with running(venue.connection()) as (gateway, seen, _):
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await seen.wait(lambda: reports_of(seen, order.intent.client_id), "report on the second try")
        await gateway.cancel(cancel_of(order.intent.client_id))


async def test_c31_a_refused_private_subscription_is_tried_on_a_new_connection(venue: VenueProcess) -> None:
    refused: dict[str, Any] = {"status": 400, "code": -1021, "msg": "outside of the recvWindow"}
    await asyncio.to_thread(venue.fault, "ws:userDataStream.subscribe.signature", "status", **refused)
    async with running(venue.connection()) as (gateway, seen, _):
        await seen.wait(lambda: seen.of(VenueConnected), "a subscription", 20)
        order = Orders(seen).order()
        assert isinstance(await gateway.place(order), OrderAcknowledged)
        await seen.wait(lambda: reports_of(seen, order.intent.client_id), "report on the second try")
        await gateway.cancel(cancel_of(order.intent.client_id))
