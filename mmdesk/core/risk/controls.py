"""Every pre-trade control as one small function: None to pass, or the breach with its limit and the value."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from mmdesk.core.model.breakers import Permission
from mmdesk.core.model.order import OrderIntent, TimeInForce
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side, is_multiple
from mmdesk.core.risk.facts import Facts

# A collar is a float percentage: an order exactly on it must not fail by the last bit.
_BPS_NOISE = 1e-9


class Breach(NamedTuple):
    """Which control said no, what it allows, and what the order has."""

    control: str
    limit: str
    value: str


Control = Callable[[OrderIntent, Facts], Breach | None]


def state(_order: OrderIntent, facts: Facts) -> Breach | None:
    """Orders leave an armed desk only."""
    if facts.state is TradingState.ARMED:
        return None
    return Breach("trading state", TradingState.ARMED.value, facts.state.value)


def breaker(order: OrderIntent, facts: Facts) -> Breach | None:
    """What the circuit breakers that cover the market allow: nothing, one probe at a time, or only what
    reduces the position even if everything open on that side fills."""
    allowed = facts.allowed
    if allowed.permission is Permission.HALTED:
        return Breach("circuit breaker", "closed", allowed.why)
    if facts.probe_waits:
        return Breach("circuit breaker", "one probe at a time", allowed.why)
    if allowed.permission is Permission.REDUCING:
        buying = order.side is Side.BUY
        room = -facts.position - facts.open_buy if buying else facts.position - facts.open_sell
        if order.quantity > room:
            limit = f"reduce the position, {max(room, Decimal(0))} left"
            return Breach("circuit breaker", limit, f"{order.side} {order.quantity}")
    return None


def venue(_order: OrderIntent, facts: Facts) -> Breach | None:
    """Fills of a lost or unreconciled venue may be unknown to us; unprotected orders would outlive us."""
    if not facts.venue_connected:
        return Breach("venue", "connected", "lost")
    if facts.reconciling:
        return Breach("venue", "reconciled", "reconciling")
    return None if facts.protected else Breach("venue", "protected", "not protected")


def book(_order: OrderIntent, facts: Facts) -> Breach | None:
    """The book is believed, and has a mid."""
    if not facts.book_trusted:
        return Breach("book", "trusted", facts.book_fault)
    return None if facts.mid > 0.0 else Breach("book", "both sides", "one side is empty")


def data_age(_order: OrderIntent, facts: Facts) -> Breach | None:
    """Market data is fresh."""
    limit = facts.limits.max_data_age_ms
    if 0 <= facts.data_age_ms <= limit:
        return None
    value = "no data" if facts.data_age_ms < 0 else f"{facts.data_age_ms} ms"
    return Breach("data age", f"{limit} ms", value)


def tick(order: OrderIntent, facts: Facts) -> Breach | None:
    """The price is positive and on the grid."""
    size = facts.instrument.tick_size
    if order.price > 0 and is_multiple(order.price, size):
        return None
    return Breach("tick size", f"{size}", f"{order.price}")


def lot(order: OrderIntent, facts: Facts) -> Breach | None:
    """The quantity is positive, on the grid, and within what the venue takes."""
    rules = facts.instrument
    if order.quantity <= 0 or not is_multiple(order.quantity, rules.lot_size):
        return Breach("lot size", f"{rules.lot_size}", f"{order.quantity}")
    if order.quantity < rules.min_quantity:
        return Breach("minimum quantity", f"{rules.min_quantity}", f"{order.quantity}")
    if 0 < rules.max_quantity < order.quantity:
        return Breach("maximum quantity", f"{rules.max_quantity}", f"{order.quantity}")
    return None


def notional(order: OrderIntent, facts: Facts) -> Breach | None:
    """The value reaches the venue's minimum."""
    least = facts.instrument.min_notional_quote
    return (
        None if order.value_quote >= least else Breach("minimum notional", f"{least}", f"{order.value_quote}")
    )


def order_quantity(order: OrderIntent, facts: Facts) -> Breach | None:
    """One order's quantity."""
    limit = facts.limits.max_order_quantity
    return None if order.quantity <= limit else Breach("order quantity", f"{limit}", f"{order.quantity}")


