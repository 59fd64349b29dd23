"""The Breakers tab: the matrix, and what a person may do to the breaker chosen in it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from mmdesk.core.model.breakers import BreakerState
from mmdesk.gui import theme
from mmdesk.gui.breaker_words import (
    COLOURS,
    GOOD,
    HELD,
    against,
    kind_title,
    note,
    scope_word,
    standing,
)
from mmdesk.gui.drill_words import drill_line
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import ElidedLabel, plain_label, put
from mmdesk.gui.models.breakers import BreakersModel, Cell
from mmdesk.gui.panels.breaker_cell import HEIGHT, BreakerCell
from mmdesk.gui.said import said
from mmdesk.ports.breaker_views import BreakerView
from mmdesk.ports.drill import DrillView

MAX_REASON = 200
HEADER = 22
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReasonLine(QWidget):
    """Asks in the panel itself why a breaker is reset; Esc leaves it as it is."""

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.question = plain_label()
        self.field = QLineEdit()
        self.field.setMaxLength(MAX_REASON)
        self.field.setPlaceholderText(tr("The reason is stored with the reset"))
        self.field.setAccessibleName(tr("Reason of the reset"))
        self.reset = QPushButton(tr("Reset  Enter"))
        self.leave = QPushButton(tr("Back  Esc"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.question)
        row.addWidget(self.field, 1)
        row.addWidget(self.reset)
        row.addWidget(self.leave)
        self.field.textChanged.connect(lambda text: self.reset.setEnabled(bool(text.strip())))
        self.field.returnPressed.connect(self._give)
        self.reset.clicked.connect(self._give)
        self.leave.clicked.connect(self.left)
        self.reset.setEnabled(False)

    def ask(self, view: BreakerView) -> None:
        """Begin with an empty field."""
        self.question.setText(
            tr("Why reset {kind} · {scope}?").format(kind=kind_title(view.kind), scope=scope_word(view.scope))
        )
        self.field.clear()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        if reason := self.field.text().strip():
            self.given.emit(reason)


class BreakersPanel(QWidget):
    """Signals carry the `BreakerView` that was chosen."""

    trip_wanted = Signal(object)
    reset_wanted = Signal(object, str)
    history_wanted = Signal(object)
    thresholds_wanted = Signal(object)

    def __init__(self, model: BreakersModel) -> None:
        super().__init__()
        self.setObjectName("breakers")
        self.model = model
        self._asked: BreakerView | None = None
        self.view = QTableView()
        self.view.setAccessibleName(tr("Breakers"))
        self.view.setModel(model)
        self.view.setItemDelegate(BreakerCell(model))
        self.which = QComboBox()
        self.which.setAccessibleName(tr("Which breaker of the cell"))
        self.said = ElidedLabel()
        self.trip = QPushButton(tr("Trip now"))
        self.reset = QPushButton(tr("Reset…"))
        self.history = QPushButton(tr("History"))
        self.thresholds = QPushButton(tr("Thresholds…"))
        self.drill = QPushButton(tr("Fire drill"))
        self.drill_line = plain_label()
        self.drill_line.setWordWrap(True)
        self.drill_line.hide()
        self.why = ReasonLine()
        self.strip = QStackedWidget()
        self._lay_out()
        self._dress()
        self._wire()
        self.refresh()

    def chosen(self) -> BreakerView | None:
        """The breaker that the buttons act on."""
        cell = self.model.cell(self.view.currentIndex())
        key = self.which.currentData()
        return next((view for view in cell if view.key == key), cell[0] if cell else None)

    def choose(self, key: tuple[str, str] | None) -> None:
        """Choose a breaker by its key; the first cell where it is not there (any more)."""
        at = self.model.place(key) if key is not None else None
        self.view.setCurrentIndex(at or self.model.index(0, 0))
        self._choose_in_cell(key)
        self.refresh()

    def refresh(self) -> None:
        """Words and buttons for what is chosen now."""
        self._fill_which(self.model.cell(self.view.currentIndex()))
        view = self.chosen()
        self.trip.setEnabled(view is not None and view.state is not BreakerState.FORCED_OPEN)
        self.reset.setEnabled(view is not None and view.state in HELD)
        self.history.setEnabled(view is not None)
        if view is None:
            put(self.said, tr("Choose a cell to see why it stands so, to trip or to reset it."), theme.MUTED)
            return
        told = standing(view)
        parts = (told.text, against(view), note(view), said(view.reason) if told.tone != GOOD else "")
        put(self.said, "   ".join(part for part in parts if part), COLOURS[told.tone])
        self.said.setToolTip(self.model.data(self.view.currentIndex(), Qt.ItemDataRole.ToolTipRole) or "")

    def show_drill(self, view: DrillView | None) -> None:
        """How the newest fire drill of this session stands; hidden while there was none."""
        self.drill_line.setVisible(view is not None)
        if view is not None:
            text, tone = drill_line(view)
            put(self.drill_line, text, COLOURS[tone])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ENTER:
            self._tell(self.history_wanted)
            return True
        return False

    def _fill_which(self, cell: Cell) -> None:
        known = [self.which.itemData(at) for at in range(self.which.count())]
        keys = sorted(view.key for view in cell)
        if sorted(known) != keys:
            before = self.which.currentData()
            self.which.clear()
            for view in cell:
                name = f"{kind_title(view.kind)} · {scope_word(view.scope)}"
                self.which.addItem(name, view.key)
            # A breaker that joins or leaves the cell must not put another one under the buttons.
            self._choose_in_cell(before)
        self.which.setEnabled(len(cell) > 1)
        self.which.setVisible(bool(cell))

    def _choose_in_cell(self, key: tuple[str, str] | None) -> None:
        keys = [self.which.itemData(at) for at in range(self.which.count())]
        if key in keys:
            self.which.setCurrentIndex(keys.index(key))

    def _ask_why(self) -> None:
        self._asked = self.chosen()
        if self._asked:
            self.strip.setCurrentWidget(self.why)
            self.why.ask(self._asked)

    def _leave_why(self) -> None:
        self.strip.setCurrentIndex(0)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reset(self, reason: str) -> None:
        self._leave_why()
        if self._asked:
            self.reset_wanted.emit(self._asked, reason)

    def _tell(self, signal: SignalInstance) -> None:
        if view := self.chosen():
            signal.emit(view)

    def _wire(self) -> None:
        self.view.selectionModel().currentChanged.connect(self.refresh)
        self.view.doubleClicked.connect(lambda _: self._tell(self.history_wanted))
        self.view.installEventFilter(self)
        self.which.activated.connect(self.refresh)
        self.trip.clicked.connect(lambda: self._tell(self.trip_wanted))
        self.reset.clicked.connect(self._ask_why)
        self.history.clicked.connect(lambda: self._tell(self.history_wanted))
        self.thresholds.clicked.connect(lambda: self.thresholds_wanted.emit(self.chosen()))
        self.why.given.connect(self._reset)
        self.why.left.connect(self._leave_why)

    def _lay_out(self) -> None:
        self.trip.setToolTip(tr("Opens this breaker at once, without a question; it stays open until reset"))
        self.reset.setToolTip(tr("Lets it be proved again with single orders; asks for the reason"))
        self.history.setToolTip(tr("Its metric over time and its last events (Enter)"))
        actions = QWidget()
        row = QHBoxLayout(actions)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.which)
        row.addWidget(self.said, 1)
        for button in (self.trip, self.reset, self.history, self.thresholds, self.drill):
            row.addWidget(button)
        self.strip.addWidget(actions)
        self.strip.addWidget(self.why)
        self.strip.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 2, 8, 2)
        box.setSpacing(2)
        box.addWidget(self.strip)
        box.addWidget(self.drill_line)
        box.addWidget(self.view, 1)

    def _dress(self) -> None:
        view = self.view
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.verticalHeader().setDefaultSectionSize(HEIGHT)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setSectionsClickable(False)
        view.horizontalHeader().setSectionsClickable(False)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.horizontalHeader().setMinimumSectionSize(96)
        view.horizontalHeader().setFixedHeight(HEADER)
