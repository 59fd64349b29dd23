"""The one crossing from engine to window: frames come in at any rate, batches go out ten times a second."""

import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from mmdesk.gui.facts import Facts
from mmdesk.link.protocol import SNAPSHOT_SEQUENCE, LinkState
from mmdesk.ports.breaker_views import BreakerEventView, BreakerRuleView, BreakerSettingsView, BreakerView
from mmdesk.ports.control import (
    AnyCommand,
    AskBreakerHistory,
    AskDrillHistory,
    AskHealthHistory,
    AskMetricHistory,
    AskOrderHistory,
    AskRehearsal,
    Question,
    Ticket,
    TicketState,
)
from mmdesk.ports.drill import DrillView
from mmdesk.ports.history import (
    BreakerHistory,
    DrillHistory,
    HealthHistory,
    MetricHistory,
    OrderHistory,
    ThresholdRehearsal,
)
from mmdesk.ports.views import (
    AlertView,
    AnyView,
    ControlView,
    DeskView,
    FillView,
    Frame,
    HistoryView,
    LeftoverView,
    LogView,
    MarketView,
    OrderView,
    PositionView,
    SessionView,
    StopView,
    VenueView,
)

FLUSH_MS = 100
MAX_WAITING = 5_000
MAX_ASKED = 256

OnOutcome = Callable[[Ticket], None]
H = TypeVar("H", OrderHistory, MetricHistory, BreakerHistory, HealthHistory, DrillHistory, ThresholdRehearsal)
OnAnswer = Callable[[H | None, str], None]


class Sender(Protocol):
    """The part of a link the window's commands need."""

    def submit(self, command: AnyCommand) -> str: ...


