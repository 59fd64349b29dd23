"""Controls on the price: near the market of now and of a moment ago, and on our own side of it."""

from decimal import Decimal

from mmdesk.core.model.control import Control
from mmdesk.core.model.order import OrderIntent, TimeInForce
from mmdesk.core.model.values import Side
from mmdesk.core.risk.breach import Breach
from mmdesk.core.risk.facts import Facts

# A collar is a float percentage: an order exactly on it must not fail by the last bit.
_BPS_NOISE = 1e-9


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
        if order.price < best:
            return None
        return Breach(Control.POST_ONLY, "post-only", f"below ask {best}", f"{order.price}")
    best = facts.best_bid_ticks * size
    if best > 0 and order.price > best:
        return None
    return Breach(Control.POST_ONLY, "post-only", f"above bid {best}", f"{order.price}")


def self_match(order: OrderIntent, facts: Facts) -> Breach | None:
    """The price does not meet an order of ours on the other side."""
    if order.side is Side.BUY:
        own = facts.own_best_ask
        met = own > 0 and order.price >= own
    else:
        own = facts.own_best_bid
        met = own > 0 and order.price <= own
    if not met:
        return None
    return Breach(Control.SELF_MATCH, "self-match", f"own order at {own}", f"{order.price}")


def distance_bps(price: Decimal, mid: float) -> float:
    """How far a price is from a mid above zero."""
    return abs(float(price) / mid - 1.0) * 1e4


def _collar(name: str, order: OrderIntent, mid: float, limit_bps: float) -> Breach | None:
    # Written so that a NaN refuses: it is above nothing.
    if not mid > 0.0:
        return Breach(Control.PRICE_COLLAR, name, f"{limit_bps} bps", "no mid")
    distance = distance_bps(order.price, mid)
    if distance <= limit_bps + _BPS_NOISE:
        return None
    return Breach(Control.PRICE_COLLAR, name, f"{limit_bps} bps", f"{distance:.3f} bps")
