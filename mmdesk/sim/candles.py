"""Candles and the rolling day of one symbol, built from its public trades; one day of minutes is kept."""

from collections import deque
from itertools import groupby

from mmdesk.sim.types import Kline, PublicTrade, VenueReject
from mmdesk.sim.units import E8, text_e8, wire

MINUTE_NS = 60 * 10**9
DAY_MINUTES = 1_440
MINUTES = {"1m": 1, "3m": 3, "5m": 5, "15m": 15, "30m": 30, "1h": 60, "2h": 120, "4h": 240, "6h": 360}
MINUTES |= {"8h": 480, "12h": 720, "1d": 1_440}


class Bar:
    """One minute, in 1e-8 units."""

    __slots__ = (
        "close",
        "count",
        "first_id",
        "high",
        "last_id",
        "low",
        "open",
        "quote",
        "start_ns",
        "taker",
        "taker_quote",
        "volume",
    )

    def __init__(self, start_ns: int, price: int, first_id: int) -> None:
        self.start_ns = start_ns
        self.open = self.high = self.low = self.close = price
        self.volume = self.quote = self.taker = self.taker_quote = self.count = 0
        self.first_id = self.last_id = first_id


class Candles:
    """`see` every public trade; then read candles of any interval and the day's figures."""

    def __init__(self) -> None:
        self.bars: deque[Bar] = deque(maxlen=DAY_MINUTES)

    def see(self, trade: PublicTrade) -> None:
        price, qty = text_e8(trade.price), text_e8(trade.quantity)
        start_ns = trade.time_ns - trade.time_ns % MINUTE_NS
        bar = self.bars[-1] if self.bars else None
        if bar is None or bar.start_ns < start_ns:
            bar = Bar(start_ns, price, trade.trade_id)
            self.bars.append(bar)
        bar.high = max(bar.high, price)
        bar.low = min(bar.low, price)
        bar.close = price
        bar.last_id = trade.trade_id
        bar.count += 1
        quote = price * qty // E8
        bar.volume += qty
        bar.quote += quote
        if not trade.buyer_is_maker:
            bar.taker += qty
            bar.taker_quote += quote

    def klines(self, interval: str, start_ns: int | None, end_ns: int | None, limit: int) -> list[Kline]:
        """Oldest first. Raises VenueReject -1120 for an interval the venue does not keep."""
        minutes = MINUTES.get(interval)
        if minutes is None:
            raise VenueReject(-1120, "Invalid interval.")
        span_ns = minutes * MINUTE_NS
        found = [
            joined(start, list(bars), span_ns)
            for start, bars in groupby(self.bars, lambda bar: bar.start_ns - bar.start_ns % span_ns)
            if (start_ns is None or start >= start_ns) and (end_ns is None or start <= end_ns)
        ]
        return found[:limit] if start_ns is not None else found[-limit:]

    def day(self, now_ns: int) -> list[Bar]:
        return [bar for bar in self.bars if bar.start_ns > now_ns - DAY_MINUTES * MINUTE_NS]


def joined(start_ns: int, bars: list[Bar], span_ns: int) -> Kline:
    """Several minutes as one candle."""
    return Kline(
        open_time_ns=start_ns,
        close_time_ns=start_ns + span_ns - 10**6,
        open=wire(bars[0].open),
        high=wire(max(bar.high for bar in bars)),
        low=wire(min(bar.low for bar in bars)),
        close=wire(bars[-1].close),
        volume=wire(sum(bar.volume for bar in bars)),
        quote_volume=wire(sum(bar.quote for bar in bars)),
        trade_count=sum(bar.count for bar in bars),
        taker_buy_volume=wire(sum(bar.taker for bar in bars)),
        taker_buy_quote_volume=wire(sum(bar.taker_quote for bar in bars)),
    )
