"""What the engine needs of a venue.

Market data and account events pushed in, orders out, and the truth on request.
"""

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import msgspec

from mmdesk.core.model.account import Balance
from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.events import (
    AccountEvent,
    CancelAcknowledged,
    CancelRejected,
    CancelUnresolved,
    MarketEvent,
    OrderAbsent,
    OrderAcknowledged,
    OrderRejected,
    OrderReported,
    SendAbandoned,
    SendUnresolved,
)
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.order import ApprovedOrder, VenueOrder

Sink = Callable[[MarketEvent | AccountEvent], None]
"""Takes events from a gateway; never blocks, never raises."""

SendOutcome = OrderAcknowledged | OrderRejected | SendUnresolved | SendAbandoned
CancelOutcome = CancelAcknowledged | CancelRejected | CancelUnresolved


class AccountBalances(msgspec.Struct, frozen=True):
    """Every asset of the account that is not zero, at the venue's own time (0 where it gave none)."""

    balances: tuple[Balance, ...]
    exchange_ns: int = 0


class StreamHealth(msgspec.Struct, frozen=True):
    """One stream's counters since the start; `last_mono_ns` is 0 before the first message."""

    name: str
    messages: int
    errors: int
    reconnects: int
    last_mono_ns: int


class GatewayHealth(msgspec.Struct, frozen=True):
    """How a venue is doing.

    Streams, malformed frames seen, request weight in use (0..1), server clock minus ours. `frames`: WebSocket
    frames received in all (a stream's `messages` are what was left after several came at once). `reads`:
    requests for information that ended, `read_faults`: those of them that failed by the venue's fault;
    `banned_until_ns` (UTC): it answered 418 and hears nothing before, 0: it did not. `reads_wait_s`: how long
    the next request for information waits for request weight, 0.0: it need not.
    """

    venue: str
    connected: bool
    streams: tuple[StreamHealth, ...]
    malformed: int
    weight_used: float
    clock_offset_ns: int
    frames: int = 0
    reads: int = 0
    read_faults: int = 0
    banned_until_ns: int = 0
    reads_wait_s: float = 0.0


class Gateway(Protocol):
    """One venue.

    Errors of `place` and `cancel` are outcomes, not exceptions; the reads raise `MarketMakerError`s.
    """

    @property
    def venue(self) -> str: ...

    async def connect(self) -> tuple[Instrument, ...]:
        """Load the markets asked for and check the keys. Raises ConfigurationError, SymbolNotSupportedError,
        ExchangeConnectionError."""
        ...

    async def run(self, sink: Sink) -> None:
        """Stream market data and account events into `sink` until cancelled.

        Reconnects by itself and says so with `FeedLost`, `VenueLost` and `VenueConnected`.
        """
        ...

    def place(self, order: ApprovedOrder) -> Coroutine[Any, Any, SendOutcome]:
        """Send a create exactly once; await the outcome.

        The call itself writes the bytes where that needs no waiting (latency is the point), so what it
        returns must be awaited even if nobody wants to know. Raises ExchangeConnectionError before `connect`.
        """
        ...

    def cancel(self, request: SendCancel) -> Coroutine[Any, Any, CancelOutcome]:
        """Send a cancel, in the same way."""
        ...

    async def query(self, instrument: str, client_id: str) -> OrderReported | OrderAbsent:
        """The venue's word on one order. Raises ExchangeConnectionError when nothing was learnt."""
        ...

    async def open_orders(self, *, urgent: bool = False) -> tuple[VenueOrder, ...]:
        """Every open order of the account in our instruments, ours or not, all pages.

        `urgent`: a stop wants to know; the question goes ahead of everything but cancels.
        """
        ...

    async def fills_since(self, since_wall_ns: int) -> tuple[Fill, ...]:
        """Our fills since then in all instruments, oldest first, all pages."""
        ...

    async def closed_orders_since(self, since_wall_ns: int) -> tuple[VenueOrder, ...]:
        """Orders made since then that ended, ours or not, in all instruments, all pages."""
        ...

    async def balances(self) -> AccountBalances: ...

    def renew(self, reason: str) -> None:
        """Give up every stream and measure the venue's clock anew: the machine slept, or its clock jumped.

        The loss is told like any other, and the new streams too.
        """
        ...

    def health(self) -> GatewayHealth: ...

    async def close(self) -> None: ...