def order_value(order: OrderIntent, facts: Facts) -> Breach | None:
    """One order's value."""
    limit = facts.limits.max_order_value_quote
    return None if order.value_quote <= limit else Breach("order value", f"{limit}", f"{order.value_quote}")


def collar_mid(order: OrderIntent, facts: Facts) -> Breach | None:
    """The price is near the mid."""
    return _collar("price collar", order, facts.mid, facts.limits.price_collar_bps)


def collar_last_good(order: OrderIntent, facts: Facts) -> Breach | None:
    """The price is near the mid of a moment ago too: one absurd quote moves the mid, not this."""
    return _collar("price collar, last good mid", order, facts.last_good_mid, facts.limits.price_collar_bps)


def would_cross(order: OrderIntent, facts: Facts) -> Breach | None:
    """A post-only order stays behind the other side's best price."""
    if order.time_in_force is not TimeInForce.POST_ONLY:
        return None
    size = facts.instrument.tick_size
    if order.side is Side.BUY:
        best = facts.best_ask_ticks * size
        return Breach("post-only", f"below ask {best}", f"{order.price}") if order.price >= best else None
    best = facts.best_bid_ticks * size
    return Breach("post-only", f"above bid {best}", f"{order.price}") if order.price <= best else None


def self_match(order: OrderIntent, facts: Facts) -> Breach | None:
    """The price does not meet an order of ours on the other side."""
    if order.side is Side.BUY:
        own = facts.own_best_ask
        met = own > 0 and order.price >= own
    else:
        own = facts.own_best_bid
        met = own > 0 and order.price <= own
    return Breach("self-match", f"own order at {own}", f"{order.price}") if met else None


def slot(order: OrderIntent, facts: Facts) -> Breach | None:
    """One order per slot; an order of unknown fate keeps its slot."""
    return Breach("duplicate slot", "1 order", f"{order.slot} is taken") if facts.slot_taken else None


def open_orders(_order: OrderIntent, facts: Facts) -> Breach | None:
    """How many orders may be open at once."""
    limit = facts.limits.max_open_orders
    return (
        None if facts.open_orders < limit else Breach("open orders", f"{limit}", f"{facts.open_orders + 1}")
    )


def position(order: OrderIntent, facts: Facts) -> Breach | None:
    """The position if every open order of the side and this one fill completely and the other side does
    not."""
    limit = facts.limits.max_position_quantity
    if order.side is Side.BUY:
        worst = facts.position + facts.open_buy + order.quantity
        return Breach("position", f"{limit}", f"{worst}") if worst > limit else None
    worst = facts.position - facts.open_sell - order.quantity
    return Breach("position", f"-{limit}", f"{worst}") if worst < -limit else None


def balance(order: OrderIntent, facts: Facts) -> Breach | None:
    """The account can pay for it after everything already open."""
    if order.side is Side.BUY:
        need, free, asset = order.value_quote, facts.free_quote, facts.instrument.quote
    else:
        need, free, asset = order.quantity, facts.free_base, facts.instrument.base
    if free is None:
        return Breach("balance", f"known {asset}", "unknown")
    return None if need <= free else Breach("balance", f"{free} {asset}", f"{need} {asset}")


def message_rate(_order: OrderIntent, facts: Facts) -> Breach | None:
    """Orders and cancels per second; only orders are held back."""
    limit = facts.limits.max_messages_per_s
    count = facts.messages_last_s + 1
    return None if count <= limit else Breach("message rate", f"{limit}/s", f"{count}/s")


CONTROLS: tuple[Control, ...] = (
    state,
    breaker,
    venue,
    book,
    data_age,
    tick,
    lot,
    notional,
    order_quantity,
    order_value,
    collar_mid,
    collar_last_good,
    would_cross,
    self_match,
    slot,
    open_orders,
    position,
    balance,
    message_rate,
)
"""In the order in which a person would ask."""


def _collar(name: str, order: OrderIntent, mid: float, limit_bps: float) -> Breach | None:
    if mid <= 0.0:
        return Breach(name, f"{limit_bps} bps", "no mid")
    distance_bps = abs(_distance(order.price, mid)) * 1e4
    if distance_bps <= limit_bps + _BPS_NOISE:
        return None
    return Breach(name, f"{limit_bps} bps", f"{distance_bps:.3f} bps")


def _distance(price: Decimal, mid: float) -> float:
    return float(price) / mid - 1.0
