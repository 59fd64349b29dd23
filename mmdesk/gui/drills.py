"""Fire drills in the window: the menu, what is under way, what came of it, and the last ones in a table."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from mmdesk.core.model.drill import DrillKind, DrillOutcome
from mmdesk.core.model.state import TradingState
from mmdesk.gui import theme
from mmdesk.gui.banners import BannerStack
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.drill_words import drill_title, progress, result, what_happens
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put
from mmdesk.gui.models.drills import LIMIT, DrillsModel
from mmdesk.gui.panels.table_panel import TablePanel
from mmdesk.gui.said import said
from mmdesk.ports.control import AskDrillHistory, FireDrill, Ticket, TicketState
from mmdesk.ports.drill import DrillView
from mmdesk.ports.history import DrillHistory

SIZE = (1280, 420)
# A window that comes later is not told of it as news.
NEWS_NS = 300_000_000_000


class DrillPage(QWidget):
    """The last drills, read from the database."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Fire drills"))
        self.resize(*SIZE)
        self.note = plain_label(name="Muted")
        self.model = DrillsModel(self)
        self.table = TablePanel(tr("Fire drills"), self.model, lambda: tr("No fire drill was made so far."))
        box = QVBoxLayout(self)
        box.addWidget(self.note)
        box.addWidget(self.table, 1)

    def show_drills(self, history: DrillHistory | None, why: str) -> None:
        """The drills, or why there are none."""
        if history is None:
            reason = said(why) or tr("the answer was lost, ask again")
            put(self.note, tr("No history: {why}").format(why=reason), theme.WARNING)
            return
        put(self.note, tr("Times count from the moment before the cause."), theme.MUTED)
        self.model.clear()
        self.model.apply(history.drills)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


class Drills(QObject):
    """Gives `button` its menu; one drill at a time."""

    def __init__(self, bridge: Bridge, banners: BannerStack, button: QPushButton, window: QWidget) -> None:
        super().__init__(banners)
        self._bridge = bridge
        self._banners = banners
        self._button = button
        self.page = DrillPage(window)
        self.menu = QMenu(button)
        self.menu.setToolTipsVisible(True)
        self.actions_: dict[DrillKind, QAction] = {}
        for kind in DrillKind:
            action = self.actions_[kind] = self.menu.addAction(drill_title(kind))
            action.setToolTip(what_happens(kind))
            action.triggered.connect(lambda _=False, kind=kind: self.fire(kind))
        self.menu.addSeparator()
        self.menu.addAction(tr("Last drills…")).triggered.connect(lambda _=False: self.show_last())
        button.setMenu(self.menu)
        bridge.drill_changed.connect(self._take)
        self._heard = False
        self.refresh()

    def fire(self, kind: DrillKind) -> None:
        """No question asked: it pulls quotes, and only at the simulated exchange."""
        self._heard = False

        def answered(ticket: Ticket) -> None:
            # What came of a drill is told by its view; a refusal has none.
            if ticket.state is TicketState.FAILED and not self._heard:
                what = tr("The fire drill was not made")
                do = tr("Nothing was caused. Try again when that is settled.")
                self._banners.tell("drill", "warning", what, said(ticket.message), do, again=False)

        self._bridge.submit(FireDrill(kind=kind), answered)

    def show_last(self) -> None:
        """The table, read anew."""
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()
        self._bridge.ask_drills(AskDrillHistory(most=LIMIT), self.page.show_drills)

    def close(self) -> None:
        self.page.hide()

    def refresh(self) -> None:
        """Four times a second: drills are for the simulated exchange, while it is quoted."""
        facts = self._bridge.facts
        possible = bool(facts.session and facts.session.drills)
        quoting = facts.live and bool(facts.desk and facts.desk.state is TradingState.ARMED)
        self._button.setToolTip(
            tr("Causes trouble at the simulated exchange and times the breaker that has to open")
            if possible and quoting
            else tr("Needs the simulated exchange, armed and quoting: a drill pulls quotes")
            if possible
            else tr("Drills are made at mmdesk's own simulated exchange only")
        )
        for action in self.actions_.values():
            action.setEnabled(possible and quoting)

    def _take(self, views: tuple[DrillView, ...]) -> None:
        view = views[-1]
        done = view.done
        title = tr("Fire drill: {kind}").format(kind=drill_title(view.kind))
        self._heard = True
        if done is None:
            self._banners.tell("drill", "info", title, progress(view), again=False)
            return
        if self._bridge.facts.now_ns - done.begun_ns > NEWS_NS:
            return
        level = "info" if done.outcome is DrillOutcome.PASSED else "warning"
        do = what_happens(DrillKind.LOSS) if view.kind is DrillKind.LOSS else ""
        self._banners.tell("drill", level, title, result(done), do, again=False)
        if self.page.isVisible():
            self.show_last()
