"""Whose order or fill it is: by our prefix, or by the venue's id of an order we made."""

from collections import OrderedDict

from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import Order

KEPT_VENUE_IDS = 50_000


class Names:
    """Knows our orders by name, longer than the register remembers them: a late fill still finds its
    owner."""

    def __init__(self, app_prefix: str) -> None:
        self._app_prefix = app_prefix
        self._venue_ids: OrderedDict[tuple[str, str], str] = OrderedDict()

    def is_ours(self, client_id: str) -> bool:
        """Whether an order with this id was made by this application (this or an earlier epoch)."""
        return bool(client_id) and client_id.startswith(self._app_prefix)

    def know(self, order: Order) -> None:
        """Remember which venue id belongs to an order of ours."""
        if order.venue_id:
            self._venue_ids[order.intent.instrument, order.venue_id] = order.client_id
            if len(self._venue_ids) > KEPT_VENUE_IDS:
                self._venue_ids.popitem(last=False)

    def by_venue_id(self, instrument: str, venue_id: str) -> str:
        """The client id of the order with this venue id; empty when it is not known as ours."""
        return self._venue_ids.get((instrument, venue_id), "")

    def owner_of(self, fill: Fill) -> str:
        """The client id of the order of ours a fill belongs to; empty when it is not known as ours."""
        if self.is_ours(fill.client_id):
            return fill.client_id
        return self.by_venue_id(fill.instrument, fill.venue_id)
