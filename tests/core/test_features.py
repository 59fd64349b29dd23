"""Features against values worked out by hand, and against a slow, obvious computation."""

from math import sqrt
from random import Random

import pytest

from mmdesk.core.market.features import _DECAY, MIN_SAMPLES, SAMPLE_NS, Features
from mmdesk.core.market.staleness import NEVER, age_ms, is_stale


def test_mid_spread_imbalance_and_microprice() -> None:
    features = Features()
    features.on_top(100.0, 3.0, 100.2, 1.0, 1)
    assert features.mid == pytest.approx(100.1)
    assert features.spread_bps == pytest.approx(0.2 / 100.1 * 1e4)
    assert features.imbalance == pytest.approx(0.5)
    assert features.microprice == pytest.approx(100.0 + 0.2 * 0.75)


def test_an_empty_side_leaves_no_mid() -> None:
    features = Features()
    features.on_top(100.0, 3.0, 100.2, 1.0, 1)
    features.on_one_side()
    assert (features.mid, features.microprice, features.spread_bps) == (0.0, 0.0, 0.0)


def test_volatility_is_unknown_before_enough_samples() -> None:
    features = Features()
    for second in range(MIN_SAMPLES + 1):
        features.on_top(100.0 + second, 1.0, 101.0 + second, 1.0, 1 + second * SAMPLE_NS)
    assert features.volatility_bps == 0.0
    features.on_top(120.0, 1.0, 121.0, 1.0, 1 + (MIN_SAMPLES + 1) * SAMPLE_NS)
    assert features.volatility_bps > 0.0


def test_volatility_equals_the_slow_computation_with_events_at_any_time() -> None:
    rng = Random(7)
    events = []
    at, mid = 1_000, 60_000.0
    for _ in range(400):
        at += rng.randrange(1_000_000, 4 * SAMPLE_NS)
        mid += rng.gauss(0, 5)
        events.append((at, mid))
    features = Features()
    for at, mid in events:
        features.on_top(mid - 0.5, 1.0, mid + 0.5, 1.0, at)
    start = events[0][0] + SAMPLE_NS
    samples = []
    boundary = start
    while boundary <= events[-1][0]:
        samples.append([value for when, value in events if when < boundary][-1])
        boundary += SAMPLE_NS
    total = weight = 0.0
    before = samples[0]
    for now in samples[1:]:
        move = (now - before) / before * 1e4
        total = total * _DECAY + move * move
        weight = weight * _DECAY + 1.0
        before = now
    assert features.volatility_bps == pytest.approx(sqrt(total / weight), rel=1e-9)


def test_volatility_of_a_steady_walk_is_its_step() -> None:
    features = Features()
    mid = 10_000.0
    for second in range(2_000):
        mid *= 1.0001 if second % 2 else 1 / 1.0001
        features.on_top(mid - 0.1, 1.0, mid + 0.1, 1.0, 1 + second * SAMPLE_NS)
    assert features.volatility_bps == pytest.approx(1.0, rel=1e-3)


def test_a_restart_is_not_a_move() -> None:
    features = Features()
    for second in range(60):
        features.on_top(100.0, 1.0, 101.0, 1.0, 1 + second * SAMPLE_NS)
    features.restart()
    for second in range(100, 160):
        features.on_top(200.0, 1.0, 201.0, 1.0, 1 + second * SAMPLE_NS)
    assert features.volatility_bps == 0.0


def test_the_trade_rate_is_trades_per_second() -> None:
    features = Features()
    for index in range(10_000):
        features.on_trade(index * 100_000_000)
    assert features.trade_rate_per_s == pytest.approx(10.0, rel=0.02)


def test_age_and_staleness_at_the_limit() -> None:
    assert age_ms(0, 5) == NEVER
    assert age_ms(10_000_000, 5_000_000) == 0
    assert is_stale(0, 1, 3_000)
    assert not is_stale(1, 1 + 3_000_000_000, 3_000)
    assert is_stale(1, 2 + 3_000_000_000, 3_000)
