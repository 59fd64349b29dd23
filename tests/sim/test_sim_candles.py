"""Candles begin where the exchange's begin: weeks on Monday, months on the first, all in UTC."""

from datetime import UTC, datetime

import pytest

from mmdesk.sim.candles import INTERVALS, SECOND_NS, Candles, span
from mmdesk.sim.types import PublicTrade

AT = datetime(2024, 12, 25, 13, 37, 42, tzinfo=UTC)  # a Wednesday


def _ns(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp()) * SECOND_NS  # type: ignore[misc, arg-type]  # spread


@pytest.mark.parametrize(
    ("interval", "start", "end"),
    [
        ("1s", _ns(2024, 12, 25, 13, 37, 42), _ns(2024, 12, 25, 13, 37, 43)),
        ("15m", _ns(2024, 12, 25, 13, 30), _ns(2024, 12, 25, 13, 45)),
        ("1d", _ns(2024, 12, 25), _ns(2024, 12, 26)),
        ("1w", _ns(2024, 12, 23), _ns(2024, 12, 30)),
        ("1M", _ns(2024, 12, 1), _ns(2025, 1, 1)),
    ],
)
def test_a_candle_spans(interval: str, start: int, end: int) -> None:
    assert span(int(AT.timestamp()) * SECOND_NS, interval) == (start, end)


def test_every_interval_tells_the_same_volume() -> None:
    candles = Candles()
    for second in range(3):
        at_ns = (int(AT.timestamp()) + second) * SECOND_NS
        candles.see(
            PublicTrade(
                symbol="S", trade_id=second, price="5", quantity="2", buyer_is_maker=True, time_ns=at_ns
            )
        )
    for interval in INTERVALS:
        found = candles.klines(interval, None, None, 10)
        assert sum(float(candle.volume) for candle in found) == 6
        assert len(found) == (3 if interval == "1s" else 1)
