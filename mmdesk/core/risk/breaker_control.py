"""What the circuit breakers that cover a market allow (ORDERS 7)."""

from mmdesk.core.model.breakers import Permission
from mmdesk.core.model.control import Control
from mmdesk.core.model.order import OrderIntent
from mmdesk.core.risk.breach import Breach
from mmdesk.core.risk.facts import Facts
from mmdesk.core.risk.reducing import reduces, room_to_flat


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
    if allowed.permission is Permission.REDUCING and not reduces(order, facts):
        limit = f"reduce the position, {room_to_flat(order.side, facts)} left"
        return Breach(Control.BREAKER, "circuit breaker", limit, f"{order.side} {order.quantity}")
    return None
