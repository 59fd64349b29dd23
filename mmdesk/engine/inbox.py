"""The queue in front of the core: first in first out, late market data conflated, account events kept."""

import asyncio
from collections import deque

from mmdesk.core.model.events import AnyEvent
from mmdesk.core.model.market import BookDelta, BookSnapshot, FeedLost, Level, TopOfBook, TradePrint

# Below this many waiting events nothing is dropped: a burst that fits one turn of the loop is not lateness.
LATE_DEPTH = 64
Cell = list[AnyEvent | None]
BookEvent = TopOfBook | BookDelta | BookSnapshot | TradePrint


class Inbox:
    """Bounded by conflation: when late, one market event of each kind per instrument waits.

    Account events, commands and time are kept whatever their number; our own message rate bounds them.
    """

    def __init__(self, late_depth: int = LATE_DEPTH) -> None:
        self._cells: deque[Cell] = deque()
        self._latest: dict[tuple[str, type[BookEvent]], Cell] = {}
        self._late_depth = late_depth
        self._wakes = asyncio.Event()
        self.depth = 0
        self.conflated = 0

    def put(self, event: AnyEvent) -> None:
        """Take an event in; never blocks. A market event may replace an older one of its kind."""
        cell: Cell = [event]
        if isinstance(event, BookEvent):
            if self.depth >= self._late_depth:
                cell[0] = self._conflated_with(event)
            self._remember(event, cell)
        elif isinstance(event, FeedLost):
            self._fence(event.instrument, TopOfBook, BookDelta, BookSnapshot)
        self._cells.append(cell)
        self.depth += 1

    def put_first(self, event: AnyEvent) -> None:
        """Take an event in ahead of all that waits: only for what stops the desk."""
        self._cells.appendleft([event])
        self.depth += 1

    def pop(self) -> AnyEvent | None:
        """The oldest waiting event, or None."""
        while self._cells:
            cell = self._cells.popleft()
            event, cell[0] = cell[0], None
            if event is not None:
                self.depth -= 1
                return event
        return None

    def wake(self) -> None:
        """Let `wait` return: something is left that nobody is about to handle."""
        self._wakes.set()

    async def wait(self) -> None:
        """Return when something waits and `wake` was called."""
        if not self.depth:
            self._wakes.clear()
            await self._wakes.wait()

    def _remember(self, event: BookEvent, cell: Cell) -> None:
        self._latest[(event.instrument, type(event))] = cell
        if isinstance(event, BookSnapshot):
            self._fence(event.instrument, BookDelta)

    def _fence(self, instrument: str, *kinds: type[BookEvent]) -> None:
        """What comes next must not be joined with what came before: the order of the two has a meaning."""
        for kind in kinds:
            self._latest.pop((instrument, kind), None)

    def _conflated_with(self, event: BookEvent) -> BookEvent:
        """The event that stands for this one and the one of its kind that waits; that one is taken out."""
        cell = self._latest.get((event.instrument, type(event)))
        waiting = cell[0] if cell is not None else None
        joined: BookEvent | None = event
        if cell is None or waiting is None:
            return event
        if isinstance(event, BookDelta) and isinstance(waiting, BookDelta):
            joined = _joined(waiting, event)
        elif isinstance(event, BookSnapshot) and self._waits(event.instrument, BookDelta):
            joined = None
        if joined is None:
            return event
        cell[0] = None
        self.depth -= 1
        self.conflated += 1
        return joined

    def _waits(self, instrument: str, kind: type[BookEvent]) -> bool:
        cell = self._latest.get((instrument, kind))
        return cell is not None and cell[0] is not None


def _joined(first: BookDelta, second: BookDelta) -> BookDelta | None:
    """One delta for two that follow each other; None when updates are missing between them."""
    if second.first_id != first.last_id + 1:
        return None
    return BookDelta(
        wall_ns=second.wall_ns,
        mono_ns=second.mono_ns,
        instrument=second.instrument,
        bids=_latest_levels(first.bids, second.bids),
        asks=_latest_levels(first.asks, second.asks),
        first_id=first.first_id,
        last_id=second.last_id,
        exchange_ns=second.exchange_ns,
    )


def _latest_levels(first: tuple[Level, ...], second: tuple[Level, ...]) -> tuple[Level, ...]:
    levels = dict(first)
    levels.update(second)
    return tuple(levels.items())
