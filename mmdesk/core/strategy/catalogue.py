"""Which strategies there are, by the name a person writes, and what is wrong with a set of parameters."""

from collections.abc import Callable
from decimal import Decimal
from math import isfinite

from mmdesk.core.model.parameters import GlftParameters, QuoteParameters
from mmdesk.core.strategy.base import Strategy
from mmdesk.core.strategy.fair_value import FAIR_VALUES
from mmdesk.core.strategy.glft import Glft
from mmdesk.core.strategy.symmetric import Symmetric

STRATEGIES: dict[str, Callable[[QuoteParameters], Strategy]] = {"symmetric": Symmetric, "glft": Glft}

MAX_LEVELS = 50
_POSITIVE = ("order_amount", "inventory_limit_quantity")
_NOT_NEGATIVE = (
    "bid_spread_bps",
    "ask_spread_bps",
    "minimum_spread_bps",
    "order_level_spread_bps",
    "order_level_amount",
    "order_refresh_time_s",
    "max_order_age_s",
    "order_refresh_tolerance_bps",
    "filled_order_delay_s",
    "inventory_skew",
    "price_floor",
    "price_ceiling",
)
_GLFT_POSITIVE = ("risk_aversion", "arrival_rate_per_s", "depth_decay_per_quote")


def make_strategy(parameters: QuoteParameters) -> Strategy:
    """The strategy the parameters name. Raises KeyError for a name `problems` would have told."""
    return STRATEGIES[parameters.strategy](parameters)


def problems(parameters: QuoteParameters) -> tuple[str, ...]:
    """Everything wrong with these parameters, one sentence each; empty when they can be quoted with."""
    found: list[str] = []
    if parameters.strategy not in STRATEGIES:
        found.append(f"strategy: {parameters.strategy!r} is not one of {', '.join(STRATEGIES)}")
    if parameters.fair_value not in FAIR_VALUES:
        found.append(f"fair_value: {parameters.fair_value!r} is not one of {', '.join(FAIR_VALUES)}")
    if not 1 <= parameters.order_levels <= MAX_LEVELS:
        found.append(f"order_levels: {parameters.order_levels} is not between 1 and {MAX_LEVELS}")
    found += _numbers(parameters, _POSITIVE, zero_allowed=False)
    found += _numbers(parameters, _NOT_NEGATIVE, zero_allowed=True)
    if not parameters.inventory_target_quantity.is_finite():
        found.append("inventory_target_quantity: not a finite number")
    if 0 < parameters.price_ceiling <= parameters.price_floor:
        found.append(
            f"price_ceiling: {parameters.price_ceiling} is not above price_floor {parameters.price_floor}"
        )
    found += _numbers(parameters.glft, _GLFT_POSITIVE, zero_allowed=False)
    found += _numbers(parameters.glft, ("volatility_bps_per_sqrt_s",), zero_allowed=True)
    return tuple(found)


def _numbers(
    record: QuoteParameters | GlftParameters, names: tuple[str, ...], *, zero_allowed: bool
) -> list[str]:
    found: list[str] = []
    for name in names:
        value = getattr(record, name)
        finite = value.is_finite() if isinstance(value, Decimal) else isfinite(value)
        if not finite:
            found.append(f"{name}: {value} is not a finite number")
        elif value < 0 or (value == 0 and not zero_allowed):
            found.append(f"{name}: {value} is not {'zero or more' if zero_allowed else 'above zero'}")
    return found
