"""The public feeds of one venue: book, top of book and trades of each instrument, as events for the sink."""

import logging
from collections.abc import Callable
from typing import Any

import ccxt

from mmdesk.core.model.events import MarketEvent
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.market import FeedFault, FeedLost
from mmdesk.gateways import ccxt_parse as parse
from mmdesk.gateways.backoff import Backoff
from mmdesk.gateways.book_watch import BookWatch
from mmdesk.gateways.ccxt_protocol import CcxtExchange, Structure
from mmdesk.gateways.connection import VenueConnection
from mmdesk.gateways.hot_path import Watcher, book_key, top_key, trades_key
from mmdesk.gateways.watch_loop import BookGapError, CrossedBookError, WatchLoop
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import Sink

_NS_PER_MS = 1_000_000
_log = logging.getLogger(__name__)


def drop_connection(exchange: CcxtExchange, key: str, error: Exception) -> bool:
    """Fail the connection that carries the stream `key`: its watchers get `error` and dial again. False:
    none has it.
    """
    # A private subscription that the venue refused loses its mark, while ccxt leaves behind the future that
    # every later try waits for: without this it would be waited for until the process ends.
    subscribing = f"authenticate:signature:{key}"
    for client in list(exchange.clients.values()):
        if key in client.subscriptions or subscribing in client.futures:
            client.on_error(error)
            return True
    return False


class MarketStreams:
    """Three loops per instrument. `before_retry` prepares the next dial after a fault."""

    def __init__(
        self,
        exchange: CcxtExchange,
        watcher: Watcher,
        connection: VenueConnection,
        clock: Clock,
        before_retry: Callable[[], None],
    ) -> None:
        self._exchange = exchange
        self._watcher = watcher
        self._connection = connection
        self._clock = clock
        self._before_retry = before_retry
        self._books = BookWatch(exchange)
        self.malformed = 0
        self._sink: Sink | None = None
        self.loops: list[WatchLoop[Any]] = []

    def open(self, instruments: tuple[Instrument, ...], sink: Sink) -> list[WatchLoop[Any]]:
        """The loops to run, book first: it needs a snapshot before it can speak."""
        self._sink = sink
        self.loops = [loop for i in instruments for loop in (self._book(i), self._top(i), self._trades(i))]
        return self.loops

    def _book(self, instrument: Instrument) -> WatchLoop[Structure]:
        symbol, key = instrument.symbol, book_key(instrument.symbol)
        levels = self._connection.book_levels

        def deliver(book: Structure) -> None:
            clock = self._clock
            try:
                event = parse.book_snapshot(book, instrument.key, levels, clock.wall_ns(), clock.mono_ns())
                if event.bids and event.asks and event.bids[0][0] >= event.asks[0][0]:
                    raise CrossedBookError(f"bid {event.bids[0][0]} >= ask {event.asks[0][0]}")
                event = self._books.checked(symbol, book, event)
            except BookGapError:
                self._books.begin_again(symbol)
                raise
            except (parse.MalformedError, CrossedBookError) as error:
                # The local book is wrong: only a new snapshot heals it.
                drop_connection(self._exchange, key, ccxt.NetworkError(str(error)))
                raise
            self._tell(event)

        return self._loop(f"book {symbol}", key, lambda: self._watcher.book(symbol), deliver, instrument)

    def _top(self, instrument: Instrument) -> WatchLoop[Structure]:
        symbol = instrument.symbol

        def deliver(ticker: Structure) -> None:
            self._tell_if_sound(parse.top_of_book, ticker, instrument)

        return self._loop(
            f"top {symbol}",
            top_key(symbol),
            lambda: self._watcher.top(symbol),
            deliver,
            instrument,
        )

    def _trades(self, instrument: Instrument) -> WatchLoop[list[Structure]]:
        symbol = instrument.symbol

        def deliver(trades: list[Structure]) -> None:
            for trade in trades:
                self._tell_if_sound(parse.trade_print, trade, instrument)

        # A market may go without trades for minutes; a lost trade stream does not make the book wrong.
        return self._loop(
            f"trades {symbol}",
            trades_key(symbol),
            lambda: self._watcher.trades(symbol),
            deliver,
            None,
        )

    def _loop(
        self, name: str, key: str, read: Any, deliver: Any, quoted: Instrument | None
    ) -> WatchLoop[Any]:
        timings = self._connection.timings

        def on_fault(fault: FeedFault, detail: str) -> None:
            self._before_retry()
            if quoted is not None:
                self._tell(
                    FeedLost(
                        wall_ns=self._clock.wall_ns(),
                        mono_ns=self._clock.mono_ns(),
                        instrument=quoted.key,
                        fault=fault,
                        detail=f"{name}: {detail}",
                    )
                )

        return WatchLoop(
            name,
            key,
            read,
            deliver,
            on_fault,
            self._clock,
            Backoff(timings.backoff_first_ms, timings.backoff_last_ms),
            timings.silence_ms * _NS_PER_MS if quoted is not None else 0,
        )

    def _tell_if_sound(
        self,
        read: Callable[[Structure, str, int, int], MarketEvent | None],
        message: Structure,
        instrument: Instrument,
    ) -> None:
        """One bad ticker or print is dropped: the next one does not depend on it."""
        try:
            event = read(message, instrument.key, self._clock.wall_ns(), self._clock.mono_ns())
        except parse.MalformedError as error:
            self.note_malformed(str(error))
            return
        if event is not None:
            self._tell(event)

    def note_malformed(self, what: str) -> None:
        """Count a message that made no sense; the first one is logged."""
        self.malformed += 1
        if self.malformed == 1:
            _log.warning("malformed message from %s (counted from here on): %s", self._exchange.id, what)

    def _tell(self, event: MarketEvent) -> None:
        if self._sink is not None:
            self._sink(event)
