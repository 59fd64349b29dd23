"""Price-time priority matching on integer ticks and lots: exact, no floats, no clock.

A side keeps its prices as sorted keys `sign * ticks` with the best LAST, so that taking the best is a pop and
one
code path serves both sides. A level's orders sit in an insertion-ordered dict: that order IS time priority.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Protocol

from mmdesk.sim.types import StpMode


class Resting:
    """An order as the matching engine sees it. `owner` "" is the anonymous flow, free to meet itself."""

    __slots__ = ("left", "limit", "order_id", "owner", "sign", "slot", "stopped", "stp_mode")

    def __init__(
        self,
        order_id: int,
        sign: int,
        limit: int,
        left: int,
        owner: str = "",
        stp_mode: StpMode = StpMode.NONE,
    ) -> None:
        self.order_id = order_id
        self.sign = sign
        self.limit = limit
        self.left = left
        self.owner = owner
        self.stp_mode = stp_mode
        self.stopped = False  # ended as a taker by self-trade prevention
        self.slot = -1  # place in the flow's own list of live orders


class MatchSink(Protocol):
    def matched(self, maker: Resting, taker: Resting, ticks: int, lots: int) -> None: ...

    def prevented_match(self, maker: Resting) -> None: ...


class Level:
    __slots__ = ("lots", "orders")

    def __init__(self) -> None:
        self.lots = 0
        self.orders: dict[int, Resting] = {}


class BookSide:
    """One side of the book; `dirty` collects the prices changed since the last depth message."""

    __slots__ = ("dirty", "keys", "levels", "sign")

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.keys: list[int] = []
        self.levels: dict[int, Level] = {}
        self.dirty: set[int] = set()

    def best(self) -> int:
        """Best price in ticks, 0 when empty."""
        return self.keys[-1] * self.sign if self.keys else 0

    def best_lots(self) -> int:
        return self.levels[self.keys[-1] * self.sign].lots if self.keys else 0

    def lots_at(self, ticks: int) -> int:
        level = self.levels.get(ticks)
        return level.lots if level else 0

    def add(self, order: Resting) -> None:
        ticks = order.limit
        level = self.levels.get(ticks)
        if level is None:
            level = self.levels[ticks] = Level()
            insort(self.keys, ticks * self.sign)
        level.orders[order.order_id] = order
        level.lots += order.left
        self.dirty.add(ticks)

    def remove(self, order: Resting) -> None:
        """Takes out an order; KeyError when it does not rest here."""
        ticks = order.limit
        level = self.levels[ticks]
        del level.orders[order.order_id]
        level.lots -= order.left
        self.dirty.add(ticks)
        if not level.orders:
            self._drop(ticks)

    def reduce(self, order: Resting, lots: int) -> None:
        """Fills `lots` of a resting order, which leaves the book when nothing is left."""
        ticks = order.limit
        level = self.levels[ticks]
        order.left -= lots
        level.lots -= lots
        self.dirty.add(ticks)
        if not order.left:
            del level.orders[order.order_id]
            if not level.orders:
                self._drop(ticks)

    def walk(self) -> Iterator[Resting]:
        """Resting orders in priority order."""
        for key in reversed(self.keys):
            yield from self.levels[key * self.sign].orders.values()

    def ladder(self, limit: int) -> list[tuple[int, int]]:
        """(ticks, lots), best first."""
        return [(key * self.sign, self.levels[key * self.sign].lots) for key in self.keys[: -limit - 1 : -1]]

    def _drop(self, ticks: int) -> None:
        del self.levels[ticks]
        key = ticks * self.sign
        if self.keys[-1] == key:
            self.keys.pop()
        else:
            del self.keys[bisect_left(self.keys, key)]


class MatchingBook:
    """Both sides and the matching rule. `update_id` grows by one per request that changed the book."""

    __slots__ = ("asks", "bids", "sink", "update_id")

    def __init__(self, sink: MatchSink, first_update_id: int = 1) -> None:
        self.sink = sink
        self.bids = BookSide(+1)
        self.asks = BookSide(-1)
        self.update_id = first_update_id

    def side(self, sign: int) -> BookSide:
        return self.bids if sign > 0 else self.asks

    def crosses(self, sign: int, ticks: int) -> bool:
        """Would an order of `sign` at `ticks` meet the other side?"""
        if sign > 0:
            return bool(self.asks.keys) and ticks >= -self.asks.keys[-1]
        return bool(self.bids.keys) and ticks <= self.bids.keys[-1]

    def rest(self, order: Resting) -> None:
        self.side(order.sign).add(order)
        self.update_id += 1

    def withdraw(self, order: Resting) -> None:
        self.side(order.sign).remove(order)
        self.update_id += 1

    def take(self, taker: Resting, limit: int | None) -> None:
        """Fills `taker` against the other side in price-time order, at `limit` ticks or better (None: any
        price).

        What is not filled stays in `taker.left`; EXPIRE_TAKER and EXPIRE_BOTH mark it `stopped`.
        """
        side = self.side(-taker.sign)
        worst = None if limit is None else limit * side.sign
        changed = False
        while taker.left and side.keys:
            if worst is not None and side.keys[-1] < worst:
                break
            ticks = side.keys[-1] * side.sign
            maker = next(iter(side.levels[ticks].orders.values()))
            if taker.owner and maker.owner == taker.owner and taker.stp_mode != StpMode.NONE:
                changed |= self._prevent(side, maker, taker)
                if taker.stopped:
                    break
                continue
            lots = min(taker.left, maker.left)
            taker.left -= lots
            side.reduce(maker, lots)
            changed = True
            self.sink.matched(maker, taker, ticks, lots)
        if changed:
            self.update_id += 1

    def _prevent(self, side: BookSide, maker: Resting, taker: Resting) -> bool:
        """Applies the taker's self-trade mode to this meeting; True when the book changed."""
        if taker.stp_mode != StpMode.EXPIRE_MAKER:
            taker.stopped = True
        if taker.stp_mode == StpMode.EXPIRE_TAKER:
            return False
        side.remove(maker)
        self.sink.prevented_match(maker)
        return True
