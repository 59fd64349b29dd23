"""What a venue must hold if our fills are the whole truth, against what it says it holds (ORDERS 2.7)."""

from collections import deque
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from mmdesk.core.model.account import Balance

_ZERO = Decimal(0)
# Moves told after a balance may belong before it; this many are kept apart until they are settled.
MAX_MOVES = 5_000


class _Move(NamedTuple):
    exchange_ns: int
    asset: str
    amount: Decimal


class BalanceCheck:
    """Totals of one venue since `anchor`: what it said then, and every fill and transfer later by the venue's
    own clock. It proves nothing about the time before.

    Moves come in any order; each is compared with a balance by the venue's times, never by arrival.
    """

    def __init__(self) -> None:
        self.anchored_ns = 0
        """Venue time of the balances taken for right; 0 = none yet."""
        self._totals: dict[str, Decimal] = {}
        self._moves: deque[_Move] = deque()

    def anchor(self, balances: Iterable[Balance], exchange_ns: int) -> None:
        """Take these for right, at the venue's time."""
        self.anchored_ns = exchange_ns
        self._totals = {one.asset: one.total for one in balances}
        self._moves = deque(move for move in self._moves if move.exchange_ns > exchange_ns)

    def move(self, asset: str, amount: Decimal, exchange_ns: int) -> None:
        """A fill or transfer changed what we hold of an asset; known once, by whoever calls."""
        if amount and (not self.anchored_ns or exchange_ns > self.anchored_ns):
            self._moves.append(_Move(exchange_ns, asset, amount))
            if len(self._moves) > MAX_MOVES:
                oldest = self._moves.popleft()
                self._totals[oldest.asset] = self._totals.get(oldest.asset, _ZERO) + oldest.amount

    def drift(
        self, balances: Iterable[Balance], exchange_ns: int, tolerances: Mapping[str, Decimal]
    ) -> dict[str, Decimal]:
        """Told less expected, of the assets of `tolerances` where it is more; empty: they agree."""
        told = {one.asset: one.total for one in balances}
        expected = dict(self._totals)
        for at_ns, asset, amount in self._moves:
            if at_ns <= exchange_ns:
                expected[asset] = expected.get(asset, _ZERO) + amount
        off = {asset: told.get(asset, _ZERO) - expected.get(asset, _ZERO) for asset in tolerances}
        return {asset: amount for asset, amount in off.items() if abs(amount) > tolerances[asset]}
