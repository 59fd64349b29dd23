"""Rehearsals for the window's tests and pictures: four hours of a desk, played by the real breakers."""

import random

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS
from mmdesk.core.model.breakers import BreakerKind, Scope, ThresholdChange
from mmdesk.core.model.rehearsal import Rehearsal
from mmdesk.core.risk.breakers.board import Watched
from mmdesk.core.risk.breakers.rehearsal import MetricSeries, rehearse_versions
from mmdesk.ports.history import ThresholdRehearsal
from tests.gui import breaker_feed
from tests.gui.breaker_feed import SECOND_NS
from tests.gui.feed import BTC, START_NS

NOTHING = Rehearsal((), {BTC: 0.0}, 0.0)
MARKETS = (Watched(BTC, "BTC/USDT", "binance", "glft"),)


def series(seconds: int = 14_400, pause: tuple[int, int] = (0, 0)) -> list[MetricSeries]:
    """Every metric each second but for a pause: wide spreads now and then, a slow venue twice, else calm."""
    chance = random.Random(7)
    found = []
    for kind, scope, usual in breaker_feed.CALM:
        one = MetricSeries(kind, scope)
        for second in range(seconds):
            if not pause[0] <= second < pause[1]:
                one.add(START_NS + second * SECOND_NS, _value(kind, scope, usual, second, chance))
        found.append(one)
    return found


def rehearsed(
    *edits: ThresholdChange, seconds: int = 14_400, asked_h: float = 4.0, pause: tuple[int, int] = (0, 0)
) -> ThresholdRehearsal:
    """What these edits would have done."""
    now, edited = rehearse_versions(DEFAULT_BREAKERS, ((), edits), MARKETS, series(seconds, pause))
    return ThresholdRehearsal(now, edited, asked_h * 3_600)


def _value(kind: BreakerKind, scope: Scope, usual: float, second: int, chance: random.Random) -> float:
    if kind is BreakerKind.SPREAD and second % 1_500 < 12:
        return 15.0
    if kind is BreakerKind.SPREAD and second % 6_000 < 40:
        return 24.0 + chance.random()
    if kind is BreakerKind.ORDER_LATENCY and second % 7_000 < 9:
        return 480.0 + chance.random() * 120
    return usual * (0.4 + chance.expovariate(2.0))
