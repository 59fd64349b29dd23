"""The one formatter: what a person reads is the number, whatever the number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.gui import format as fmt


def read_back(text: str) -> Decimal:
    return Decimal(text.replace(fmt.GROUP, "").replace(fmt.MINUS, "-").replace("+", ""))


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4), st.booleans())
def test_a_formatted_number_reads_back_exactly(value: Decimal, signed: bool) -> None:
    assert read_back(fmt.number(value, 4, signed=signed)) == value


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_money_carries_its_sign_and_zero_has_none(value: Decimal) -> None:
    text = fmt.money(value)
    assert text[0] == ("+" if value > 0 else fmt.MINUS if value < 0 else "0")
    assert "-" not in text


@given(st.integers(min_value=0, max_value=10**15))
def test_groups_have_three_digits(value: int) -> None:
    first, *rest = fmt.number(value, 0).split(fmt.GROUP)
    assert 1 <= len(first) <= 3
    assert all(len(group) == 3 for group in rest)


@pytest.mark.parametrize("unknown", [None, float("nan"), float("inf")])
def test_what_is_not_known_is_a_dash(unknown: float | None) -> None:
    assert fmt.number(unknown, 2) == "\u2014"


def test_a_rounded_away_loss_is_not_a_negative_zero() -> None:
    assert fmt.number(-0.001, 2, signed=True) == "0.00"


@pytest.mark.parametrize(
    ("step", "decimals"), [("0.01", 2), ("0.50", 1), ("1", 0), ("10", 0), ("0.00000100", 6)]
)
def test_decimals_follow_the_tick(step: str, decimals: int) -> None:
    assert fmt.decimals_of(Decimal(step)) == decimals


@given(st.integers(min_value=1, max_value=4 * 10**18))
def test_the_clock_keeps_every_millisecond(wall_ns: int) -> None:
    hours, minutes, seconds = fmt.clock_ms(wall_ns).split(":")
    millis = (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)
    assert millis == wall_ns // 1_000_000 % 86_400_000
    assert fmt.timestamp(wall_ns).endswith("+00:00")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (12, "12 s"), (185, "3:05 min"), (7800, "2:10 h")]
)
def test_durations_read_like_a_person_says_them(seconds: float, text: str) -> None:
    assert fmt.duration(seconds) == text
