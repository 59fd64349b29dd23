"""What the core is told: market events, account events, commands and the passing of time."""

from decimal import Decimal

import msgspec

from mmdesk.core.model.account import Balance
from mmdesk.core.model.breakers import BreakerKind, Scope, ThresholdChange
from mmdesk.core.model.control import Control
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import InstrumentStatus
from mmdesk.core.model.leftover import LeftoverDecision
from mmdesk.core.model.market import BookDelta, BookSnapshot, Event, FeedLost, TopOfBook, TradePrint
from mmdesk.core.model.order import VenueOrder
from mmdesk.core.model.parameters import QuoteParameters


class OrderAcknowledged(Event, frozen=True, kw_only=True):
    """The venue took the order. `sent_mono_ns` is when its bytes went to the socket."""

    client_id: str
    venue_id: str
    exchange_ns: int = 0
    sent_mono_ns: int = 0


class OrderRejected(Event, frozen=True, kw_only=True):
    """The venue PROVED that the order does not exist (a parsed body on the allow-list, ORDERS 2.4). `barred`:
    for what the key or the account may not do, so that the next order would fare no better."""

    client_id: str
    code: str
    message: str
    would_cross: bool = False
    barred: bool = False


class SendUnresolved(Event, frozen=True, kw_only=True):
    """A create got no proof either way: the order counts in full until it is resolved."""

    client_id: str
    reason: str


class SendAbandoned(Event, frozen=True, kw_only=True):
    """A create that surely never left (connection refused, rate limiter full): no byte was written.
    `venue_fault`: because the venue could not be reached, not for a reason of our own."""

    client_id: str
    reason: str
    venue_fault: bool = False


class CancelAcknowledged(Event, frozen=True, kw_only=True):
    """The venue confirmed the cancel; `filled_quantity` is how much the order had filled, where it says so:
    the stream may tell of these fills later."""

    client_id: str
    filled_quantity: Decimal = Decimal(0)


class CancelRejected(Event, frozen=True, kw_only=True):
    """The venue refused the cancel.

    `gone` when it says it knows no such open order (filled, cancelled or never there).
    """

    client_id: str
    code: str
    message: str
    gone: bool


class CancelUnresolved(Event, frozen=True, kw_only=True):
    """A cancel got no answer that proves anything."""

    client_id: str
    reason: str


class OrderReported(Event, frozen=True, kw_only=True):
    """The venue's word on one order: from its user stream or from a query."""

    order: VenueOrder


class OrderAbsent(Event, frozen=True, kw_only=True):
    """A query by id was answered "no such order". Alone it proves nothing (ORDERS 3)."""

    client_id: str


class FillReported(Event, frozen=True, kw_only=True):
    """A fill of ours, from the user stream or from a query; booked once however often it is told."""

    fill: Fill


class BalanceReported(Event, frozen=True, kw_only=True):
    """Balances of a venue; `complete` when assets not named are zero. `exchange_ns`: the venue's own time of
    them, 0 where it gave none."""

    venue: str
    balances: tuple[Balance, ...]
    complete: bool = False
    exchange_ns: int = 0


class TransferReported(Event, frozen=True, kw_only=True):
    """A deposit (+) or withdrawal (-): the account changed and no fill says why."""

    venue: str
    asset: str
    amount: Decimal
    exchange_ns: int


class AccountReconciled(Event, frozen=True, kw_only=True):
    """Everything the venue knows of our account, asked for from `begun_mono_ns` on (0 = at this moment).

    All pages of open orders, of fills and of orders that ended since `since_ns`; balances at the venue's
    time `balances_ns` (0 where it gave none).
    """

    venue: str
    open_orders: tuple[VenueOrder, ...]
    fills: tuple[Fill, ...]
    balances: tuple[Balance, ...]
    since_ns: int
    closed_orders: tuple[VenueOrder, ...] = ()
    balances_ns: int = 0
    begun_mono_ns: int = 0


class OpenOrdersListed(Event, frozen=True, kw_only=True):
    """All open orders of the account, asked for at `begun_mono_ns`; looked at between reconciliations."""

    venue: str
    open_orders: tuple[VenueOrder, ...]
    begun_mono_ns: int


class FillsListed(Event, frozen=True, kw_only=True):
    """All fills since `since_ns`; looked at between reconciliations."""

    venue: str
    fills: tuple[Fill, ...]
    since_ns: int


class VenueConnected(Event, frozen=True, kw_only=True):
    """The private stream of a venue came up; a reconciliation follows before quoting resumes."""

    venue: str


class VenueLost(Event, frozen=True, kw_only=True):
    """The private stream of a venue went down: fills in the gap will not be told (VENUES 3.4)."""

    venue: str
    reason: str


class ProtectionChanged(Event, frozen=True, kw_only=True):
    """Whether `by` would take our orders off a venue if this program died or hung."""

    venue: str
    protected: bool
    by: str


class ClockMeasured(Event, frozen=True, kw_only=True):
    """A venue's clock minus ours, as its signed requests are corrected by."""

    venue: str
    offset_ns: int


class InstrumentStatusReported(Event, frozen=True, kw_only=True):
    """The venue's word on whether one market trades now."""

    venue: str
    instrument: str
    status: InstrumentStatus


