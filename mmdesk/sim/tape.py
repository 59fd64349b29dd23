"""Recorded market source: the tape is the market; our orders wait in an estimated queue."""

from collections.abc import Iterator, Sequence
from heapq import merge
from operator import itemgetter
from pathlib import Path

from mmdesk.sim.binance_records import DepthRecord, MarketRecord, SnapshotRecord, TickerRecord, TradeRecord
from mmdesk.sim.market import MarketSink, last_id_before
from mmdesk.sim.matching import Resting
from mmdesk.sim.queue_model import QueueModel
from mmdesk.sim.recordings import RecordingError
from mmdesk.sim.tape_clock import TapeClock
from mmdesk.sim.tape_opening import open_tape
from mmdesk.sim.tape_queue import TapeQueue
from mmdesk.sim.tape_stream import TapeStream
from mmdesk.sim.types import BookTicker, Depth, StpMode
from mmdesk.sim.units import text_e8

MAX_RECORDS_PER_CALL = 1_000


class TapeSource:
    """Plays recordings of one symbol. The book is in sync before the first diff is streamed; after the last
    record the market stands still and `state()` says so."""

    def __init__(
        self, files: Sequence[Path], model: QueueModel, *, speed: float = 1.0, symbol: str | None = None
    ) -> None:
        tape = open_tape(files, symbol)
        self.rules, self.grid, self._book = tape.rules, tape.grid, tape.book
        self._records = tape.records
        self._started_ns = tape.started_ns
        self._position_ns = tape.started_ns
        self._next: MarketRecord | None = next(self._records, None)
        self._broken: RecordingError | None = None
        self._files = tuple(path.name for path in files)
        self._model = model
        self._clock = TapeClock(1.0)
        self._clock.set_speed(0, speed)
        self._queue = TapeQueue(self._book, model, float(tape.rules.step_size), self._filled)
        self._stream = TapeStream(tape.rules.symbol)
        self._sink: MarketSink | None = None
        self._now_ns = 0
        self._behind_ns = 0
        self._last_ticks = 0
        self._last_trade_id = 0
        self._played = 0

    def connect(self, sink: MarketSink, start_ns: int) -> None:
        self._sink = sink
        self._stream.send = sink.publish
        self._stream.start(self._book.last_id)
        self._now_ns = start_ns
        # Our fills on a tape are no recorded trades; the clock's ids lie far above the recorded ones.
        self._last_trade_id = last_id_before(start_ns)
        self._clock.start(start_ns, self._started_ns)

    def advance(self, now_ns: int) -> None:
        """At most 1,000 records a call: the caller has other things to do, and no record is left out.

        Raises RecordingError where the tape is broken, and at every call after: whoever met it first may have
        been a request that nobody looks behind.
        """
        if self._broken is not None:
            raise self._broken
        until = self._clock.tape(now_ns)
        for _ in range(MAX_RECORDS_PER_CALL):
            if self._next is None or self._next.received_ns > until:
                self._behind_ns = 0
                self._now_ns = now_ns
                return
            self._now_ns = max(self._now_ns, self._clock.venue(self._next.received_ns))
            self._play_next()
        self._behind_ns = max(0, now_ns - self._now_ns)

    def take(self, order: Resting, limit_ticks: int | None, now_ns: int) -> None:
        """Walks the recorded book and other accounts' waiting orders, best price first."""
        self._now_ns = now_ns
        waiting = {other.order_id: other for other in self._queue.of(-order.sign)}
        for ticks, lots, order_id in self._offers(-order.sign):
            if not order.left or order.stopped or _worse(ticks, limit_ticks, order.sign):
                break
            if not order_id:
                part = min(order.left, lots)
                self._book.use(-order.sign, ticks, part)
                order.left -= part
                self._report(None, order, ticks, part)
            else:
                self._meet(waiting[order_id], order)

    def rest(self, order: Resting, now_ns: int) -> None:
        self._queue.join(order)

    def withdraw(self, order: Resting, now_ns: int) -> None:
        self._queue.leave(order)

    def opposite(self, sign: int) -> Iterator[tuple[int, int, str]]:
        """See MarketSource."""
        owners = {order.order_id: order.owner for order in self._queue.of(-sign)}
        for ticks, lots, order_id in self._offers(-sign):
            yield ticks, lots, owners.get(order_id, "")

    def top(self) -> tuple[int, int, int, int]:
        return self._book.top()

    def depth(self, limit: int) -> Depth:
        price, qty = self.grid.price_text, self.grid.qty_text
        return Depth(
            symbol=self.rules.symbol,
            last_update_id=self._book.last_id,
            bids=tuple((price(t), qty(lots)) for t, lots in self._book.displayed(+1, limit)),
            asks=tuple((price(t), qty(lots)) for t, lots in self._book.displayed(-1, limit)),
        )

    def book_ticker(self) -> BookTicker:
        """The recorded one when it is the newest, otherwise the top of the depth."""
        told = self._stream.ticker
        if told is not None and told.update_id >= self._book.last_id:
            return told
        bid, bid_lots, ask, ask_lots = self._book.top()
        return BookTicker(
            symbol=self.rules.symbol,
            update_id=self._book.last_id,
            bid_price=self.grid.price_text(bid),
            bid_qty=self.grid.qty_text(bid_lots),
            ask_price=self.grid.price_text(ask),
            ask_qty=self.grid.qty_text(ask_lots),
            time_ns=self._now_ns,
        )

    def last_ticks(self) -> int:
        bid, _, ask, _ = self._book.top()
        return self._last_ticks or (bid + ask) // 2

    def control(self, action: str, value: float | str) -> None:
        """See MarketSource and Controls."""
        if action == "pause":
            self._clock.pause(self._now_ns)
        elif action == "resume":
            self._clock.resume(self._now_ns)
        elif action == "speed":
            self._clock.set_speed(self._now_ns, float(value))
        elif action == "seek":
            self._seek(float(value))
        else:
            raise ValueError(
                f"{action!r} needs the synthetic market and {self.rules.symbol} plays a recording; "
                "start the venue without --replay"
            )

    def state(self) -> dict[str, object]:
        ended = self._next is None and self._broken is None
        top = self.book_ticker()
        return {
            "source": "tape",
            "files": list(self._files),
            "position_s": round((self._position_ns - self._started_ns) / 1e9, 3),
            "status": "end of tape" if ended else "paused" if self._clock.paused else "playing",
            "paused": self._clock.paused,
            "ended": ended,
            "speed": self._clock.speed,
            "behind_s": round(self._behind_ns / 1e9, 3),
            "queue_model": self._model.name,
            "records_played": self._played,
            "recorded_gaps": self._stream.gaps,
            "bid": top.bid_price,
            "ask": top.ask_price,
            "waiting_orders": len(self._queue),
            "last_update_id": self._book.last_id,
        }

    def _seek(self, offset_s: float) -> None:
        target_ns = self._started_ns + int(offset_s * 1e9)
        if target_ns < self._position_ns:
            at_s = (self._position_ns - self._started_ns) / 1e9
            raise ValueError(
                f"cannot go back to {offset_s:g} s: the tape is at {at_s:.1f} s and streams only run "
                "forward; restart the venue to play from the beginning"
            )
        self._stream.skip()
        while self._next is not None and self._next.received_ns <= target_ns:
            self._play_next()
        self._position_ns = target_ns
        self._clock.start(self._now_ns, target_ns)
        self._stream.land(self._now_ns)

    def _play_next(self) -> None:
        record, now_ns = self._next, self._now_ns
        try:
            self._next = next(self._records, None)
        except RecordingError as error:
            self._broken = error
            raise
        self._played += 1
        if record is not None:
            self._position_ns = record.received_ns
        if isinstance(record, DepthRecord):
            changes = self._book.apply(record.final_id, record.bids, record.asks)
            for sign, levels in changes.items():
                self._queue.depth(sign, levels)
            self._stream.depth(record, now_ns)
            self._queue.cross()
        elif isinstance(record, TickerRecord):
            self._book.see_top(record)
            self._stream.top(record, now_ns)
            self._queue.cross()
        elif isinstance(record, TradeRecord):
            self._play_trade(record, now_ns)
        elif (
            isinstance(record, SnapshotRecord)
            and self._stream.broken
            and record.last_id >= self._book.last_id
        ):
            self._book.load(record.last_id, record.bids, record.asks)
            self._stream.broken = False

    def _play_trade(self, record: TradeRecord, now_ns: int) -> None:
        ticks = text_e8(record.price) // self.grid.tick_e8
        if not record.market or not ticks:
            return
        self._last_ticks = ticks
        self._stream.trade(record, now_ns)
        hit = 1 if record.buyer_is_maker else -1
        self._queue.trade(hit, ticks, text_e8(record.quantity) // self.grid.lot_e8)

    def _offers(self, sign: int) -> Iterator[tuple[int, int, int]]:
        """(ticks, lots, order id or 0) of side `sign`: recorded levels first at an equal price."""
        recorded = ((-ticks * sign, 0, ticks, lots, 0) for ticks, lots in self._book.ladder(sign))
        waiting = [
            (-order.limit * sign, 1, order.limit, order.left, order.order_id)
            for order in self._queue.of(sign)
        ]
        offers = merge(recorded, waiting, key=itemgetter(0, 1)) if waiting else recorded
        return ((ticks, lots, order_id) for _, _, ticks, lots, order_id in offers)

    def _meet(self, maker: Resting, taker: Resting) -> None:
        """Two account orders meet: self-trade prevention first, then a trade at the maker's price."""
        if maker.owner == taker.owner and taker.stp_mode != StpMode.NONE:
            taker.stopped = taker.stp_mode != StpMode.EXPIRE_MAKER
            if taker.stp_mode != StpMode.EXPIRE_TAKER:
                self._queue.leave(maker)
                if self._sink is not None:
                    self._sink.prevented(maker, self._now_ns)
            return
        lots = min(maker.left, taker.left)
        maker.left -= lots
        taker.left -= lots
        if not maker.left:
            self._queue.leave(maker)
        self._report(maker, taker, maker.limit, lots)

    def _filled(self, order: Resting, ticks: int, lots: int) -> None:
        self._report(order, None, ticks, lots)

    def _report(self, maker: Resting | None, taker: Resting | None, ticks: int, lots: int) -> None:
        self._last_trade_id += 1
        if self._sink is not None:
            self._sink.traded(maker, taker, ticks, lots, self._last_trade_id, self._now_ns)


def _worse(ticks: int, limit_ticks: int | None, sign: int) -> bool:
    return limit_ticks is not None and (ticks - limit_ticks) * sign > 0
