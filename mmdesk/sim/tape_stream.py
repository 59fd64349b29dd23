"""Public messages of a tape: content unchanged, times re-stamped to the venue's clock; a seek is one diff."""

from collections.abc import Callable

from mmdesk.sim.binance_records import DepthRecord, TickerRecord, TradeRecord
from mmdesk.sim.tape_opening import first_id
from mmdesk.sim.types import AggTrade, BookTicker, DepthUpdate, PublicEvent, PublicTrade


class TapeStream:
    """While `skipping`, only the book goes on: `land` then sends everything skipped as one diff U..u."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.send: Callable[[PublicEvent], None] = lambda event: None
        self.ticker: BookTicker | None = None
        self.gaps = 0
        self.broken = False  # a gap in the recording itself, until a snapshot mends it
        self._last_id = 0
        self._skipped: tuple[dict[str, str], dict[str, str], int] | None = None

    def start(self, last_id: int) -> None:
        self._last_id = last_id

    def skip(self) -> None:
        self._skipped = ({}, {}, 0)

    def land(self, now_ns: int) -> None:
        """Ends a seek."""
        skipped, self._skipped = self._skipped, None
        if skipped and skipped[2]:
            bids, asks, first = skipped
            self._send_depth(first, self._last_id, tuple(bids.items()), tuple(asks.items()), now_ns)
        if self.ticker is not None:
            self.send(self.ticker)

    def depth(self, record: DepthRecord, now_ns: int) -> None:
        first = first_id(record)
        if first > self._last_id + 1:
            self.gaps += 1
            self.broken = True
        if first <= self._last_id < record.final_id:
            first = self._last_id + 1  # the diff that overlaps the snapshot
        self._last_id = record.final_id
        if self._skipped is None:
            self._send_depth(first, record.final_id, record.bids, record.asks, now_ns)
        else:
            bids, asks, begun = self._skipped
            bids.update(record.bids)
            asks.update(record.asks)
            self._skipped = (bids, asks, begun or first)

    def top(self, record: TickerRecord, now_ns: int) -> None:
        self.ticker = BookTicker(
            symbol=self.symbol,
            update_id=record.update_id,
            bid_price=record.bid_price,
            bid_qty=record.bid_qty,
            ask_price=record.ask_price,
            ask_qty=record.ask_qty,
            time_ns=now_ns,
        )
        if self._skipped is None:
            self.send(self.ticker)

    def trade(self, record: TradeRecord, now_ns: int) -> None:
        """The print, and the aggTrade of it alone: a tape does not say which prints one taker made."""
        if self._skipped is not None:
            return
        self.send(
            PublicTrade(
                symbol=self.symbol,
                trade_id=record.trade_id,
                price=record.price,
                quantity=record.quantity,
                buyer_is_maker=record.buyer_is_maker,
                time_ns=now_ns,
            )
        )
        self.send(
            AggTrade(
                symbol=self.symbol,
                agg_id=record.trade_id,
                price=record.price,
                quantity=record.quantity,
                first_trade_id=record.trade_id,
                last_trade_id=record.trade_id,
                buyer_is_maker=record.buyer_is_maker,
                time_ns=now_ns,
            )
        )

    def _send_depth(
        self,
        first: int,
        final: int,
        bids: tuple[tuple[str, str], ...],
        asks: tuple[tuple[str, str], ...],
        now_ns: int,
    ) -> None:
        self.send(
            DepthUpdate(
                symbol=self.symbol,
                first_update_id=first,
                final_update_id=final,
                bids=bids,
                asks=asks,
                time_ns=now_ns,
            )
        )
