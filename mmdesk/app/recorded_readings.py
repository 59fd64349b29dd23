"""The metrics that a recording of market data would have shown the breakers, second by second of its time."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerSettings,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.inheritance import rule_for
from mmdesk.core.risk.breakers.board import Watched
from mmdesk.core.risk.breakers.breaker import Absent, Reading
from mmdesk.core.risk.breakers.rehearsal import MetricReading
from mmdesk.core.risk.breakers.windows import RangeWindow
from mmdesk.sim.binance_records import TickerRecord, market_records
from mmdesk.sim.recordings import RecordingError

_S = 1_000_000_000
_MS = 1_000_000
# A longer silence is a break of the recording, not of the market: nothing is read in it.
LONGEST_SILENCE_S = 60


def recorded_readings(
    files: Sequence[Path],
    settings: BreakerSettings,
    changes: Sequence[ThresholdChange],
    watched: Sequence[Watched] = (),
) -> Iterator[MetricReading]:
    """Spread, volatility and age of the data of each symbol, from the best prices that were recorded.

    A symbol that the desk watches (`BTCUSDT` for `BTC/USDT@binance`) stands for that market, any other for
    itself. Latency of orders, errors and results are not in a recording of the market. Raises RecordingError
    naming file and line.
    """
    markets: dict[str, _Market] = {}
    next_ns = 0
    for record in market_records(files):
        if not isinstance(record, TickerRecord):
            continue
        at_ns = record.received_ns
        next_ns = next_ns or at_ns + _S
        while next_ns <= at_ns:
            for market in markets.values():
                yield from market.readings(next_ns)
            next_ns = next_ns + _S if at_ns - next_ns < LONGEST_SILENCE_S * _S else at_ns + _S
        if record.symbol not in markets:
            scopes = _scopes(record.symbol, watched)
            markets[record.symbol] = _Market(*scopes, settings, changes)
        markets[record.symbol].see(record)
    if not markets:
        names = ", ".join(file.name for file in files)
        raise RecordingError(f"{names}: no best prices (bookTicker) are in it. Take a recording with them")


class _Market:
    """The best prices of one symbol, and the windows over them."""

    def __init__(
        self, market: Scope, symbol: Scope, settings: BreakerSettings, changes: Sequence[ThresholdChange]
    ) -> None:
        self._market = market
        self._symbol = symbol
        self._prices = RangeWindow(_window_s(settings, changes, symbol))
        self._seen_ns = 0
        self._spread_bps = 0.0

    def see(self, record: TickerRecord) -> None:
        bid, ask = _price(record, record.bid_price), _price(record, record.ask_price)
        mid = (bid + ask) / 2
        self._seen_ns = record.received_ns
        self._spread_bps = (ask - bid) / mid * 1e4
        self._prices.note(mid, record.received_ns)

    def readings(self, at_ns: int) -> Iterator[MetricReading]:
        yield MetricReading(at_ns, BreakerKind.SPREAD, self._market, self._spread_bps)
        swing: Reading = self._prices.swing_pct(at_ns)
        value = None if isinstance(swing, Absent) else swing
        yield MetricReading(at_ns, BreakerKind.VOLATILITY, self._symbol, value)
        age_ms = max(0, at_ns - self._seen_ns) / _MS
        yield MetricReading(at_ns, BreakerKind.DATA_STALE, self._market, age_ms)


def _scopes(symbol: str, watched: Sequence[Watched]) -> tuple[Scope, Scope]:
    """The market and the symbol that a recorded name stands for."""
    for market in watched:
        if market.symbol.replace("/", "") == symbol:
            return market.scope(ScopeLevel.INSTRUMENT), market.scope(ScopeLevel.SYMBOL)
    return Scope(ScopeLevel.INSTRUMENT, f"{symbol}@recording"), Scope(ScopeLevel.SYMBOL, symbol)


def _window_s(settings: BreakerSettings, changes: Sequence[ThresholdChange], symbol: Scope) -> float:
    kind = BreakerKind.VOLATILITY
    # Not watched: its readings are passed over, however long they look back.
    return rule_for(settings, changes, kind, symbol).window_s if kind in settings.rules else 1.0


def _price(record: TickerRecord, text: str) -> float:
    try:
        price = float(text)
    except ValueError:
        price = 0.0
    if not 0.0 < price < float("inf"):
        raise record.line.error(f"the price {text!r} is not above zero")
    return price
