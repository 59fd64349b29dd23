"""A rehearsal over the samples of a live desk opens what the live desk opened, when it did."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import BreakerKind, BreakerMove, Scope, ScopeLevel, ThresholdChange
from mmdesk.core.model.effects import BreakerChanged, MetricsSampled
from mmdesk.core.risk.breakers.board import Watched as Market
from mmdesk.core.risk.breakers.rehearsal import (
    MOST_OPENINGS,
    PERCENTILES,
    MetricReading,
    in_series,
    percentile_curve,
    rehearse,
    rehearse_versions,
)
from mmdesk.core.risk.breakers.spans import common_ns, joined, runs
from tests.core.breaker_dialogue import BID, MARKET, VENUE, Watched, only
from tests.core.dialogue import KEY

S = 1_000_000_000
BTC = Market(KEY, "BTC/USDT", "binance", "symmetric")
SPREAD_BPS = DEFAULT_RULES[BreakerKind.SPREAD].open_above
ERROR_PCT = DEFAULT_RULES[BreakerKind.ERROR_RATE].open_above
WATCHED = only(BreakerKind.SPREAD, BreakerKind.ERROR_RATE)


def spreads(*values: float | None, scope: Scope = MARKET) -> list[MetricReading]:
    return [
        MetricReading(second * S, BreakerKind.SPREAD, scope, value)
        for second, value in enumerate(values, start=1)
    ]


def sampled(told: list[MetricsSampled]) -> list[MetricReading]:
    return [
        MetricReading(sample.wall_ns, one.kind, one.scope, one.value)
        for sample in told
        for one in sample.metrics
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((1.00001, 1.0019, 1.0021, 1.01)), st.integers(1, 4)), max_size=6))
def test_what_a_live_desk_opened_opens_at_the_same_second_in_the_rehearsal(
    lived: list[tuple[float, int]],
) -> None:
    desk = Watched(WATCHED).quoting().seconds(1)
    samples, live = list(desk.told(MetricsSampled)), []
    for factor, seconds in lived:
        desk.seconds(seconds, BID, BID * factor)
        samples += desk.told(MetricsSampled)
        live += [
            (one.record.kind, one.record.scope, one.record.since_ns, one.record.reason)
            for one in desk.told(BreakerChanged)
            if one.what is BreakerMove.OPENED
        ]
    rehearsed = rehearse(WATCHED, (), [BTC], sampled(samples))
    assert live == [
        (one.kind, one.scope, opening.begins_ns, opening.reason)
        for one in rehearsed.breakers
        for opening in one.openings
    ]


def test_three_wide_seconds_open_and_two_do_not() -> None:
    wide = SPREAD_BPS * 1.1
    assert not rehearse(WATCHED, (), [BTC], spreads(1.0, wide, wide, 1.0, wide, wide)).breakers[0].openings
    (spread,) = rehearse(WATCHED, (), [BTC], spreads(1.0, wide, wide, wide)).breakers
    (opening,) = spread.openings
    assert (opening.begins_ns, opening.ends_ns) == (4 * S, None)
    assert opening.reason == f"{wide:g} bps above {SPREAD_BPS:g}"


def test_quoting_time_is_lost_from_the_opening_until_it_is_half_open() -> None:
    wide = SPREAD_BPS * 1.1
    rule = DEFAULT_RULES[BreakerKind.SPREAD]
    result = rehearse(WATCHED, (), [BTC], spreads(wide, wide, wide, *[1.0] * 120))
    (spread,) = result.breakers
    (opening,) = spread.openings
    assert opening.begins_ns == 3 * S
    assert opening.ends_ns == round((3 + max(rule.cooldown_s, rule.close_window_s)) * S)
    assert spread.halted_s == result.halted_s[KEY] == rule.cooldown_s
    assert result.seconds == 122.0


def test_two_breakers_open_at_once_cost_the_market_their_time_once() -> None:
    wide, both = SPREAD_BPS * 1.1, []
    for one in spreads(*[wide] * 20):
        both += [one, MetricReading(one.at_ns, BreakerKind.ERROR_RATE, VENUE, ERROR_PCT * 2)]
    result = rehearse(WATCHED, (), [BTC], both)
    assert len([one for one in result.breakers if one.openings]) == 2
    assert result.halted_s[KEY] == max(one.halted_s for one in result.breakers)


def test_a_pause_of_mmdesk_costs_no_quoting_time() -> None:
    wide = SPREAD_BPS * 1.1
    before = spreads(wide, wide, wide, wide)
    after = [one._replace(at_ns=one.at_ns + 3_600 * S) for one in spreads(wide)]
    result = rehearse(WATCHED, (), [BTC], before + after)
    assert (result.seconds, result.halted_s[KEY]) == (3.0, 1.0)


def test_an_edited_threshold_is_what_is_rehearsed() -> None:
    wide = spreads(*[SPREAD_BPS * 1.1] * 5)
    looser = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", SPREAD_BPS * 2)
    (spread,) = rehearse(WATCHED, (looser,), [BTC], wide).breakers
    assert (spread.openings, spread.threshold) == ((), SPREAD_BPS * 2)


def test_thresholds_of_now_and_edited_ones_are_rehearsed_over_the_same_readings() -> None:
    wide = in_series(spreads(*[SPREAD_BPS * 1.1] * 5))
    looser = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", SPREAD_BPS * 2)
    now, edited = rehearse_versions(WATCHED, ((), (looser,)), [BTC], wide)
    assert [one.breakers[0].opened for one in (now, edited)] == [1, 0]
    assert now.breakers[0].curve == edited.breakers[0].curve
    assert (now.from_ns, now.to_ns, now.seconds) == (S, 5 * S, 4.0)


def test_openings_beyond_the_bound_are_counted_and_cost_their_time() -> None:
    rule = replace(DEFAULT_RULES[BreakerKind.SPREAD], violations=1, cooldown_s=1.0, close_window_s=1.0)
    rule = replace(rule, cooldown_max_s=1.0, latch_after=0)
    often = replace(DEFAULT_BREAKERS, rules={BreakerKind.SPREAD: rule}, half_open_s=0.0)
    swings = spreads(*[SPREAD_BPS * 2, *[0.1] * 4] * (MOST_OPENINGS + 20))
    (spread,) = rehearse(often, (), [BTC], swings).breakers
    assert (spread.opened, len(spread.openings)) == (MOST_OPENINGS + 20, MOST_OPENINGS)
    assert spread.halted_s == spread.longest_s * spread.opened


@given(st.lists(st.integers(0, 60)), st.lists(st.integers(0, 60)), st.integers(1, 6))
def test_time_that_two_lists_of_stretches_share_is_what_counting_finds(
    one: list[int], other: list[int], gap: int
) -> None:
    spans = [runs(sorted(times), gap) for times in (one, other)]
    assert all(joined(found) == found for found in spans)
    shared = [{at for begin, end in found for at in range(begin, end)} for found in spans]
    assert common_ns(*spans) == len(shared[0] & shared[1])


def test_lost_data_opens_but_data_that_never_came_does_not() -> None:
    assert rehearse(WATCHED, (), [BTC], spreads(1.0, None, None, None)).breakers[0].openings
    never = rehearse(WATCHED, (), [BTC], spreads(None, None, None, None)).breakers[0]
    assert (never.openings, never.missing, never.curve) == ((), 4, ())


def test_what_a_new_session_cannot_know_yet_is_not_missing() -> None:
    before = spreads(1.0, 1.0, 1.0)
    again = [one._replace(at_ns=one.at_ns + 60 * S) for one in spreads(None, None, None, None, 1.0)]
    assert not rehearse(WATCHED, (), [BTC], before + again).breakers[0].openings, "after a pause"
    at_once = in_series(spreads(1.0, 1.0, None, None, None, None, 1.0))
    (lost,) = rehearse_versions(WATCHED, ((),), [BTC], at_once)
    (begun,) = rehearse_versions(WATCHED, ((),), [BTC], at_once, [round(2.5 * S)])
    assert [one.breakers[0].opened for one in (lost, begun)] == [1, 0]


def test_a_rate_that_is_not_known_for_want_of_requests_is_no_violation() -> None:
    values = [0.0, None, None, None, None]
    rates = [MetricReading(i * S, BreakerKind.ERROR_RATE, VENUE, value) for i, value in enumerate(values)]
    assert rehearse(WATCHED, (), [BTC], rates).breakers[0].openings == ()


def test_a_latched_breaker_stays_open_to_the_end_since_nobody_resets_it() -> None:
    rule = replace(DEFAULT_RULES[BreakerKind.SPREAD], latches=True)
    latching = replace(DEFAULT_BREAKERS, rules={BreakerKind.SPREAD: rule})
    (spread,) = rehearse(latching, (), [BTC], spreads(*[SPREAD_BPS * 2] * 3, *[0.1] * 300)).breakers
    (opening,) = spread.openings
    assert opening.latched
    assert opening.ends_ns is None
    assert spread.halted_s == 300.0


def test_readings_of_what_is_not_watched_are_passed_over() -> None:
    elsewhere = spreads(99.0, 99.0, 99.0, scope=Scope(ScopeLevel.INSTRUMENT, "ETH/USDT@binance"))
    assert rehearse(WATCHED, (), [BTC], elsewhere).breakers == ()


def test_time_that_goes_back_is_refused() -> None:
    with pytest.raises(ValueError, match="in order of time"):
        rehearse(WATCHED, (), [BTC], spreads(1.0, 1.0)[::-1])


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_the_percentile_curve_rises_from_the_least_to_the_greatest_value(values: list[float]) -> None:
    curve = percentile_curve(values)
    assert tuple(percent for percent, _ in curve) == PERCENTILES
    found = [value for _, value in curve]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (min(values), max(values))


def test_percentiles_are_by_nearest_rank() -> None:
    curve = dict(percentile_curve([float(number) for number in range(1, 1_001)]))
    assert (curve[50.0], curve[99.0], curve[99.9]) == (500.0, 990.0, 999.0)
