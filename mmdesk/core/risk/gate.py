"""The one gate: the only place where an order is approved, and where a refusal is made."""

from mmdesk.core.model.order import ApprovedOrder, OrderIntent, Refusal
from mmdesk.core.risk.controls import CONTROLS
from mmdesk.core.risk.facts import Facts


def judge(intent: OrderIntent, facts: Facts) -> ApprovedOrder | Refusal:
    """Pass `intent` through every control; the first that is breached refuses it, with its limit and
    the value."""
    for control in CONTROLS:
        breach = control(intent, facts)
        if breach is not None:
            return Refusal(
                intent.client_id,
                intent.instrument,
                intent.side,
                breach.control,
                breach.limit,
                breach.value,
            )
    return ApprovedOrder(intent)
