"""Fills that name no order of ours we know: held until an order turns out to own them, else they are
foreign."""

from collections import OrderedDict

from mmdesk.core.model.fill import Fill

MAX_HELD = 1_000


class HeldFills:
    """By (instrument, trade id), oldest dropped first. Some venues tell fills by their own order id only."""

    def __init__(self) -> None:
        self._fills: OrderedDict[tuple[str, str], Fill] = OrderedDict()

    def __len__(self) -> int:
        return len(self._fills)

    def hold(self, fill: Fill) -> bool:
        """Keep a fill; false when it was held already."""
        if fill.key in self._fills:
            return False
        self._fills[fill.key] = fill
        if len(self._fills) > MAX_HELD:
            self._fills.popitem(last=False)
        return True

    def release(self, instrument: str, venue_id: str) -> list[Fill]:
        """Hand out the fills of an order whose venue id became known as ours."""
        found = [
            fill
            for fill in self._fills.values()
            if fill.instrument == instrument and fill.venue_id == venue_id
        ]
        for fill in found:
            del self._fills[fill.key]
        return found
