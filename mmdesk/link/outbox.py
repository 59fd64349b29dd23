"""What one window has still to be told: bounded and conflated, so a slow window never slows the engine."""

import itertools
from collections.abc import Hashable, Iterable

from mmdesk.link.protocol import SNAPSHOT_SEQUENCE
from mmdesk.ports.breaker_views import BreakerEventView, BreakerRuleView, BreakerSettingsView, BreakerView
from mmdesk.ports.control import Ticket, TicketState
from mmdesk.ports.drill import DrillView
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

MAX_WAITING = 4_000
MAX_ANSWERS = 256
_ANSWERS = (Ticket, HistoryView)


def view_key(view: AnyView) -> Hashable:
    """Views with the same key replace each other: only the latest is worth sending."""
    match view:
        case SessionView() | DeskView():
            return type(view)
        case VenueView() | StopView():
            return (type(view), view.venue)
        case MarketView() | PositionView():
            return (type(view), view.instrument)
        case OrderView():
            return (OrderView, view.key)
        case BreakerView() | BreakerRuleView():
            return (type(view), view.key)
        case BreakerEventView():
            return (BreakerEventView, view.wall_ns, view.kind, view.scope, view.what)
        case BreakerSettingsView() | DrillView():
            return type(view)
        case ControlView():
            return (ControlView, view.key)
        case LeftoverView():
            return (LeftoverView, view.client_id)
        case FillView():
            return (FillView, view.instrument, view.trade_id)
        case AlertView():
            return (AlertView, view.key)
        case LogView():
            return (LogView, view.wall_ns, view.module, view.message)
        case HistoryView():
            return (HistoryView, view.ticket)
        case Ticket():
            return (Ticket, view.ticket)


class Outbox:
    """Views waiting for one client, latest per key, in order of arrival; over the bound a snapshot is due."""

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        self._waiting: dict[Hashable, AnyView] = {}
        self._max_waiting = max_waiting
        self._sequence = SNAPSHOT_SEQUENCE
        self.needs_snapshot = True
        self.overflows = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, views: Iterable[AnyView]) -> None:
        """Take views in; while a snapshot is due only answers are kept, for no snapshot tells them."""
        for view in views:
            key = view_key(view)
            # The core may be done before the engine says that it took the command: the outcome stays.
            if isinstance(view, Ticket) and view.state is TicketState.ACCEPTED and key in self._waiting:
                continue
            if not self.needs_snapshot or isinstance(view, _ANSWERS):
                self._waiting[key] = view
        if len(self._waiting) > self._max_waiting:
            self._overflow()

    def take(self) -> Frame | None:
        """The next frame of changes, or None when there is nothing to tell. Call again while `len(self)`."""
        if not self._waiting:
            return None
        self._sequence += 1
        return Frame(sequence=self._sequence, views=self._taken())

    def take_snapshot(self, views: Iterable[AnyView]) -> Frame:
        """A frame that replaces everything the client knows, followed by the answers that wait."""
        self.needs_snapshot = False
        self._sequence = SNAPSHOT_SEQUENCE
        return Frame(sequence=SNAPSHOT_SEQUENCE, views=(*views, *self._taken()))

    def _taken(self) -> tuple[AnyView, ...]:
        """What waits, up to the second history: one may be a megabyte, and a frame has its bound."""
        histories = [key for key, view in self._waiting.items() if isinstance(view, HistoryView)]
        if len(histories) < 2:
            views = tuple(self._waiting.values())
            self._waiting.clear()
            return views
        taken = list(itertools.takewhile(lambda key: key != histories[1], self._waiting))
        return tuple(self._waiting.pop(key) for key in taken)

    def _overflow(self) -> None:
        answers = [(key, view) for key, view in self._waiting.items() if isinstance(view, _ANSWERS)]
        self._waiting = dict(answers[-MAX_ANSWERS:])
        self.needs_snapshot = True
        self.overflows += 1
