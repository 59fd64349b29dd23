"""The recorded book in ticks and lots: diffs, the fresher bookTicker top, and what our takers used of it."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from mmdesk.sim.binance_records import TickerRecord
from mmdesk.sim.units import Grid, text_e8

Change = tuple[int, int, int]  # ticks, lots before, lots after


class TapeSide:
    """One side; keys are `sign * ticks`, best last. `used` are lots our takers took since the last change."""

    __slots__ = ("keys", "lots", "sign", "used")

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.keys: list[int] = []
        self.lots: dict[int, int] = {}
        self.used: dict[int, int] = {}

    def set(self, ticks: int, lots: int) -> int:
        """Replaces a level (0 removes it) and returns the lots it had."""
        before = self.lots.get(ticks, 0)
        self.used.pop(ticks, None)
        if lots:
            if not before:
                insort(self.keys, ticks * self.sign)
            self.lots[ticks] = lots
        elif before:
            del self.lots[ticks]
            del self.keys[bisect_left(self.keys, ticks * self.sign)]
        return before


class TapeBook:
    """Depth from snapshot and diffs; the top from whichever is newer by update id, depth or bookTicker."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._sides = {+1: TapeSide(+1), -1: TapeSide(-1)}
        self._ticker: tuple[int, int, int, int] | None = None
        self._ticker_id = 0
        self.last_id = 0

    def load(self, last_id: int, bids: Iterable[tuple[str, str]], asks: Iterable[tuple[str, str]]) -> None:
        """Starts from a REST snapshot."""
        self.last_id = last_id
        for sign, levels in ((+1, bids), (-1, asks)):
            self._sides[sign] = TapeSide(sign)
            self._set_all(sign, levels)

    def apply(
        self, final_id: int, bids: Iterable[tuple[str, str]], asks: Iterable[tuple[str, str]]
    ) -> dict[int, list[Change]]:
        """Applies a diff; the changes by sign, for the queues of our orders."""
        self.last_id = final_id
        if self._ticker_id <= final_id:
            self._ticker = None
        return {+1: self._set_all(+1, bids), -1: self._set_all(-1, asks)}

    def see_top(self, record: TickerRecord) -> None:
        """A bookTicker newer than the last diff overrides the top."""
        if record.update_id <= self.last_id:
            return
        top = (
            text_e8(record.bid_price) // self._grid.tick_e8,
            text_e8(record.bid_qty) // self._grid.lot_e8,
            text_e8(record.ask_price) // self._grid.tick_e8,
            text_e8(record.ask_qty) // self._grid.lot_e8,
        )
        before = self._ticker or (0, 0, 0, 0)
        self._ticker, self._ticker_id = top, record.update_id
        for sign, i in ((+1, 0), (-1, 2)):
            if top[i : i + 2] != before[i : i + 2] and top[i + 1] != self.lots_at(sign, top[i]):
                self._sides[sign].used.pop(top[i], None)

    def top(self) -> tuple[int, int, int, int]:
        """(bid ticks, lots, ask ticks, lots), zeros for an empty side; our takers' use is not subtracted."""
        if self._ticker is not None:
            return self._ticker
        bids, asks = self._sides[+1], self._sides[-1]
        bid = bids.keys[-1] if bids.keys else 0
        ask = -asks.keys[-1] if asks.keys else 0
        return bid, bids.lots.get(bid, 0), ask, asks.lots.get(ask, 0)

    def lots_at(self, sign: int, ticks: int) -> int:
        """Displayed lots of a level."""
        top = self.top()
        ticks_top, lots_top = top[:2] if sign > 0 else top[2:]
        if ticks == ticks_top:
            return lots_top
        if (ticks - ticks_top) * sign > 0:
            return 0
        return self._sides[sign].lots.get(ticks, 0)

    def ladder(self, sign: int) -> Iterator[tuple[int, int]]:
        """(ticks, lots) of one side, best first, less what our takers used since the level last changed."""
        side, top = self._sides[sign], self.top()
        ticks_top, lots_top = top[:2] if sign > 0 else top[2:]
        if not ticks_top:
            return
        left = lots_top - side.used.get(ticks_top, 0)
        if left > 0:
            yield ticks_top, left
        for key in reversed(side.keys[: bisect_left(side.keys, ticks_top * sign)]):
            ticks = key * sign
            left = side.lots[ticks] - side.used.get(ticks, 0)
            if left > 0:
                yield ticks, left

    def displayed(self, sign: int, limit: int) -> list[tuple[int, int]]:
        """The depth as recorded (no bookTicker, nothing subtracted), best first: it fits `last_id`."""
        side = self._sides[sign]
        return [(key * sign, side.lots[key * sign]) for key in side.keys[: -limit - 1 : -1]]

    def use(self, sign: int, ticks: int, lots: int) -> None:
        """Own volume is not taken twice."""
        used = self._sides[sign].used
        used[ticks] = used.get(ticks, 0) + lots

    def _set_all(self, sign: int, levels: Iterable[tuple[str, str]]) -> list[Change]:
        side, tick, lot = self._sides[sign], self._grid.tick_e8, self._grid.lot_e8
        changes = []
        for price, quantity in levels:
            ticks, lots = text_e8(price) // tick, text_e8(quantity) // lot
            changes.append((ticks, side.set(ticks, lots), lots))
        return changes
