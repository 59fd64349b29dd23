"""Sliding windows against the sums over every sample that they stand for."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mmdesk.core.risk.breakers.breaker import Absent
from mmdesk.core.risk.breakers.windows import (
    MAX_SAMPLES,
    SPACING_NS,
    OutcomeWindow,
    RangeWindow,
    SampleWindow,
)

MS = 1_000_000
S = 1_000 * MS
TENTH = 100 * MS
# Few prices, so that one comes again and again; steps from a burst to more than a window.
STEPS = st.lists(
    st.tuples(st.integers(0, 40 * MS) | st.integers(0, 7_000 * MS), st.integers(1, 4) | st.integers(1, 50)),
    min_size=1,
    max_size=60,
)


def swing(prices: list[tuple[int, float]], oldest_ns: int) -> float:
    known = [price for at_ns, price in prices if at_ns >= oldest_ns] or [prices[-1][1]]
    return (max(known) / min(known) - 1.0) * 100.0


@given(steps=STEPS, wait_ns=st.integers(0, 12 * S))
@example(steps=[(0, 1), (0, 2), (5_010_000_001, 2)], wait_ns=0)
def test_a_swing_is_that_of_every_price_of_the_window(steps: list[tuple[int, int]], wait_ns: int) -> None:
    window, prices, now_ns = RangeWindow(5.0), [], 10**15
    for step_ns, price in steps:
        now_ns += step_ns
        prices.append((now_ns, float(price)))
        window.note(float(price), now_ns)
        told = window.swing_pct(now_ns)
        assert not isinstance(told, Absent)
        assert swing(prices, now_ns - 5 * S) <= told <= swing(prices, now_ns - 5 * S - SPACING_NS)
    later = window.swing_pct(now_ns + wait_ns)
    assert not isinstance(later, Absent)
    assert later >= swing(prices, now_ns + wait_ns - 5 * S)


def test_a_price_is_forgotten_when_the_window_has_passed_and_not_before() -> None:
    window = RangeWindow(60.0)
    window.note(100.0, S // 2)
    window.note(106.0, S // 2 + 60 * S - 1)
    assert window.swing_pct(S // 2 + 60 * S) != 0.0
    assert window.swing_pct(S // 2 + 60 * S + SPACING_NS) == 0.0


@pytest.mark.parametrize("first", [100.0, 50.0], ids=["up", "down"])
def test_a_jump_within_one_stretch_is_forgotten_though_the_price_stands_still(first: float) -> None:
    window = RangeWindow(60.0)
    window.note(first, S + 1)
    window.note(75.0, S + 2)
    window.note(75.0, 100 * S)
    assert window.swing_pct(100 * S) == 0.0
    assert (window.low, window.high) == (75.0, 75.0)


@given(steps=STEPS)
def test_whether_an_extreme_moved_is_told(steps: list[tuple[int, int]]) -> None:
    window, now_ns, known = RangeWindow(5.0), 10**15, (0.0, 0.0)
    for step_ns, price in steps:
        now_ns += step_ns
        moved = window.note(float(price), now_ns)
        assert moved or (window.low, window.high) == known
        known = window.low, window.high


def test_no_price_is_no_swing() -> None:
    assert RangeWindow(60.0).swing_pct(S) is Absent.NOT_YET


def test_the_prices_kept_are_bounded_by_the_window_not_by_how_many_come() -> None:
    window = RangeWindow(1.0)
    for number in range(20_000):
        window.note(1.0 + number, 10**15 + number * MS // 10)
    assert len(window._rising) + len(window._falling) <= 2 * (S // SPACING_NS + 2)


@given(steps=STEPS)
def test_outcomes_count_for_a_window_and_no_more_than_a_tenth_longer(steps: list[tuple[int, int]]) -> None:
    window, ended, now_ns = OutcomeWindow(5.0), [], 10**15
    for step_ns, requests in steps:
        now_ns += step_ns
        window.add(requests, requests // 3, now_ns)
        ended.append((now_ns, requests, requests // 3))
        window.rate_pct(now_ns, 1)
        least = sum(count for at_ns, count, _ in ended if at_ns > now_ns - 5 * S)
        most = sum(count for at_ns, count, _ in ended if at_ns > now_ns - 5 * S - TENTH)
        assert least <= window.requests <= most
        assert window.faults <= window.requests


def test_a_rate_needs_as_many_requests_as_asked_for() -> None:
    window = OutcomeWindow(60.0)
    window.add(19, 19, S)
    assert window.rate_pct(S, 20) is Absent.NOT_YET
    window.add(1, 0, S)
    assert window.rate_pct(S, 20) == 95.0
    assert window.rate_pct(61 * S + TENTH, 1) is Absent.NOT_YET


# -- durations -------------------------------------------------------------------------------------


def test_as_many_samples_as_asked_for_are_enough_and_one_fewer_is_not() -> None:
    window = SampleWindow(10.0)
    for _ in range(4):
        window.add(7.0, S)
    assert window.quantile(S, 5) is Absent.NOT_YET
    # At the same moment as the others: without a spacing each counts.
    window.add(9.0, S)
    assert window.quantile(S, 5) == 9.0
    assert SampleWindow(10.0).quantile(S, 0) is Absent.NOT_YET


def test_the_95th_percentile_is_the_nearest_rank() -> None:
    window = SampleWindow(10.0)
    for number in range(1, 21):
        window.add(float(number), S)
    assert window.quantile(S, 5) == 19.0
    window.add(21.0, S)
    assert window.quantile(S, 5) == 20.0
    assert window.quantile(S, 5, 1.0) == 21.0


def test_a_sample_counts_for_less_than_the_window_and_what_is_void_not_at_all() -> None:
    window = SampleWindow(10.0)
    window.add(500.0, S)
    window.add(1.0, 2 * S)
    assert window.quantile(11 * S - 1, 1) == 500.0
    assert window.quantile(11 * S, 1) == 1.0
    window.clear()
    assert window.quantile(11 * S, 1) is Absent.NOT_YET


def test_of_samples_closer_together_than_the_spacing_the_slowest_is_kept() -> None:
    window = SampleWindow(10.0, 10 * MS)
    for value, at_ns in ((3.0, S), (8.0, S + 1), (5.0, S + 10 * MS - 1), (4.0, S + 10 * MS)):
        window.add(value, at_ns)
    assert window.quantile(2 * S, 2, 0.5) == 4.0
    assert window.quantile(2 * S, 2, 1.0) == 8.0
    assert window.quantile(2 * S, 3) is Absent.NOT_YET
    # It stands where the first of its burst stood, and is forgotten with that.
    assert window.quantile(11 * S, 1, 1.0) == 4.0


def test_samples_are_bounded_the_oldest_goes() -> None:
    window = SampleWindow(10.0)
    window.add(1e6, S)
    for _ in range(MAX_SAMPLES):
        window.add(1.0, S)
    assert window.quantile(S, 1, 1.0) == 1.0


def test_the_next_lowest_and_highest_count_when_the_first_are_forgotten() -> None:
    window = RangeWindow(60.0)
    for price, second in ((100.0, 1), (120.0, 2), (104.0, 10), (116.0, 11), (110.0, 20)):
        window.note(price, second * S)
    told = window.swing_pct(63 * S)
    assert (window.low, window.high) == (104.0, 116.0)
    assert told == (116.0 / 104.0 - 1.0) * 100.0


def test_the_first_price_is_the_first_however_early_it_comes() -> None:
    window = RangeWindow(60.0)
    window.note(100.0, S)
    assert window.swing_pct(S) == 0.0


def test_an_outcome_counts_to_the_end_of_its_tenth_and_is_forgotten_whole() -> None:
    window = OutcomeWindow(5.0)
    window.add(10, 1, S)
    assert window.rate_pct(6 * S + TENTH - 1, 1) == 10.0
    assert window.rate_pct(6 * S + TENTH, 1) is Absent.NOT_YET
    window.add(1, 1, 7 * S)
    assert (window.requests, window.faults) == (1, 1)
    assert window.rate_pct(7 * S, 1) == 100.0
