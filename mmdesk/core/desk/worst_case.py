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
    """All buys filled, all sells filled (signed), the larger of both without sign."""

    long: Decimal
    short: Decimal
    gross: Decimal


NOTHING = Worst(_ZERO, _ZERO, _ZERO)


class WorstCase:
    """Worked out again only when position, open orders or value changed: the gate asks for every market."""

    __slots__ = ("_foreign", "_known", "_ours", "_position", "_unit", "_version")

    def __init__(self, ours: OpenSums, foreign: ForeignSums) -> None:
        self._ours = ours
        self._foreign = foreign
        self._position: Position | None = None
        self._unit: Decimal | None = None
        self._version = -1
        self._known: Worst | None = None

    def of(self, position: Position, unit: Decimal | None) -> Worst | None:
        """`unit` is what one base is worth; None when there is something that cannot be valued."""
        version = self._ours.version + self._foreign.version
        if position is self._position and version == self._version and unit is self._unit:
            return self._known
        self._position, self._version, self._unit = position, version, unit
        self._known = self._worked_out(position.quantity, unit)
        return self._known

    def _worked_out(self, held: Decimal, unit: Decimal | None) -> Worst | None:
        buy = self._ours.buy + self._foreign.buy
        sell = self._ours.sell + self._foreign.sell
        if not held and not buy and not sell:
            return NOTHING
        if unit is None:
            return None
        return Worst((held + buy) * unit, (held - sell) * unit, worst_side(held, buy, sell) * unit)
