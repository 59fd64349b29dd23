"""Tells the surfaces what changed, ten times a second: latest state conflated, every fill and alert kept."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from mmdesk.core.model.effects import (
    AlertRaised,
    AnyEffect,
    BreakerChanged,
    BreakerSettingsChanged,
    CommandDone,
    FillBooked,
    LeftoverChanged,
    OrderChanged,
)
from mmdesk.core.model.events import AnyEvent
from mmdesk.core.model.order import Order
from mmdesk.engine.breaker_shown import BreakersShown
from mmdesk.engine.projection import alert_view, fill_view, leftover_view, order_view, past_fill_view
from mmdesk.engine.sources import Sources
from mmdesk.ports.control import Ticket, TicketState
from mmdesk.ports.drill import DrillView
from mmdesk.ports.journal import PastFill
from mmdesk.ports.views import (
    AlertView,
    AnyView,
    ControlView,
    FillView,
    HistoryView,
    LeftoverView,
    LogView,
    OrderSource,
    OrderView,
    SessionView,
    StopView,
)

MAX_ORDERS = 500
MAX_FILLS = 1_000
MAX_ALERTS = 200
MAX_LOGS = 500

Publish = Callable[[Sequence[AnyView]], None]


class Publisher:
    """Collects views between two publications and remembers enough to tell a window that comes later."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._orders: dict[str, OrderView] = {}
        self._changed: dict[str, OrderView] = {}
        self._leftovers: dict[str, LeftoverView] = {}
        self._controls: dict[object, ControlView] = {}
        self._stops: dict[str, StopView] = {}
        self._fills: deque[FillView] = deque(maxlen=MAX_FILLS)
        self._alerts: dict[str, AlertView] = {}
        self._logs: deque[LogView] = deque(maxlen=MAX_LOGS)
        self._lines: deque[LogView] = deque(maxlen=MAX_LOGS)
        self._news: list[AnyView] = []
        self._state: tuple[AnyView, ...] = ()
        self._session: SessionView | None = None
        self._drill: DrillView | None = None
        self._sources = Sources()
        self.breakers = BreakersShown()
        self.alerts_critical = 0

    def open(self, session: SessionView) -> None:
        """The session begins: known to every window from now on."""
        self._session = session
        self._publish((session,))

    def see(self, event: AnyEvent, effects: Sequence[AnyEffect], id_prefix: str) -> None:
        """Take what one step changed."""
        for effect in effects:
            match effect:
                case OrderChanged():
                    self.order(order_view(effect.order, self._sources.of(effect.order.client_id, id_prefix)))
                case FillBooked():
                    known = self._orders.get(effect.fill.client_id)
                    latency_ms = known.ack_latency_ms if known else None
                    fill, source = effect.fill, self._sources.of(effect.fill.client_id, id_prefix)
                    self._fill(fill_view(fill, effect.mid, event.wall_ns, source, latency_ms))
                case AlertRaised():
                    self.alert(alert_view(effect, event.wall_ns))
                case LeftoverChanged():
                    self._leftover(leftover_view(effect.leftover))
                case BreakerChanged() | BreakerSettingsChanged():
                    self.breakers.see(effect, event.wall_ns)
                case CommandDone():
                    self._done(effect)
                case _:
                    pass

    def begin(self, orders: Iterable[Order], fills: Iterable[PastFill]) -> None:
        """Show what earlier sessions left and what they traded; nothing counts it again."""
        for order in orders:
            self.order(order_view(order, OrderSource.EARLIER))
        for past in fills:
            self._fill(past_fill_view(past))

    def alert(self, view: AlertView) -> None:
        """Show an alert; a later one with the same key replaces it."""
        self._alerts.pop(view.key, None)
        self._alerts[view.key] = view
        if len(self._alerts) > MAX_ALERTS:
            del self._alerts[next(iter(self._alerts))]
        self.alerts_critical += view.level == "critical"
        self._news.append(view)

    def stop(self, view: StopView | Ticket) -> None:
        """Show at once how far a stop is at one venue, or what became of the command."""
        if isinstance(view, Ticket):
            self.ticket(view)
            return
        self._stops[view.venue] = view
        self._publish((view,))

    def drill(self, view: DrillView) -> None:
        """Show at once how far a fire drill is."""
        self._drill = view
        self._publish((view,))

    def log(self, view: LogView) -> None:
        """Show a log line; the same line again raises its count."""
        last = self._logs[-1] if self._logs else None
        if last is not None and (last.module, last.message) == (view.module, view.message):
            self._logs.pop()
            # The first line's time is kept: it is the key under which windows know the line.
            view = LogView(
                wall_ns=last.wall_ns,
                level=view.level,
                module=view.module,
                message=view.message,
                context=view.context,
                count=last.count + 1,
            )
        self._logs.append(view)
        self._lines.append(view)

    def ticket(self, ticket: Ticket) -> None:
        """Tell at once what became of a command."""
        if ticket.ticket:
            self._publish((ticket,))

    def answer(self, view: HistoryView) -> None:
        """Tell at once what somebody asked about the past."""
        self._publish((view,))

    def publish(self, state: Sequence[AnyView]) -> None:
        """Tell everything that changed, and the given state views (desk, venues, markets, positions)."""
        self._state = tuple(state)
        news, self._news = self._news, []
        changed, self._changed = self._changed, {}
        lines = tuple(self._lines)
        self._lines.clear()
        self._publish((*self._state, *changed.values(), *self.breakers.take(), *news, *lines))

    def snapshot(self) -> tuple[AnyView, ...]:
        """Everything a window that just came has to know."""
        session = (self._session,) if self._session else ()
        return (
            *session,
            *self._state,
            *self._orders.values(),
            *self._leftovers.values(),
            *self._controls.values(),
            *self._stops.values(),
            *self.breakers.snapshot(),
            *((self._drill,) if self._drill else ()),
            *self._fills,
            *self._alerts.values(),
            *self._logs,
        )

    def order(self, view: OrderView) -> None:
        """Show an order as it is now."""
        self._orders.pop(view.key, None)
        self._orders[view.key] = view
        self._changed[view.key] = view
        if len(self._orders) > MAX_ORDERS:
            self._forget_a_finished_order()

    def controls(self, views: Sequence[ControlView]) -> None:
        """Tell the rows of the Limits table that say something else than before."""
        for view in views:
            if self._controls.get(view.key) != view:
                self._controls[view.key] = view
                self._news.append(view)

    def _forget_a_finished_order(self) -> None:
        for key, view in self._orders.items():
            if not view.open:
                del self._orders[key]
                return

    def _leftover(self, view: LeftoverView) -> None:
        if view.open:
            self._leftovers[view.client_id] = view
        else:
            self._leftovers.pop(view.client_id, None)
        self._news.append(view)
        known = self._orders.get(view.client_id)
        if self._sources.decided(view.client_id, view.decision) and known is not None:
            self.order(replace(known, source=OrderSource.MANUAL))

    def _fill(self, view: FillView) -> None:
        self._fills.append(view)
        self._news.append(view)

    def _done(self, effect: CommandDone) -> None:
        state = TicketState.DONE if effect.ok else TicketState.FAILED
        self.ticket(Ticket(ticket=effect.ticket, state=state, message=effect.message))
