"""Rounding of money: the only place where a price or a quantity meets its tick or its lot."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from math import ceil, floor

# A price read as a float sits up to a few ulps off its tick; a millionth of a tick separates noise from a
# real difference.
_TICK_NOISE = 1e-6


class Side(StrEnum):
    """Which side of the market an order or a taker is on."""

    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        """+1 for a buy, -1 for a sell (the `s` of the analytics formulas)."""
        return 1 if self is Side.BUY else -1

    @property
    def opposite(self) -> "Side":
        return Side.SELL if self is Side.BUY else Side.BUY


def floor_to_step(value: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of `step` that is not above `value`, with the step's own number of decimals."""
    return (value / step).to_integral_value(ROUND_FLOOR) * step


def ceil_to_step(value: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of `step` that is not below `value`."""
    return (value / step).to_integral_value(ROUND_CEILING) * step


def is_multiple(value: Decimal, step: Decimal) -> bool:
    """Whether `value` lies exactly on the grid of `step`."""
    return value % step == 0


def ticks_below(price: float, tick: float) -> int:
    """The tick count at or below a model price: how a bid is rounded."""
    return floor(price / tick + _TICK_NOISE)


def ticks_above(price: float, tick: float) -> int:
    """The tick count at or above a model price: how an ask is rounded."""
    return ceil(price / tick - _TICK_NOISE)


def nearest_ticks(price: float, tick: float) -> int:
    """The tick count of a price that is known to lie on the grid (a venue's own price read as a float)."""
    return round(price / tick)


def from_ticks(ticks: int, tick_size: Decimal) -> Decimal:
    """The exact price of a tick count."""
    return tick_size * ticks


def exact(mid: float) -> Decimal:
    """A mid as the decimal it stands for: twelve digits hold every price, the rest is noise."""
    return Decimal(f"{mid:.12g}")
