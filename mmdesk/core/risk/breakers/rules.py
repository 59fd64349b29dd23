"""Which rule holds where: inheritance of thresholds, what contradicts itself, what a change would do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite

from msgspec.structs import fields, replace

from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerRule,
    BreakerSettings,
    Scope,
    ScopeLevel,
    ThresholdChange,
)

# A change beyond this factor, either way, is asked about.
LARGE_CHANGE = 2.0
# Readings are taken at most this often.
SAMPLES_PER_S = 100

_FIELDS = {one.name: one.type for one in fields(BreakerRule)}
_WHOLE = frozenset(name for name, kind in _FIELDS.items() if kind is int)
_THRESHOLDS = ("open_above", "at_once_at", "warn_at", "reduce_at")


def chain_of(scope: Scope, strategy: str = "") -> list[tuple[ScopeLevel, str]]:
    """The levels a scope inherits from, the nearest last. `strategy` is what quotes an instrument."""
    chain = [(ScopeLevel.GLOBAL, "")]
    if scope.level is ScopeLevel.INSTRUMENT:
        symbol, _, venue = scope.name.rpartition("@")
        chain += [(ScopeLevel.EXCHANGE, venue), (ScopeLevel.SYMBOL, symbol)]
    if scope.level is not ScopeLevel.GLOBAL:
        chain.append((scope.level, scope.name))
    if strategy:
        chain.append((ScopeLevel.STRATEGY, strategy))
    return chain


def rule_for(
    settings: BreakerSettings,
    changes: Sequence[ThresholdChange],
    kind: BreakerKind,
    scope: Scope,
    strategy: str = "",
) -> BreakerRule:
    """The rule in force: the nearest level that says something about a field has the word; on one level
    a change of this session has it over the settings file. Raises KeyError for a kind that is not watched."""
    return _merged(settings.rules[kind], (*settings.overrides, *changes), kind, chain_of(scope, strategy))


def problems(rule: BreakerRule, kind: BreakerKind) -> list[str]:
    """Everything in a rule that contradicts itself: `field value ... limit | what to do`, one each."""
    return [*_bad_numbers(rule), *_disagreements(rule, kind)]


def change_problems(
    settings: BreakerSettings, before: Sequence[ThresholdChange], changes: Sequence[ThresholdChange]
) -> list[str]:
    """What is wrong with a change, as whole sentences; empty when nothing is."""
    found: list[str] = []
    for one in changes:
        if one.kind not in settings.rules:
            found.append(f"{one.kind.words} is not watched.")
        elif one.field not in _FIELDS:
            found.append(f"{one.field} is not a field of a breaker: {', '.join(_FIELDS)}.")
        elif one.value is not None and not isfinite(one.value):
            found.append(f"{one.field} must be a finite number, not {one.value}.")
    if found:
        return found
    after = merge_changes(before, changes)
    for one in changes:
        rule = rule_at(settings, after, one)
        for line in problems(rule, one.kind):
            wrong, _, do = line.partition(" | ")
            text = f"{one.kind.words} at {one.name or 'all'}: {wrong}. {do[:1].upper()}{do[1:]}."
            if text not in found:
                found.append(text)
    return found


def large_changes(
    settings: BreakerSettings, before: Sequence[ThresholdChange], changes: Sequence[ThresholdChange]
) -> list[str]:
    """Thresholds that would more than double, halve, or be switched off or on: `field old -> new`."""
    after = merge_changes(before, changes)
    found = []
    for one in changes:
        if one.field not in _THRESHOLDS:
            continue
        old = getattr(rule_at(settings, before, one), one.field)
        new = getattr(rule_at(settings, after, one), one.field)
        if old != new and (min(old, new) <= 0.0 or max(old, new) / min(old, new) > LARGE_CHANGE):
            found.append(f"{one.kind.words} {one.field} {old:g} -> {new:g} {one.kind.unit}")
    return found


def rule_at(
    settings: BreakerSettings, changes: Sequence[ThresholdChange], place: ThresholdChange
) -> BreakerRule:
    """The rule of the level that a change names."""
    return rule_for(settings, changes, place.kind, Scope(place.level, place.name))


def merge_changes(
    before: Iterable[ThresholdChange], changes: Iterable[ThresholdChange]
) -> tuple[ThresholdChange, ...]:
    """What is in force after a change: the newest per field; one that inherits again is gone."""
    kept: dict[tuple[str, str, str, str], ThresholdChange] = {one.key: one for one in before}
    for one in changes:
        kept.pop(one.key, None)
        if one.value is not None:
            kept[one.key] = one
    return tuple(kept.values())


def values_before(
    before: Iterable[ThresholdChange], changes: Iterable[ThresholdChange]
) -> tuple[ThresholdChange, ...]:
    """The changes that would take `changes` back."""
    known: Mapping[tuple[str, str, str, str], ThresholdChange] = {one.key: one for one in before}
    return tuple(
        known.get(one.key, ThresholdChange(one.level, one.name, one.kind, one.field, None)) for one in changes
    )


def _merged(
    rule: BreakerRule,
    said: Sequence[ThresholdChange],
    kind: BreakerKind,
    chain: Sequence[tuple[ScopeLevel, str]],
) -> BreakerRule:
    values: dict[str, float] = {}
    for level, name in chain:
        for one in said:
            if one.kind is kind and one.value is not None and (one.level, one.name) == (level, name):
                values[one.field] = one.value
    return replace(rule, **{name: _typed(name, value) for name, value in values.items()}) if values else rule


def _typed(name: str, value: float) -> float | bool:
    if _FIELDS[name] is bool:
        return bool(value)
    return round(value) if name in _WHOLE else float(value)


def _bad_numbers(rule: BreakerRule) -> Iterator[str]:
    for name in _FIELDS:
        value = getattr(rule, name)
        if not isfinite(value) or value < 0:
            yield f"{name} {value:g} must be zero or more | give a plain number"
    if rule.open_above <= 0.0:
        yield f"open_above {rule.open_above:g} must be above 0 | give the value above which it opens"


def _disagreements(rule: BreakerRule, kind: BreakerKind) -> Iterator[str]:
    top = rule.open_above
    if rule.warn_at > top:
        yield f"warn_at {rule.warn_at:g} is above open_above {top:g} {kind.unit} | warn earlier"
    if rule.reduce_at > top:
        yield f"reduce_at {rule.reduce_at:g} is above open_above {top:g} {kind.unit} | reduce earlier"
    if rule.reduce_at and rule.warn_at > rule.reduce_at:
        yield (
            f"reduce_at {rule.reduce_at:g} is below warn_at {rule.warn_at:g} {kind.unit}"
            " | put it between warn_at and open_above"
        )
    if rule.at_once_at and rule.at_once_at < top:
        yield (
            f"at_once_at {rule.at_once_at:g} is below open_above {top:g} {kind.unit}"
            " | raise it, or set it to 0 (off)"
        )
    if rule.min_samples > rule.window_s * SAMPLES_PER_S:
        most = round(rule.window_s * SAMPLES_PER_S)
        yield (
            f"min_samples {rule.min_samples} is more than a window of {rule.window_s:g} s can hold, {most}"
            " | ask for fewer samples or look further back"
        )
    if rule.cooldown_s > rule.cooldown_max_s:
        yield (
            f"cooldown_s {rule.cooldown_s:g} is longer than cooldown_max_s {rule.cooldown_max_s:g}"
            " | raise the one or lower the other"
        )
