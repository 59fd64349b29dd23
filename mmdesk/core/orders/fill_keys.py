"""Which fills were booked: (instrument, trade id) once and for ever, in bounded memory."""

from collections import OrderedDict

from mmdesk.core.model.fill import Fill

# Days of busy trading; a reconciliation asks for an hour or so.
MAX_KEYS = 100_000


class FillKeys:
    """Insert-or-ignore. Keys leave memory oldest first, and from then on any fill that is older counts
    as booked."""

    def __init__(self, most: int = MAX_KEYS) -> None:
        self._keys: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._most = most
        self._forgotten_ns: dict[str, int] = {}

    def __contains__(self, fill: Fill) -> bool:
        return fill.key in self._keys or self._before_memory(fill)

    def add(self, fill: Fill) -> bool:
        """Remember the fill; false when it was known already."""
        if fill in self:
            return False
        self._keys[fill.key] = fill.exchange_ns
        if len(self._keys) > self._most:
            (instrument, _), exchange_ns = self._keys.popitem(last=False)
            self._forgotten_ns[instrument] = max(exchange_ns, self._forgotten_ns.get(instrument, 0))
        return True

    def _before_memory(self, fill: Fill) -> bool:
        return 0 < fill.exchange_ns < self._forgotten_ns.get(fill.instrument, 0)
