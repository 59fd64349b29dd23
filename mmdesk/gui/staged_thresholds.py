"""Edits of breaker thresholds that are not sent yet, on any level, and what they would do now."""

from collections.abc import Iterable
from math import isfinite
from typing import NamedTuple

from mmdesk.core.model.breaker_bounds import THRESHOLDS
from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerRule,
    BreakerSettings,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.inheritance import chain_of, merge_changes, rule_for, said_by
from mmdesk.gui.facts import Facts
from mmdesk.ports.breaker_views import BreakerView

LARGE_CHANGE = 2.0
"""As the engine has it: beyond this factor a change is asked about."""


class Place(NamedTuple):
    """Where a threshold is said: for one breaker, or for all of its kind on a wider level."""

    kind: BreakerKind
    scope: Scope


class Outcome(NamedTuple):
    """What a breaker would do at its present value: `open`, `reduce`, `warn`, `ok` or `unknown`."""

    view: BreakerView
    limit: float
    word: str


class StagedThresholds:
    """`facts` are the window's own: they follow the engine while a person edits."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._edits: dict[tuple[str, str, str, str], ThresholdChange] = {}

    # -- editing ---------------------------------------------------------------------------------

    def stage(self, place: Place, field: str, value: float) -> None:
        """Another value for a field; what holds without the edit takes it back."""
        edit = _change(place, field, value)
        self._edits.pop(edit.key, None)
        if value != self.value(place, field):
            self._edits[edit.key] = edit

    def inherit(self, place: Place, field: str) -> None:
        """Take an edit back; without one, let a value that a person set here be inherited again."""
        edit = _change(place, field, None)
        if self._edits.pop(edit.key, None) is None and self._set_here(edit):
            self._edits[edit.key] = edit

    def put_back(self, changes: Iterable[ThresholdChange]) -> None:
        """Stage an older version; of what is not watched any more nothing is staged."""
        for one in changes:
            self._edits.pop(one.key, None)
            if one.kind in self._settings.rules and (one.value is not None or self._set_here(one)):
                self._edits[one.key] = one

    def clear(self) -> None:
        self._edits.clear()

    # -- reading ---------------------------------------------------------------------------------

    def places(self, kind: BreakerKind, scope: Scope, strategy: str) -> list[Place]:
        """Where the thresholds of a breaker may be said: its own first, then wider, its strategy last."""
        levels = [Scope(level, name) for level, name in chain_of(scope, strategy)]
        wider = [one for one in reversed(levels) if one.level is not ScopeLevel.STRATEGY or one == scope]
        last = [one for one in levels if one.level is ScopeLevel.STRATEGY and one != scope]
        return [Place(kind, one) for one in (*wider, *last)]

    def value(self, place: Place, field: str) -> float:
        """As edited, else as in force."""
        return float(getattr(self._rule(place, self._after), field))

    def was(self, place: Place, field: str) -> float:
        """In force now."""
        return float(getattr(self._rule(place, self._in_force), field))

    def is_changed(self, place: Place, field: str) -> bool:
        """Whether it is edited here."""
        return _change(place, field, None).key in self._edits

    def may_inherit(self, place: Place, field: str) -> bool:
        """Whether `inherit` would do anything."""
        edit = _change(place, field, None)
        return edit.key in self._edits or self._set_here(edit)

    def source(self, place: Place, field: str, strategy: str = "") -> ThresholdChange | None:
        """What the value comes from; None: the default of mmdesk."""
        return said_by(self._settings, self._after, place.kind, place.scope, field, strategy)

    def by_person(self, said: ThresholdChange) -> bool:
        """Whether a person changed it over the settings file, or is about to."""
        return said in self._after

    def changes(self) -> tuple[ThresholdChange, ...]:
        """All edits, as the engine takes them."""
        return tuple(self._edits.values())

    def large(self) -> list[tuple[Place, str, float, float]]:
        """(place, field, old, new) of thresholds that more than double, halve, or are switched on or off;
        where they are edited, and at each breaker that inherits them."""
        found: dict[tuple[BreakerKind, str, float, float], tuple[Place, str, float, float]] = {}
        for one in self._edits.values():
            if one.field not in THRESHOLDS:
                continue
            for place, strategy in (
                (Place(one.kind, Scope(one.level, one.name)), ""),
                *_heirs(self._facts, one),
            ):
                old, new = (
                    float(getattr(self._rule(place, changes, strategy), one.field))
                    for changes in (self._in_force, self._after)
                )
                if old != new and (min(old, new) <= 0 or max(old, new) / min(old, new) > LARGE_CHANGE):
                    found.setdefault((one.kind, one.field, old, new), (place, one.field, old, new))
        return list(found.values())

    def outcome(self, view: BreakerView) -> Outcome:
        """This breaker under the edited rules."""
        told = self._facts.breaker_rules.get(view.key)
        rule = self._rule(Place(view.kind, view.scope), self._after, told.strategy if told else "")
        return Outcome(view, rule.open_above, _would(view.value, rule))

    @property
    def _settings(self) -> BreakerSettings:
        told = self._facts.breaker_settings
        return told.settings if told else BreakerSettings(rules={})

    @property
    def _in_force(self) -> tuple[ThresholdChange, ...]:
        told = self._facts.breaker_settings
        return told.in_force if told else ()

    @property
    def _after(self) -> tuple[ThresholdChange, ...]:
        return merge_changes(self._in_force, self._edits.values())

    def _rule(self, place: Place, changes: tuple[ThresholdChange, ...], strategy: str = "") -> BreakerRule:
        return rule_for(self._settings, changes, place.kind, place.scope, strategy)

    def _set_here(self, edit: ThresholdChange) -> bool:
        return any(one.key == edit.key for one in self._in_force)


def _change(place: Place, field: str, value: float | None) -> ThresholdChange:
    return ThresholdChange(place.scope.level, place.scope.name, place.kind, field, value)


def _heirs(facts: Facts, edit: ThresholdChange) -> list[tuple[Place, str]]:
    """The breakers that inherit from where an edit is made, each with its strategy."""
    return [
        (Place(told.kind, told.scope), told.strategy)
        for told in facts.breaker_rules.values()
        if told.kind is edit.kind and (edit.level, edit.name) in chain_of(told.scope, told.strategy)
    ]


def _would(value: float | None, rule: BreakerRule) -> str:
    if value is None or not isfinite(value):
        return "unknown"
    reached = value >= rule.open_above if rule.violations == 0 else value > rule.open_above
    if reached or (rule.at_once_at and value >= rule.at_once_at):
        return "open"
    if rule.reduce_at and value >= rule.reduce_at:
        return "reduce"
    return "warn" if rule.warn_at and value >= rule.warn_at else "ok"
