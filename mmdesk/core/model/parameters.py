"""What a person sets: quoting parameters per market and pre-trade limits.

Defaults are safe; units are in the names.
"""

from decimal import Decimal

import msgspec


class GlftParameters(msgspec.Struct, frozen=True, kw_only=True):
    """Inputs of the stationary GLFT model (MODELS 1.3): gamma in 1/quote, A in 1/s, k in 1/price.

    `volatility_bps_per_sqrt_s` of 0 means: use the measured volatility.
    """

    risk_aversion: float = 0.05
    arrival_rate_per_s: float = 1.0
    depth_decay_per_quote: float = 0.2
    volatility_bps_per_sqrt_s: float = 0.0


class QuoteParameters(msgspec.Struct, frozen=True, kw_only=True):
    """How one market is quoted: strategy plus the ladder around it (MODELS 1.8)."""

    strategy: str = "symmetric"
    fair_value: str = "mid"
    bid_spread_bps: float = 3.0
    ask_spread_bps: float = 3.0
    minimum_spread_bps: float = 1.0
    order_levels: int = 1
    order_amount: Decimal = Decimal("0.005")
    order_level_spread_bps: float = 2.0
    order_level_amount: Decimal = Decimal(0)
    order_refresh_time_s: float = 1.0
    max_order_age_s: float = 1800.0
    order_refresh_tolerance_bps: float = 0.5
    filled_order_delay_s: float = 1.0
    inventory_target_quantity: Decimal = Decimal(0)
    inventory_limit_quantity: Decimal = Decimal("0.1")
    inventory_skew: float = 1.0
    price_floor: Decimal = Decimal(0)
    price_ceiling: Decimal = Decimal(0)
    glft: GlftParameters = GlftParameters()


class RiskLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Pre-trade limits of one market (money in the quote currency)."""

    max_order_value_quote: Decimal = Decimal(5_000)
    max_order_quantity: Decimal = Decimal("0.1")
    price_collar_bps: float = 100.0
    max_position_quantity: Decimal = Decimal("0.25")
    max_open_orders: int = 40
    max_messages_per_s: int = 20
    max_data_age_ms: int = 3_000
    max_same_side_fills: int = 60
    same_side_fills_window_ms: int = 10_000
    duplicate_window_ms: int = 1_000


class DeskLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits across markets, in `currency`. `at_par` assets count as one unit of it each; any other quote
    asset is valued by a market of the desk, and an order that cannot be valued is refused.

    Positions are worst cases: as if every open order of the worse side filled. `max_venue_position_quote`
    names venues with a limit of their own.
    """

    currency: str = "USDT"
    at_par: tuple[str, ...] = ("FDUSD", "USDC")
    max_position_quote: Decimal = Decimal(250_000)
    max_asset_position_quote: Decimal = Decimal(50_000)
    max_position_per_venue_quote: Decimal = Decimal(100_000)
    max_venue_position_quote: dict[str, Decimal] = {}
    max_daily_loss_quote: Decimal = Decimal(500)
    max_drawdown_quote: Decimal = Decimal(1_000)

    def venue_limit(self, venue: str) -> Decimal:
        return self.max_venue_position_quote.get(venue, self.max_position_per_venue_quote)


DEFAULT_LIMITS = DeskLimits()
