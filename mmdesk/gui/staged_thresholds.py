"""Edits of breaker thresholds that are not sent yet, and what they would do to the breakers now."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, NamedTuple

from msgspec.structs import replace

from mmdesk.core.model.breakers import BreakerKind, BreakerRule, Scope, ThresholdChange
from mmdesk.ports.breaker_views import BreakerRuleView, BreakerView

LARGE_CHANGE = 2.0
"""As the engine has it: beyond this factor a change is asked about."""
THRESHOLDS = ("open_above", "at_once_at", "warn_at", "reduce_at")
Key = tuple[str, str]


class Outcome(NamedTuple):
    """What a breaker would do at its present value: `open`, `reduce`, `warn`, `ok` or `unknown`."""

    view: BreakerView
    limit: float
    word: str


class StagedThresholds:
    """`rules` are the facts' own: they follow the engine while a person edits."""

    def __init__(self, rules: Mapping[Key, BreakerRuleView]) -> None:
        self._rules = rules
        self._values: dict[tuple[Key, str], float] = {}

    def stage(self, key: Key, field: str, value: float) -> None:
        """Another value for a field; the one in force takes the edit back."""
        if value == self.in_force(key, field):
            self._values.pop((key, field), None)
        else:
            self._values[key, field] = value

    def clear(self) -> None:
        self._values.clear()

    def in_force(self, key: Key, field: str) -> float:
        return float(getattr(self._rules[key].rule, field))

    def value(self, key: Key, field: str) -> float:
        """As edited, else as in force."""
        return self._values.get((key, field), self.in_force(key, field))

    def is_changed(self, key: Key, field: str) -> bool:
        return (key, field) in self._values

    def changes(self) -> tuple[ThresholdChange, ...]:
        """All edits, as the engine takes them."""
        return tuple(
            ThresholdChange(scope.level, scope.name, kind, field, value)
            for (kind, scope, field), value in self._named().items()
        )

    def large(self) -> list[tuple[BreakerKind, str, float, float]]:
        """(kind, field, old, new) of thresholds that more than double, halve, or are switched on or off."""
        found = []
        for (key, field), new in self._values.items():
            old = self.in_force(key, field)
            if field in THRESHOLDS and (min(old, new) <= 0 or max(old, new) / min(old, new) > LARGE_CHANGE):
                found.append((self._rules[key].kind, field, old, new))
        return found

    def outcome(self, view: BreakerView) -> Outcome:
        """This breaker under the edited rule."""
        rule = self._rule(view.key)
        return Outcome(view, rule.open_above, _would(view.value, rule))

    def _rule(self, key: Key) -> BreakerRule:
        edited: dict[str, Any] = {
            field: _typed(field, value) for (k, field), value in self._values.items() if k == key
        }
        return replace(self._rules[key].rule, **edited)

    def _named(self) -> dict[tuple[BreakerKind, Scope, str], float]:
        return {
            (self._rules[key].kind, self._rules[key].scope, field): value
            for (key, field), value in self._values.items()
        }


def _typed(field: str, value: float) -> float | int | bool:
    if field == "latches":
        return bool(value)
    return round(value) if field in ("violations", "min_samples", "latch_after") else value


def _would(value: float | None, rule: BreakerRule) -> str:
    if value is None or not isfinite(value):
        return "unknown"
    reached = value >= rule.open_above if rule.violations == 0 else value > rule.open_above
    if reached or (rule.at_once_at and value >= rule.at_once_at):
        return "open"
    if rule.reduce_at and value >= rule.reduce_at:
        return "reduce"
    return "warn" if rule.warn_at and value >= rule.warn_at else "ok"
