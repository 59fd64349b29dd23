"""Synthetic market source: a crowd and our accounts meet in one book, in true price-time priority."""

import random
from collections.abc import Iterator

from mmdesk.sim.crowd import BPS, Crowd, CrowdSettings
from mmdesk.sim.market import MarketSink, last_id_before
from mmdesk.sim.matching import MatchingBook, Resting
from mmdesk.sim.publisher import DEPTH_BEAT_NS, BookPublisher
from mmdesk.sim.regimes import REGIMES
from mmdesk.sim.types import BookTicker, Depth, SymbolRules
from mmdesk.sim.units import Grid

MAX_EVENTS_PER_CALL = 2_000
MAX_BEHIND_NS = 5_000_000_000


class FlowSource:
    """Same `rng` seed, same settings and same orders at the same times give the same events."""

    def __init__(self, rules: SymbolRules, settings: CrowdSettings, rng: random.Random) -> None:
        self.rules = rules
        self.grid = Grid(rules)
        self.book = MatchingBook(self, first_update_id=1_000_000)
        self.crowd = Crowd(settings, self.book, self.take, rng)
        self._publisher = BookPublisher(rules.symbol, self.grid, self.book)
        self._publisher.last_ticks = settings.start_ticks
        self._sink: MarketSink | None = None
        self._now_ns = 0
        self._called_ns = 0
        self._next_event_ns = 0
        self._next_depth_ns = 0
        self._paused = False
        self._skipped = 0

    def connect(self, sink: MarketSink, start_ns: int) -> None:
        """Fills the book, then opens the streams."""
        self._now_ns = self._called_ns = start_ns
        self.crowd.settle(start_ns)
        self._sink = sink
        self._publisher.open(sink.publish, last_id_before(start_ns))
        self._next_event_ns = start_ns + self.crowd.pace.delay_ns()
        self._next_depth_ns = start_ns + DEPTH_BEAT_NS

    def advance(self, now_ns: int) -> None:
        """Runs the crowd, at most 2,000 events a call: the caller has other things to do, the rest follows in
        the next calls. What lies more than 5 s back then is never made up for."""
        if self._paused:
            self._next_event_ns += now_ns - self._called_ns
            self.crowd.sleep(now_ns - self._called_ns)
        self._called_ns = now_ns
        for _ in range(MAX_EVENTS_PER_CALL):
            self._tell_depths(min(now_ns, self._next_event_ns))
            if self._next_event_ns > now_ns:
                self._now_ns = now_ns
                return
            # An order that came meanwhile carries a later time: the market never goes back behind it.
            event_ns = self._now_ns = max(self._now_ns, self._next_event_ns)
            self.crowd.act(event_ns)
            self._publisher.tell_top(event_ns)
            self._next_event_ns += self.crowd.pace.delay_ns()
        if now_ns - self._next_event_ns > MAX_BEHIND_NS:
            self._skipped += 1
            self._next_event_ns = now_ns + 1

    def _tell_depths(self, until_ns: int) -> None:
        while self._next_depth_ns <= until_ns:
            self._publisher.tell_depth(max(self._now_ns, self._next_depth_ns))
            self._next_depth_ns += DEPTH_BEAT_NS

    def take(self, order: Resting, limit_ticks: int | None, now_ns: int) -> None:
        """See MarketSource."""
        self._now_ns = now_ns
        self.book.take(order, limit_ticks)
        self._publisher.end_taker(now_ns, buyer_is_maker=order.sign < 0)
        if order.owner:
            self._publisher.tell_top(now_ns)

    def rest(self, order: Resting, now_ns: int) -> None:
        self.book.rest(order)
        self._publisher.tell_top(now_ns)

    def withdraw(self, order: Resting, now_ns: int) -> None:
        self.book.withdraw(order)
        self._publisher.tell_top(now_ns)

    def matched(self, maker: Resting, taker: Resting, ticks: int, lots: int) -> None:
        """The book's word of one match: print it, and clear it when an account has a part in it."""
        if self._sink is None:
            return
        now_ns = self._now_ns
        trade_id = self._publisher.tell_trade(ticks, lots, now_ns, buyer_is_maker=taker.sign < 0)
        if maker.owner or taker.owner:
            self._sink.traded(maker, taker, ticks, lots, trade_id, now_ns)
        if not maker.owner and not maker.left:
            self.crowd.forget(maker)

    def prevented_match(self, maker: Resting) -> None:
        if self._sink is not None:
            self._sink.prevented(maker, self._now_ns)

    def opposite(self, sign: int) -> Iterator[tuple[int, int, str]]:
        """See MarketSource."""
        for order in self.book.side(-sign).walk():
            yield order.limit, order.left, order.owner

    def top(self) -> tuple[int, int, int, int]:
        return self._publisher.top()

    def depth(self, limit: int) -> Depth:
        return self._publisher.depth(limit)

    def book_ticker(self) -> BookTicker:
        return self._publisher.book_ticker(self._now_ns)

    def last_ticks(self) -> int:
        return self._publisher.last_ticks

    def control(self, action: str, value: float | str) -> None:
        """See MarketSource and Controls."""
        number = float(value) if action in ("jump", "widen", "speed") else 0.0
        if action in ("pause", "resume"):
            self._paused = action == "pause"
        elif action == "regime":
            self._regime(str(value))
        elif action == "jump":
            self.crowd.fair *= 1 + number * BPS
        elif action == "widen":
            self._widen(number)
        elif action == "retreat":
            self.crowd.retreat(self._now_ns)
            self._publisher.tell_top(self._now_ns)
        elif action == "speed":
            self._speed(number)
        else:
            raise ValueError(
                f"{action!r} needs a recorded market and {self.rules.symbol} is synthetic; "
                "start the venue with --replay FILE"
            )

    def state(self) -> dict[str, object]:
        bid, bid_lots, ask, ask_lots = self.top()
        return {
            "source": "flow",
            "regime": self.crowd.regime_name,
            "paused": self._paused,
            "fair": self.grid.price_text(round(self.crowd.fair)),
            "bid": self.grid.price_text(bid),
            "bid_qty": self.grid.qty_text(bid_lots),
            "ask": self.grid.price_text(ask),
            "ask_qty": self.grid.qty_text(ask_lots),
            "resting_orders": self.crowd.resting(),
            "events_per_s": round(self.crowd.pace.rate(), 1),
            "behind_s": round(max(0, self._called_ns - self._next_event_ns) / 1e9, 3),
            "catch_ups_cut": self._skipped,
            "last_update_id": self.book.update_id,
        }

    def _regime(self, name: str) -> None:
        if name not in REGIMES:
            raise ValueError(f"no regime {name!r}; choose one of {', '.join(REGIMES)}")
        self.crowd.turn(name)

    def _widen(self, bps: float) -> None:
        if not 0 <= bps <= 1_000:
            raise ValueError(f"extra half spread {bps:g} bps is not in 0..1000; give 0 to end the widening")
        self.crowd.extra_half_bps = bps
        self.crowd.shy = False

    def _speed(self, factor: float) -> None:
        if not 0 < factor <= 100:
            raise ValueError(f"event-rate factor {factor:g} is not in (0, 100]; 1 is the normal rate")
        self.crowd.pace.factor = factor
