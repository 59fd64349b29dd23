"""Candles and rolling windows of one symbol, from its public trades; a day of minutes is kept."""

from collections import deque
from datetime import UTC, datetime
from itertools import groupby

from mmdesk.sim.types import Kline, PublicTrade, VenueReject
from mmdesk.sim.units import E8, text_e8, wire

MINUTE_NS = 60 * 10**9
DAY_MINUTES = 1_440
MINUTES = {"1m": 1, "3m": 3, "5m": 5, "15m": 15, "30m": 30, "1h": 60, "2h": 120, "4h": 240, "6h": 360}
MINUTES |= {"8h": 480, "12h": 720, "1d": 1_440, "3d": 4_320}
SECOND_NS = 10**9
DAY_NS = DAY_MINUTES * MINUTE_NS
WEEK_NS = 7 * DAY_NS
FIRST_MONDAY_NS = 4 * DAY_NS
KEPT_SECONDS = 1_000
INTERVALS = ("1s", *MINUTES, "1w", "1M")


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

    def add(self, price: int, qty: int, trade: PublicTrade) -> None:
        self.high = max(self.high, price)
        self.low = min(self.low, price)
        self.close = price
        self.last_id = trade.trade_id
        self.count += 1
        quote = price * qty // E8
        self.volume += qty
        self.quote += quote
        if not trade.buyer_is_maker:
            self.taker += qty
            self.taker_quote += quote


class Candles:
    """`see` every public trade; then read candles of any interval and the day's figures."""

    def __init__(self) -> None:
        self.bars: deque[Bar] = deque(maxlen=DAY_MINUTES)
        self._seconds: deque[Bar] = deque(maxlen=KEPT_SECONDS)

    def see(self, trade: PublicTrade) -> None:
        price, qty = text_e8(trade.price), text_e8(trade.quantity)
        for bars, span_ns in ((self.bars, MINUTE_NS), (self._seconds, SECOND_NS)):
            start_ns = trade.time_ns - trade.time_ns % span_ns
            bar = bars[-1] if bars else None
            if bar is None or bar.start_ns < start_ns:
                bar = Bar(start_ns, price, trade.trade_id)
                bars.append(bar)
            bar.add(price, qty, trade)

    def klines(self, interval: str, start_ns: int | None, end_ns: int | None, limit: int) -> list[Kline]:
        """Oldest first. Raises VenueReject -1120 for an interval the venue does not keep."""
        if interval not in INTERVALS:
            raise VenueReject(-1120, "Invalid interval.")
        found = [
            joined(start, end, list(bars))
            for (start, end), bars in groupby(
                self._seconds if interval == "1s" else self.bars, lambda bar: span(bar.start_ns, interval)
            )
            if (start_ns is None or start >= start_ns) and (end_ns is None or start <= end_ns)
        ]
        return found[:limit] if start_ns is not None else found[-limit:]

    def since(self, start_ns: int) -> list[Bar]:
        """The minutes that began after `start_ns`."""
        return [bar for bar in self.bars if bar.start_ns > start_ns]


def span(at_ns: int, interval: str) -> tuple[int, int]:
    """Start and end of the candle around a time: weeks begin on Monday, months on the first (UTC)."""
    if interval == "1M":
        day = datetime.fromtimestamp(at_ns // SECOND_NS, UTC).replace(day=1, hour=0, minute=0, second=0)
        after = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
        return int(day.timestamp()) * SECOND_NS, int(after.timestamp()) * SECOND_NS
    if interval == "1w":
        start_ns = at_ns - (at_ns - FIRST_MONDAY_NS) % WEEK_NS
        return start_ns, start_ns + WEEK_NS
    length_ns = SECOND_NS if interval == "1s" else MINUTES[interval] * MINUTE_NS
    return at_ns - at_ns % length_ns, at_ns - at_ns % length_ns + length_ns


def joined(start_ns: int, end_ns: int, bars: list[Bar]) -> Kline:
    """Several bars as one candle."""
    return Kline(
        open_time_ns=start_ns,
        close_time_ns=end_ns - 10**6,
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
