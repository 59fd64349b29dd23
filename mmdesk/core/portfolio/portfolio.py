"""All we hold: positions as sums of fills, balances as venues say, PnL at a mid."""

from decimal import Decimal

from mmdesk.core.model.account import Balance, PnlReport, Position


class Portfolio:
    """Positions per instrument and balances per venue."""

    def position(self, key: str) -> Position:
        """The position in an instrument (flat when nothing was traded)."""
        raise NotImplementedError

    def report(self, key: str, mid: float) -> PnlReport:
        """PnL at `mid` and its attribution; with `mid` 0 (unknown) the last fill's or average price is used."""
        raise NotImplementedError

    def balances(self, venue: str) -> tuple[Balance, ...]:
        """Balances as last told by the venue, by asset name."""
        raise NotImplementedError

    def other_fees(self, key: str) -> dict[str, Decimal]:
        """Fees paid in assets that are neither base nor quote (not part of PnL), by asset."""
        raise NotImplementedError
