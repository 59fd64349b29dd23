"""Breakers in the window: keeps the matrix up to date and gives the engine what a person asks of them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from mmdesk.gui.banners import BannerStack
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.drills import Drills
from mmdesk.gui.i18n import tr
from mmdesk.gui.layout import place_below_bar
from mmdesk.gui.models.breakers import BreakersModel
from mmdesk.gui.panels.breakers import BreakersPanel
from mmdesk.gui.person import person
from mmdesk.gui.said import said
from mmdesk.gui.threshold_dialog import ThresholdDialog
from mmdesk.ports.breaker_views import BreakerEventView, BreakerView
from mmdesk.ports.control import (
    AnyCommand,
    AskBreakerHistory,
    AskMetricHistory,
    ResetBreaker,
    Ticket,
    TicketState,
    TripBreaker,
)
from mmdesk.ports.history import BreakerHistory, MetricHistory
from mmdesk.ports.views import SessionView

if TYPE_CHECKING:
    from mmdesk.gui.breaker_page import BreakerPage

EVENTS = 20
HOUR_NS = 3_600_000_000_000


class Breakers(QObject):
    """Owns the model and the panel."""

    def __init__(
        self, bridge: Bridge, banners: BannerStack, toast: Callable[[str], None], window: QWidget
    ) -> None:
        super().__init__(banners)
        self._bridge = bridge
        self._banners = banners
        self._toast = toast
        self.model = BreakersModel(self)
        self.panel = BreakersPanel(self.model)
        self.panel.trip_wanted.connect(self.trip)
        self.panel.reset_wanted.connect(self.reset)
        self.panel.thresholds_wanted.connect(self.show_thresholds)
        self.panel.history_wanted.connect(self.show_history)
        self.drills = Drills(bridge, banners, self.panel, toast, window)
        self.page: BreakerPage | None = None
        self._chosen: tuple[str, str] | None = None
        self._window = window
        self.thresholds = ThresholdDialog(bridge, person, window)
        bridge.breaker_rules_changed.connect(lambda _: self.thresholds.take_rules())
        bridge.breaker_settings_changed.connect(self.thresholds.take_settings)
        bridge.breaker_events_arrived.connect(self._events_arrived)
        bridge.session_began.connect(self._begin)
        bridge.breakers_changed.connect(self._take)

    def trip(self, view: BreakerView) -> None:
        """No question asked."""
        command = TripBreaker(kind=view.kind, scope=view.scope, who=person())
        self._submit(command, tr("The breaker was not tripped"))

    def reset(self, view: BreakerView, reason: str) -> None:
        """`reason` is stored with it."""
        command = ResetBreaker(kind=view.kind, scope=view.scope, reason=reason, who=person())
        self._submit(command, tr("The breaker was not reset"))

    def show_thresholds(self, view: BreakerView | None) -> None:
        """The dialog, with this breaker chosen."""
        self.thresholds.open_at(view)

    def show_history(self, view: BreakerView) -> None:
        """The window of this breaker; there is one at a time."""
        from mmdesk.gui.breaker_page import BreakerPage

        if self.page is None or self.page.shown.key != view.key:
            self._close_page()
            self.page = BreakerPage(view, self._ask, self._window)
            place_below_bar(self.page, self._window)
            self.page.trip_wanted.connect(self.trip)
            self.page.reset_wanted.connect(self.reset)
            self.page.thresholds_wanted.connect(self.show_thresholds)
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()
        self.page.load()

    def close(self) -> None:
        self.drills.close()
        self.thresholds.hide()
        self._close_page()

    def refresh(self) -> None:
        """Four times a second."""
        if self.thresholds.isVisible():
            self.thresholds.refresh_preview()
        self.drills.refresh()
        self.model.set_current(current=self._bridge.facts.current)
        if self.panel.isVisible():
            self.panel.refresh()
        if self.page and (view := self._bridge.facts.breakers.get(self.page.shown.key)):
            self.page.take(view)

    def _ask(self, page: "BreakerPage", hours: int) -> None:
        view, until_ns = page.shown, self._bridge.facts.now_ns
        from_ns = max(0, until_ns - hours * HOUR_NS)

        def metric(history: MetricHistory | None, why: str) -> None:
            if page is self.page:
                page.show_metric(history, why)

        def events(history: BreakerHistory | None, why: str) -> None:
            if page is self.page:
                page.show_events(history, why)

        metric_question = AskMetricHistory(metric=view.kind.value, scope=view.scope, from_ns=from_ns)
        self._bridge.ask_metric(metric_question, metric)
        self._bridge.ask_breakers(AskBreakerHistory(kind=view.kind, scope=view.scope, most=EVENTS), events)

    def _events_arrived(self, events: tuple[BreakerEventView, ...]) -> None:
        page = self.page
        if page and page.isVisible():
            key = (page.shown.kind, page.shown.scope)
            if any((event.kind, event.scope) == key for event in events):
                page.load()

    def _close_page(self) -> None:
        if self.page is not None:
            self.page.close()
            self.page.deleteLater()
            self.page = None

    def _begin(self, session: SessionView) -> None:
        chosen = self.panel.chosen()
        self._chosen = chosen.key if chosen else self._chosen
        self.model.begin(session.instruments)
        self.thresholds.begin()

    def _take(self, views: tuple[BreakerView, ...]) -> None:
        self.model.take(views)
        if not self.panel.view.currentIndex().isValid():
            # After a restart of the engine the buttons act on what a person had chosen before.
            self.panel.choose(self._chosen)

    def _submit(self, command: AnyCommand, failed: str) -> None:
        def answered(ticket: Ticket) -> None:
            if ticket.state is TicketState.FAILED:
                do = tr("The matrix shows how it stands now.")
                self._banners.tell("breaker", "warning", failed, said(ticket.message), do, again=False)
            else:
                self._banners.drop("breaker")
                self._toast(said(ticket.message))

        self._bridge.submit(command, answered)
