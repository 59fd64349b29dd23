"""Orders of earlier sessions: what they are when a new session starts, whether we or only the venue
knew them."""

from decimal import Decimal

from msgspec.structs import replace

from mmdesk.core.model.order import Order, OrderIntent, OrderState, TimeInForce, VenueOrder
from mmdesk.core.orders.lifecycle import TERMINAL

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


def adopted(seen: VenueOrder, wall_ns: int) -> Order:
    """The record of an order of ours that only the venue knew. What it filled so far is the venue's word:
    fills that are not booked yet come with the same reconciliation and count for the position only."""
    filled = seen.filled_quantity
    return Order(
        OrderIntent(
            seen.client_id, seen.instrument, seen.side, seen.price, seen.quantity, TimeInForce.GTC, slot=""
        ),
        OrderState.PARTIALLY_FILLED if filled > 0 else OrderState.OPEN,
        venue_id=seen.venue_id,
        filled_quantity=filled,
        average_price=seen.price if filled > 0 else Decimal(0),
        created_ns=wall_ns,
        acknowledged_ns=wall_ns,
        changed_ns=wall_ns,
        reason="left by an earlier session",
    )
