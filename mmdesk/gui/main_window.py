"""The main window: puts the parts together and refreshes them at the rate eyes need."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from mmdesk.gui.actions import Actions
from mmdesk.gui.banners import BannerStack, Toast
from mmdesk.gui.breakers import Breakers
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.close_gate import CloseGate, Stage
from mmdesk.gui.commands import Commands
from mmdesk.gui.i18n import tr
from mmdesk.gui.layout import Arranged, forget_layout, restore_layout, save_layout, saved_geometry
from mmdesk.gui.leftovers import Leftovers
from mmdesk.gui.notices import Notices
from mmdesk.gui.order_page import OrderPages
from mmdesk.gui.panels.quotes import WIDTH, QuotesPanel, scrolled
from mmdesk.gui.panels.startup import StartupPanel, Step
from mmdesk.gui.safety_bar import SafetyBar
from mmdesk.gui.status_bar import StatusBar
from mmdesk.gui.tables import Tables
from mmdesk.gui.wiring import bind_actions
from mmdesk.gui.words import mode_word
from mmdesk.link.protocol import LinkState
from mmdesk.ports.views import MarketView, SessionView

if TYPE_CHECKING:
    from mmdesk.gui.charts.stack import ChartStack

REFRESH_MS = 250
MINIMUM = (1024, 620)
DEFAULT = (1440, 900)


class MainWindow(QMainWindow):
    """Painted first, filled later: the charts come with `attach_charts`, the facts with the bridge."""

    may_leave = Signal()
    restart_wanted = Signal()

    def __init__(self, bridge: Bridge, settings: QSettings, language: str) -> None:
        super().__init__()
        self.bridge = bridge
        self._settings = settings
        self._language = language
        self.painted = False
        self.charts: ChartStack | None = None
        self.actions_ = Actions(self)
        self.banners = BannerStack()
        self.toast = Toast(self)
        self.notices = Notices(bridge, self.banners, self.restart_wanted.emit)
        self.commands = Commands(bridge, self.banners, self.toast.tell)
        self.order_pages = OrderPages(bridge, self)
        self.leftovers = Leftovers(bridge, self.banners, self.toast.tell, self)
        self.gate = CloseGate(bridge, self.banners, self.may_leave.emit)
        self._menu = self.actions_.menu(language, self._choose_language)
        self.safety = SafetyBar(bridge.facts, self.actions_["stop"], self.actions_["pause"], self._menu)
        self.startup = StartupPanel()
        self.quotes = QuotesPanel(bridge.facts)
        self.tables = Tables(bridge, self.toast.tell)
        self.breakers = Breakers(bridge, self.banners, self.toast.tell, self)
        self.tables.add_tab(tr("Breakers"), self.breakers.panel, self.breakers.panel.view)
        self.status = StatusBar(bridge.facts)
        self.stage = QStackedWidget()
        self.left = QSplitter(Qt.Orientation.Vertical)
        self.body = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        bind_actions(self)
        self._bind_bridge()
        self._beats = 0
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.setObjectName("window refresh")
        self._timer.timeout.connect(self.refresh)
        self._restore()
        self._show_title()

    def attach_charts(self) -> None:
        """Import and add the charts: after the first paint, because pyqtgraph takes half a second."""
        from mmdesk.gui.charts.stack import ChartStack

        charts = self.charts = ChartStack(self.bridge.facts)
        self.stage.addWidget(charts)
        self.bridge.markets_changed.connect(charts.take_markets)
        self.bridge.fills_arrived.connect(charts.take_fills)
        self.bridge.venues_changed.connect(charts.take_venues)
        self.bridge.breaker_events_arrived.connect(charts.halts.take_events)
        self.bridge.breakers_changed.connect(charts.halts.take_breakers)
        self.bridge.desk_changed.connect(charts.halts.take_desk)
        charts.halts.take_breakers(tuple(self.bridge.facts.breakers.values()))
        self.quotes.market_box.currentTextChanged.connect(charts.select)
        charts.select(self.quotes.instrument)
        state = self._settings.value("layout/charts")
        if state is not None:
            charts.splitter.restoreState(state)
        charts.take_markets(tuple(self.bridge.facts.markets.values()))
        self._show_charts_when_priced(tuple(self.bridge.facts.markets.values()))

    def refresh(self) -> None:
        """Four times a second: figures and words; once a second: ages."""
        self._beats += 1
        self.safety.refresh()
        self.status.refresh()
        self.quotes.refresh()
        self.breakers.refresh()
        if self._beats % 4 == 0:
            self.tables.age()
            self.notices.watch_silence()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted = True

    def showEvent(self, event: object) -> None:
        self._timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Never leaves by itself: the gate decides."""
        if self.gate.stage is Stage.LEFT:
            event.accept()
            return
        event.ignore()
        self.gate.ask()

    def shut(self) -> None:
        """Save the layout, stop every timer, take the window down."""
        save_layout(self._settings, self.saveGeometry(), self._parts())
        self._timer.stop()
        self.commands.stop_watch.close()
        self.leftovers.close()
        self.breakers.close()
        self.order_pages.close()
        self.gate.close()
        self.bridge.close()
        self.gate.stage = Stage.LEFT
        self.hide()
        self.close()

    def _lay_out(self) -> None:
        self.setMinimumSize(*MINIMUM)
        self.stage.addWidget(self.startup)
        self.left.addWidget(self.stage)
        self.left.addWidget(self.tables.tabs)
        self.body.addWidget(self.left)
        self.body.addWidget(scrolled(self.quotes))
        for splitter in (self.left, self.body):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
            splitter.setStretchFactor(0, 1)
        self._arrange()
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.safety, self.commands.stop_watch.panel, self.banners):
            column.addWidget(widget)
        column.addWidget(self.body, 1)
        column.addWidget(self.status)
        self.setCentralWidget(central)

    def _arrange(self) -> None:
        self.left.setSizes([600, 190])
        self.body.setSizes([1000, WIDTH])

    def _bind_bridge(self) -> None:
        self.bridge.session_began.connect(self._begin)
        self.bridge.markets_changed.connect(self._show_charts_when_priced)
        self.bridge.link_changed.connect(self._link_changed)

    def _begin(self, session: SessionView) -> None:
        self.quotes.set_instruments(session.instruments)
        if self.charts:
            self.charts.select(self.quotes.instrument)
        self._show_title()
        self.refresh()

    def _link_changed(self, state: LinkState, reason: str) -> None:
        if state is LinkState.CONNECTED:
            self.startup.done(Step.LINK)
        self.notices.link_changed(state, reason)
        self.refresh()

    def _show_charts_when_priced(self, markets: tuple[MarketView, ...]) -> None:
        if any(view.bid is not None for view in markets):
            self.startup.done(Step.PRICE)
            if self.charts and self.stage.currentWidget() is not self.charts:
                self.stage.setCurrentWidget(self.charts)

    def _show_title(self) -> None:
        session = self.bridge.facts.session
        if session is None:
            self.setWindowTitle("mmdesk")
        else:
            self.setWindowTitle(f"{mode_word(session.mode)} · {', '.join(session.instruments[:3])} · mmdesk")

    def _choose_language(self, language: str) -> None:
        self._settings.setValue("language", language)
        self.toast.tell(tr("The language changes at the next start"))

    def _parts(self) -> dict[str, Arranged]:
        parts: dict[str, Arranged] = {"body": self.body, "left": self.left, **self.tables.headers()}
        if self.charts:
            parts["charts"] = self.charts.splitter
        return parts

    def _restore(self) -> None:
        geometry = saved_geometry(self._settings)
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(*DEFAULT)
        if not restore_layout(self._settings, self._parts()):
            self._arrange()
            self.toast.tell(tr("The saved layout could not be used: this is the default one"))

    def reset_layout(self) -> None:
        """The default arrangement, now and at the next start."""
        forget_layout(self._settings)
        self._arrange()
