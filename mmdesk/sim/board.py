"""Public view of one symbol: what the REST market endpoints and the tickers read."""

from collections import deque

from mmdesk.sim.candles import DAY_NS, Candles
from mmdesk.sim.market import MarketSource
from mmdesk.sim.orders import page
from mmdesk.sim.types import (
    AggTrade,
    BookTicker,
    Depth,
    Kline,
    PublicEvent,
    PublicTrade,
    SymbolRules,
    Ticker24h,
)
from mmdesk.sim.units import E8, text_e8, wire

KEPT_TRADES = 1_000


class Board:
    """Reads the live book of the source and remembers its last trades."""

    def __init__(self, source: MarketSource) -> None:
        self.rules: SymbolRules = source.rules
        self._source = source
        self._trades: deque[PublicTrade] = deque(maxlen=KEPT_TRADES)
        self._agg_trades: deque[AggTrade] = deque(maxlen=KEPT_TRADES)
        self._candles = Candles()

    def see(self, event: PublicEvent) -> None:
        """Fed with every public event of the symbol, as it happens."""
        if isinstance(event, PublicTrade):
            self._trades.append(event)
            self._candles.see(event)
        elif isinstance(event, AggTrade):
            self._agg_trades.append(event)

    def depth(self, limit: int = 100) -> Depth:
        """The book, best first, at most `limit` levels a side. Its `last_update_id` fits the DepthUpdate
        stream.
        """
        return self._source.depth(limit)

    def book_ticker(self) -> BookTicker:
        """Best bid and ask now; an empty side has price and quantity 0."""
        return self._source.book_ticker()

    def recent_trades(self, limit: int = 500) -> list[PublicTrade]:
        """Newest last, bounded to the last 1,000."""
        return list(self._trades)[-limit:]

    def agg_trades(
        self,
        *,
        from_id: int | None = None,
        start_ns: int | None = None,
        end_ns: int | None = None,
        limit: int = 500,
    ) -> list[AggTrade]:
        """Oldest first from `from_id` or `start_ns`; without both, the newest `limit`. The last 1,000 are
        kept.
        """
        return page(
            self._agg_trades,
            lambda trade: (trade.time_ns, trade.agg_id),
            from_id=from_id,
            start_ns=start_ns,
            end_ns=end_ns,
            limit=limit,
        )

    def klines(
        self, interval: str, *, start_ns: int | None = None, end_ns: int | None = None, limit: int = 500
    ) -> list[Kline]:
        """Candles, oldest first, the open one last. Raises VenueReject -1120 for an unknown interval."""
        return self._candles.klines(interval, start_ns, end_ns, limit)

    def ticker_24h(self, now_ns: int) -> Ticker24h:
        """Figures of the last 24 hours the venue has seen; zeros before the first trade."""
        return self.ticker_since(now_ns - DAY_NS, now_ns)

    def ticker_since(self, start_ns: int, now_ns: int) -> Ticker24h:
        """The same figures of a shorter window."""
        bars = self._candles.since(start_ns)
        top = self._source.book_ticker()
        last = self._trades[-1] if self._trades else None
        opened = bars[0].open if bars else 0
        closed = bars[-1].close if bars else 0
        volume = sum(bar.volume for bar in bars)
        quote = sum(bar.quote for bar in bars)
        return Ticker24h(
            symbol=self.rules.symbol,
            price_change=signed(closed - opened),
            price_change_percent=f"{100 * (closed - opened) / opened if opened else 0:.3f}",
            weighted_avg_price=wire(quote * E8 // volume if volume else 0),
            prev_close_price=wire(opened),
            last_price=wire(closed),
            last_qty=wire(text_e8(last.quantity) if last else 0),
            bid_price=top.bid_price,
            bid_qty=top.bid_qty,
            ask_price=top.ask_price,
            ask_qty=top.ask_qty,
            open_price=wire(opened),
            high_price=wire(max((bar.high for bar in bars), default=0)),
            low_price=wire(min((bar.low for bar in bars), default=0)),
            volume=wire(volume),
            quote_volume=wire(quote),
            open_time_ns=bars[0].start_ns if bars else now_ns,
            close_time_ns=now_ns,
            first_id=bars[0].first_id if bars else -1,
            last_id=bars[-1].last_id if bars else -1,
            count=sum(bar.count for bar in bars),
        )


def signed(amount: int) -> str:
    """Wire text of a 1e-8 amount that may be negative."""
    return f"-{wire(-amount)}" if amount < 0 else wire(amount)
