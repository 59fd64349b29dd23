"""A window with the whole history of one order on one page; never modal, several may be open."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put
from mmdesk.gui.order_story import OrderStory, Step, as_text, cut_text, delta, order_story, span
from mmdesk.gui.said import said
from mmdesk.ports.history import OrderHistory
from mmdesk.ports.views import OrderView

MAX_PAGES = 8
MAX_STEPS = 200
RENEW_MS = 500
SIZE = (860, 640)
_TONES = {"": theme.TEXT, "warning": theme.WARNING, "danger": theme.DANGER_TEXT}


class OrderPages(QObject):
    """Opens a page per order, asks the engine for it, and renews it while the order still changes."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self.pages: list[OrderPage] = []
        self._stale: set[str] = set()
        self._renewal = QTimer(self, singleShot=True, interval=RENEW_MS)
        self._renewal.setObjectName("order pages")
        self._renewal.timeout.connect(self._renew)
        bridge.orders_changed.connect(self._changed)

    def open(self, client_id: str) -> "OrderPage":
        """The page of this order, in front."""
        page = next((page for page in self.pages if page.client_id == client_id), None)
        if page is None:
            if len(self.pages) >= MAX_PAGES:
                self.pages[0].close()
            page = OrderPage(self._bridge.facts, self._ask, self._window)
            page.closed.connect(self._forget)
            self.pages.append(page)
        page.show()
        page.raise_()
        page.activateWindow()
        page.load(client_id)
        return page

    def find(self) -> None:
        """An empty page that takes an id."""
        self.open("")

    def close(self) -> None:
        self._renewal.stop()
        for page in list(self.pages):
            page.close()

    def _ask(self, page: "OrderPage", client_id: str) -> None:
        def answered(history: OrderHistory | None, why: str) -> None:
            if page in self.pages and page.client_id == client_id:
                page.answer(history, why)

        self._bridge.ask_history(client_id, answered)

    def _changed(self, orders: tuple[OrderView, ...]) -> None:
        shown = {page.client_id for page in self.pages}
        self._stale |= shown & {order.client_id for order in orders}
        if self._stale and not self._renewal.isActive():
            self._renewal.start()

    def _renew(self) -> None:
        stale, self._stale = self._stale, set()
        for page in self.pages:
            if page.client_id in stale:
                self._ask(page, page.client_id)

    def _forget(self, page: "OrderPage") -> None:
        if page in self.pages:
            self.pages.remove(page)
            page.deleteLater()


