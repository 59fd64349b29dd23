"""A venue without a network, at the outer edge of the engine: deterministic, scriptable, with a memory."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal

from msgspec.structs import replace

from mmdesk.core.model.account import Balance
from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.errors import ExchangeConnectionError
from mmdesk.core.model.events import (
    CancelAcknowledged,
    CancelRejected,
    FillReported,
    OrderAbsent,
    OrderAcknowledged,
    OrderReported,
    VenueConnected,
    VenueLost,
)
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.market import BookSnapshot
from mmdesk.core.model.order import ApprovedOrder, OrderIntent, VenueOrder, VenueStatus
from mmdesk.engine.clock import SystemClock
from mmdesk.ports.gateway import (
    AccountBalances,
    CancelOutcome,
    GatewayHealth,
    SendOutcome,
    Sink,
    StreamHealth,
)
from tests.fakes.instruments import BTC_USDT

BTC = replace(
    BTC_USDT,
    venue="fake",
    max_quantity=Decimal(100),
    maker_fee_rate=Decimal("0.0001"),
    taker_fee_rate=Decimal("0.0005"),
)

Place = Callable[[OrderIntent], Awaitable[SendOutcome | None]]


class FakeGateway:
    """Books what it is sent and acknowledges at once. `on_place` may answer differently (None: as usual)."""

    venue = "fake"

    def __init__(self) -> None:
        self.clock = SystemClock()
        self.placed: list[OrderIntent] = []
        self.cancelled: list[str] = []
        self.queries: list[str] = []
        self.open: dict[str, VenueOrder] = {}
        self.fills: list[Fill] = []
        self.closed: list[VenueOrder] = []
        self.unexplained = Decimal(0)
        """BTC in the balance that no fill explains."""
        self.renewals: list[str] = []
        self.connect_errors: list[Exception] = []
        self.on_place: Place | None = None
        self.cancels_work = True
        self.reachable = True
        self.fetches = 0
        self.messages = 0
        self.reads_wait_s = 0.0
        self.sink: Sink | None = None
        self.run_error: Exception | None = None
        self._broken = asyncio.Event()

    async def connect(self) -> tuple[Instrument, ...]:
        if self.connect_errors:
            raise self.connect_errors.pop(0)
        return (BTC,)

    async def run(self, sink: Sink) -> None:
        self.sink = sink
        wall_ns, mono_ns = self._now()
        sink(VenueConnected(wall_ns=wall_ns, mono_ns=mono_ns, venue=self.venue))
        self.tick(60_000.0)
        await self._broken.wait()
        assert self.run_error is not None
        raise self.run_error

    def break_stream(self, error: Exception) -> None:
        """Let `run` end with an error nobody expected."""
        self.run_error = error
        self._broken.set()

    def tick(self, mid: float, update_id: int = 1) -> None:
        """A fresh book around `mid`, 0.02 wide."""
        assert self.sink is not None
        self.messages += 1
        wall_ns, mono_ns = self._now()
        self.sink(
            BookSnapshot(
                wall_ns=wall_ns,
                mono_ns=mono_ns,
                instrument=BTC.key,
                bids=((mid - 0.01, 1.0), (mid - 0.02, 2.0)),
                asks=((mid + 0.01, 1.0), (mid + 0.02, 2.0)),
                update_id=self.messages + update_id,
                exchange_ns=wall_ns - 1_000_000,
            )
        )

    async def place(self, order: ApprovedOrder) -> SendOutcome:
        intent = order.intent
        self.placed.append(intent)
        sent_mono_ns = self.clock.mono_ns()
        if self.on_place is not None and (answer := await self.on_place(intent)) is not None:
            return answer
        self.book(intent)
        await asyncio.sleep(0)
        wall_ns, mono_ns = self._now()
        return OrderAcknowledged(
            wall_ns=wall_ns,
            mono_ns=mono_ns,
            client_id=intent.client_id,
            venue_id=f"v-{intent.client_id}",
            exchange_ns=wall_ns,
            sent_mono_ns=sent_mono_ns,
        )

    def book(self, intent: OrderIntent) -> None:
        """The order rests at the venue."""
        self.open[intent.client_id] = VenueOrder(
            instrument=intent.instrument,
            client_id=intent.client_id,
            venue_id=f"v-{intent.client_id}",
            side=intent.side,
            price=intent.price,
            quantity=intent.quantity,
            filled_quantity=Decimal(0),
            status=VenueStatus.OPEN,
        )

    def fill(self, client_id: str) -> Fill:
        """The order trades in full, and the stream says so."""
        assert self.sink is not None
        order = self.open.pop(client_id)
        wall_ns, mono_ns = self._now()
        fill = Fill(
            instrument=order.instrument,
            trade_id=str(len(self.fills) + 1),
            client_id=client_id,
            venue_id=order.venue_id,
            side=order.side,
            price=order.price,
            quantity=order.quantity,
            fee=Decimal(0),
            fee_asset="USDT",
            is_maker=True,
            exchange_ns=wall_ns,
        )
        self.fills.append(fill)
        self.sink(FillReported(wall_ns=wall_ns, mono_ns=mono_ns, fill=fill))
        return fill

    async def cancel(self, request: SendCancel) -> CancelOutcome:
        self.cancelled.append(request.client_id)
        await asyncio.sleep(0)
        wall_ns, mono_ns = self._now()
        known = request.client_id in self.open
        if known and self.cancels_work:
            del self.open[request.client_id]
            return CancelAcknowledged(wall_ns=wall_ns, mono_ns=mono_ns, client_id=request.client_id)
        return CancelRejected(
            wall_ns=wall_ns,
            mono_ns=mono_ns,
            client_id=request.client_id,
            code="-2011",
            message="refused",
            gone=not known,
        )

    async def query(self, instrument: str, client_id: str) -> OrderReported | OrderAbsent:
        self._reach()
        self.queries.append(client_id)
        wall_ns, mono_ns = self._now()
        if order := self.open.get(client_id):
            return OrderReported(wall_ns=wall_ns, mono_ns=mono_ns, order=order)
        return OrderAbsent(wall_ns=wall_ns, mono_ns=mono_ns, client_id=client_id)

    async def open_orders(self, *, urgent: bool = False) -> tuple[VenueOrder, ...]:
        self._reach()
        self.fetches += 1
        return tuple(self.open.values())

    async def fills_since(self, since_wall_ns: int) -> tuple[Fill, ...]:
        self._reach()
        return tuple(fill for fill in self.fills if fill.exchange_ns >= since_wall_ns)

    async def closed_orders_since(self, since_wall_ns: int) -> tuple[VenueOrder, ...]:
        self._reach()
        return tuple(self.closed)

    async def balances(self) -> AccountBalances:
        self._reach()
        btc, usdt = Decimal(10), Decimal(1_000_000)
        for fill in self.fills:
            btc += fill.side.sign * fill.quantity
            usdt -= fill.side.sign * fill.value_quote
        told = (Balance("BTC", btc + self.unexplained, Decimal(0)), Balance("USDT", usdt, Decimal(0)))
        return AccountBalances(told, self.clock.wall_ns())

    def renew(self, reason: str) -> None:
        """New streams, at once."""
        self.renewals.append(reason)
        assert self.sink is not None
        wall_ns, mono_ns = self._now()
        self.sink(VenueLost(wall_ns=wall_ns, mono_ns=mono_ns, venue=self.venue, reason=reason))
        self.sink(VenueConnected(wall_ns=wall_ns, mono_ns=mono_ns, venue=self.venue))

    def health(self) -> GatewayHealth:
        stream = StreamHealth("book", self.messages, 0, 0, self.clock.mono_ns())
        return GatewayHealth(
            self.venue, self.sink is not None, (stream,), 0, 0.0, 0, reads_wait_s=self.reads_wait_s
        )

    async def close(self) -> None:
        self.sink = None

    def _reach(self) -> None:
        if not self.reachable:
            raise ExchangeConnectionError("the fake venue is away", retryable=True)

    def _now(self) -> tuple[int, int]:
        return self.clock.wall_ns(), self.clock.mono_ns()
