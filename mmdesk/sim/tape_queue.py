"""Our orders waiting on a recorded market: estimated queue; fills by trade, trade-through and cross."""

from collections.abc import Callable, Iterator

from mmdesk.sim.matching import Resting
from mmdesk.sim.queue_model import QueueModel
from mmdesk.sim.tape_book import Change, TapeBook

Filled = Callable[[Resting, int, int], None]  # order, ticks, lots; `left` is already reduced


class Waiting:
    """One order in line. `front` lots are ahead of it; `traded` since the last change of its level."""

    __slots__ = ("front", "order", "traded")

    def __init__(self, order: Resting, front: int) -> None:
        self.order = order
        self.front = float(front)
        self.traded = 0


class TapeQueue:
    """Orders by price, then by arrival. Own volume is not reused: a trade or a level fills us once."""

    def __init__(self, book: TapeBook, model: QueueModel, lot_size: float, filled: Filled) -> None:
        self._book = book
        self._model = model
        self._lot_size = lot_size
        self._filled = filled
        self._lines: dict[int, dict[int, Waiting]] = {+1: {}, -1: {}}

    def __len__(self) -> int:
        return len(self._lines[+1]) + len(self._lines[-1])

    def join(self, order: Resting) -> None:
        """Stands behind everything displayed at the price."""
        front = self._book.lots_at(order.sign, order.limit)
        self._lines[order.sign][order.order_id] = Waiting(order, front)

    def leave(self, order: Resting) -> None:
        self._lines[order.sign].pop(order.order_id, None)

    def of(self, sign: int) -> list[Resting]:
        """Waiting orders of one side, best price first, then by arrival."""
        return [waiting.order for waiting in self._line(sign)]

    def front(self, order: Resting) -> float:
        """Estimated lots ahead."""
        return self._lines[order.sign][order.order_id].front

    def trade(self, sign: int, ticks: int, lots: int) -> None:
        """A recorded trade hit side `sign` at `ticks`: orders it went through first, then used-up queues."""
        available = lots
        for waiting in self._line(sign):
            order = waiting.order
            ahead = (order.limit - ticks) * sign
            if ahead < 0 or not available:
                break
            part = min(order.left, available)
            if not ahead:
                waiting.front -= lots
                waiting.traded += lots
                part = min(part, max(0, int(-waiting.front)))
                waiting.front = max(0.0, waiting.front)
            if part:
                available -= part
                self._fill(order, part)

    def depth(self, sign: int, changes: list[Change]) -> None:
        """Levels of side `sign` changed: the model says how much of it stood ahead of us."""
        line = self._lines[sign]
        if not line:
            return
        by_price = {ticks: (before, after) for ticks, before, after in changes}
        for waiting in line.values():
            change = by_price.get(waiting.order.limit)
            if change is not None:
                self._move_up(waiting, *change)

    def _move_up(self, waiting: Waiting, before: int, after: int) -> None:
        lot = self._lot_size
        front = self._model.after_depth(waiting.front * lot, before * lot, after * lot, waiting.traded * lot)
        waiting.front = round(front / lot, 6)
        waiting.traded = 0

    def cross(self) -> None:
        """Fills orders the recorded other side has reached or passed, up to what it shows there."""
        for sign in (+1, -1):
            if not self._lines[sign]:
                continue
            bid, _, ask, _ = self._book.top()
            other = ask if sign > 0 else bid
            for waiting in self._line(sign):
                order = waiting.order
                if not other or (order.limit - other) * sign < 0:
                    break
                self._fill_crossed(order)

    def _fill_crossed(self, order: Resting) -> None:
        for ticks, lots in self._book.ladder(-order.sign):
            if not order.left or (order.limit - ticks) * order.sign < 0:
                break
            part = min(order.left, lots)
            self._book.use(-order.sign, ticks, part)
            self._fill(order, part)

    def _fill(self, order: Resting, lots: int) -> None:
        order.left -= lots
        if not order.left:
            self.leave(order)
        self._filled(order, order.limit, lots)

    def _line(self, sign: int) -> Iterator[Waiting]:
        return iter(sorted(self._lines[sign].values(), key=lambda waiting: -waiting.order.limit * sign))
