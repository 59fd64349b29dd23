"""Why a quote is what it is: one record from fair value to the final tick (MODELS 1.9)."""

from decimal import Decimal

import msgspec

from mmdesk.core.model.values import Side


class QuoteExplanation(msgspec.Struct, frozen=True):
    """One level of one side. Prices in quote, quantities in base.

    `blocked_by` names the first rule that kept the level away (empty when it is quoted), `blocked_value` its
    number.
    """

    instrument: str
    slot: str
    side: Side
    fair_value: float
    inventory_quantity: float
    skew_quote: float
    volatility_bps: float
    half_spread_bps: float
    raw_price: float
    rounded_price: Decimal
    clamped: bool
    final_price: Decimal
    quantity: Decimal
    kept_by_tolerance: bool = False
    blocked_by: str = ""
    blocked_value: str = ""
