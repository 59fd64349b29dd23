"""Orders of the account that are not ours: counted in exposure, shown, never touched."""

from decimal import Decimal

from mmdesk.core.model.order import VenueOrder, VenueStatus
from mmdesk.core.model.values import Side

MAX_FOREIGN = 1_000
_OPEN = (VenueStatus.OPEN, VenueStatus.PARTIALLY_FILLED)
_ZERO = Decimal(0)


class ForeignSums:
    """Of one instrument: quantities that may still fill, and their values; `version` grows."""

    __slots__ = ("buy", "buy_value_quote", "sell", "sell_value_quote", "version")

    def __init__(self) -> None:
        self.buy = _ZERO
        self.sell = _ZERO
        self.buy_value_quote = _ZERO
        self.sell_value_quote = _ZERO
        self.version = 0

    def move(self, order: VenueOrder, sign: int) -> None:
        """Count an order, or take the same record out again."""
        self.version += 1
        left = max(_ZERO, order.quantity - order.filled_quantity) * sign
        if order.side is Side.BUY:
            self.buy += left
            self.buy_value_quote += order.price * left
        else:
            self.sell += left
            self.sell_value_quote += order.price * left


class ForeignOrders:
    """Open foreign orders by (instrument, venue id).

    `overflowed`: there are more than are held, so what is open is not known.
    """

    def __init__(self) -> None:
        self._orders: dict[tuple[str, str], VenueOrder] = {}
        self._sums: dict[str, ForeignSums] = {}
        self._missed: set[tuple[str, str]] = set()

    def __len__(self) -> int:
        return len(self._orders)

    @property
    def overflowed(self) -> bool:
        return bool(self._missed)

    def open(self) -> tuple[VenueOrder, ...]:
        """All of them."""
        return tuple(self._orders.values())

    def see(self, order: VenueOrder) -> None:
        """The venue's word on one foreign order."""
        key = (order.instrument, order.venue_id)
        self._drop(key)
        if order.status not in _OPEN:
            return
        if len(self._orders) >= MAX_FOREIGN:
            if len(self._missed) < MAX_FOREIGN:
                self._missed.add(key)
            return
        self._orders[key] = order
        self.sums(order.instrument).move(order, 1)

    def keep_only(self, instruments: set[str], seen: set[tuple[str, str]]) -> None:
        """Drop what a complete listing of these instruments does not name."""
        for key in [key for key in self._orders if key[0] in instruments and key not in seen]:
            self._drop(key)
        self._missed = {key for key in self._missed if key[0] not in instruments or key in seen}

    def sums(self, instrument: str) -> ForeignSums:
        """What those of an instrument sum up to; the same object for good."""
        found = self._sums.get(instrument)
        if found is None:
            found = self._sums[instrument] = ForeignSums()
        return found

    def _drop(self, key: tuple[str, str]) -> None:
        self._missed.discard(key)
        order = self._orders.pop(key, None)
        if order is not None:
            self.sums(order.instrument).move(order, -1)
