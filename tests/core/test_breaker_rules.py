"""Thresholds that contradict each other: equal is allowed, a step further is told, and all at once."""

from math import inf, nan, nextafter

import pytest
from msgspec.structs import replace

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import BreakerKind, ScopeLevel, ThresholdChange
from mmdesk.core.risk.breakers.rules import change_problems, large_changes, problems

DRAWDOWN = DEFAULT_RULES[BreakerKind.DRAWDOWN]
LATENCY = DEFAULT_RULES[BreakerKind.ORDER_LATENCY]


def told(kind: BreakerKind, **fields: float) -> list[str]:
    return [line.split(" ")[0] for line in problems(replace(DEFAULT_RULES[kind], **fields), kind)]


@pytest.mark.parametrize("kind", list(BreakerKind))
def test_the_defaults_contradict_nothing(kind: BreakerKind) -> None:
    assert told(kind) == []


@pytest.mark.parametrize(
    ("kind", "agrees", "wrong", "field"),
    [
        (BreakerKind.DRAWDOWN, {"warn_at": 80.0}, {"warn_at": nextafter(80.0, inf)}, "reduce_at"),
        (BreakerKind.DRAWDOWN, {"reduce_at": 100.0}, {"reduce_at": nextafter(100.0, inf)}, "reduce_at"),
        (BreakerKind.DRAWDOWN, {"reduce_at": 0.0, "warn_at": 100.0},
         {"reduce_at": 0.0, "warn_at": nextafter(100.0, inf)}, "warn_at"),
        (BreakerKind.ORDER_LATENCY, {"at_once_at": 500.0}, {"at_once_at": nextafter(500.0, 0.0)},
         "at_once_at"),
        (BreakerKind.ORDER_LATENCY, {"at_once_at": 0.0}, {"at_once_at": 1.0}, "at_once_at"),
        (BreakerKind.ORDER_LATENCY, {"min_samples": 1_000}, {"min_samples": 1_001}, "min_samples"),
        (BreakerKind.ORDER_LATENCY, {"cooldown_s": 600.0}, {"cooldown_s": 600.1}, "cooldown_s"),
        (BreakerKind.ORDER_LATENCY, {"silent_s": 0.0}, {"silent_s": -0.1}, "silent_s"),
        (BreakerKind.SPREAD, {"open_above": 0.1}, {"open_above": 0.0}, "open_above"),
        (BreakerKind.SPREAD, {"window_s": 1.0}, {"window_s": 0.0}, "window_s"),
        (BreakerKind.SPREAD, {}, {"open_above": nan}, "open_above"),
        (BreakerKind.SPREAD, {}, {"close_window_s": inf}, "close_window_s"),
    ],
)  # fmt: skip
def test_a_contradiction_begins_one_step_beyond_agreement(
    kind: BreakerKind, agrees: dict[str, float], wrong: dict[str, float], field: str
) -> None:
    assert told(kind, **agrees) == []
    assert field in told(kind, **wrong)


def test_every_contradiction_is_told_at_once() -> None:
    changes = [
        ThresholdChange(ScopeLevel.GLOBAL, "", kind, field, value)
        for kind, field, value in (
            (BreakerKind.DRAWDOWN, "warn_at", 120.0),
            (BreakerKind.DRAWDOWN, "cooldown_s", 700.0),
            (BreakerKind.ORDER_LATENCY, "at_once_at", 100.0),
            (BreakerKind.SPREAD, "window_s", 0.0),
        )
    ]
    found = change_problems(DEFAULT_BREAKERS, (), changes)
    for words in (
        "warn_at 120 is above",
        "below warn_at 120",
        "cooldown_s 700",
        "at_once_at 100",
        "window_s 0",
    ):
        assert sum(words in line for line in found) == 1, words
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("value", "asks"), [(40.0, False), (40.001, True), (10.0, False), (9.999, True), (20.0, False)]
)
def test_twice_and_half_are_not_asked_about_and_more_is(value: float, asks: bool) -> None:
    change = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", value)
    assert bool(large_changes(DEFAULT_BREAKERS, (), [change])) is asks
    other = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "cooldown_s", 600.0)
    assert large_changes(DEFAULT_BREAKERS, (), [other]) == []


def test_what_is_no_number_does_not_hide_what_else_is_wrong() -> None:
    def change(field: str, value: float) -> ThresholdChange:
        return ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, field, value)

    found = change_problems(
        DEFAULT_BREAKERS,
        (),
        [change("open_above", float("nan")), change("violations", 2.5), change("warn_at", 30.0)],
    )
    assert found == [
        "open_above must be a finite number, not nan.",
        "violations must be a whole number, not 2.5.",
        "spread at all: warn_at 30 is above open_above 20 bps. Warn earlier.",
    ]


@pytest.mark.parametrize("value", [nan, inf, -inf, -0.1])
def test_what_cannot_be_a_threshold_is_told_before_any_bounds(value: float) -> None:
    rule = replace(DEFAULT_RULES[BreakerKind.SPREAD], cooldown_s=value)
    told_first = problems(rule, BreakerKind.SPREAD)[0]
    assert told_first == f"cooldown_s {value:g} must be zero or more | give a plain number"