class OrderPage(QWidget):
    """`load` an id; `answer` shows what came of the question."""

    closed = Signal(object)

    def __init__(self, facts: Facts, ask: Callable[["OrderPage", str], None], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._facts = facts
        self._ask = ask
        self.client_id = ""
        self.story: OrderStory | None = None
        self.resize(*SIZE)
        self.what = plain_label(size_pt=11, bold=True)
        self.what.setWordWrap(True)
        self.state = plain_label(size_pt=11, bold=True)
        self.note = plain_label(name="Muted")
        self.note.setWordWrap(True)
        self.id_field = QLineEdit()
        self.id_field.setPlaceholderText(tr("Client id of an order of ours, also of an earlier session"))
        self.id_field.setAccessibleName(tr("Client id"))
        self.id_field.returnPressed.connect(lambda: self.load(self.id_field.text().strip()))
        self.renew = QPushButton(tr("Refresh  F5"))
        self.renew.clicked.connect(lambda: self.load(self.client_id))
        self.copy = QPushButton(tr("Copy as text"))
        self.copy.clicked.connect(self._copy)
        self.area = QScrollArea()
        self.sheet = QWidget()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self._lay_out()
        self._show_nothing()

    def load(self, client_id: str) -> None:
        """Ask for this order; what is shown stays until the answer comes, unless it is another's."""
        if client_id != self.client_id or not client_id:
            self.story = None
            self._show_nothing()
        self.client_id = client_id
        self.id_field.setText(client_id)
        self.setWindowTitle(tr("Order {id}").format(id=client_id) if client_id else tr("Order history"))
        if not client_id:
            self.id_field.setFocus()
            return
        self.area.setFocus()
        self.note.setText(tr("Reading the history…"))
        self._ask(self, client_id)

    def answer(self, history: OrderHistory | None, why: str) -> None:
        """The history, or why there is none."""
        if history is None:
            why = said(why) or tr("the answer was lost, ask again")
            self.note.setText(tr("No history: {why}").format(why=why))
            return
        story = self.story = order_story(history, self._facts)
        put(self.what, story.what, theme.TEXT)
        put(self.state, story.state, theme.WARNING if story.doubtful else theme.TEXT)
        self.note.setText(_note(story))
        self._show_steps(story.steps[-MAX_STEPS:])
        self.copy.setEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_F5:
            self.load(self.client_id)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closed.emit(self)

    def _copy(self) -> None:
        if self.story is not None:
            QGuiApplication.clipboard().setText(as_text(self.story))

    def _show_nothing(self) -> None:
        for label in (self.what, self.state, self.note):
            label.clear()
        self.copy.setEnabled(False)
        self._lay_down(QWidget())

    def _lay_down(self, sheet: QWidget) -> None:
        self.sheet = sheet
        self.area.setWidget(sheet)

    def _show_steps(self, steps: tuple[Step, ...]) -> None:
        at = self.area.verticalScrollBar().value()
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 6, 8, 6)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(3, 1)
        for column, title in enumerate((tr("Time UTC"), tr("Since"), tr("Step"), tr("What happened"))):
            grid.addWidget(plain_label(title, name="Muted"), 0, column, _alignment(column))
        before = 0
        for row, step in enumerate(steps, start=1):
            self._add_step(grid, row, step, before)
            before = step.wall_ns
        grid.setRowStretch(len(steps) + 1, 1)
        self._lay_down(page)
        self.area.verticalScrollBar().setValue(at)

    def _add_step(self, grid: QGridLayout, row: int, step: Step, before: int) -> None:
        what = plain_label(step.what)
        what.setWordWrap(True)
        what.setStyleSheet(f"color: {_TONES[step.tone]};")
        chapter = plain_label(step.chapter, bold=True)
        cells = (plain_label(fmt.clock_ms(step.wall_ns)), plain_label(delta(step.wall_ns, before)), chapter)
        cells[0].setToolTip(fmt.timestamp(step.wall_ns))
        for column, label in enumerate(cells):
            grid.addWidget(label, row, column, _alignment(column))
        if not step.figures:
            grid.addWidget(what, row, 3)
            return
        box = QGridLayout()
        box.setHorizontalSpacing(16)
        box.setVerticalSpacing(2)
        box.setColumnStretch(2, 1)
        box.addWidget(what, 0, 0, 1, 3)
        for line, (name, value) in enumerate(step.figures, start=1):
            box.addWidget(plain_label(name, name="Muted"), line, 0)
            box.addWidget(plain_label(value), line, 1, Qt.AlignmentFlag.AlignRight)
        grid.addLayout(box, row, 3)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for widget in (self.id_field, self.renew, self.copy):
            top.addWidget(widget, 1 if widget is self.id_field else 0)
        heading = QHBoxLayout()
        heading.addWidget(self.what, 1)
        heading.addWidget(self.state, alignment=Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 12)
        box.setSpacing(8)
        box.addLayout(top)
        box.addLayout(heading)
        box.addWidget(self.note)
        box.addWidget(self.area, 1)


def _note(story: OrderStory) -> str:
    texts = [span(story)]
    if (count := len(story.steps) - MAX_STEPS) > 0:
        texts.append(tr("The first {count} steps are in the copied text only.").format(count=count))
    if story.cut:
        texts.append(cut_text())
    return "  ".join(texts)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == 1 else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignTop
