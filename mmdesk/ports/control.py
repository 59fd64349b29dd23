"""Commands a person gives the engine, from any surface, and the ticket that tells what became of each."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from mmdesk.core.model.breakers import GLOBAL_SCOPE, BreakerKind, Scope, ThresholdChange
from mmdesk.core.model.control import Control
from mmdesk.core.model.drill import DrillKind
from mmdesk.core.model.leftover import LeftoverDecision


class Command(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all commands. They carry no time: the engine stamps them when they arrive."""


class Arm(Command, frozen=True, kw_only=True):
    """Start quoting."""


class Disarm(Command, frozen=True, kw_only=True):
    """Cancel all quotes and stop quoting; also leaves STOPPED."""


class Pause(Command, frozen=True, kw_only=True):
    """Pull quotes, keep state."""


class Resume(Command, frozen=True, kw_only=True):
    """End a pause."""


class Stop(Command, frozen=True, kw_only=True):
    """Kill switch: cancel everything of ours everywhere, verify, latch."""

    reason: str = "stopped by hand"


class CancelOrders(Command, frozen=True, kw_only=True):
    """Cancel these orders of ours."""

    client_ids: tuple[str, ...]


class DecideLeftovers(Command, frozen=True, kw_only=True):
    """Adopt, cancel or ignore these orders of earlier sessions; ids of other orders fail the ticket."""

    client_ids: tuple[str, ...]
    decision: LeftoverDecision


class AcceptBalances(Command, frozen=True, kw_only=True):
    """Take a venue's balances for right after a reconciliation mismatch, and say why."""

    venue: str
    reason: str
    who: str = "by hand"


class AskOrderHistory(Command, frozen=True, kw_only=True):
    """Tell all that is known of one order of ours, of any session; answered with an `OrderHistory`."""

    client_id: str


class AskMetricHistory(Command, frozen=True, kw_only=True):
    """Tell one metric (`BreakerKind` or `DeskMetric`) over time; answered with a `MetricHistory`.

    `from_ns` inclusive, `to_ns` exclusive, UTC; `to_ns` 0: until now. What does not fit into `most_points`
    (at most `ports.history.MOST_POINTS`) is folded into stretches that keep least and greatest.
    """

    metric: str
    scope: Scope = GLOBAL_SCOPE
    from_ns: int
    to_ns: int = 0
    most_points: int = 2_000


class AskBreakerHistory(Command, frozen=True, kw_only=True):
    """Tell what happened to breakers, of this kind and scope where given; answered with `BreakerHistory`."""

    from_ns: int = 0
    to_ns: int = 0
    kind: BreakerKind | None = None
    scope: Scope | None = None
    most: int = 200


class AskHealthHistory(Command, frozen=True, kw_only=True):
    """Tell how an exchange did; answered with a `HealthHistory`."""

    venue: str
    from_ns: int
    to_ns: int = 0
    most: int = 200


class AskRehearsal(Command, frozen=True, kw_only=True):
    """Tell what edited thresholds would have done; answered with a `ThresholdRehearsal`, changes nothing.

    Over the last `hours` that are stored, or over the `recording` at this path of the engine's machine. A
    newer one takes its place: the older ticket fails.
    """

    changes: tuple[ThresholdChange, ...] = ()
    hours: float = 1.0
    recording: str = ""


class StopRehearsal(Command, frozen=True, kw_only=True):
    """Give up the rehearsal under way, if there is one: its ticket fails."""


class ReleaseLatch(Command, frozen=True, kw_only=True):
    """Let a latched control pass orders again, and say why; refused while it is still beyond its limit."""

    control: Control
    scope: str
    reason: str


class SetSpread(Command, frozen=True, kw_only=True):
    """Change the quoted distance and size of one market."""

    instrument: str
    bid_spread_bps: float
    ask_spread_bps: float
    order_amount: Decimal


class TripBreaker(Command, frozen=True, kw_only=True):
    """Open a breaker now; it stays open until a person resets it."""

    kind: BreakerKind
    scope: Scope
    who: str = "by hand"
    reason: str = ""


class ResetBreaker(Command, frozen=True, kw_only=True):
    """Let an open, latched or forced breaker go to half-open, and say why: an empty reason is refused."""

    kind: BreakerKind
    scope: Scope
    reason: str
    who: str = "by hand"


class ChangeBreakers(Command, frozen=True, kw_only=True):
    """Change thresholds, all or none. More than double or less than half of what holds now is refused unless
    `confirmed`."""

    changes: tuple[ThresholdChange, ...]
    who: str = "by hand"
    confirmed: bool = False


class UndoBreakerChange(Command, frozen=True, kw_only=True):
    """Take the last change of thresholds back."""

    who: str = "by hand"


class FireDrill(Command, frozen=True, kw_only=True):
    """Cause trouble at our own simulated venue and time what the breakers make of it. Refused while nothing
    is quoted; the ticket is done when the right breaker opened and every cancel was proved."""

    kind: DrillKind


class AskDrillHistory(Command, frozen=True, kw_only=True):
    """Tell the last drills; answered with a `DrillHistory`."""

    most: int = 50


class Shutdown(Command, frozen=True, kw_only=True):
    """End the engine cleanly: cancel all, verify none is open, flush."""


Question = (
    AskOrderHistory | AskMetricHistory | AskBreakerHistory | AskHealthHistory | AskDrillHistory | AskRehearsal
)
"""Commands that change nothing: answered from the past, whatever state the desk is in."""

AnyCommand = (
    Arm
    | Disarm
    | Pause
    | Resume
    | Stop
    | CancelOrders
    | DecideLeftovers
    | AcceptBalances
    | AskOrderHistory
    | AskMetricHistory
    | AskBreakerHistory
    | AskHealthHistory
    | AskRehearsal
    | StopRehearsal
    | ReleaseLatch
    | SetSpread
    | TripBreaker
    | ResetBreaker
    | ChangeBreakers
    | UndoBreakerChange
    | FireDrill
    | AskDrillHistory
    | Shutdown
)


class TicketState(StrEnum):
    """Life of a command: accepted by the engine, then done or failed."""

    ACCEPTED = "accepted"
    DONE = "done"
    FAILED = "failed"


class Ticket(msgspec.Struct, frozen=True, tag=True):
    """What became of a command so far."""

    ticket: str
    state: TicketState
    message: str = ""
