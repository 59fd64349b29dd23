"""What the circuit breakers that cover a market allow (ORDERS 7)."""

from decimal import Decimal

from mmdesk.core.model.breakers import Permission
from mmdesk.core.model.control import Control
from mmdesk.core.model.order import OrderIntent
from mmdesk.core.model.values import Side
from mmdesk.core.risk.breach import Breach
from mmdesk.core.risk.facts import Facts


def breaker(order: OrderIntent, facts: Facts) -> Breach | None:
    """Nothing, one probe at a time, or only what reduces the position even if everything open on that side
    fills."""
    allowed = facts.allowed
    if allowed.permission is Permission.HALTED:
        return Breach(Control.BREAKER, "circuit breaker", "closed", allowed.why)
    if facts.probe_waits:
        return Breach(
            Control.BREAKER,
            "circuit breaker",
            "one probe at a time",
            allowed.why or "one waits for its answer",
        )
    if allowed.permission is Permission.REDUCING:
        buying = order.side is Side.BUY
        room = -facts.position - facts.open_buy if buying else facts.position - facts.open_sell
        # Written so that what is not a number has no room.
        if not (room.is_finite() and order.quantity.is_finite() and order.quantity <= room):
            left = max(room, Decimal(0)) if room.is_finite() else Decimal(0)
            limit = f"reduce the position, {left} left"
            return Breach(Control.BREAKER, "circuit breaker", limit, f"{order.side} {order.quantity}")
    return None
