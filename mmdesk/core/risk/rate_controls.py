"""Controls on repetition: messages per second, the same order twice, one side filled again and again."""

from mmdesk.core.model.control import Control
from mmdesk.core.model.order import OrderIntent
from mmdesk.core.risk.breach import Breach
from mmdesk.core.risk.facts import Facts


def slot(order: OrderIntent, facts: Facts) -> Breach | None:
    """One order per slot; an order of unknown fate keeps its slot."""
    if not facts.slot_taken:
        return None
    return Breach(Control.DUPLICATE_ORDER, "duplicate slot", "1 order", f"{order.slot} is taken")


def duplicate(order: OrderIntent, facts: Facts) -> Breach | None:
    """Nothing like it was sent a moment ago and is still unanswered."""
    window_ms, age_ms = facts.limits.duplicate_window_ms, facts.unanswered_ms
    if age_ms < 0 or age_ms > window_ms:
        return None
    told = f"{order.quantity} @ {order.price}"
    limit = f"none unanswered within {window_ms} ms"
    return Breach(Control.DUPLICATE_ORDER, "duplicate order", limit, f"sent {age_ms} ms ago", order=told)


def message_rate(_order: OrderIntent, facts: Facts) -> Breach | None:
    """Orders and cancels per second; only orders are held back."""
    limit, use = facts.limits.max_messages_per_s, facts.messages_last_s
    if use < limit:
        return None
    return Breach(Control.MESSAGE_RATE, "message rate", f"{limit}/s", f"{use + 1}/s", f"{use}/s", "1")


def throttle(order: OrderIntent, facts: Facts) -> Breach | None:
    """Whoever fills one side again and again may know more than our prices do, or our prices are wrong."""
    limits = facts.limits
    scope = side_scope(facts.instrument.key, order.side)
    limit = f"{limits.max_same_side_fills} fills in {limits.same_side_fills_window_ms} ms"
    if facts.throttled:
        return Breach(Control.REPEATED_EXECUTION, "repeated executions", limit, "latched", scope=scope)
    if facts.fills_in_window < limits.max_same_side_fills:
        return None
    value = f"{facts.fills_in_window} fills"
    return Breach(Control.REPEATED_EXECUTION, "repeated executions", limit, value, value, scope=scope)


def side_scope(instrument: str, side: str) -> str:
    """`BTC/USDT@binance buy`: one side of a market."""
    return f"{instrument} {side}"
