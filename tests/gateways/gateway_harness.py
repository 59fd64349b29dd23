"""What the gateway's conformance tests share: a sink that waits, a gateway, orders near the market."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import TypeVar

import pytest

from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.events import OrderReported, VenueConnected
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.market import BookSnapshot, Event, TopOfBook
from mmdesk.core.model.order import ApprovedOrder, OrderIntent, TimeInForce, VenueStatus
from mmdesk.core.model.values import Side
from mmdesk.gateways.factory import VenueConnection, make_gateway
from mmdesk.ports.gateway import Gateway
from tests.gateways.venue_process import MachineClock

KEY = "BTC/USDT@binance"
FAR = Decimal(300)
T = TypeVar("T")


class Seen:
    """A sink that keeps everything, and waits for the thing a test needs."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def of(self, kind: type[T]) -> list[T]:
        return [e for e in self.events if isinstance(e, kind)]

    async def wait(self, condition: Callable[[], object], what: str, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                pytest.fail(
                    f"no {what} within {seconds} s; saw {[type(e).__name__ for e in self.events[-20:]]}"
                )
            await asyncio.sleep(0.01)

    async def quoting(self) -> None:
        """Market data and the private stream are up."""
        await self.wait(
            lambda: self.of(TopOfBook) and self.of(BookSnapshot) and self.of(VenueConnected), "start"
        )


@asynccontextmanager
async def running(connection: VenueConnection) -> AsyncIterator[tuple[Gateway, Seen, Instrument]]:
    """A connected gateway with its streams flowing."""
    gateway, seen = make_gateway(connection, MachineClock()), Seen()
    try:
        (instrument, *_) = await gateway.connect()
        streams = asyncio.create_task(gateway.run(seen))
        try:
            await seen.quoting()
            yield gateway, seen, instrument
        finally:
            streams.cancel()
            await asyncio.gather(streams, return_exceptions=True)
    finally:
        await gateway.close()


class Orders:
    """Makes approved orders around the current top of book, each with an id of its own."""

    _made = 0

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def order(
        self,
        distance: Decimal = FAR,
        quantity: str = "0.01",
        time_in_force: TimeInForce = TimeInForce.POST_ONLY,
        client_id: str = "",
    ) -> ApprovedOrder:
        """A bid `distance` below the best bid; `client_id` empty: one of its own."""
        Orders._made += 1
        bid = Decimal(str(self._seen.of(TopOfBook)[-1].bid))
        return ApprovedOrder(
            OrderIntent(
                client_id=client_id or f"mmC-{time.time_ns() % 10**9}-{Orders._made}",
                instrument=KEY,
                side=Side.BUY,
                price=(bid - distance).quantize(Decimal("0.01")),
                quantity=Decimal(quantity),
                time_in_force=time_in_force,
                slot="buy0",
            )
        )


def cancel_of(client_id: str, venue_id: str = "") -> SendCancel:
    """A cancel by the venue's id if given, else by ours."""
    return SendCancel(instrument=KEY, client_id=client_id, venue_id=venue_id, reason="test")


def reports_of(seen: Seen, client_id: str) -> list[VenueStatus]:
    """What the stream said of one order so far."""
    return [r.order.status for r in seen.of(OrderReported) if r.order.client_id == client_id]
