"""The window of one breaker: its metric over time with the threshold, and its last events. Never modal.

Imported when first asked for: the chart brings pyqtgraph.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from mmdesk.gui import theme
from mmdesk.gui.breaker_words import (
    COLOURS,
    HELD,
    against,
    kind_title,
    note,
    scope_word,
    standing,
    unit_word,
)
from mmdesk.gui.charts.metric import MetricChart
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put
from mmdesk.gui.models.breaker_events import BreakerEventsModel
from mmdesk.gui.panels.breakers import ReasonLine
from mmdesk.gui.panels.table_panel import TablePanel
from mmdesk.gui.said import said
from mmdesk.ports.breaker_views import BreakerView
from mmdesk.ports.history import BreakerHistory, MetricHistory

SIZE = (940, 620)
HOURS = (1, 6, 24)


class BreakerPage(QWidget):
    """`load` asks through `ask(page, hours)`; the answers come to `show_metric` and `show_events`."""

    thresholds_wanted = Signal(object)
    trip_wanted = Signal(object)
    reset_wanted = Signal(object, str)

    def __init__(self, view: BreakerView, ask: Callable[["BreakerPage", int], None], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.shown = view
        self._ask = ask
        name = f"{kind_title(view.kind)} · {scope_word(view.scope)}"
        self.setWindowTitle(name)
        self.resize(*SIZE)
        self.state = plain_label(size_pt=11, bold=True)
        self.state.setWordWrap(True)
        self.note = plain_label(name="Muted")
        self.note.setWordWrap(True)
        self.hours = QComboBox()
        self.hours.setAccessibleName(tr("How far back"))
        for hours in HOURS:
            self.hours.addItem(tr("Last {hours} h").format(hours=hours), hours)
        self.renew = QPushButton(tr("Refresh  F5"))
        self.trip = QPushButton(tr("Trip now"))
        self.reset = QPushButton(tr("Reset…"))
        self.reset.setToolTip(tr("Lets it be proved again with single orders; asks for the reason"))
        self.thresholds = QPushButton(tr("Thresholds…"))
        self.why = ReasonLine()
        self.why.hide()
        self.chart = MetricChart(f"{name}  {unit_word(view.kind)}")
        self.events = BreakerEventsModel(self)
        self.table = TablePanel(tr("Last events"), self.events, lambda: tr("Nothing happened to it so far."))
        self._lay_out()
        self.hours.currentIndexChanged.connect(self.load)
        self.renew.clicked.connect(self.load)
        self.trip.clicked.connect(lambda: self.trip_wanted.emit(self.shown))
        self.reset.clicked.connect(self._ask_why)
        self.why.given.connect(self._reset)
        self.why.left.connect(self.why.hide)
        self.thresholds.clicked.connect(lambda: self.thresholds_wanted.emit(self.shown))
        self.take(view)

    def load(self) -> None:
        """Ask for the time chosen; what is shown stays until the answers come."""
        self.note.setText(tr("Reading the history…"))
        self._ask(self, self.hours.currentData())

    def take(self, view: BreakerView) -> None:
        """How it stands now."""
        self.shown = view
        self.reset.setEnabled(view.state in HELD)
        told = standing(view)
        parts = (told.text, against(view), note(view), said(view.reason))
        put(self.state, "   ".join(part for part in parts if part), COLOURS[told.tone])

    def show_metric(self, history: MetricHistory | None, why: str) -> None:
        """The metric, or why there is none."""
        if history is None:
            self._tell_failure(why)
            return
        self.note.clear()
        self.chart.show_history(history)

    def show_events(self, history: BreakerHistory | None, why: str) -> None:
        """The events, or why there are none."""
        if history is None:
            self._tell_failure(why)
            return
        self.events.clear()
        self.events.apply(history.events)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_F5:
            self.load()
        else:
            super().keyPressEvent(event)

    def _ask_why(self) -> None:
        self.why.show()
        self.why.ask(self.shown)

    def _reset(self, reason: str) -> None:
        self.why.hide()
        self.reset_wanted.emit(self.shown, reason)

    def _tell_failure(self, why: str) -> None:
        reason = said(why) or tr("the answer was lost, ask again")
        put(self.note, tr("No history: {why}").format(why=reason), theme.WARNING)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.note, 1)
        for widget in (self.hours, self.renew, self.trip, self.reset, self.thresholds):
            top.addWidget(widget)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.chart)
        parts.addWidget(self.table)
        parts.setSizes([340, 220])
        box = QVBoxLayout(self)
        box.addWidget(self.state)
        box.addLayout(top)
        box.addWidget(self.why)
        box.addWidget(parts, 1)