class TradingPermissionReported(Event, frozen=True, kw_only=True):
    """The venue's word on whether our account may trade."""

    venue: str
    may_trade: bool


class ClockJumped(Event, frozen=True, kw_only=True):
    """The machine slept (`slept_ns`), or its wall clock was set (`stepped_ns`, signed): what happened at the
    venues meanwhile was not told."""

    slept_ns: int
    stepped_ns: int


class VenueMeasured(msgspec.Struct, frozen=True, kw_only=True):
    """What the wire of one venue showed since the session began.

    `reads` and `read_faults` count requests for information and those of them that failed by the venue's
    fault (5xx, timeout, 429, no parsed answer); orders and cancels are counted by their own events.
    `banned_until_ns` (UTC): the venue answered 418 and hears nothing before (0: no ban).
    """

    venue: str
    reads: int = 0
    read_faults: int = 0
    banned_until_ns: int = 0
    weight_used: float = 0.0
    reconnects: int = 0
    malformed: int = 0


class EngineMeasured(Event, frozen=True, kw_only=True):
    """What only the engine can know, at heartbeat rate: how late this beat of its loop was, what fails in
    journal or database (empty: nothing), how many events wait, the most memory it held (0: unknown)."""

    loop_lag_ms: float
    storage_fault: str = ""
    inbox_depth: int = 0
    memory_mb: float = 0.0
    venues: tuple[VenueMeasured, ...] = ()


class TimePassed(Event, frozen=True, kw_only=True):
    """Nothing but time: ages, refreshes and staleness move on."""


class ArmRequested(Event, frozen=True, kw_only=True):
    """A person armed the desk."""

    ticket: str


class DisarmRequested(Event, frozen=True, kw_only=True):
    """Pull all quotes and stay down."""

    ticket: str


class PauseRequested(Event, frozen=True, kw_only=True):
    """Pull quotes and keep state (`paused`), or resume."""

    ticket: str
    paused: bool


class StopRequested(Event, frozen=True, kw_only=True):
    """The kill switch: nothing new leaves until a person disarms (which resets the latch) and arms again."""

    ticket: str
    reason: str


class CancelRequested(Event, frozen=True, kw_only=True):
    """A person cancels these orders of ours."""

    ticket: str
    client_ids: tuple[str, ...]


class LeftoversDecided(Event, frozen=True, kw_only=True):
    """A person decided about orders of earlier sessions."""

    ticket: str
    client_ids: tuple[str, ...]
    decision: LeftoverDecision


class BalancesAccepted(Event, frozen=True, kw_only=True):
    """A person takes a venue's balances for right after a mismatch."""

    ticket: str
    venue: str
    reason: str
    who: str = "by hand"


class LatchReleased(Event, frozen=True, kw_only=True):
    """A person releases a latched control, and says why."""

    ticket: str
    control: Control
    scope: str
    reason: str


class ParametersChanged(Event, frozen=True, kw_only=True):
    """A person changed how one market is quoted."""

    ticket: str
    instrument: str
    parameters: QuoteParameters


class BreakerTripped(Event, frozen=True, kw_only=True):
    """A person opens a breaker now; it stays FORCED_OPEN until a person resets it."""

    ticket: str
    kind: BreakerKind
    scope: Scope
    who: str
    reason: str = ""


class BreakerReset(Event, frozen=True, kw_only=True):
    """A person lets a breaker that is not closed go to HALF_OPEN, and says why (never empty)."""

    ticket: str
    kind: BreakerKind
    scope: Scope
    who: str
    reason: str


class BreakersChanged(Event, frozen=True, kw_only=True):
    """A person changes thresholds. `confirmed`: a change above 2x is meant."""

    ticket: str
    who: str
    changes: tuple[ThresholdChange, ...]
    confirmed: bool = False


class BreakersUndone(Event, frozen=True, kw_only=True):
    """A person takes the last change of thresholds back."""

    ticket: str
    who: str


VenueEvent = (
    BalanceReported
    | TransferReported
    | AccountReconciled
    | OpenOrdersListed
    | FillsListed
    | VenueConnected
    | VenueLost
    | ProtectionChanged
    | ClockMeasured
    | InstrumentStatusReported
    | TradingPermissionReported
)
MarketEvent = TopOfBook | BookSnapshot | BookDelta | TradePrint | FeedLost
AccountEvent = (
    OrderAcknowledged
    | OrderRejected
    | SendUnresolved
    | SendAbandoned
    | CancelAcknowledged
    | CancelRejected
    | CancelUnresolved
    | OrderReported
    | OrderAbsent
    | FillReported
    | VenueEvent
)
BreakerCommand = BreakerTripped | BreakerReset | BreakersChanged | BreakersUndone
CommandEvent = (
    ArmRequested
    | DisarmRequested
    | PauseRequested
    | StopRequested
    | CancelRequested
    | LeftoversDecided
    | BalancesAccepted
    | LatchReleased
    | ParametersChanged
    | BreakerCommand
)
AnyEvent = MarketEvent | AccountEvent | CommandEvent | ClockJumped | TimePassed | EngineMeasured