class Bridge(QObject):
    """Collects frames, keeps `facts` up to date, and tells each surface once per flush what changed."""

    session_began = Signal(object)  # SessionView
    desk_changed = Signal(object)  # DeskView
    venues_changed = Signal(tuple)  # VenueView, ...
    markets_changed = Signal(tuple)
    orders_changed = Signal(tuple)
    positions_changed = Signal(tuple)
    leftovers_changed = Signal(tuple)
    stops_changed = Signal(tuple)
    fills_arrived = Signal(tuple)
    logs_arrived = Signal(tuple)
    alerts_arrived = Signal(tuple)
    breakers_changed = Signal(tuple)
    breaker_rules_changed = Signal(tuple)
    breaker_events_arrived = Signal(tuple)
    breaker_settings_changed = Signal(tuple)
    drill_changed = Signal(tuple)  # DrillView
    controls_changed = Signal(tuple)  # ControlView, ...
    link_changed = Signal(object, str)  # LinkState, reason
    flushed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.facts = Facts()
        self.dropped = 0
        self._sender: Sender | None = None
        self._latest: dict[object, AnyView] = {}
        self._asked: dict[str, OnOutcome] = {}
        self._answers: dict[str, HistoryView] = {}
        self._flush_timer = QTimer(self, singleShot=True, interval=FLUSH_MS)
        self._flush_timer.setObjectName("bridge flush")
        self._flush_timer.timeout.connect(self.flush)

    def attach(self, sender: Sender | None) -> None:
        """Where commands go from now on."""
        self._sender = sender

    def submit(self, command: AnyCommand, on_outcome: OnOutcome | None = None) -> str:
        """Give the engine a command; `on_outcome` is called once, with a DONE or FAILED ticket."""
        if self._sender is None:
            if on_outcome:
                on_outcome(Ticket(ticket="", state=TicketState.FAILED, message="no engine is running"))
            return ""
        ticket = self._sender.submit(command)
        # A link without an engine answers inside `submit`, but its frame waits for the next flush.
        if on_outcome:
            self._asked[ticket] = on_outcome
            while len(self._asked) > MAX_ASKED:
                del self._asked[next(iter(self._asked))]
        return ticket

    def ask_history(self, client_id: str, on_answer: OnAnswer[OrderHistory]) -> None:
        """Ask for all that is known of one order; `on_answer` is called once, with it or with why not."""
        self._ask(AskOrderHistory(client_id=client_id), OrderHistory, on_answer)

    def ask_metric(self, question: AskMetricHistory, on_answer: OnAnswer[MetricHistory]) -> None:
        """Ask for one metric over time; called back once, with it or with why not."""
        self._ask(question, MetricHistory, on_answer)

    def ask_breakers(self, question: AskBreakerHistory, on_answer: OnAnswer[BreakerHistory]) -> None:
        """Ask what happened to breakers and their thresholds; called back once."""
        self._ask(question, BreakerHistory, on_answer)

    def ask_health(self, question: AskHealthHistory, on_answer: OnAnswer[HealthHistory]) -> None:
        """Ask how an exchange did; called back once."""
        self._ask(question, HealthHistory, on_answer)

    def ask_drills(self, question: AskDrillHistory, on_answer: OnAnswer[DrillHistory]) -> None:
        """Ask for the last fire drills; called back once."""
        self._ask(question, DrillHistory, on_answer)

    def ask_rehearsal(self, question: AskRehearsal, on_answer: OnAnswer[ThresholdRehearsal]) -> None:
        """Ask what edited thresholds would have done; called back once."""
        self._ask(question, ThresholdRehearsal, on_answer)

    def on_frame(self, frame: Frame) -> None:
        """Take a frame in; cheap, and never raises into the link."""
        self.facts.heard_s = time.monotonic()
        if frame.sequence == SNAPSHOT_SEQUENCE:
            self._latest.clear()
        for view in frame.views:
            self._latest[_key(view)] = view
        if len(self._latest) > MAX_WAITING:
            self._drop_oldest()
        if not self._flush_timer.isActive():
            self._flush_timer.start()

    def on_state(self, state: LinkState, reason: str) -> None:
        """The link's own state, at once."""
        self.facts.live = state is LinkState.CONNECTED
        self.link_changed.emit(state, reason)

    def flush(self) -> None:
        """Update the facts, then tell."""
        views, self._latest = self._latest.values(), {}
        told = _sorted_out(views)
        if session := told[SessionView]:
            self.facts.begin(session[-1])
        self._remember(told)
        if session:
            self.session_began.emit(session[-1])
        if desk := told[DeskView]:
            self.desk_changed.emit(desk[-1])
        for kind, signal in (
            (VenueView, self.venues_changed),
            (MarketView, self.markets_changed),
            (OrderView, self.orders_changed),
            (PositionView, self.positions_changed),
            (LeftoverView, self.leftovers_changed),
            (StopView, self.stops_changed),
            (FillView, self.fills_arrived),
            (LogView, self.logs_arrived),
            (AlertView, self.alerts_arrived),
            (ControlView, self.controls_changed),
            (BreakerEventView, self.breaker_events_arrived),
            (BreakerRuleView, self.breaker_rules_changed),
            (BreakerView, self.breakers_changed),
            (BreakerSettingsView, self.breaker_settings_changed),
            (DrillView, self.drill_changed),
        ):
            if found := told[kind]:
                signal.emit(tuple(found))
        # Only what was asked for here; the answer's ticket comes with it or right after.
        self._answers.update((v.ticket, v) for v in told[HistoryView] if v.ticket in self._asked)
        for ticket in told[Ticket]:
            self._settle(ticket)
        self.flushed.emit()

    def close(self) -> None:
        """No more flushes."""
        self._flush_timer.stop()
        self._latest.clear()
        self._asked.clear()
        self._answers.clear()

    def _remember(self, told: dict[type, list[Any]]) -> None:
        facts = self.facts
        if desk := told[DeskView]:
            facts.desk = desk[-1]
        facts.venues.update((view.venue, view) for view in told[VenueView])
        facts.markets.update((view.instrument, view) for view in told[MarketView])
        facts.positions.update((view.instrument, view) for view in told[PositionView])
        facts.stops.update((view.venue, view) for view in told[StopView])
        facts.breakers.update((view.key, view) for view in told[BreakerView])
        facts.breaker_rules.update((view.key, view) for view in told[BreakerRuleView])
        if settings := told[BreakerSettingsView]:
            facts.breaker_settings = settings[-1]
        if drill := told[DrillView]:
            facts.drill = drill[-1]
        for order in told[OrderView]:
            facts.hold_order(order)

    def _ask(self, question: Question, kind: type[H], on_answer: OnAnswer[H]) -> None:
        def settled(ticket: Ticket) -> None:
            view = self._answers.pop(ticket.ticket, None)
            history = view.history if view else None
            on_answer(history if isinstance(history, kind) else None, ticket.message)

        self.submit(question, settled)

    def _settle(self, ticket: Ticket) -> None:
        if ticket.state is not TicketState.ACCEPTED and (tell := self._asked.pop(ticket.ticket, None)):
            tell(ticket)

    def _drop_oldest(self) -> None:
        # The engine conflates too, so this is reached only when the window hangs: old log lines go first.
        for key in [k for k, v in self._latest.items() if isinstance(v, LogView)][: MAX_WAITING // 2]:
            del self._latest[key]
            self.dropped += 1
        while len(self._latest) > MAX_WAITING:
            del self._latest[next(iter(self._latest))]
            self.dropped += 1


def _key(view: AnyView) -> object:
    """Views with one key replace each other within a flush."""
    match view:
        case OrderView():
            return (OrderView, view.key)
        case FillView():
            return (FillView, view.instrument, view.trade_id)
        case MarketView() | PositionView():
            return (type(view), view.instrument)
        case VenueView() | StopView():
            return (type(view), view.venue)
        case LeftoverView():
            return (LeftoverView, view.client_id)
        case AlertView():
            return (AlertView, view.key)
        case BreakerView() | BreakerRuleView():
            return (type(view), view.key)
        case BreakerEventView():
            return (BreakerEventView, view.wall_ns, view.kind, view.scope, view.what)
        case ControlView():
            return (ControlView, view.key)
        case LogView():
            return (LogView, view.wall_ns, view.module, view.message)
        case HistoryView():
            return (HistoryView, view.ticket)
        case Ticket():
            return (Ticket, view.ticket)
        case _:
            return type(view)


def _sorted_out(views: Iterable[AnyView]) -> dict[type, list[Any]]:
    kinds: tuple[type, ...] = (
        SessionView,
        DeskView,
        VenueView,
        MarketView,
        OrderView,
        PositionView,
        LeftoverView,
        StopView,
        FillView,
        LogView,
        AlertView,
        HistoryView,
        ControlView,
        BreakerView,
        BreakerRuleView,
        BreakerEventView,
        BreakerSettingsView,
        DrillView,
        Ticket,
    )
    told: dict[type, list[Any]] = {kind: [] for kind in kinds}
    for view in views:
        told[type(view)].append(view)
    return told
