"""What happened to one breaker, newest first."""

from PySide6.QtCore import QObject

from mmdesk.gui import format as fmt
from mmdesk.gui.breaker_words import figure, move_word
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column
from mmdesk.gui.said import said
from mmdesk.ports.breaker_views import BreakerEventView

LIMIT = 20


class BreakerEventsModel(FilteredTable[BreakerEventView]):
    """The last `LIMIT` events, with the number that made each."""

    def __init__(self, parent: QObject | None = None) -> None:
        one = Column[BreakerEventView]
        columns = (
            one(tr("Time UTC"), lambda e: fmt.day_and_clock(e.wall_ns), lambda e: e.wall_ns, width=168),
            one(tr("Event"), lambda e: move_word(e.what), lambda e: e.what.value, width=190),
            one(tr("Value"), lambda e: figure(e.value), lambda e: e.value, right=True, width=70),
            one(tr("Threshold"), lambda e: figure(e.threshold), lambda e: e.threshold, right=True, width=80),
            one(tr("Cancelled"), lambda e: str(e.orders_cancelled), lambda e: e.orders_cancelled, right=True),
            one(tr("Proved ms"), lambda e: fmt.milliseconds(e.verify_ms), lambda e: e.verify_ms, right=True),
            one(tr("Who"), lambda e: said(e.who) or tr("by itself"), lambda e: e.who, width=90),
            one(tr("Reason"), lambda e: said(e.reason), lambda e: e.reason, width=180),
        )
        super().__init__(columns, lambda e: (e.wall_ns, e.what), limit=LIMIT, parent=parent)
