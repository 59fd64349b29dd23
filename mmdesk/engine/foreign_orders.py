"""Which foreign orders came, changed or went: the core keeps them, the surfaces show them."""

from mmdesk.core.model.order import VenueOrder
from mmdesk.core.pipeline import Desk
from mmdesk.engine.projection import foreign_view
from mmdesk.ports.views import OrderView

Key = tuple[str, str]


class ForeignWatch:
    """Reads the desk's foreign orders between two steps; bounded as they are."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shown: dict[Key, VenueOrder] = {}
        self._first_seen_ns: dict[Key, int] = {}

    def changes(self, wall_ns: int) -> list[OrderView]:
        """One view per change; an order that is gone is told once more, as not open."""
        now = {
            (order.instrument, order.venue_id): order
            for venue in self._desk.venues.values()
            for order in venue.foreign.open()
        }
        if not now and not self._shown:
            return []
        views = [
            foreign_view(order, self._first_seen_ns.pop(key), wall_ns, is_open=False)
            for key, order in self._shown.items()
            if key not in now
        ]
        for key, order in now.items():
            if order != self._shown.get(key):
                seen_ns = self._first_seen_ns.setdefault(key, order.exchange_ns or wall_ns)
                views.append(foreign_view(order, seen_ns, wall_ns, is_open=True))
        self._shown = now
        return views
