"""The orders sent last, by what a duplicate would share with them: side, price and quantity."""

from collections import OrderedDict
from decimal import Decimal
from typing import NamedTuple

from mmdesk.core.model.order import OrderIntent
from mmdesk.core.model.values import Side

_MS = 1_000_000
# More than any market may send within a duplicate window.
_MOST = 1_000


class Sent(NamedTuple):
    """Which order, and when it left (monotonic)."""

    client_id: str
    mono_ns: int


class RecentOrders:
    """The newest order of each kind; the oldest is forgotten when there are too many."""

    __slots__ = ("_sent",)

    def __init__(self) -> None:
        self._sent: OrderedDict[tuple[Side, Decimal, Decimal], Sent] = OrderedDict()

    def sent(self, intent: OrderIntent, mono_ns: int) -> None:
        """One order left."""
        key = (intent.side, intent.price, intent.quantity)
        self._sent.pop(key, None)
        self._sent[key] = Sent(intent.client_id, mono_ns)
        if len(self._sent) > _MOST:
            self._sent.popitem(last=False)

    def like(self, intent: OrderIntent) -> Sent | None:
        """The last order sent that this one repeats."""
        return self._sent.get((intent.side, intent.price, intent.quantity))
