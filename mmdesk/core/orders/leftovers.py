"""Orders of earlier sessions: what they are when a new session starts, whether we or only the venue
knew them."""

from decimal import Decimal

from msgspec.structs import replace

from mmdesk.core.model.order import Order, OrderIntent, OrderState, TimeInForce, VenueOrder
from mmdesk.core.orders.lifecycle import TERMINAL
from mmdesk.core.orders.unplaced import Filled

_WAS_SENDING = (OrderState.INTENT, OrderState.SENDING)
_WAS_ASKED = (OrderState.CANCELLING, OrderState.AMENDING)


def restored(order: Order) -> Order | None:
    """A remembered order at the start: what was under way then is unknown now; None when it had ended."""
    if order.state in TERMINAL:
        return None
    # Its slot belongs to the session that is over; a new ladder starts with free slots.
    intent = replace(order.intent, slot="")
    if order.state in _WAS_SENDING:
        return replace(
            order, intent=intent, state=OrderState.UNKNOWN_NEW, reason="the session ended while it was sent"
        )
    if order.state in _WAS_ASKED:
        return replace(
            order, intent=intent, state=OrderState.UNKNOWN_CANCEL, reason="the session ended while it changed"
        )
    return replace(order, intent=intent)


def adopted(seen: VenueOrder, filled: Filled, wall_ns: int) -> Order:
    """The record of an order of ours that only the venue knew. It filled what its booked fills add up to,
    which may be less than the venue says (some are still to come) or more (it traded since it was listed)."""
    quantity = filled.quantity
    state = OrderState.PARTIALLY_FILLED if quantity > 0 else OrderState.OPEN
    return Order(
        OrderIntent(
            seen.client_id, seen.instrument, seen.side, seen.price, seen.quantity, TimeInForce.GTC, slot=""
        ),
        state if quantity < seen.quantity else OrderState.FILLED,
        venue_id=seen.venue_id,
        filled_quantity=quantity,
        average_price=filled.value_quote / quantity if quantity > 0 else Decimal(0),
        created_ns=wall_ns,
        acknowledged_ns=wall_ns,
        changed_ns=wall_ns,
        reason="left by an earlier session",
    )
