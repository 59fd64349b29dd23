"""How far below its best a result is: drawdown in basis points of the capital at the start."""

from decimal import Decimal

from mmdesk.core.risk.breakers.breaker import Absent, Reading

_ZERO = Decimal(0)


class Drawdown:
    """A result told as moves (in quote): fees are in it, transfers are not, for they do not move it."""

    __slots__ = ("high_water_quote", "result_quote")

    def __init__(self) -> None:
        self.result_quote = _ZERO
        self.high_water_quote = _ZERO

    def move(self, amount_quote: Decimal) -> None:
        """What was won (or lost) since the last move."""
        self.result_quote += amount_quote
        # What is not a number cannot even be compared; a reading of it is missing from then on.
        if self.result_quote.is_finite():
            self.high_water_quote = max(self.high_water_quote, self.result_quote)

    def fell_before(self, amount_quote: Decimal) -> None:
        """It was this far below its best already when it began."""
        self.high_water_quote += amount_quote

    def rebase(self) -> None:
        """A person took the loss for granted: from here it is counted anew."""
        self.high_water_quote = self.result_quote

    def bps(self, capital_quote: Decimal) -> Reading:
        """NOT_YET while the capital is not known; a capital that cannot be one is no measurement."""
        if capital_quote == 0:
            return Absent.NOT_YET
        if not capital_quote.is_finite() or not self.result_quote.is_finite() or capital_quote < 0:
            return Absent.MISSING
        return float((self.high_water_quote - self.result_quote) / capital_quote) * 1e4
