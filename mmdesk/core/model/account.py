"""What we hold: balances as the venue says, positions as the sum of our fills, and the PnL that follows."""

from decimal import Decimal

import msgspec


class Balance(msgspec.Struct, frozen=True):
    """One asset at one venue; `free + used` is the total."""

    asset: str
    free: Decimal
    used: Decimal

    @property
    def total(self) -> Decimal:
        return self.free + self.used


class Position(msgspec.Struct, frozen=True):
    """Our position in one instrument: the sum of our fills. `quantity` is in base, signed; fees are in quote.

    `average_price` is the cost of the open quantity (0 when flat); `realised_quote` excludes fees.
    """

    instrument: str
    quantity: Decimal = Decimal(0)
    average_price: Decimal = Decimal(0)
    realised_quote: Decimal = Decimal(0)
    fees_quote: Decimal = Decimal(0)
    bought_quantity: Decimal = Decimal(0)
    sold_quantity: Decimal = Decimal(0)

    @property
    def paid_in_quote(self) -> Decimal:
        """What the fills brought in quote, negative for what they cost; fees left out."""
        return self.realised_quote - self.quantity * self.average_price


class PnlReport(msgspec.Struct, frozen=True):
    """PnL of one instrument at a mid, and its attribution (MODELS 2).

    Total = capture + inventory - fees + residual.
    """

    instrument: str
    mid: Decimal
    total_quote: Decimal
    realised_quote: Decimal
    unrealised_quote: Decimal
    fees_quote: Decimal
    capture_quote: Decimal
    inventory_quote: Decimal
    residual_quote: Decimal
