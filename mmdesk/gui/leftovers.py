"""Asks what becomes of orders that earlier sessions left; never modal, and the default comes by itself."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from mmdesk.core.model.leftover import LeftoverDecision
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.banners import BannerStack
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.facts import Facts, base_of
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put
from mmdesk.gui.models.leftovers import LeftoversModel
from mmdesk.gui.panels.table_panel import TablePanel
from mmdesk.gui.said import said
from mmdesk.ports.control import DecideLeftovers, Ticket, TicketState
from mmdesk.ports.views import LeftoverView, SessionView

TURN_MS = 250
SIZE = (1_236, 420)
KEY = "leftovers"
Decide = Callable[[LeftoverDecision, Sequence[LeftoverView]], None]


class Leftovers(QObject):
    """Opens the dialog when the engine asks, sends the answers, and puts it away when all is decided."""

    def __init__(
        self, bridge: Bridge, banners: BannerStack, toast: Callable[[str], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._banners = banners
        self._toast = toast
        self._asking = False
        self.model = LeftoversModel(bridge.facts, self)
        self.dialog = LeftoversDialog(self.model, bridge.facts, self.decide, window)
        self.dialog.put_away.connect(self._remind)
        self._timer = QTimer(self, interval=TURN_MS)
        self._timer.setObjectName("leftovers")
        self._timer.timeout.connect(self.dialog.refresh)
        bridge.session_began.connect(self._begin)
        bridge.leftovers_changed.connect(self._take)

    def decide(self, decision: LeftoverDecision, rows: Sequence[LeftoverView]) -> None:
        """Send the answer for these rows."""
        ids = tuple(row.client_id for row in rows)
        if ids:
            self._bridge.submit(DecideLeftovers(client_ids=ids, decision=decision), self._answered)

    def show(self) -> None:
        """Bring the question to the front."""
        self._banners.drop(KEY)
        self.dialog.refresh()
        self.dialog.show()
        self.dialog.raise_()

    def close(self) -> None:
        self._timer.stop()
        self.dialog.hide()

    def _begin(self, session: SessionView) -> None:
        self.model.clear()
        self._settle()

    def _take(self, views: tuple[LeftoverView, ...]) -> None:
        self.model.apply((v for v in views if v.open), [v.client_id for v in views if not v.open])
        undecided = self.model.undecided()
        if not undecided:
            self._settle()
        # Before the venue has told its open orders nobody can decide; most are gone by then.
        elif not self._asking and any(row.listed for row in undecided):
            self._asking = True
            self._timer.start()
            self.show()
        self.dialog.refresh()

    def _settle(self) -> None:
        """Nothing is undecided (any more)."""
        self._timer.stop()
        self._banners.drop(KEY)
        if self._asking:
            self._asking = False
            self._toast(tr("Orders of the earlier session: decided"))
        self.dialog.hide()

    def _remind(self) -> None:
        """Put away undecided: it must be found again, and the countdown goes on."""
        self._banners.tell(
            KEY,
            "warning",
            tr("Orders of an earlier session wait for a decision"),
            tr("Open: {count}. Undecided ones are cancelled when the time is over.").format(
                count=len(self.model.undecided())
            ),
            "",
            [(tr("Decide"), self.show)],
            sticky=True,
            again=False,
        )

    def _answered(self, ticket: Ticket) -> None:
        if ticket.state is TicketState.FAILED:
            self._banners.tell(
                "leftovers failed",
                "warning",
                tr("Not every order took the decision"),
                said(ticket.message),
                tr("The table shows how each of them stands now."),
                again=False,
            )


class LeftoversDialog(QDialog):
    """The table, what it would do to the inventory, the countdown, and a button per answer."""

    put_away = Signal()

    def __init__(self, model: LeftoversModel, facts: Facts, decide: Decide, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._facts = facts
        self._decide = decide
        self._longest_s = 0.0
        self.setWindowTitle(tr("Orders of an earlier session"))
        self.setModal(False)
        self.resize(*SIZE)
        self.panel = TablePanel(
            self.windowTitle(), model, lambda: tr("No order of an earlier session is open.")
        )
        self.effect = plain_label()
        self.countdown = plain_label(bold=True)
        self.bar = QProgressBar(textVisible=False, maximum=1_000)
        self.bar.setFixedHeight(4)
        self.chosen = plain_label()
        self.chosen_buttons: dict[LeftoverDecision, QPushButton] = {}
        self.all_buttons: dict[LeftoverDecision, QPushButton] = {}
        self._lay_out()
        self.panel.view.selectionModel().selectionChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """The countdown, the effect, and which buttons have something to do."""
        rows = self._chosen()
        self.chosen.setText(tr("For the selected orders: {count}").format(count=len(rows)))
        for button in self.chosen_buttons.values():
            button.setEnabled(bool(rows))
        put(self.effect, self._effect(rows or self._model.rows(), chosen=bool(rows)), theme.TEXT)
        self._count_down()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc answers nothing and closes nothing: a question about real orders is not waved away."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        if self._model.undecided():
            self.put_away.emit()

    def _chosen(self) -> list[LeftoverView]:
        return [self._model.row(row) for row in self.panel.selected_rows()]

    def _effect(self, rows: Sequence[LeftoverView], *, chosen: bool) -> str:
        sums: dict[str, Decimal] = {}
        for row in rows:
            sums[row.instrument] = sums.get(row.instrument, Decimal(0)) + row.inventory_effect
        told = ", ".join(
            f"{self._facts.quantity(key, value, signed=True)} {base_of(key)}" for key, value in sums.items()
        )
        if not told:
            return ""
        if chosen:
            return tr("If the selected orders fill, the inventory changes by {quantity}").format(
                quantity=told
            )
        return tr("If all of them fill, the inventory changes by {quantity}").format(quantity=told)

    def _count_down(self) -> None:
        ends_ns = min((row.decide_by_ns for row in self._model.undecided() if row.decide_by_ns), default=0)
        if not ends_ns or not self._facts.now_ns:
            put(self.countdown, tr("The venue is being asked which of them it has"), theme.MUTED)
            self.bar.setValue(1_000)
            return
        left_s = max(0.0, (ends_ns - self._facts.now_ns) / 1e9)
        self._longest_s = max(self._longest_s, left_s)
        text = tr("Undecided orders are cancelled in {time}").format(time=fmt.duration(left_s))
        put(self.countdown, text, theme.WARNING)
        self.bar.setValue(round(1_000 * left_s / self._longest_s) if self._longest_s else 0)

    def _lay_out(self) -> None:
        why = plain_label(
            tr(
                "They carry our mark and may still trade. Nothing can be armed until each is decided. "
                "Adopt: it rests on as ours until disarm or STOP. Cancel: taken off now. "
                "Ignore: it rests on and counts in exposure; only STOP takes it off."
            )
        )
        why.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 12)
        box.setSpacing(8)
        for widget in (why, self.countdown, self.bar, self.panel, self.effect):
            box.addWidget(widget, 1 if widget is self.panel else 0)
        buttons = QGridLayout()
        buttons.setColumnStretch(0, 1)
        every = plain_label(tr("For all of them"))
        for line, (label, kept) in enumerate(((self.chosen, self.chosen_buttons), (every, self.all_buttons))):
            buttons.addWidget(label, line, 0, Qt.AlignmentFlag.AlignRight)
            for column, (decision, text) in enumerate(_answers(every=bool(line)).items(), start=1):
                button = kept[decision] = QPushButton(text)
                button.setAutoDefault(False)
                rows = self._model.rows if line else self._chosen
                button.clicked.connect(lambda _=False, d=decision, get=rows: self._decide(d, get()))
                buttons.addWidget(button, line, column)
        box.addLayout(buttons)


def _nothing_left() -> str:
    return tr("No order of an earlier session is open.")


def _answers(*, every: bool) -> dict[LeftoverDecision, str]:
    return {
        LeftoverDecision.ADOPT: tr("Adopt all") if every else tr("Adopt"),
        LeftoverDecision.CANCEL: tr("Cancel all (default)") if every else tr("Cancel them"),
        LeftoverDecision.IGNORE: tr("Ignore all") if every else tr("Ignore"),
    }
