"""The last fire drills, newest first, with their times from the cause on."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from mmdesk.core.model.drill import DrillDone
from mmdesk.gui import format as fmt
from mmdesk.gui.breaker_words import kind_title, scope_word
from mmdesk.gui.drill_words import drill_title, outcome_word, seconds
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column
from mmdesk.gui.said import said

LIMIT = 50
REASON = 10


class DrillsModel(FilteredTable[DrillDone]):
    """One drill a row."""

    def __init__(self, parent: QObject | None = None) -> None:
        one = Column[DrillDone]
        columns = (
            one(tr("Time UTC"), lambda d: fmt.day_and_clock(d.begun_ns), lambda d: d.begun_ns, width=168),
            one(tr("Drill"), lambda d: drill_title(d.kind), lambda d: d.kind.value, width=126),
            one(
                tr("Market"),
                lambda d: d.instrument,
                lambda d: d.instrument,
                tip=lambda d: d.instrument,
                width=136,
            ),
            one(
                tr("Outcome"),
                lambda d: outcome_word(d.outcome),
                lambda d: d.outcome.value,
                tip=lambda d: outcome_word(d.outcome),
                width=130,
            ),
            one(tr("Breaker"), where, lambda d: d.breaker or "", tip=where, width=165),
            _after(tr("Opened"), tr("When the breaker opened"), lambda d: d.opened_ms),
            one(
                tr("Cancelled"),
                lambda d: str(d.orders_cancelled),
                lambda d: d.orders_cancelled,
                right=True,
                width=70,
            ),
            _after(tr("Sent"), tr("When the last cancel was sent"), lambda d: d.sent_ms),
            _after(tr("Confirmed"), tr("When the last cancel was confirmed"), lambda d: d.confirmed_ms),
            _after(tr("Proved"), tr("When the exchange's list showed none of them"), lambda d: d.proved_ms),
            one(tr("Reason"), reason_of, lambda d: d.why or d.reason, tip=reason_of, width=120),
        )
        super().__init__(columns, lambda d: (d.begun_ns, d.kind), limit=LIMIT, parent=parent)


def where(done: DrillDone) -> str:
    """The breaker that opened, and of what."""
    if done.breaker is None or done.scope is None:
        return fmt.UNKNOWN
    return f"{kind_title(done.breaker)} · {scope_word(done.scope)}"


def _after(title: str, hint: str, ms: Callable[[DrillDone], float | None]) -> Column[DrillDone]:
    """A column of times from the cause on, in ms where it is exported."""
    return Column(title, lambda d: seconds(ms(d)), ms, right=True, hint=hint, width=70)


def reason_of(done: DrillDone) -> str:
    """What the breaker said as it opened, or why the drill did not pass."""
    return said(done.why or done.reason)
