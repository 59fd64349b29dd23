"""What the core wants done or known.

Every effect is a fact that is journaled, carried out or shown, in this order.
"""

import msgspec

from mmdesk.core.model.account import Balance, Position
from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.leftover import Leftover
from mmdesk.core.model.market import FeedFault
from mmdesk.core.model.order import ApprovedOrder, Order, Refusal
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
    """The gate refused an order; it never leaves."""

    refusal: Refusal


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


class QueryWanted(Effect, frozen=True, kw_only=True):
    """The engine shall ask the venue for this one order by its client id and answer with `OrderReported` or
    `OrderAbsent`; a query that fails is no information and is not answered."""

    instrument: str
    client_id: str
    reason: str


class CommandDone(Effect, frozen=True, kw_only=True):
    """The outcome of a command: shown to whoever asked."""

    ticket: str
    ok: bool
    message: str


AnyEffect = (
    SendOrder
    | SendCancel
    | OrderChanged
    | OrderDenied
    | FillBooked
    | BalancesChanged
    | LeftoverChanged
    | StateChanged
    | FeedDoubted
    | AlertRaised
    | ReconcileWanted
    | QueryWanted
    | CommandDone
)
