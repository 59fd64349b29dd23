"""Why a quote is what it is: one record from fair value to the final tick (MODELS 1.9)."""

from decimal import Decimal

import msgspec

from mmdesk.core.model.values import Side


class QuoteExplanation(msgspec.Struct, frozen=True):
    """One level of one side. Prices in quote, quantities in base.

    `half_spread_bps` holds all of it: the strategy's distance, the step of the level, and `widened_bps`, what
    `minimum_spread_bps` added. `fee_bps` is what the venue takes of a fill here (negative: a rebate); what is
    left is the edge. Of the size the breakers let `size_share` through because of `size_reason`. `blocked_by`
    names the first rule that kept the level away (empty when it is quoted), `blocked_value` its number.
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
    widened_bps: float = 0.0
    fee_bps: float = 0.0
    size_share: float = 1.0
    size_reason: str = ""
