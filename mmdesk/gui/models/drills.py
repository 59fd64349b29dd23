"""The last fire drills, newest first, with their times from the cause on."""

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


class DrillsModel(FilteredTable[DrillDone]):
    """One drill a row."""

    def __init__(self, parent: QObject | None = None) -> None:
        one = Column[DrillDone]
        columns = (
            one(tr("Time UTC"), lambda d: fmt.day_and_clock(d.begun_ns), lambda d: d.begun_ns, width=168),
            one(tr("Drill"), lambda d: drill_title(d.kind), lambda d: d.kind.value, width=130),
            one(tr("Market"), lambda d: d.instrument, lambda d: d.instrument, width=130),
            one(tr("Outcome"), lambda d: outcome_word(d.outcome), lambda d: d.outcome.value, width=130),
            one(tr("Breaker"), where, lambda d: d.breaker or "", width=200),
            one(tr("Opened after"), lambda d: seconds(d.opened_ms), lambda d: d.opened_ms, right=True),
            one(tr("Cancelled"), lambda d: str(d.orders_cancelled), lambda d: d.orders_cancelled, right=True),
            one(tr("Last sent after"), lambda d: seconds(d.sent_ms), lambda d: d.sent_ms, right=True),
            one(
                tr("Last confirmed after"),
                lambda d: seconds(d.confirmed_ms),
                lambda d: d.confirmed_ms,
                right=True,
                width=150,
            ),
            one(tr("Proved after"), lambda d: seconds(d.proved_ms), lambda d: d.proved_ms, right=True),
            one(
                tr("Reason"),
                lambda d: said(d.why or d.reason),
                lambda d: d.why or d.reason,
                tip=lambda d: said(d.why or d.reason),
                width=220,
            ),
        )
        super().__init__(columns, lambda d: (d.begun_ns, d.kind), limit=LIMIT, parent=parent)


def where(done: DrillDone) -> str:
    """The breaker that opened, and of what."""
    if done.breaker is None or done.scope is None:
        return fmt.UNKNOWN
    return f"{kind_title(done.breaker)} · {scope_word(done.scope)}"
