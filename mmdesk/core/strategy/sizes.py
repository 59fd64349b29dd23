"""How much each level quotes: size step, inventory skew by size, and the room the inventory limit leaves."""

from decimal import Decimal
from math import floor

from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.parameters import QuoteParameters
from mmdesk.core.strategy.level import Level

# A size computed in floats sits a few ulps off its lot.
_LOT_NOISE = 1e-6


class SizePlan:
    """Sizes in lots for one side; they change with inventory only, so they are not computed on every tick."""

    def __init__(self, instrument: Instrument, parameters: QuoteParameters) -> None:
        self._lot = float(instrument.lot_size)
        self._fewest = _lots(instrument.min_quantity, instrument.lot_size)
        self._first = float(parameters.order_amount)
        self._step = float(parameters.order_level_amount)
        self._skew = parameters.inventory_skew
        self._limit = float(parameters.inventory_limit_quantity)
        self._target = float(parameters.inventory_target_quantity)
        self._limit_words = f"{parameters.inventory_limit_quantity} {instrument.base}"

    def fill(self, levels: list[Level], inventory: float) -> None:
        """Write the sizes of one side's levels for this inventory (base units)."""
        if not levels:
            return
        lean = (inventory - self._target) * levels[0].side.sign
        share = 1.0 - self._skew * max(0.0, lean / self._limit)
        share = min(1.0, max(0.0, share))
        room = floor((self._limit - lean) / self._lot + _LOT_NOISE)
        for level in levels:
            wanted = floor((self._first + level.index * self._step) * share / self._lot + _LOT_NOISE)
            level.most_lots = max(0, room)
            level.lots = max(0, min(wanted, room))
            room -= level.lots
            self._judge(level)

    def keep_reducing(self, levels: list[Level], inventory: float, rule: str) -> None:
        """Take away what would not reduce the position: its own side, and more than all of it."""
        room = floor(max(0.0, -inventory * levels[0].side.sign) / self._lot + _LOT_NOISE) if levels else 0
        for level in levels:
            level.most_lots = min(level.most_lots, room)
            level.lots = min(level.lots, room)
            room -= level.lots
            if level.lots <= 0:
                level.size_rule, level.size_value = rule, "only what reduces the position"

    def shrink(self, levels: list[Level], share: float, least_lots: int) -> None:
        """Quote a share of each size, in whole lots, not less than the venue takes."""
        least = max(self._fewest, least_lots)
        for level in levels:
            level.lots = min(level.lots, max(floor(level.lots * share + _LOT_NOISE), least))

    def _judge(self, level: Level) -> None:
        level.size_rule = level.size_value = ""
        if level.lots <= 0 or (level.lots < self._fewest and level.most_lots <= level.lots):
            level.size_rule = "inventory limit"
            level.size_value = self._limit_words
        elif level.lots < self._fewest:
            level.size_rule = "minimum quantity"
            level.size_value = f"{level.lots} of {self._fewest} lots"


def _lots(quantity: Decimal, lot_size: Decimal) -> int:
    """Lots needed to reach a quantity."""
    return -int(-quantity // lot_size)
