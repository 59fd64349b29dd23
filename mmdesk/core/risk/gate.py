"""The one gate: the only place where an order is approved, and where a refusal is made."""

from mmdesk.core.model.order import ApprovedOrder, OrderIntent, Refusal
from mmdesk.core.risk.controls import CHECKS
from mmdesk.core.risk.facts import Facts


def judge(intent: OrderIntent, facts: Facts) -> ApprovedOrder | Refusal:
    """Pass `intent` through every control; the first that is breached refuses it, with its limit, what is in
    use, and the order's own value."""
    for check in CHECKS:
        breach = check(intent, facts)
        if breach is not None:
            return Refusal(
                intent.client_id,
                intent.instrument,
                intent.side,
                breach.rule,
                breach.limit,
                breach.value,
                breach.use,
                breach.order or f"{intent.quantity} @ {intent.price}",
                int(breach.control),
                breach.scope or intent.instrument,
            )
    return ApprovedOrder(intent)
