"""Fees in one currency: quote as it is, base at the fill's price; anything else has no price of its own."""

from decimal import Decimal

from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument


def fee_in_quote(fill: Fill, instrument: Instrument) -> Decimal | None:
    """The fee in quote; None when it was paid in a third asset (BNB on Binance), which has no price here."""
    if fill.fee == 0 or fill.fee_asset == instrument.quote:
        return fill.fee
    if fill.fee_asset == instrument.base:
        return fill.fee * fill.price
    return None
