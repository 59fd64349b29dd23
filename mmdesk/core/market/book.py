"""The order book of one market: snapshot and deltas, gaps and crossings noticed, best prices always at
hand."""

from collections import deque
from typing import NamedTuple

from mmdesk.core.market.depth import Depth
from mmdesk.core.market.sane import MAX_PRICE, MAX_QUANTITY, bad_level, is_sorted
from mmdesk.core.model.market import BookDelta, BookSnapshot, FeedFault, Level, TopOfBook

# Binance sends ten deltas a second: over a minute of them may wait for a slow REST snapshot.
MAX_BUFFERED_DELTAS = 1_000


class Doubt(NamedTuple):
    """What broke the book, in words for a person."""

    fault: FeedFault
    detail: str


class Book:
    """Top of book as floats (0.0 = no such side), and depth where it is sent.

    `trusted` is false until a snapshot and after any doubt until the next one. Deltas that come while it is
    not are buffered and replayed onto the snapshot (MODELS 4.1: dropping them crosses the book). Every
    method that takes an event returns the doubt it raised, or None; `fresh` tells whether the event moved
    the state.
    """

    __slots__ = (
        "_any_snapshot",
        "_asks",
        "_bids",
        "_buffer",
        "_depth_id",
        "ask",
        "ask_quantity",
        "bid",
        "bid_quantity",
        "fault",
        "fresh",
        "trusted",
        "update_id",
    )

    def __init__(self) -> None:
        self.bid = 0.0
        self.bid_quantity = 0.0
        self.ask = 0.0
        self.ask_quantity = 0.0
        self.update_id = 0
        """Venue update after which the top is known."""
        self.trusted = False
        self.fault = "no snapshot yet"
        """Why the book is not trusted (empty when it is)."""
        self.fresh = False
        self._bids = Depth(descending=True)
        self._asks = Depth(descending=False)
        self._depth_id = 0
        self._any_snapshot = False
        self._buffer: deque[BookDelta] = deque(maxlen=MAX_BUFFERED_DELTAS)

    def levels(self, count: int) -> tuple[tuple[Level, ...], tuple[Level, ...]]:
        """The best `count` bids and asks as of the last depth message, best first."""
        return self._bids.levels(count), self._asks.levels(count)

    def doubt(self, fault: FeedFault, detail: str) -> Doubt:
        """Distrust the book until its next snapshot."""
        self.trusted = False
        self.fault = f"{fault.value}: {detail}" if detail else fault.value
        self.fresh = False
        return Doubt(fault, detail)

    def went_silent(self) -> None:
        """After a silence the venue may count anew: the next message is believed whatever its id."""
        self.update_id = 0
        self._any_snapshot = True

    def on_top(self, event: TopOfBook) -> Doubt | None:
        """Best prices straight from the venue; older than what is known is dropped."""
        bid = event.bid
        ask = event.ask
        if not (
            0.0 < bid < ask < MAX_PRICE
            and 0.0 < event.bid_quantity < MAX_QUANTITY
            and 0.0 < event.ask_quantity < MAX_QUANTITY
        ):
            return self._bad_top(event)
        update_id = event.update_id
        if not self.trusted or 0 < update_id < self.update_id:
            self.fresh = False
            return None
        self.bid = bid
        self.ask = ask
        self.bid_quantity = event.bid_quantity
        self.ask_quantity = event.ask_quantity
        if update_id:
            self.update_id = update_id
        self.fresh = True
        return None

    def on_snapshot(self, event: BookSnapshot) -> Doubt | None:
        """The whole book (or its best levels) after `update_id`; trusted again when the buffered deltas
        fit."""
        broken = _broken_snapshot(event)
        if broken is not None:
            return self.doubt(*broken)
        if self.trusted and 0 < event.update_id < self._depth_id and not self._any_snapshot:
            self.fresh = False
            return None
        self._any_snapshot = False
        self._bids.replace(event.bids)
        self._asks.replace(event.asks)
        self._depth_id = event.update_id
        if not self.trusted:
            self.update_id = event.update_id
            self.trusted = True
            self.fault = ""
            return self._replay()
        return self._take_top(event.update_id)

    def on_delta(self, event: BookDelta) -> Doubt | None:
        """Changed levels. A missing update makes a gap; while untrusted, deltas wait for the snapshot."""
        self.fresh = False
        bad = bad_level(event.bids, zero_removes=True) or bad_level(event.asks, zero_removes=True)
        if bad is not None or event.first_id > event.last_id:
            self._buffer.clear()
            return self.doubt(FeedFault.MALFORMED, f"delta {event.first_id}..{event.last_id}: level {bad}")
        if not self.trusted:
            self._buffer.append(event)
            return None
        if event.last_id <= self._depth_id:
            return None
        if event.first_id > self._depth_id + 1:
            self._buffer.clear()
            self._buffer.append(event)
            return self.doubt(FeedFault.GAP, f"update {self._depth_id} is followed by {event.first_id}")
        self._bids.apply(event.bids)
        self._asks.apply(event.asks)
        self._depth_id = event.last_id
        return self._take_top(event.last_id)

    def _replay(self) -> Doubt | None:
        """Put the deltas that came before the snapshot on top of it."""
        waiting = list(self._buffer)
        self._buffer.clear()
        for place, delta in enumerate(waiting):
            doubt = self.on_delta(delta)
            if doubt is not None:
                # The snapshot is older than what waits: the deltas after the hole may fit the next one.
                self._buffer.extend(waiting[place + 1 :])
                return doubt
        return self._take_top(self._depth_id)

    def _take_top(self, update_id: int) -> Doubt | None:
        """Read the top off the depth, unless a newer top of book is known already."""
        bid, bid_quantity = self._bids.best()
        ask, ask_quantity = self._asks.best()
        if bid >= ask > 0.0:
            return self.doubt(FeedFault.CROSSED, f"best bid {bid} is not below best ask {ask} at {update_id}")
        self.fresh = True
        if 0 < update_id < self.update_id:
            return None
        self.bid, self.bid_quantity = bid, bid_quantity
        self.ask, self.ask_quantity = ask, ask_quantity
        if update_id:
            self.update_id = update_id
        return None

    def _bad_top(self, event: TopOfBook) -> Doubt:
        if 0.0 < event.ask <= event.bid < MAX_PRICE:
            return self.doubt(
                FeedFault.CROSSED,
                f"best bid {event.bid} is not below best ask {event.ask} at {event.update_id}",
            )
        return self.doubt(
            FeedFault.MALFORMED,
            f"top {event.bid_quantity} @ {event.bid} / {event.ask_quantity} @ {event.ask}",
        )


def _broken_snapshot(event: BookSnapshot) -> Doubt | None:
    bad = bad_level(event.bids, zero_removes=False) or bad_level(event.asks, zero_removes=False)
    if bad is not None:
        return Doubt(FeedFault.MALFORMED, f"snapshot {event.update_id}: level {bad}")
    if not (is_sorted(event.bids, descending=True) and is_sorted(event.asks, descending=False)):
        return Doubt(FeedFault.MALFORMED, f"snapshot {event.update_id}: levels out of order")
    if event.bids and event.asks and event.bids[0][0] >= event.asks[0][0]:
        return Doubt(
            FeedFault.CROSSED,
            f"best bid {event.bids[0][0]} is not below best ask {event.asks[0][0]} at {event.update_id}",
        )
    return None
