"""What a person may ask of the past, and the answers: an order's life, metrics, breakers, health of venues.

All of it is read from the database on a thread; the window asks over the link with `Ask...` commands
(`ports.control`) and gets a `HistoryView` with its ticket, then the ticket itself.
"""

from enum import StrEnum
from typing import Protocol

import msgspec

from mmdesk.core.model.breakers import BreakerKind, Scope, ThresholdChange
from mmdesk.core.model.drill import DrillDone
from mmdesk.core.model.effects import ExchangeHealthSampled
from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import Order
from mmdesk.core.model.rehearsal import Rehearsal
from mmdesk.ports.breaker_views import BreakerEventView

MOST_POINTS = 20_000
"""Of a metric in one answer: four hours and more, second by second."""
MOST_LINES = 1_000
"""Of breaker events, or health samples, in one answer."""


class OrderEvent(msgspec.Struct, frozen=True):
    """One thing that happened to an order; `detail` is the journal's fact as JSON text.

    `kind`: a state of the order (`open`, `canceled`, ...), or `sent`, `denied`, `acknowledged`, `reported`,
    `fill`, `cancel_sent`, `cancel_acknowledged`, `cancel_rejected`, `cancel_unresolved`, `rejected_by_venue`,
    `send_unresolved`, `send_abandoned`, `absent`.
    """

    sequence: int
    wall_ns: int
    kind: str
    detail: str


class BookedFill(msgspec.Struct, frozen=True):
    """A fill when it was booked; `mid` is the market then, None = unknown."""

    fill: Fill
    wall_ns: int
    mid: float | None


class OrderHistory(msgspec.Struct, frozen=True, tag=True):
    """All that is known of one order, oldest first. `order` is None for one that the gate denied.

    `cut`: there is more than is told here.
    """

    client_id: str
    order: Order | None
    explanation: QuoteExplanation | None
    events: tuple[OrderEvent, ...]
    fills: tuple[BookedFill, ...]
    cut: bool = False


class DeskMetric(StrEnum):
    """What is measured of the desk as a whole each second; fields of `MetricsSampled`."""

    LOOP_LAG_MS = "loop_lag_ms"
    INBOX_DEPTH = "inbox_depth"
    MEMORY_MB = "memory_mb"
    OPEN_ORDERS = "open_orders"
    UNKNOWN_ORDERS = "unknown_orders"
    PNL_TOTAL_QUOTE = "pnl_total_quote"


class MetricPoint(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of time: of one sample, or of as many as had to be folded into one point.

    `low` and `high` are the least and the greatest reading, both None where nothing was measured; `missing`
    counts the samples without data. `threshold` is the highest that held. `opened`: the breaker was
    open, latched or forced open at some moment of it (half-open is not).
    """

    wall_ns: int
    low: float | None
    high: float | None
    threshold: float = 0.0
    missing: int = 0
    opened: bool = False


class MetricHistory(msgspec.Struct, frozen=True, tag=True):
    """One metric over time, oldest first, in its own unit. `metric` is a `BreakerKind` or a `DeskMetric`.

    `point_ns` 0: every point is one sample. Else points are stretches of so many ns, named by their start,
    and stretches without a sample (mmdesk did not run) are left out.
    """

    metric: str
    scope: Scope
    from_ns: int
    to_ns: int
    points: tuple[MetricPoint, ...]
    point_ns: int = 0


class ThresholdVersion(msgspec.Struct, frozen=True):
    """One stored change of thresholds: who, when, old and new (in one order), and whether it was an undo."""

    wall_ns: int
    who: str
    old: tuple[ThresholdChange, ...]
    new: tuple[ThresholdChange, ...]
    undo: bool


class BreakerHistory(msgspec.Struct, frozen=True, tag=True):
    """What happened to breakers and who changed their thresholds, newest first. `cut`: there is more."""

    events: tuple[BreakerEventView, ...]
    versions: tuple[ThresholdVersion, ...]
    cut: bool = False


class HealthHistory(msgspec.Struct, frozen=True, tag=True):
    """One exchange every 30 s, newest first. `cut`: there is more."""

    venue: str
    samples: tuple[ExchangeHealthSampled, ...]
    cut: bool = False


class DrillHistory(msgspec.Struct, frozen=True, tag=True):
    """Fire drills, newest first. `cut`: there are more."""

    drills: tuple[DrillDone, ...]
    cut: bool = False


class ThresholdRehearsal(msgspec.Struct, frozen=True, tag=True):
    """What thresholds would have done: those in force (`now`) and the edited ones, over the same readings.

    `asked_s` is how far back it was asked for, 0 for a recording.
    """

    now: Rehearsal
    edited: Rehearsal
    asked_s: float = 0.0
    recording: str = ""


AnyHistory = OrderHistory | MetricHistory | BreakerHistory | HealthHistory | DrillHistory | ThresholdRehearsal


class Histories(Protocol):
    """Each call blocks while it reads, so it is made from a thread, and raises OSError when the database
    cannot be read. Times are UTC ns: `from_ns` inclusive, `to_ns` exclusive."""

    def order_history(self, client_id: str) -> OrderHistory | None:
        """None when no session knew such an order."""
        ...

    def metric_history(
        self, metric: str, scope: Scope, from_ns: int, to_ns: int, most_points: int
    ) -> MetricHistory:
        """Without points where nothing was measured. Raises ValueError for a metric there is not."""
        ...

    def breaker_history(
        self, kind: BreakerKind | None, scope: Scope | None, from_ns: int, to_ns: int, most: int
    ) -> BreakerHistory:
        """None: of every kind, every scope."""
        ...

    def health_history(self, venue: str, from_ns: int, to_ns: int, most: int) -> HealthHistory:
        """Without samples where nothing is known."""
        ...

    def drill_history(self, most: int) -> DrillHistory:
        """The last `most` drills."""
        ...
