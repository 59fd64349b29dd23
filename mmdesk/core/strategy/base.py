"""What every strategy is: from the market and our inventory to distances around a fair value."""

from typing import NamedTuple, Protocol


class QuoteInputs:
    """What a strategy may look at, refilled for every evaluation. Prices in quote, inventory in base.

    `volatility_bps` is per sqrt(second), 0.0 = not measured yet. `inventory` is the whole position, signed.
    """

    __slots__ = ("best_ask", "best_bid", "fair_value", "inventory", "volatility_bps")

    def __init__(
        self,
        fair_value: float = 0.0,
        best_bid: float = 0.0,
        best_ask: float = 0.0,
        volatility_bps: float = 0.0,
        inventory: float = 0.0,
    ) -> None:
        self.fair_value = fair_value
        self.best_bid = best_bid
        self.best_ask = best_ask
        self.volatility_bps = volatility_bps
        self.inventory = inventory


class Spreads(NamedTuple):
    """Distances in price of the best bid and ask from `fair value + skew`; skew is negative when we are
    long."""

    bid_half: float
    ask_half: float
    skew: float


class Blocked(NamedTuple):
    """Why nothing can be quoted: the rule, and its number in words."""

    rule: str
    value: str


class Strategy(Protocol):
    """One model of where to quote."""

    def spreads(self, inputs: QuoteInputs) -> Spreads | Blocked:
        """Where the best level of each side belongs, before rounding and limits."""
        ...
