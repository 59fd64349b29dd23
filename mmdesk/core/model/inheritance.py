"""Which rule holds where: inheritance of thresholds, field by field, and what a change does to it."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import fields, replace

from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerRule,
    BreakerSettings,
    Scope,
    ScopeLevel,
    ThresholdChange,
)

_TYPES = {one.name: one.type for one in fields(BreakerRule)}


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


def said_by(
    settings: BreakerSettings,
    changes: Sequence[ThresholdChange],
    kind: BreakerKind,
    scope: Scope,
    field: str,
    strategy: str = "",
) -> ThresholdChange | None:
    """Who has the word on a field of the rule in force; None: nobody, it is the default of mmdesk."""
    chain = chain_of(scope, strategy)
    found = None
    for one in (*settings.overrides, *changes):
        if (
            one.kind is kind
            and one.field == field
            and (one.level, one.name) in chain
            and one.value is not None
        ):
            place = chain.index((one.level, one.name))
            if found is None or place >= chain.index((found.level, found.name)):
                found = one
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
    if _TYPES[name] is bool:
        return bool(value)
    return round(value) if _TYPES[name] is int else float(value)
