"""What the open orders of one instrument sum up to, kept up with each change: the gate asks before every
order."""

from collections.abc import Mapping
from decimal import Decimal

from mmdesk.core.model.order import Order
from mmdesk.core.model.values import Side
from mmdesk.core.orders.entry import Entry
from mmdesk.core.orders.lifecycle import TERMINAL

_ZERO = Decimal(0)


class OpenSums:
    """Remaining quantities and values of each side, and our best prices (0 = none).

    `version` grows with each change. `live` are the instrument's open orders by client id, read only when a
    best price left.
    """

    __slots__ = ("_ask", "_bid", "_live", "buy", "buy_value_quote", "sell", "sell_value_quote", "version")

    def __init__(self, live: Mapping[str, Entry]) -> None:
        self.buy = _ZERO
        self.sell = _ZERO
        self.buy_value_quote = _ZERO
        self.sell_value_quote = _ZERO
        self.version = 0
        self._live = live
        self._bid: Decimal | None = _ZERO
        self._ask: Decimal | None = _ZERO

    def follow(self, entry: Entry) -> None:
        """An order's record changed: count it as it is now, or not any more."""
        if entry.counted is not None:
            self._remove(entry.counted)
        entry.counted = None if entry.order.state in TERMINAL else entry.order
        if entry.counted is not None:
            self._add(entry.counted)

    @property
    def count(self) -> int:
        """How many orders may still trade."""
        return len(self._live)

    @property
    def best_bid(self) -> Decimal:
        """The highest price we would buy at."""
        if self._bid is None:
            self._bid = max(self._prices(Side.BUY), default=_ZERO)
        return self._bid

    @property
    def best_ask(self) -> Decimal:
        """The lowest price we would sell at."""
        if self._ask is None:
            self._ask = min(self._prices(Side.SELL), default=_ZERO)
        return self._ask

    def _add(self, order: Order) -> None:
        price = order.intent.price
        self._move(order, 1)
        if order.intent.side is Side.BUY:
            if self._bid is not None and price > self._bid:
                self._bid = price
        elif self._ask is not None and (price < self._ask or not self._ask):
            self._ask = price

    def _remove(self, order: Order) -> None:
        self._move(order, -1)
        if order.intent.side is Side.BUY:
            if self._bid == order.intent.price:
                self._bid = None
        elif self._ask == order.intent.price:
            self._ask = None

    def _move(self, order: Order, sign: int) -> None:
        self.version += 1
        left = order.remaining_quantity * sign
        if order.intent.side is Side.BUY:
            self.buy += left
            self.buy_value_quote += order.intent.price * left
        else:
            self.sell += left
            self.sell_value_quote += order.intent.price * left

    def _prices(self, side: Side) -> list[Decimal]:
        intents = (entry.order.intent for entry in self._live.values())
        return [intent.price for intent in intents if intent.side is side]
