"""How much an order may be while only the position may be brought down: to flat, not to the other side."""

from decimal import Decimal

from mmdesk.core.model.order import OrderIntent
from mmdesk.core.model.values import Side
from mmdesk.core.risk.facts import Facts

_ZERO = Decimal(0)


def room_to_flat(side: Side, facts: Facts) -> Decimal:
    """What is left of the position when everything open on this side fills; 0 where nothing is, or where a
    sum is not a number."""
    left = -facts.position - facts.open_buy if side is Side.BUY else facts.position - facts.open_sell
    return left if left.is_finite() and left > 0 else _ZERO


def reduces(order: OrderIntent, facts: Facts) -> bool:
    """Whether an order brings the position down and not beyond flat, all open orders counted."""
    return order.quantity.is_finite() and 0 < order.quantity <= room_to_flat(order.side, facts)
