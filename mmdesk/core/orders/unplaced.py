"""What fills add up to whose order is not in memory: it may still turn out to be open."""

from collections import OrderedDict
from decimal import Decimal
from typing import NamedTuple

from mmdesk.core.model.fill import Fill

MAX_ORDERS = 10_000
_ZERO = Decimal(0)


class Filled(NamedTuple):
    """Sums over distinct fills of one order; `value_quote` is price times quantity."""

    quantity: Decimal
    value_quote: Decimal


NOTHING = Filled(_ZERO, _ZERO)


class UnplacedFills:
    """By client id, the order heard of least lately dropped first."""

    def __init__(self, most: int = MAX_ORDERS) -> None:
        self._sums: OrderedDict[str, Filled] = OrderedDict()
        self._most = most

    def add(self, fill: Fill) -> None:
        """Count a fill that names its order and was not booked before."""
        self.keep(fill.client_id, Filled(fill.quantity, fill.value_quote))

    def keep(self, client_id: str, filled: Filled) -> None:
        """Add to what is known of an order, such as what it had filled when it left memory."""
        if filled.quantity <= 0:
            return
        before = self._sums.pop(client_id, NOTHING)
        self._sums[client_id] = Filled(
            before.quantity + filled.quantity, before.value_quote + filled.value_quote
        )
        if len(self._sums) > self._most:
            self._sums.popitem(last=False)

    def take(self, client_id: str) -> Filled:
        """The order is in memory from now on: hand over what was counted."""
        return self._sums.pop(client_id, NOTHING)
