"""What the core wants done or known.

Every effect is a fact that is journaled, carried out or shown, in this order.
"""

from decimal import Decimal

import msgspec

from mmdesk.core.model.account import Balance, Position
from mmdesk.core.model.breakers import BreakerMove, BreakerRecord, MetricSample, Permission, ThresholdChange
from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.latch import Latch, ProfitMarks
from mmdesk.core.model.leftover import Leftover
from mmdesk.core.model.market import FeedFault
from mmdesk.core.model.order import ApprovedOrder, Order, OrderIntent, Refusal
from mmdesk.core.model.state import TradingState


class Effect(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all effects."""


class SendOrder(Effect, frozen=True, kw_only=True):
    """Send this order, once, after it is in the journal. `caused_mono_ns` is the event that asked for it."""

    order: ApprovedOrder
    explanation: QuoteExplanation | None
    caused_mono_ns: int


class SendCancel(Effect, frozen=True, kw_only=True):
    """Cancel one order of ours (by venue id where known, else by client id)."""

    instrument: str
    client_id: str
    venue_id: str
    reason: str
    caused_mono_ns: int = 0


class OrderChanged(Effect, frozen=True, kw_only=True):
    """An order's record after a change."""

    order: Order


class OrderDenied(Effect, frozen=True, kw_only=True):
    """The gate refused an order; it never leaves.

    The first of a series (same slot, same rule) is told at once, the others as their `count` when the series
    ends or goes on for long; `refusal` and `intent` are always the first one's.
    """

    refusal: Refusal
    intent: OrderIntent | None = None
    count: int = 1


class LatchChanged(Effect, frozen=True, kw_only=True):
    """A control latched, or was released: by a person with a reason, or by a new day."""

    latch: Latch
    latched: bool
    reason: str


class ProfitMarked(Effect, frozen=True, kw_only=True):
    """A new day began, or the profit reached a new high: remembered for the losses after a restart."""

    marks: ProfitMarks


class FillBooked(Effect, frozen=True, kw_only=True):
    """A fill was booked for the first time.

    `position` is the position after it, `mid` the market then (0 = unknown).
    """

    fill: Fill
    position: Position
    mid: float


class BalancesChanged(Effect, frozen=True, kw_only=True):
    """Balances of a venue after a report."""

    venue: str
    balances: tuple[Balance, ...]


class LeftoverChanged(Effect, frozen=True, kw_only=True):
    """A row of the start-up table is new or says something else."""

    leftover: Leftover


class StateChanged(Effect, frozen=True, kw_only=True):
    """The desk moved between DISARMED, ARMED, PAUSED and STOPPED."""

    state: TradingState
    reason: str


class FeedDoubted(Effect, frozen=True, kw_only=True):
    """A book is not trusted any more (gap, crossed, silent): counted, and quotes of the market are pulled."""

    instrument: str
    fault: FeedFault
    detail: str


class AlertRaised(Effect, frozen=True, kw_only=True):
    """Something a person must know, in three lines: what, why, what to do.

    `level` is info, warning or critical.
    """

    level: str
    key: str
    what: str
    why: str
    do: str


class ReconcileWanted(Effect, frozen=True, kw_only=True):
    """The engine shall ask the venue for everything it knows and answer with `AccountReconciled`.

    `since_ns` (UTC): fills and ended orders are wanted from here on at least; 0 = from where it left off.
    """

    venue: str
    reason: str
    since_ns: int = 0


class ListingWanted(Effect, frozen=True, kw_only=True):
    """The engine shall ask the venue for its open orders now, ahead of other reads, and answer with
    `OpenOrdersListed`; a listing that fails is no information and is not answered."""

    venue: str
    reason: str


class QueryWanted(Effect, frozen=True, kw_only=True):
    """The engine shall ask the venue for this one order by its client id and answer with `OrderReported` or
    `OrderAbsent`; a query that fails is no information and is not answered."""

    instrument: str
    client_id: str
    reason: str


class FactsRegained(Effect, frozen=True, kw_only=True):
    """What the journal lost since `since_ns` (UTC) was told again by the venues and agrees with the balances:
    `fills` were booked anew. The note of the loss may go."""

    since_ns: int
    fills: int


class CommandDone(Effect, frozen=True, kw_only=True):
    """The outcome of a command: shown to whoever asked."""

    ticket: str
    ok: bool
    message: str


class BreakerChanged(Effect, frozen=True, kw_only=True):
    """A breaker moved, or the cancels of its opening were proved or not; `record` is the breaker after it.

    `orders_cancelled` is how many were told to go when it opened. `verify_ms`: from the opening until the
    venue's own listing showed none of them (VERIFIED and ESCALATED only). `permission` is its own now.
    """

    what: BreakerMove
    record: BreakerRecord
    permission: Permission
    orders_cancelled: int = 0
    verify_ms: int | None = None


class BreakerSettingsChanged(Effect, frozen=True, kw_only=True):
    """Thresholds were changed by a person, field by field; `old` has the values in force before, in the same
    order as `new`. `in_force`: every change over the settings file that holds now (a restart goes on with
    these)."""

    who: str
    wall_ns: int
    old: tuple[ThresholdChange, ...]
    new: tuple[ThresholdChange, ...]
    in_force: tuple[ThresholdChange, ...]
    undo: bool = False
    can_undo: bool = False
    """Whether there is a change of this session left to take back."""


class MetricsSampled(Effect, frozen=True, kw_only=True):
    """What was measured in the last second: the desk as a whole, and every breaker's metric."""

    wall_ns: int
    loop_lag_ms: float
    inbox_depth: int
    memory_mb: float
    open_orders: int
    unknown_orders: int
    pnl_total_quote: Decimal
    metrics: tuple[MetricSample, ...]


class ExchangeHealthSampled(Effect, frozen=True, kw_only=True):
    """One exchange, every 30 s; None = not measured. Counts are since the session began."""

    wall_ns: int
    venue: str
    connected: bool
    reconciling: bool
    protected: bool
    data_age_p95_ms: float | None
    last_frame_age_ms: float | None
    ack_p95_ms: float | None
    error_rate_pct: float | None
    clock_offset_ms: float | None
    weight_used: float
    requests: int
    faults: int
    reconnects: int
    malformed: int
    open_orders: int
    unknown_orders: int
    banned_until_ns: int


AnyEffect = (
    SendOrder
    | SendCancel
    | OrderChanged
    | OrderDenied
    | LatchChanged
    | ProfitMarked
    | FillBooked
    | BalancesChanged
    | LeftoverChanged
    | StateChanged
    | FeedDoubted
    | AlertRaised
    | ReconcileWanted
    | ListingWanted
    | QueryWanted
    | FactsRegained
    | CommandDone
    | BreakerChanged
    | BreakerSettingsChanged
    | MetricsSampled
    | ExchangeHealthSampled
)
