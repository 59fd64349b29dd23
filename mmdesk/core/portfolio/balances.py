"""Balances of one venue as it last told them, and what our fills took from them since."""

from collections.abc import Iterable
from decimal import Decimal

from mmdesk.core.model.account import Balance

_ZERO = Decimal(0)
# Some venues list thousands of assets, most of them empty.
MAX_ASSETS = 5_000


class Balances:
    """The venue's word may lag behind fills. What a fill took counts at once, what it brought counts when
    the venue says so: an order is never sent on money that may not be there."""

    def __init__(self) -> None:
        self._known: dict[str, Balance] = {}
        self._taken: dict[str, Decimal] = {}
        self._complete = False

    def report(self, balances: Iterable[Balance], *, complete: bool) -> None:
        """Take the venue's word. `complete`: assets not named are zero."""
        if complete:
            self._known.clear()
            self._taken.clear()
            self._complete = True
        for balance in balances:
            self._taken.pop(balance.asset, None)
            if balance.asset in self._known or len(self._known) < MAX_ASSETS:
                self._known[balance.asset] = balance

    def take(self, asset: str, amount: Decimal) -> None:
        """A fill took this much; gone before the venue tells."""
        self._taken[asset] = self._taken.get(asset, _ZERO) + amount

    def owned(self, asset: str) -> Decimal | None:
        """Free and used together, less what fills took since; None when the venue never told."""
        balance = self._known.get(asset)
        if balance is None:
            return _ZERO if self._complete else None
        return balance.total - self._taken.get(asset, _ZERO)

    def all(self) -> tuple[Balance, ...]:
        """As last told, by asset name."""
        return tuple(self._known[asset] for asset in sorted(self._known))
