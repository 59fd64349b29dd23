"""Whose order or fill it is: by our prefix, or by the venue's id of an order we made."""

import re
from collections import OrderedDict
from enum import Enum

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import Order
from mmdesk.core.orders.identity import EPOCH_DIGITS, OwnIds

KEPT_VENUE_IDS = 50_000
_NUMBER_AT_END = re.compile(r"\d+\Z")


class Origin(Enum):
    """Which session made an id with our app prefix. LATER: one of this data folder that cannot be over, or
    this one's with a number it never gave out. OTHER: another data folder's."""

    THIS = "this session"
    EARLIER = "an earlier session"
    LATER = "a later session"
    OTHER = "another instance"


class Names:
    """Knows our orders by name, longer than the register remembers them: a late fill still finds its
    owner. Raises ConfigurationError when the session's own ids would not have the shape of ours.

    Ids are `id_prefix` + number; `id_prefix` is `instance_prefix` + epoch in a fixed width, and
    `instance_prefix` is the app prefix + what tells data folders apart (without it: the app prefix). Without
    an app prefix it is `id_prefix` less its epoch.
    """

    def __init__(self, app_prefix: str, instance_prefix: str, id_prefix: str) -> None:
        app_prefix = app_prefix or id_prefix[: -EPOCH_DIGITS - 1]
        self._own = OwnIds(app_prefix)
        if f"{id_prefix}1" not in self._own:
            raise ConfigurationError(
                f"client id prefix {id_prefix!r} is not app prefix {app_prefix!r}, data folder and epoch of "
                "four letters or digits each, and x: orders of this session would not be known as ours"
            )
        self._instance_prefix = instance_prefix or app_prefix
        self._id_prefix = id_prefix
        self._venue_ids: OrderedDict[tuple[str, str], str] = OrderedDict()

    def is_ours(self, client_id: str) -> bool:
        """Whether an order with this id was made by this application (this or an earlier epoch)."""
        return client_id in self._own

    def origin(self, client_id: str, used: int, *, any_number: bool = False) -> Origin:
        """Who made an id of ours; `used` numbers were given out in this session so far."""
        found = _NUMBER_AT_END.search(client_id)
        prefix = client_id[: found.start()] if found else client_id
        if prefix == self._id_prefix:
            known = any_number or (found is not None and int(found.group()) <= used)
            return Origin.THIS if known else Origin.LATER
        if not prefix.startswith(self._instance_prefix) or len(prefix) != len(self._id_prefix):
            return Origin.OTHER
        # Epochs are in base 36, fixed width: their order is that of the text.
        return Origin.EARLIER if prefix < self._id_prefix else Origin.LATER

    def is_of_a_data_folder(self, client_id: str) -> bool:
        """Whether the id has the form that names a data folder (older versions gave none)."""
        return len(_NUMBER_AT_END.sub("", client_id)) == len(self._id_prefix)

    def know(self, order: Order) -> None:
        """Remember which venue id belongs to an order of ours."""
        self.note(order.intent.instrument, order.venue_id, order.client_id)

    def note(self, instrument: str, venue_id: str, client_id: str) -> None:
        """Remember that a venue id is one of ours, the order known or not."""
        if venue_id:
            self._venue_ids[instrument, venue_id] = client_id
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
