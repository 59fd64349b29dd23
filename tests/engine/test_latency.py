"""Latency figures: quantiles within their stated error, ages never negative, the past forgotten."""

import math

from hypothesis import given
from hypothesis import strategies as st

from mmdesk.engine.latency import DataAge, Histogram, RecentHistogram


@given(st.lists(st.integers(0, 10**11), min_size=1, max_size=300), st.floats(0.01, 1.0))
def test_a_quantile_is_within_four_percent_of_the_exact_one(values: list[int], fraction: float) -> None:
    histogram = Histogram()
    for value in values:
        histogram.add(value)
    exact = sorted(values)[max(1, round(fraction * len(values))) - 1]
    found = histogram.quantile_ms(fraction)
    assert found is not None
    assert math.isclose(found * 1e6, exact, rel_tol=0.04, abs_tol=1)


def test_nothing_measured_has_no_quantile() -> None:
    assert Histogram().quantile_ms(0.5) is None
    assert RecentHistogram(10).quantiles_ms((0.5, 0.99), 1) == (None, None)


def test_recent_figures_forget_what_is_two_windows_old() -> None:
    recent = RecentHistogram(1_000)
    recent.add(5_000_000, 10_000)
    assert recent.quantiles_ms((0.5,), 10_900)[0] is not None
    assert recent.quantiles_ms((0.5,), 11_100)[0] is not None
    assert recent.quantiles_ms((0.5,), 12_500)[0] is None


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**12)), max_size=100), st.integers())
def test_data_age_is_never_negative_whatever_the_clock_offset(
    arrivals: list[tuple[int, int]], offset_ns: int
) -> None:
    ages = DataAge()
    mono_ns = 0
    for delay_ns, pause_ns in arrivals:
        mono_ns += pause_ns
        assert ages.age_ns(mono_ns + delay_ns, mono_ns + offset_ns, mono_ns) >= 0


def test_data_age_is_the_delay_beyond_the_fastest_message() -> None:
    ages = DataAge()
    offset_ns = 123_456_789
    assert ages.age_ns(1_000 + 20, 1_000 + offset_ns, 0) == 0
    assert ages.age_ns(2_000 + 70, 2_000 + offset_ns, 1) == 50
