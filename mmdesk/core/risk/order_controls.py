"""Controls on the order by itself: what the venue's grid takes, and how large one order may be."""

from mmdesk.core.model.control import Control
from mmdesk.core.model.order import OrderIntent
from mmdesk.core.model.values import is_multiple
from mmdesk.core.risk.breach import Breach
from mmdesk.core.risk.facts import Facts


def numbers(order: OrderIntent, _facts: Facts) -> Breach | None:
    """Price and quantity are numbers: nothing can be compared with NaN."""
    if order.price.is_finite() and order.quantity.is_finite():
        return None
    return Breach(Control.INSTRUMENT, "order", "finite numbers", f"{order.quantity} @ {order.price}")


def tick(order: OrderIntent, facts: Facts) -> Breach | None:
    """The price is positive and on the grid."""
    size = facts.instrument.tick_size
    if order.price > 0 and is_multiple(order.price, size):
        return None
    return Breach(Control.INSTRUMENT, "tick size", f"{size}", f"{order.price}")


def lot(order: OrderIntent, facts: Facts) -> Breach | None:
    """The quantity is positive, on the grid, and within what the venue takes."""
    rules = facts.instrument
    if order.quantity <= 0 or not is_multiple(order.quantity, rules.lot_size):
        return Breach(Control.INSTRUMENT, "lot size", f"{rules.lot_size}", f"{order.quantity}")
    if order.quantity < rules.min_quantity:
        return Breach(Control.INSTRUMENT, "minimum quantity", f"{rules.min_quantity}", f"{order.quantity}")
    if 0 < rules.max_quantity < order.quantity:
        return Breach(Control.INSTRUMENT, "maximum quantity", f"{rules.max_quantity}", f"{order.quantity}")
    return None


def notional(order: OrderIntent, facts: Facts) -> Breach | None:
    """The value is at least what the venue takes."""
    least = facts.instrument.min_notional_quote
    if order.value_quote >= least:
        return None
    return Breach(Control.INSTRUMENT, "minimum notional", f"{least}", f"{order.value_quote}")


def order_quantity(order: OrderIntent, facts: Facts) -> Breach | None:
    """One order's quantity."""
    limit = facts.limits.max_order_quantity
    if order.quantity <= limit:
        return None
    text = f"{order.quantity}"
    return Breach(Control.ORDER_QUANTITY, "order quantity", f"{limit}", text, order=text)


def order_value(order: OrderIntent, facts: Facts) -> Breach | None:
    """One order's value."""
    limit = facts.limits.max_order_value_quote
    if order.value_quote <= limit:
        return None
    text = f"{order.value_quote}"
    return Breach(Control.ORDER_VALUE, "order value", f"{limit}", text, order=text)
