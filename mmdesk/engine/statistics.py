"""What the engine measures of itself: acknowledgements, tick to order, age of data, message rate."""

from collections.abc import Sequence

from mmdesk.core.model.effects import AnyEffect, SendOrder
from mmdesk.core.model.events import AnyEvent, OrderAcknowledged, OrderRejected, SendAbandoned, SendUnresolved
from mmdesk.core.model.market import BookDelta, BookSnapshot, TopOfBook, TradePrint
from mmdesk.engine.dispatcher import venue_of
from mmdesk.engine.latency import DataAge, Histogram, RecentHistogram

WINDOW_NS = 10_000_000_000
MAX_CAUSES = 1_000


class VenueFigures:
    """Latencies of one venue: the last 10 to 20 s, and tick-to-order of the whole session."""

    def __init__(self) -> None:
        self.acknowledgement = RecentHistogram(WINDOW_NS)
        self.data_age = RecentHistogram(WINDOW_NS)
        self.tick_to_order = RecentHistogram(WINDOW_NS)
        self.clock = DataAge()
        self.last_mono_ns = 0


class Statistics:
    """Fed with every step; costs well under a microsecond for market data without a venue time."""

    def __init__(self, venues: Sequence[str]) -> None:
        self.venues = {venue: VenueFigures() for venue in venues}
        self.tick_to_order = Histogram()
        self.data_age_ns: dict[str, int] = {}
        self.market_messages = 0
        self._causes: dict[str, tuple[str, int]] = {}

    def see(self, event: AnyEvent, effects: Sequence[AnyEffect]) -> None:
        """Take the stamps of one event and of the orders it caused."""
        if isinstance(event, TopOfBook | BookDelta | BookSnapshot | TradePrint):
            self._market(event)
        elif isinstance(event, OrderAcknowledged):
            self._acknowledged(event)
        elif isinstance(event, OrderRejected | SendUnresolved | SendAbandoned):
            self._causes.pop(event.client_id, None)
        for effect in effects:
            if isinstance(effect, SendOrder):
                self._caused(effect)

    def _market(self, event: TopOfBook | BookDelta | BookSnapshot | TradePrint) -> None:
        self.market_messages += 1
        figures = self.venues[venue_of(event.instrument)]
        figures.last_mono_ns = event.mono_ns
        if event.exchange_ns:
            age_ns = figures.clock.age_ns(event.wall_ns, event.exchange_ns, event.mono_ns)
            self.data_age_ns[event.instrument] = age_ns
            figures.data_age.add(age_ns, event.mono_ns)

    def _caused(self, effect: SendOrder) -> None:
        intent = effect.order.intent
        self._causes[intent.client_id] = (venue_of(intent.instrument), effect.caused_mono_ns)
        if len(self._causes) > MAX_CAUSES:
            del self._causes[next(iter(self._causes))]

    def _acknowledged(self, event: OrderAcknowledged) -> None:
        venue, caused_ns = self._causes.pop(event.client_id, ("", 0))
        if not venue or not event.sent_mono_ns:
            return
        figures = self.venues[venue]
        figures.acknowledgement.add(event.mono_ns - event.sent_mono_ns, event.mono_ns)
        if caused_ns:
            figures.tick_to_order.add(event.sent_mono_ns - caused_ns, event.mono_ns)
            self.tick_to_order.add(event.sent_mono_ns - caused_ns)


class MessageRate:
    """Messages per second over about a second, from a growing count."""

    def __init__(self) -> None:
        self._count = 0
        self._since_ns = 0
        self.per_s = 0.0

    def see(self, count: int, mono_ns: int) -> float:
        passed_ns = mono_ns - self._since_ns
        if passed_ns >= 1_000_000_000:
            self.per_s = (count - self._count) * 1e9 / passed_ns if self._since_ns else 0.0
            self._count, self._since_ns = count, mono_ns
        return self.per_s
