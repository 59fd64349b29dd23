"""Exact integers of the venue: ticks, lots, and money in 1e-8 units (Binance keeps 8 decimals)."""

from decimal import Decimal

from mmdesk.sim.types import SymbolRules

E8 = 10**8
COMMON_SHARE = 0.995


def to_e8(value: Decimal) -> int:
    """`value` in 1e-8 units. Raises ValueError when it has more than 8 decimals or is not a number."""
    if not value.is_finite():
        raise ValueError(f"{value} is not a finite number")
    scaled = value.scaleb(8)
    whole = int(scaled)
    if scaled != whole:
        raise ValueError(f"{value} has more than 8 decimals")
    return whole


def from_e8(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-8)


def text_e8(text: str) -> int:
    """Decimal text (no exponent, not negative) in 1e-8 units; the fast way for recorded levels."""
    whole, _, fraction = text.partition(".")
    return int(whole) * E8 + (int(fraction[:8].ljust(8, "0")) if fraction else 0)


def wire(amount: int) -> str:
    """8-decimal text of a non-negative amount in 1e-8 units, as Binance writes it."""
    whole, fraction = divmod(amount, E8)
    return f"{whole}.{fraction:08d}"


class Grid:
    """Steps of one symbol as integers: prices in ticks, quantities in lots, quote money in 1e-8 units."""

    __slots__ = ("lot_e8", "quote_unit_e8", "tick_e8")

    def __init__(self, rules: SymbolRules) -> None:
        self.tick_e8 = to_e8(rules.tick_size)
        self.lot_e8 = to_e8(rules.step_size)
        self.quote_unit_e8, rest = divmod(self.tick_e8 * self.lot_e8, E8)
        if rest or not self.quote_unit_e8:
            raise ValueError(
                f"{rules.symbol}: one tick ({rules.tick_size}) times one lot ({rules.step_size}) is finer "
                "than 1e-8, so amounts would not be exact; use a coarser tick or lot"
            )

    def price_text(self, ticks: int) -> str:
        return wire(ticks * self.tick_e8)

    def qty_text(self, lots: int) -> str:
        return wire(lots * self.lot_e8)

    def price(self, ticks: int) -> Decimal:
        return from_e8(ticks * self.tick_e8)

    def quantity(self, lots: int) -> Decimal:
        return from_e8(lots * self.lot_e8)

    def quote_e8(self, ticks: int, lots: int) -> int:
        return ticks * lots * self.quote_unit_e8


def common_step_e8(values: list[int]) -> int:
    """Greatest power of ten (in 1e-8 units) on which nearly all values lie: the step a recording was made on.

    Nearly: books hold a few very old orders from before their symbol's step became coarser.
    """
    seen = [value for value in values if value]
    power = 1
    while seen and sum(value % (power * 10) == 0 for value in seen) >= COMMON_SHARE * len(seen):
        power *= 10
        if power >= 10**16:
            break
    return power


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent above zero."""
    return Decimal(f"{value.normalize():f}")
