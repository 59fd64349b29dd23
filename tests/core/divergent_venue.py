"""A venue whose account went its own way while we did not hear it: its orders, its fills, its answers."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import TypeVar

from msgspec.structs import replace

from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import Order, VenueOrder, VenueStatus
from mmdesk.core.model.values import Side
from tests.core.dialogue import KEY, START_WALL_NS

OPEN = (VenueStatus.OPEN, VenueStatus.PARTIALLY_FILLED)
LOT = Decimal("0.001")
T = TypeVar("T")


class DivergentVenue:
    """`orders` by client id and `fills` are the truth; the answers made of them may be late or doubled.

    `lists_ended`: it lists orders that ended, and half of its fills name no client id, as with most venues.
    One that does not list them names every fill.
    """

    def __init__(self, rng: Random, *, lists_ended: bool) -> None:
        self.rng = rng
        self.lists_ended = lists_ended
        self.most_trades = rng.choice((0, 3))
        self.orders: dict[str, VenueOrder] = {}
        self.fills: list[Fill] = []

    def takes(self, order: Order) -> None:
        """It has this order of ours, whether we know or not."""
        intent = order.intent
        self.adds(order.client_id, intent.side, intent.price, intent.quantity)

    def adds(self, client_id: str, side: Side, price: Decimal, quantity: Decimal) -> None:
        """Any order, ours or not."""
        self.orders[client_id] = VenueOrder(
            KEY, client_id, f"v{client_id}", side, price, quantity, Decimal(0), VenueStatus.OPEN
        )

    def fills_some(self, client_id: str, quantity: Decimal) -> Fill:
        """A trade of an open order."""
        order = self.orders[client_id]
        filled = order.filled_quantity + quantity
        status = VenueStatus.FILLED if filled == order.quantity else VenueStatus.PARTIALLY_FILLED
        self.orders[client_id] = replace(order, filled_quantity=filled, status=status)
        fill = Fill(
            instrument=KEY,
            trade_id=f"t{len(self.fills)}",
            client_id="" if self.lists_ended and self.rng.random() < 0.5 else client_id,
            venue_id=order.venue_id,
            side=order.side,
            price=order.price,
            quantity=quantity,
            fee=Decimal(0),
            fee_asset="USDT",
            is_maker=True,
            exchange_ns=START_WALL_NS,
        )
        self.fills.append(fill)
        return fill

    def ends(self, client_id: str, status: VenueStatus) -> None:
        """An open order is cancelled or expires."""
        self.orders[client_id] = replace(self.orders[client_id], status=status)

    def lives_on(self, client_id: str) -> None:
        """One or no trade after the other, then an end or none."""
        traded = len(self.fills)
        for _ in range(self.rng.randint(0, self.most_trades)):
            order = self.orders[client_id]
            left = int((order.quantity - order.filled_quantity) / LOT)
            if order.status in OPEN and left:
                self.fills_some(client_id, self.rng.randint(1, left) * LOT)
        # Where ended orders are not listed, one that traded and then ended is asked about a pass later only.
        may_end = self.lists_ended or len(self.fills) == traded
        if may_end and self.orders[client_id].status in OPEN and self.rng.random() < 0.4:
            self.ends(client_id, self.rng.choice((VenueStatus.CANCELED, VenueStatus.EXPIRED)))

    def open(self) -> list[VenueOrder]:
        """The answer to "open orders", in any order."""
        return self._shuffled([one for one in self.orders.values() if one.status in OPEN])

    def closed(self) -> list[VenueOrder]:
        """The answer to "orders that ended"."""
        rows = [one for one in self.orders.values() if one.status not in OPEN]
        return self._shuffled(rows) if self.lists_ended else []

    def trades(self, late: set[str]) -> list[Fill]:
        """The answer to "my trades": without the late ones, in any order, some of them twice."""
        told = [fill for fill in self.fills if fill.trade_id not in late]
        return self._shuffled(told + [fill for fill in told if self.rng.random() < 0.2])

    def owned(self, prefix: str) -> Iterator[Fill]:
        """The fills of orders whose client id begins like this."""
        names = {one.venue_id for one in self.orders.values() if one.client_id.startswith(prefix)}
        return (fill for fill in self.fills if fill.venue_id in names)

    def _shuffled(self, rows: list[T]) -> list[T]:
        return self.rng.sample(rows, len(rows))
