"""Controls that look at no order: whether anything may be sent to this market at all now."""

from mmdesk.core.model.control import Control
from mmdesk.core.model.instrument import InstrumentStatus
from mmdesk.core.model.order import OrderIntent
from mmdesk.core.model.state import TradingState
from mmdesk.core.risk.breach import Breach
from mmdesk.core.risk.exposure_controls import DESK
from mmdesk.core.risk.facts import Facts
from mmdesk.core.risk.reducing import reduces

# A venue refuses what is stamped further from its own clock.
RECEIVE_WINDOW_NS = 2_000_000_000


def state(_order: OrderIntent, facts: Facts) -> Breach | None:
    """Orders leave an armed desk only; the kill switch has its own name."""
    if facts.state is TradingState.ARMED:
        return None
    rule = "kill switch" if facts.state is TradingState.STOPPED else "trading state"
    return Breach(Control.KILL, rule, TradingState.ARMED.value, facts.state.value, scope=DESK)


def instrument(_order: OrderIntent, facts: Facts) -> Breach | None:
    """The venue matches orders in this market, and ours are welcome."""
    if facts.status is not InstrumentStatus.TRADING:
        trading = InstrumentStatus.TRADING.value
        return Breach(Control.INSTRUMENT, "instrument status", trading, facts.status.value)
    if facts.may_trade:
        return None
    return Breach(Control.INSTRUMENT, "permission", "account may trade", "no permission")


def venue(_order: OrderIntent, facts: Facts) -> Breach | None:
    """Fills of a lost or unreconciled venue may be unknown to us; unprotected orders would outlive us."""
    if not facts.venue_connected:
        return Breach(Control.DATA, "venue", "connected", "lost")
    if facts.reconciling:
        return Breach(Control.DATA, "venue", "reconciled", "reconciling")
    if facts.balance_mismatch:
        return Breach(Control.DATA, "venue", "reconciled", "reconciliation mismatch")
    return None if facts.protected else Breach(Control.DATA, "venue", "protected", "not protected")


def clock(_order: OrderIntent, facts: Facts) -> Breach | None:
    """The clocks agree within the receive window: else an order may be refused, or taken late."""
    if abs(facts.clock_offset_ns) <= RECEIVE_WINDOW_NS:
        return None
    value = f"{facts.clock_offset_ns / 1e6:.3f} ms"
    return Breach(Control.DATA, "clock skew", f"{RECEIVE_WINDOW_NS // 1_000_000} ms", value)


def book(_order: OrderIntent, facts: Facts) -> Breach | None:
    """The book is believed, and has a mid."""
    if not facts.book_trusted:
        return Breach(Control.DATA, "book", "trusted", facts.book_fault)
    return None if facts.mid > 0.0 else Breach(Control.DATA, "book", "both sides", "one side is empty")


def data_age(_order: OrderIntent, facts: Facts) -> Breach | None:
    """Market data is fresh."""
    limit = facts.limits.max_data_age_ms
    if 0 <= facts.data_age_ms <= limit:
        return None
    value = "no data" if facts.data_age_ms < 0 else f"{facts.data_age_ms} ms"
    return Breach(Control.DATA, "data age", f"{limit} ms", value)


def daily_loss(order: OrderIntent, facts: Facts) -> Breach | None:
    """What was lost since the start of the UTC day, fees and open positions included; what reduces the
    position may leave beyond it."""
    limit, profit = facts.desk_limits.max_daily_loss_quote, facts.day_profit_quote
    if profit is None or not profit.is_finite():
        return Breach(Control.DAILY_LOSS, "daily loss", f"{limit}", "unknown", scope=DESK)
    if (not facts.day_lost and -profit <= limit) or reduces(order, facts):
        return None
    if facts.day_lost:
        return Breach(Control.DAILY_LOSS, "daily loss", f"{limit}", "latched", scope=DESK)
    loss = f"{-profit:.2f}"
    return Breach(Control.DAILY_LOSS, "daily loss", f"{limit}", loss, loss, scope=DESK)


def drawdown(order: OrderIntent, facts: Facts) -> Breach | None:
    """How far the profit is below its highest; what reduces the position may leave beyond it."""
    limit, down = facts.desk_limits.max_drawdown_quote, facts.drawdown_quote
    if down is None or not down.is_finite() or down < 0:
        return Breach(Control.DRAWDOWN, "drawdown", f"{limit}", "unknown", scope=DESK)
    if (not facts.drawn_down and down <= limit) or reduces(order, facts):
        return None
    if facts.drawn_down:
        return Breach(Control.DRAWDOWN, "drawdown", f"{limit}", "latched", scope=DESK)
    return Breach(Control.DRAWDOWN, "drawdown", f"{limit}", f"{down:.2f}", f"{down:.2f}", scope=DESK)
