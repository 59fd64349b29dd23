"""One position as the sum of fills: average cost, realised result, fees in quote; exact Decimals."""

from decimal import Decimal

from msgspec.structs import replace

from mmdesk.core.model.account import Position
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.values import Side

_ZERO = Decimal(0)


def add_fill(position: Position, fill: Fill, fee_quote: Decimal) -> Position:
    """The position after a fill; `fee_quote` is its fee in quote (0 when it was paid in another asset).

    Adding moves the average price; reducing realises against it; turning over does both.
    """
    before = position.quantity
    change = fill.quantity * fill.side.sign
    after = before + change
    average = position.average_price
    realised = position.realised_quote
    if before * change >= 0:
        average = (average * abs(before) + fill.price * fill.quantity) / abs(after)
    else:
        closed = min(abs(before), fill.quantity)
        realised += (fill.price - average) * closed * (1 if before > 0 else -1)
        if after == 0:
            average = _ZERO
        elif before * after < 0:
            average = fill.price
    bought = fill.quantity if fill.side is Side.BUY else _ZERO
    return replace(
        position,
        quantity=after,
        average_price=average,
        realised_quote=realised,
        fees_quote=position.fees_quote + fee_quote,
        bought_quantity=position.bought_quantity + bought,
        sold_quantity=position.sold_quantity + fill.quantity - bought,
    )
