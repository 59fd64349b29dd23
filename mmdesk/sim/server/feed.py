"""Turns what happened in the market into stream messages, and keeps the cadences that streams promise."""

from mmdesk.sim.candles import INTERVALS
from mmdesk.sim.exchange import Exchange
from mmdesk.sim.server.hub import Hub
from mmdesk.sim.server.market_wire import MarketWire
from mmdesk.sim.types import (
    AggTrade,
    BookTicker,
    DepthUpdate,
    Level,
    PublicEvent,
    PublicTrade,
)

FAST_NS = 100_000_000
SLOW_NS = 1_000_000_000
PARTIAL_LEVELS = (5, 10, 20)
# Older clients name the slow streams in full; the exchange takes both names.
SLOW_SUFFIX = "@1000ms"
WINDOWS_NS = {"1h": 3_600 * SLOW_NS, "4h": 14_400 * SLOW_NS, "1d": 86_400 * SLOW_NS}
AVERAGE_NS = 300 * SLOW_NS


class SlowDepth:
    """Joins 100 ms diffs into the 1,000 ms diff of `@depth`: last quantity per price, contiguous ids."""

    def __init__(self) -> None:
        self._first = self._final = self._time_ns = 0
        self._bids: dict[str, str] = {}
        self._asks: dict[str, str] = {}

    def add(self, update: DepthUpdate) -> None:
        if not self._first:
            self._first = update.first_update_id
        self._final, self._time_ns = update.final_update_id, update.time_ns
        self._bids.update(update.bids)
        self._asks.update(update.asks)

    def take(self, symbol: str, wire: MarketWire) -> bytes | None:
        if not self._first:
            return None
        bids: tuple[Level, ...] = tuple(self._bids.items())
        asks: tuple[Level, ...] = tuple(self._asks.items())
        message = wire.depth_event(symbol, self._first, self._final, bids, asks, self._time_ns)
        self._first = 0
        self._bids.clear()
        self._asks.clear()
        return message


class Feed:
    """Public streams of every symbol: `take` handles events, `tick` the timed streams."""

    def __init__(self, exchange: Exchange, hub: Hub, wire: MarketWire) -> None:
        self._exchange = exchange
        self._hub = hub
        self._wire = wire
        self._slow = {symbol: SlowDepth() for symbol in exchange.symbols()}
        self._names = {symbol: symbol.lower() for symbol in exchange.symbols()}
        self._fast_due_ns = self._slow_due_ns = 0

    def take(self, event: PublicEvent) -> None:
        name, hub, wire = self._names[event.symbol], self._hub, self._wire
        if isinstance(event, BookTicker):
            if hub.wanted(stream := name + "@bookTicker"):
                hub.publish(stream, wire.book_ticker_event(event))
        elif isinstance(event, PublicTrade):
            if hub.wanted(stream := name + "@trade"):
                hub.publish(stream, wire.trade_event(event))
        elif isinstance(event, AggTrade):
            if hub.wanted(stream := name + "@aggTrade"):
                hub.publish(stream, wire.agg_trade_event(event))
        else:
            self._slow[event.symbol].add(event)
            if hub.wanted(stream := name + "@depth@100ms"):
                hub.publish(stream, wire.depth_update(event))

    def tick(self, now_ns: int) -> None:
        """Send what is due by the clock; cadences keep their phase (no drift)."""
        if now_ns >= self._fast_due_ns:
            self._fast_due_ns = now_ns - now_ns % FAST_NS + FAST_NS
            for symbol in self._names:
                self._partial(symbol, "@100ms")
        if now_ns >= self._slow_due_ns:
            self._slow_due_ns = now_ns - now_ns % SLOW_NS + SLOW_NS
            for symbol in self._names:
                self._every_second(symbol, now_ns)
            self._all_tickers(now_ns)

    def _partial(self, symbol: str, suffix: str) -> None:
        for levels in PARTIAL_LEVELS:
            stream = f"{self._names[symbol]}@depth{levels}{suffix}"
            if self._hub.wanted(stream):
                self._hub.publish(
                    stream, self._wire.partial_depth(self._exchange.board(symbol).depth(levels))
                )

    def _every_second(self, symbol: str, now_ns: int) -> None:
        name, hub, wire, board = self._names[symbol], self._hub, self._wire, self._exchange.board(symbol)
        diff = self._slow[symbol].take(symbol, wire)
        for suffix in ("", SLOW_SUFFIX):
            if diff is not None and hub.wanted(stream := name + "@depth" + suffix):
                hub.publish(stream, diff)
            self._partial(symbol, suffix)
        self._windows(symbol, now_ns)
        if hub.wanted(stream := name + "@ticker"):
            hub.publish(stream, wire.ticker_event(board.ticker_24h(now_ns), now_ns))
        if hub.wanted(stream := name + "@miniTicker"):
            hub.publish(stream, wire.mini_ticker_event(board.ticker_24h(now_ns), now_ns))
        for interval in INTERVALS:
            if hub.wanted(stream := f"{name}@kline_{interval}"):
                for candle in board.klines(interval, limit=1):
                    hub.publish(stream, wire.kline_event(symbol, interval, candle, now_ns))

    def _windows(self, symbol: str, now_ns: int) -> None:
        name, hub, wire, board = self._names[symbol], self._hub, self._wire, self._exchange.board(symbol)
        for window, length_ns in WINDOWS_NS.items():
            if hub.wanted(stream := f"{name}@ticker_{window}"):
                ticker = board.ticker_since(now_ns - length_ns, now_ns)
                hub.publish(stream, wire.window_event(ticker, window, now_ns))
        if hub.wanted(stream := name + "@avgPrice"):
            hub.publish(stream, wire.average_event(board.ticker_since(now_ns - AVERAGE_NS, now_ns), now_ns))

    def _all_tickers(self, now_ns: int) -> None:
        for stream, render in (
            ("!ticker@arr", self._wire.ticker_event),
            ("!miniTicker@arr", self._wire.mini_ticker_event),
            ("!miniTicker@arr@1000ms", self._wire.mini_ticker_event),
        ):
            if self._hub.wanted(stream):
                rows = [render(self._exchange.board(s).ticker_24h(now_ns), now_ns) for s in self._names]
                self._hub.publish(stream, b"[" + b",".join(rows) + b"]")
