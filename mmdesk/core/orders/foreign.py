"""Orders of the account that are not ours: counted in exposure, shown, never touched."""

from decimal import Decimal

from mmdesk.core.model.order import VenueOrder, VenueStatus
from mmdesk.core.model.values import Side

MAX_FOREIGN = 1_000
_OPEN = (VenueStatus.OPEN, VenueStatus.PARTIALLY_FILLED)


class ForeignOrders:
    """Open foreign orders by (instrument, venue id)."""

    def __init__(self) -> None:
        self._orders: dict[tuple[str, str], VenueOrder] = {}

    def __len__(self) -> int:
        return len(self._orders)

    def open(self) -> tuple[VenueOrder, ...]:
        """All of them."""
        return tuple(self._orders.values())

    def see(self, order: VenueOrder) -> None:
        """The venue's word on one foreign order."""
        key = (order.instrument, order.venue_id)
        if order.status in _OPEN:
            if key in self._orders or len(self._orders) < MAX_FOREIGN:
                self._orders[key] = order
        else:
            self._orders.pop(key, None)

    def keep_only(self, instruments: set[str], seen: set[tuple[str, str]]) -> None:
        """Drop what a complete listing of these instruments does not name."""
        gone = [key for key in self._orders if key[0] in instruments and key not in seen]
        for key in gone:
            del self._orders[key]

    def remaining(self, instrument: str) -> tuple[Decimal, Decimal]:
        """(buy, sell) quantity still open in an instrument."""
        buy = sell = Decimal(0)
        for order in self._orders.values():
            if order.instrument == instrument:
                left = order.quantity - order.filled_quantity
                if order.side is Side.BUY:
                    buy += left
                else:
                    sell += left
        return buy, sell

    def value_of_buys(self, instrument: str) -> Decimal:
        """What the open foreign buys of an instrument would cost."""
        return sum(
            (
                order.price * (order.quantity - order.filled_quantity)
                for order in self._orders.values()
                if order.instrument == instrument and order.side is Side.BUY
            ),
            Decimal(0),
        )
