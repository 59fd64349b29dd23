"""Turns book changes into public messages: depth diffs on a fixed beat, bookTicker at top changes, trades."""

from collections.abc import Callable

from mmdesk.sim.matching import MatchingBook
from mmdesk.sim.types import AggTrade, BookTicker, Depth, DepthUpdate, PublicEvent, PublicTrade
from mmdesk.sim.units import Grid

DEPTH_BEAT_NS = 100 * 10**6


class BookPublisher:
    """Speaks for one matching book. `first_update_id..final_update_id` of its diffs are contiguous."""

    def __init__(self, symbol: str, grid: Grid, book: MatchingBook) -> None:
        self._symbol = symbol
        self._grid = grid
        self._book = book
        self._send: Callable[[PublicEvent], None] = lambda event: None
        self._flushed_id = book.update_id
        self._top = (0, 0, 0, 0)
        self._trade_id = 0
        self._agg_id = 500_000
        self._run: list[tuple[int, int]] = []  # (ticks, lots) of one taker's trades not yet joined
        self.last_ticks = 0

    def open(self, send: Callable[[PublicEvent], None], last_trade_id: int) -> None:
        """Starts to speak, with trades after `last_trade_id`; what the book became before is part of the
        snapshot, not of the stream.
        """
        self._send = send
        self._trade_id = last_trade_id
        self._flushed_id = self._book.update_id
        self._book.bids.dirty.clear()
        self._book.asks.dirty.clear()
        self._top = self.top()

    def top(self) -> tuple[int, int, int, int]:
        bids, asks = self._book.bids, self._book.asks
        return bids.best(), bids.best_lots(), asks.best(), asks.best_lots()

    def tell_top(self, now_ns: int) -> None:
        """bookTicker, when the best bid or ask changed in price or size."""
        top = self.top()
        if top != self._top:
            self._top = top
            self._send(self.book_ticker(now_ns))

    def book_ticker(self, now_ns: int) -> BookTicker:
        grid, (bid, bid_lots, ask, ask_lots) = self._grid, self.top()
        return BookTicker(
            symbol=self._symbol,
            update_id=self._book.update_id,
            bid_price=grid.price_text(bid),
            bid_qty=grid.qty_text(bid_lots),
            ask_price=grid.price_text(ask),
            ask_qty=grid.qty_text(ask_lots),
            time_ns=now_ns,
        )

    def tell_depth(self, now_ns: int) -> None:
        """One diff with everything changed since the last one; silence when nothing did."""
        book = self._book
        if book.update_id == self._flushed_id:
            return
        price, qty = self._grid.price_text, self._grid.qty_text
        bids, asks = book.bids, book.asks
        self._send(
            DepthUpdate(
                symbol=self._symbol,
                first_update_id=self._flushed_id + 1,
                final_update_id=book.update_id,
                bids=tuple((price(t), qty(bids.lots_at(t))) for t in sorted(bids.dirty, reverse=True)),
                asks=tuple((price(t), qty(asks.lots_at(t))) for t in sorted(asks.dirty)),
                time_ns=now_ns,
            )
        )
        self._flushed_id = book.update_id
        bids.dirty.clear()
        asks.dirty.clear()

    def depth(self, limit: int) -> Depth:
        price, qty, book = self._grid.price_text, self._grid.qty_text, self._book
        return Depth(
            symbol=self._symbol,
            last_update_id=book.update_id,
            bids=tuple((price(t), qty(lots)) for t, lots in book.bids.ladder(limit)),
            asks=tuple((price(t), qty(lots)) for t, lots in book.asks.ladder(limit)),
        )

    def tell_trade(self, ticks: int, lots: int, now_ns: int, *, buyer_is_maker: bool) -> int:
        """Prints one trade and returns its id."""
        self._trade_id += 1
        self.last_ticks = ticks
        if self._run and self._run[-1][0] != ticks:
            self._tell_run(self._trade_id - 1, now_ns, buyer_is_maker=buyer_is_maker)
        self._run.append((ticks, lots))
        self._send(
            PublicTrade(
                symbol=self._symbol,
                trade_id=self._trade_id,
                price=self._grid.price_text(ticks),
                quantity=self._grid.qty_text(lots),
                buyer_is_maker=buyer_is_maker,
                time_ns=now_ns,
            )
        )
        return self._trade_id

    def end_taker(self, now_ns: int, *, buyer_is_maker: bool) -> None:
        """The taker is done: its last run of trades at one price becomes one aggTrade."""
        if self._run:
            self._tell_run(self._trade_id, now_ns, buyer_is_maker=buyer_is_maker)

    def _tell_run(self, last_id: int, now_ns: int, *, buyer_is_maker: bool) -> None:
        self._agg_id += 1
        self._send(
            AggTrade(
                symbol=self._symbol,
                agg_id=self._agg_id,
                price=self._grid.price_text(self._run[0][0]),
                quantity=self._grid.qty_text(sum(lots for _, lots in self._run)),
                first_trade_id=last_id - len(self._run) + 1,
                last_trade_id=last_id,
                buyer_is_maker=buyer_is_maker,
                time_ns=now_ns,
            )
        )
        self._run.clear()
