"""What one market's position may come to if every open order of the worse side fills, in the desk's
currency."""

from decimal import Decimal
from typing import NamedTuple

from mmdesk.core.model.account import Position
from mmdesk.core.orders.foreign import ForeignSums
from mmdesk.core.orders.open_sums import OpenSums
from mmdesk.core.risk.exposure_controls import worst_side

_ZERO = Decimal(0)


class Worst(NamedTuple):
    """Of the base: all buys filled, all sells filled (signed), the larger of both without sign. Of the quote,
    where it is an asset of its own: all sells filled, all buys filled. None = cannot be valued."""

    long: Decimal | None
    short: Decimal | None
    gross: Decimal | None
    quote_long: Decimal | None = _ZERO
    quote_short: Decimal | None = _ZERO


class WorstCase:
    """Worked out again only when position, open orders or value changed: the gate asks for every market."""

    __slots__ = ("_foreign", "_known", "_ours", "_position", "_unit", "_version", "_worth")

    def __init__(self, ours: OpenSums, foreign: ForeignSums) -> None:
        self._ours = ours
        self._foreign = foreign
        self._position: Position | None = None
        self._unit: Decimal | None = None
        self._worth: Decimal | None = None
        self._version = -1
        self._known = Worst(_ZERO, _ZERO, _ZERO)

    def of(self, position: Position, unit: Decimal | None, worth: Decimal | None = _ZERO) -> Worst:
        """`unit` is what one base is worth, `worth` what one quote is (0: it is money, no asset)."""
        version = self._ours.version + self._foreign.version
        same = position is self._position and version == self._version
        if same and unit is self._unit and worth is self._worth:
            return self._known
        self._position, self._version, self._unit, self._worth = position, version, unit, worth
        self._known = Worst(*self._of_base(position.quantity, unit), *self._of_quote(position, worth))
        return self._known

    def _of_base(
        self, held: Decimal, unit: Decimal | None
    ) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        buy = self._ours.buy + self._foreign.buy
        sell = self._ours.sell + self._foreign.sell
        if not held and not buy and not sell:
            return _ZERO, _ZERO, _ZERO
        if unit is None:
            return None, None, None
        return (held + buy) * unit, (held - sell) * unit, worst_side(held, buy, sell) * unit

    def _of_quote(self, position: Position, worth: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
        if worth is not None and not worth:
            return _ZERO, _ZERO
        held = position.paid_in_quote
        comes = self._ours.sell_value_quote + self._foreign.sell_value_quote
        goes = self._ours.buy_value_quote + self._foreign.buy_value_quote
        if not held and not comes and not goes:
            return _ZERO, _ZERO
        return (None, None) if worth is None else ((held + comes) * worth, (held - goes) * worth)
