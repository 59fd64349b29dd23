"""A venue as a model: it books, fills, ends and forgets nothing; what of it is told is another matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace

from mmdesk.core.model.account import Balance
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import OrderIntent, VenueOrder, VenueStatus
from mmdesk.core.orders.reconcile import HORIZON_NS
from tests.core.dialogue import KEY, RICH

OPEN = (VenueStatus.OPEN, VenueStatus.PARTIALLY_FILLED)


@dataclass
class Sent:
    """A create on its way; the venue refuses it once it is older than the receive window."""

    intent: OrderIntent
    sent_ns: int
    answered: bool = False

    def may_book(self, now_ns: int) -> bool:
        return now_ns - self.sent_ns < HORIZON_NS


class ModelVenue:
    """Orders by client id, all fills, and the balances that follow."""

    def __init__(self) -> None:
        self.orders: dict[str, VenueOrder] = {}
        self.fills: list[Fill] = []

    def book(self, intent: OrderIntent) -> VenueOrder:
        assert intent.client_id not in self.orders, "a create was sent twice"
        order = VenueOrder(
            instrument=KEY,
            client_id=intent.client_id,
            venue_id=f"v{intent.client_id}",
            side=intent.side,
            price=intent.price,
            quantity=intent.quantity,
            filled_quantity=Decimal(0),
            status=VenueStatus.OPEN,
        )
        return self._store(order)

    def fill(self, client_id: str, quantity: Decimal, exchange_ns: int) -> Fill:
        order = self.orders[client_id]
        filled = order.filled_quantity + quantity
        status = VenueStatus.FILLED if filled == order.quantity else VenueStatus.PARTIALLY_FILLED
        self._change(order, filled_quantity=filled, status=status)
        fill = Fill(
            instrument=KEY,
            trade_id=f"t{len(self.fills) + 1}",
            client_id=client_id,
            venue_id=order.venue_id,
            side=order.side,
            price=order.price,
            quantity=quantity,
            fee=Decimal(0),
            fee_asset="USDT",
            is_maker=True,
            exchange_ns=exchange_ns,
        )
        self.fills.append(fill)
        return fill

    def end(self, client_id: str, status: VenueStatus) -> VenueOrder:
        return self._change(self.orders[client_id], status=status)

    def open_ids(self) -> list[str]:
        return [one.client_id for one in self.orders.values() if one.status in OPEN]

    def listed(self) -> tuple[Sequence[VenueOrder], tuple[VenueOrder, ...]]:
        """Open orders, and those that ended."""
        orders = self.orders.values()
        return (
            [one for one in orders if one.status in OPEN],
            tuple(one for one in orders if one.status not in OPEN),
        )

    @property
    def position(self) -> Decimal:
        return sum((fill.quantity * fill.side.sign for fill in self.fills), Decimal(0))

    def balances(self) -> tuple[Balance, ...]:
        totals = {one.asset: one.total for one in RICH}
        for fill in self.fills:
            totals["BTC"] += fill.side.sign * fill.quantity
            totals["USDT"] -= fill.side.sign * fill.value_quote
        return tuple(Balance(asset, total, Decimal(0)) for asset, total in totals.items())

    def _change(self, order: VenueOrder, **fields: object) -> VenueOrder:
        return self._store(replace(order, **fields))

    def _store(self, order: VenueOrder) -> VenueOrder:
        self.orders[order.client_id] = order
        return order
