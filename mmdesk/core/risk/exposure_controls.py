"""Controls on what all orders together may come to: positions at their worst, open orders, balances."""

from decimal import Decimal

from mmdesk.core.model.control import Control
from mmdesk.core.model.order import OrderIntent
from mmdesk.core.model.values import Side
from mmdesk.core.risk.breach import Breach
from mmdesk.core.risk.facts import Facts

DESK = "desk"


def sums(_order: OrderIntent, facts: Facts) -> Breach | None:
    """What the other controls add up is there, finite and not below zero where that cannot be."""
    for name, value in (
        ("open buys", facts.open_buy),
        ("open sells", facts.open_sell),
        ("own bid", facts.own_best_bid),
        ("own ask", facts.own_best_ask),
    ):
        if not (value.is_finite() and value >= 0):
            return Breach(Control.DATA, "sums", "finite numbers", name, f"{value}")
    if not facts.position.is_finite():
        return Breach(Control.DATA, "sums", "finite numbers", "position", f"{facts.position}")
    if facts.open_orders < 0 or facts.messages_last_s < 0 or facts.fills_in_window < 0:
        return Breach(Control.DATA, "sums", "counts from 0", "below 0")
    if not facts.foreign_known:
        return Breach(Control.DATA, "foreign orders", "all of them known", "too many to hold")
    return None


def open_orders(_order: OrderIntent, facts: Facts) -> Breach | None:
    """How many orders may be open at once."""
    limit, use = facts.limits.max_open_orders, facts.open_orders
    if use < limit:
        return None
    return Breach(Control.OPEN_ORDERS, "open orders", f"{limit}", f"{use + 1}", f"{use}", "1")


def position(order: OrderIntent, facts: Facts) -> Breach | None:
    """The position if every open order of the side and this one fill completely and the other side does
    not."""
    limit = facts.limits.max_position_quantity
    if order.side is Side.BUY:
        use = facts.position + facts.open_buy
        worst = use + order.quantity
        if worst <= limit:
            return None
        return Breach(Control.POSITION, "position", f"{limit}", f"{worst}", f"{use}", f"{order.quantity}")
    use = facts.position - facts.open_sell
    worst = use - order.quantity
    if worst >= -limit:
        return None
    return Breach(Control.POSITION, "position", f"-{limit}", f"{worst}", f"{use}", f"-{order.quantity}")


def asset_position(order: OrderIntent, facts: Facts) -> Breach | None:
    """The asset over all markets, in the same way, valued in the desk's currency."""
    exposure, buying = facts.exposure, order.side is Side.BUY
    use = exposure.asset_long if buying else exposure.asset_short
    return _asset(facts, facts.instrument.base, use, _value(order, facts), more=buying)


def quote_position(order: OrderIntent, facts: Facts) -> Breach | None:
    """What is paid with is an asset too, unless it is money: buying ETH with BTC sells BTC."""
    exposure, buying = facts.exposure, order.side is Side.BUY
    worth = exposure.quote_worth
    if worth is not None and worth == 0:
        return None
    use = exposure.quote_short if buying else exposure.quote_long
    known = worth is not None and worth.is_finite() and worth > 0
    adds = order.value_quote * worth if worth is not None and known else None
    return _asset(facts, facts.instrument.quote, use, adds, more=not buying)


def venue_position(order: OrderIntent, facts: Facts) -> Breach | None:
    """The worst sides of all markets of the venue together."""
    venue = facts.instrument.venue
    limit = facts.desk_limits.venue_limit(venue)
    return _gross(order, facts, "venue position", venue, limit, facts.exposure.venue)


def desk_position(order: OrderIntent, facts: Facts) -> Breach | None:
    """The worst sides of all markets of the desk together."""
    limit = facts.desk_limits.max_position_quote
    return _gross(order, facts, "desk position", DESK, limit, facts.exposure.desk)


def balance(order: OrderIntent, facts: Facts) -> Breach | None:
    """The account can pay for it after everything already open."""
    if order.side is Side.BUY:
        need, free, asset = order.value_quote, facts.free_quote, facts.instrument.quote
    else:
        need, free, asset = order.quantity, facts.free_base, facts.instrument.base
    told, scope = f"{need} {asset}", asset_scope(asset, facts.instrument.venue)
    if free is None or not free.is_finite():
        return Breach(Control.FREE_BALANCE, "balance", f"known {asset}", "unknown", "", told, scope)
    if need <= free:
        return None
    return Breach(Control.FREE_BALANCE, "balance", f"{free} {asset}", told, "", told, scope)


def asset_scope(asset: str, venue: str) -> str:
    """`USDT@binance`: what the account has of an asset."""
    return f"{asset}@{venue}"


def worst_side(position: Decimal, open_buy: Decimal, open_sell: Decimal) -> Decimal:
    """The larger size the position may reach: all buys fill and no sell, or the other way round."""
    return max(abs(position + open_buy), abs(position - open_sell))


def _gross(
    order: OrderIntent, facts: Facts, rule: str, scope: str, limit: Decimal, use: Decimal | None
) -> Breach | None:
    """An order that does not make the worst case worse passes beyond the limit too: it reduces."""
    unit = facts.exposure.unit
    if use is None or not use.is_finite() or unit is None or not unit.is_finite() or unit <= 0:
        return _unknown(rule, limit, scope)
    buy, sell = facts.open_buy, facts.open_sell
    before = worst_side(facts.position, buy, sell)
    if order.side is Side.BUY:
        after = worst_side(facts.position, buy + order.quantity, sell)
    else:
        after = worst_side(facts.position, buy, sell + order.quantity)
    adds = (after - before) * unit
    if use + adds <= limit or adds <= 0:
        return None
    told = (f"{limit}", f"{use + adds:.2f}", f"{use:.2f}", f"{adds:.2f}")
    return Breach(Control.POSITION, rule, *told, scope=scope)


def _asset(
    facts: Facts, asset: str, use: Decimal | None, adds: Decimal | None, *, more: bool
) -> Breach | None:
    """`more`: the order adds to the asset, else it takes from it."""
    limit = facts.desk_limits.max_asset_position_quote
    if adds is None or use is None or not use.is_finite():
        return _unknown("asset position", limit, asset)
    worst = use + adds if more else use - adds
    if worst <= limit if more else worst >= -limit:
        return None
    sign = "" if more else "-"
    told = (f"{sign}{limit}", f"{worst:.2f}", f"{use:.2f}", f"{sign}{adds:.2f}")
    return Breach(Control.POSITION, "asset position", *told, scope=asset)


def _value(order: OrderIntent, facts: Facts) -> Decimal | None:
    unit = facts.exposure.unit
    known = unit is not None and unit.is_finite() and unit > 0
    return order.quantity * unit if unit is not None and known else None


def _unknown(rule: str, limit: Decimal, scope: str) -> Breach:
    return Breach(Control.POSITION, rule, f"{limit}", "unknown", scope=scope)
