"""What a person sets for one market: how it is quoted, what the gate allows, and whether the two agree."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from mmdesk.config.fields import Money, Section, refuse_unless_empty
from mmdesk.core.model.parameters import GlftParameters, QuoteParameters, RiskLimits

Bps = Annotated[float, Field(ge=0, le=5_000, allow_inf_nan=False)]
SpreadBps = Annotated[float, Field(gt=0, le=5_000, allow_inf_nan=False)]
Quantity = Annotated[Money, Field(gt=0, le=Decimal("1e12"))]
QuantityOrZero = Annotated[Money, Field(ge=0, le=Decimal("1e12"))]

_GLFT, _QUOTE, _RISK = GlftParameters(), QuoteParameters(), RiskLimits()


class GlftSettings(Section):
    """Inputs of the GLFT model, in its own units (MODELS 1.3)."""

    risk_aversion: float = Field(_GLFT.risk_aversion, ge=0, le=1_000, allow_inf_nan=False)
    arrival_rate_per_s: float = Field(_GLFT.arrival_rate_per_s, gt=0, le=100_000, allow_inf_nan=False)
    depth_decay_per_quote: float = Field(_GLFT.depth_decay_per_quote, gt=0, le=1e9, allow_inf_nan=False)
    volatility_bps_per_sqrt_s: float = Field(
        _GLFT.volatility_bps_per_sqrt_s, ge=0, le=1_000, allow_inf_nan=False
    )

    def to_core(self) -> GlftParameters:
        return GlftParameters(**self.model_dump())


class QuotingSettings(Section):
    """How one market is quoted; the names and defaults of `core.model.parameters.QuoteParameters`."""

    strategy: Literal["symmetric", "glft"] = "symmetric"
    fair_value: Literal["mid", "weighted_mid"] = "mid"
    bid_spread_bps: SpreadBps = _QUOTE.bid_spread_bps
    ask_spread_bps: SpreadBps = _QUOTE.ask_spread_bps
    minimum_spread_bps: Bps = _QUOTE.minimum_spread_bps
    order_levels: int = Field(_QUOTE.order_levels, ge=1, le=20)
    order_amount: Quantity = _QUOTE.order_amount
    order_level_spread_bps: SpreadBps = _QUOTE.order_level_spread_bps
    order_level_amount: QuantityOrZero = _QUOTE.order_level_amount
    order_refresh_time_s: float = Field(_QUOTE.order_refresh_time_s, ge=0.05, le=3_600, allow_inf_nan=False)
    max_order_age_s: float = Field(_QUOTE.max_order_age_s, ge=1, le=86_400, allow_inf_nan=False)
    order_refresh_tolerance_bps: Bps = _QUOTE.order_refresh_tolerance_bps
    filled_order_delay_s: float = Field(_QUOTE.filled_order_delay_s, ge=0, le=3_600, allow_inf_nan=False)
    inventory_target_quantity: Money = _QUOTE.inventory_target_quantity
    inventory_limit_quantity: Quantity = _QUOTE.inventory_limit_quantity
    inventory_skew: float = Field(_QUOTE.inventory_skew, ge=0, le=10, allow_inf_nan=False)
    price_floor: QuantityOrZero = _QUOTE.price_floor
    price_ceiling: QuantityOrZero = _QUOTE.price_ceiling
    glft: GlftSettings = GlftSettings()

    @model_validator(mode="after")
    def _fields_agree(self) -> Self:
        refuse_unless_empty(self._disagreements())
        return self

    def _disagreements(self) -> Iterator[str]:
        if self.price_floor and self.price_ceiling and self.price_floor >= self.price_ceiling:
            yield (
                f"price_floor {self.price_floor} is not below price_ceiling {self.price_ceiling}"
                " | raise the ceiling or set one of them to 0 (off)"
            )
        if self.minimum_spread_bps > self.bid_spread_bps + self.ask_spread_bps:
            yield (
                f"minimum_spread_bps {self.minimum_spread_bps:g} is wider than the whole quote,"
                f" {self.bid_spread_bps:g} + {self.ask_spread_bps:g} bps | lower it or widen the spreads"
            )
        if self.order_refresh_time_s > self.max_order_age_s:
            yield (
                f"order_refresh_time_s {self.order_refresh_time_s:g} is longer than"
                f" max_order_age_s {self.max_order_age_s:g} | refresh sooner or let orders live longer"
            )
        if abs(self.inventory_target_quantity) > self.inventory_limit_quantity:
            yield (
                f"inventory_target_quantity {self.inventory_target_quantity} lies outside"
                f" inventory_limit_quantity {self.inventory_limit_quantity}"
                " | lower the target or raise the limit"
            )

    def to_core(self) -> QuoteParameters:
        values = {name: getattr(self, name) for name in type(self).model_fields if name != "glft"}
        return QuoteParameters(**values, glft=self.glft.to_core())


class RiskSettings(Section):
    """Pre-trade limits of one market; the names and defaults of `core.model.parameters.RiskLimits`."""

    max_order_value_quote: Quantity = _RISK.max_order_value_quote
    max_order_quantity: Quantity = _RISK.max_order_quantity
    price_collar_bps: SpreadBps = _RISK.price_collar_bps
    max_position_quantity: Quantity = _RISK.max_position_quantity
    max_open_orders: int = Field(_RISK.max_open_orders, ge=1, le=1_000)
    max_messages_per_s: int = Field(_RISK.max_messages_per_s, ge=1, le=1_000)
    max_data_age_ms: int = Field(_RISK.max_data_age_ms, ge=100, le=60_000)
    max_same_side_fills: int = Field(_RISK.max_same_side_fills, ge=2, le=1_000)
    same_side_fills_window_ms: int = Field(_RISK.same_side_fills_window_ms, ge=100, le=3_600_000)
    """So many fills of one side within this time latch the side until a person releases it."""
    duplicate_window_ms: int = Field(_RISK.duplicate_window_ms, ge=1, le=60_000)
    """An order just like one that nobody answered yet is not sent within this time."""

    @model_validator(mode="after")
    def _fields_agree(self) -> Self:
        refuse_unless_empty(self._disagreements())
        return self

    def _disagreements(self) -> Iterator[str]:
        if self.max_order_quantity > 2 * self.max_position_quantity:
            yield (
                f"max_order_quantity {self.max_order_quantity} is more than twice max_position_quantity"
                f" {self.max_position_quantity}: not even turning the position over needs that"
                " | lower the one or raise the other"
            )

    def to_core(self) -> RiskLimits:
        return RiskLimits(**self.model_dump())


class MarketSettings(Section):
    """One market: `quoting` says what is wanted, `risk` what is allowed."""

    quoting: QuotingSettings = QuotingSettings()
    risk: RiskSettings = RiskSettings()

    @model_validator(mode="after")
    def _quotes_fit_the_limits(self) -> Self:
        refuse_unless_empty(self._disagreements())
        return self

    def _disagreements(self) -> Iterator[str]:
        quoting, risk = self.quoting, self.risk
        further = quoting.order_levels - 1
        largest = quoting.order_amount + further * quoting.order_level_amount
        if largest > risk.max_order_quantity:
            yield (
                f"the largest order, {largest}, is above risk.max_order_quantity {risk.max_order_quantity}"
                " | quote smaller orders or raise the limit"
            )
        if quoting.inventory_limit_quantity > risk.max_position_quantity:
            yield (
                f"quoting.inventory_limit_quantity {quoting.inventory_limit_quantity} is above"
                f" risk.max_position_quantity {risk.max_position_quantity}"
                " | lower the one or raise the other"
            )
        if (orders := 2 * quoting.order_levels) > risk.max_open_orders:
            yield (
                f"quoting.order_levels {quoting.order_levels} on two sides needs {orders} orders,"
                f" risk.max_open_orders is {risk.max_open_orders} | quote fewer levels or raise the limit"
            )
        widest = max(quoting.bid_spread_bps, quoting.ask_spread_bps)
        widest += further * quoting.order_level_spread_bps
        if widest > risk.price_collar_bps:
            yield (
                f"the farthest quote, {widest:g} bps from fair value, is outside"
                f" risk.price_collar_bps {risk.price_collar_bps:g} | quote nearer or widen the collar"
            )
