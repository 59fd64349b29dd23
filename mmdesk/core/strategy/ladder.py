"""The ladder around a strategy: levels, skew, floors, rounding and the post-only clamp (MODELS 1.8)."""

from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.parameters import QuoteParameters
from mmdesk.core.model.values import Side, nearest_ticks, ticks_above, ticks_below
from mmdesk.core.strategy.base import Blocked, QuoteInputs, Spreads, Strategy
from mmdesk.core.strategy.level import Level
from mmdesk.core.strategy.sizes import SizePlan

# Share of the fair value below which no level is priced when sizes are near the venue's least value.
_FAR_LEVEL = 0.98


class Ladder:
    """Levels of both sides, best first: `bids`, `asks`; `levels` is both. `evaluate` refills them.

    Bids are rounded down and asks up to the tick, never onto the other side's best price, and never two
    levels of a side on one price. `spreads` and `inputs` hold the last evaluation for the explanation.
    """

    def __init__(self, instrument: Instrument, parameters: QuoteParameters, strategy: Strategy) -> None:
        self.bids = [Level(Side.BUY, index) for index in range(parameters.order_levels)]
        self.asks = [Level(Side.SELL, index) for index in range(parameters.order_levels)]
        self.levels = self.bids + self.asks
        self.spreads = Spreads(0.0, 0.0, 0.0)
        self.inputs = QuoteInputs()
        self.evaluated = False
        self._strategy = strategy
        self._sizes = SizePlan(instrument, parameters)
        self._sized_for: float | None = None
        self.widened = 0.0
        """By how much (in price) the minimum spread widened each side."""
        self.share = 1.0
        """Which part of each size is quoted, and why not all of it."""
        self.share_why = ""
        self.reducing = ""
        """The rule by which only what reduces the position is quoted; empty: none."""
        self._tick = float(instrument.tick_size)
        self._step = parameters.order_level_spread_bps * 1e-4
        self._minimum = parameters.minimum_spread_bps * 1e-4
        self._floor = float(parameters.price_floor)
        self._ceiling = float(parameters.price_ceiling)
        grain = instrument.tick_size * instrument.lot_size
        self._least_grains = -int(-instrument.min_notional_quote // grain)
        self._least_words = f"{instrument.min_notional_quote} {instrument.quote}"

    def evaluate(self, inputs: QuoteInputs) -> None:
        """Work out every level for these inputs."""
        self.inputs = inputs
        self.evaluated = True
        if inputs.inventory != self._sized_for or self.share < 1.0:
            self._sized_for = inputs.inventory
            self._size(self.bids)
            self._size(self.asks)
        spreads = self._strategy.spreads(inputs)
        if isinstance(spreads, Blocked):
            for level in self.levels:
                level.blocked_by, level.blocked_value = spreads
            return
        fair = inputs.fair_value
        bid_half, ask_half, skew = spreads
        short = fair * self._minimum - bid_half - ask_half
        self.widened = short * 0.5 if short > 0.0 else 0.0
        if short > 0.0:
            bid_half += self.widened
            ask_half += self.widened
            spreads = Spreads(bid_half, ask_half, skew)
        self.spreads = spreads
        self._price_bids(
            fair + skew - bid_half, fair * self._step, nearest_ticks(inputs.best_ask, self._tick)
        )
        self._price_asks(
            fair + skew + ask_half, fair * self._step, nearest_ticks(inputs.best_bid, self._tick)
        )
        if self._floor or self._ceiling:
            self._block_outside(fair)

    def restrict(self, share: float, share_why: str, *, reducing: str = "") -> None:
        """From now on: this share of each size, though never less than the venue takes, and only what
        reduces the position if a rule named `reducing` says so."""
        self.share, self.share_why, self.reducing = share, share_why, reducing
        self._sized_for = None

    def _size(self, levels: list[Level]) -> None:
        inputs = self.inputs
        self._sizes.fill(levels, inputs.inventory)
        if self.reducing:
            self._sizes.keep_reducing(levels, inputs.inventory, self.reducing)
        if self.share < 1.0:
            # The farthest level is the cheapest: a little more than the least at fair value reaches it too.
            ticks = ticks_below(inputs.fair_value * _FAR_LEVEL, self._tick)
            self._sizes.shrink(levels, self.share, -(-self._least_grains // max(1, ticks)))

    def _price_bids(self, raw: float, step: float, best_ask_ticks: int) -> None:
        tick = self._tick
        highest = best_ask_ticks - 1
        for level in self.bids:
            ticks = ticks_below(raw, tick)
            level.raw_price = raw
            level.rounded_ticks = ticks
            if ticks > highest:
                ticks = highest
            level.ticks = ticks
            highest = ticks - 1
            raw -= step
            level.blocked_by = level.size_rule
            if ticks * level.lots < self._least_grains or ticks <= 0:
                self._block_small(level)

    def _price_asks(self, raw: float, step: float, best_bid_ticks: int) -> None:
        tick = self._tick
        lowest = best_bid_ticks + 1
        for level in self.asks:
            ticks = ticks_above(raw, tick)
            level.raw_price = raw
            level.rounded_ticks = ticks
            if ticks < lowest:
                ticks = lowest
            level.ticks = ticks
            lowest = ticks + 1
            raw += step
            level.blocked_by = level.size_rule
            if ticks * level.lots < self._least_grains or ticks <= 0:
                self._block_small(level)

    def _block_small(self, level: Level) -> None:
        """Too little to be an order: name the size rule first, it is the reason more often."""
        if level.size_rule:
            return
        if level.ticks <= 0:
            level.blocked_by, level.blocked_value = "price", "not positive"
        else:
            level.blocked_by, level.blocked_value = "minimum notional", self._least_words

    def _block_outside(self, fair: float) -> None:
        """Above the ceiling nothing is bought, below the floor nothing is sold."""
        if self._ceiling and fair > self._ceiling:
            for level in self.bids:
                level.blocked_by, level.blocked_value = "price ceiling", f"{self._ceiling}"
        if self._floor and fair < self._floor:
            for level in self.asks:
                level.blocked_by, level.blocked_value = "price floor", f"{self._floor}"
