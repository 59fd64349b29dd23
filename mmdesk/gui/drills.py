"""Fire drills in the window: the menu, what is under way, and what came of it."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from mmdesk.core.model.drill import DrillKind, DrillOutcome
from mmdesk.gui.banners import BannerStack
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.drill_page import DrillPage
from mmdesk.gui.drill_words import drill_title, progress, result, what_happens, why_not
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.drills import LIMIT
from mmdesk.gui.panels.breakers import BreakersPanel
from mmdesk.gui.said import said
from mmdesk.ports.control import AskDrillHistory, FireDrill, Ticket, TicketState
from mmdesk.ports.drill import DrillView

# A window that comes later is not told of it as news.
NEWS_NS = 300_000_000_000


class Drills(QObject):
    """Gives the panel's button its menu; one drill at a time."""

    def __init__(
        self,
        bridge: Bridge,
        banners: BannerStack,
        panel: BreakersPanel,
        toast: Callable[[str], None],
        window: QWidget,
    ) -> None:
        super().__init__(banners)
        self._bridge = bridge
        self._banners = banners
        self._panel = panel
        self.page = DrillPage(self._read, toast, window)
        self.menu = QMenu(panel.drill)
        self.menu.setToolTipsVisible(True)
        self.obstacle = self.menu.addAction("")
        self.obstacle.setEnabled(False)
        self.actions_: dict[DrillKind, QAction] = {}
        for kind in DrillKind:
            action = self.actions_[kind] = self.menu.addAction(drill_title(kind))
            action.triggered.connect(lambda _=False, kind=kind: self.fire(kind))
        self.menu.addSeparator()
        self.last = self.menu.addAction(tr("Last drills…"))
        self.last.triggered.connect(lambda _=False: self.show_last())
        panel.drill.setMenu(self.menu)
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
        self.page.open_below_bar()

    def close(self) -> None:
        self.page.hide()

    def refresh(self) -> None:
        """Four times a second: whether one can be made now, and how the newest stands."""
        facts = self._bridge.facts
        why = why_not(facts)
        self._panel.drill.setToolTip(
            why or tr("Causes trouble at the simulated exchange and times the breaker that has to open")
        )
        self.obstacle.setText(why)
        self.obstacle.setVisible(bool(why))
        for kind, action in self.actions_.items():
            action.setEnabled(not why)
            action.setToolTip(why or what_happens(kind))
        self._panel.show_drill(facts.drill)

    def _read(self) -> None:
        self._bridge.ask_drills(AskDrillHistory(most=LIMIT), self.page.show_drills)

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
            self._read()
