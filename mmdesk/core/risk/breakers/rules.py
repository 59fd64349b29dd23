"""What contradicts itself in a rule, and what a change of thresholds would do."""

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from typing import NamedTuple

from msgspec.structs import fields

from mmdesk.core.model.breaker_bounds import THRESHOLDS, bounds_of
from mmdesk.core.model.breakers import BreakerKind, BreakerRule, BreakerSettings, Scope, ThresholdChange
from mmdesk.core.model.inheritance import chain_of, merge_changes, rule_at, rule_for

# A change beyond this factor, either way, is asked about.
LARGE_CHANGE = 2.0
MOST_SHARE_PCT = 100.0
# Readings are taken at most this often.
SAMPLES_PER_S = 100

_FIELDS = tuple(one.name for one in fields(BreakerRule))
_WHOLE = frozenset(one.name for one in fields(BreakerRule) if one.type in (int, bool))


class Place(NamedTuple):
    """A breaker that a desk has; `strategy` is what quotes an instrument, else empty."""

    kind: BreakerKind
    scope: Scope
    strategy: str = ""

    def takes(self, one: ThresholdChange) -> bool:
        """Whether it inherits from where a change is said."""
        return one.kind is self.kind and (one.level, one.name) in chain_of(self.scope, self.strategy)


def problems(rule: BreakerRule, kind: BreakerKind) -> list[str]:
    """Everything in a rule that contradicts itself: `field value ... limit | what to do`, one each."""
    return [*_bad_numbers(rule, kind), *_disagreements(rule, kind)]


def change_problems(
    settings: BreakerSettings,
    before: Sequence[ThresholdChange],
    changes: Sequence[ThresholdChange],
    places: Iterable[Place] = (),
) -> list[str]:
    """What is wrong with a change, as whole sentences; empty when nothing is. `places`: the breakers there
    are, for what contradicts only what another level says."""
    found: list[str] = []
    sound: list[ThresholdChange] = []
    for one in changes:
        if wrong := _no_value(settings, one):
            found.append(wrong)
        else:
            sound.append(one)
    after = merge_changes(before, sound)
    rules = [(one.kind, one.name, rule_at(settings, after, one)) for one in sound]
    rules += [
        (place.kind, place.scope.name, rule_for(settings, after, *place))
        for place in places
        if any(place.takes(one) for one in sound)
    ]
    told: set[tuple[BreakerKind, str]] = set()
    for kind, name, rule in rules:
        for line in problems(rule, kind):
            if (kind, line) not in told:
                told.add((kind, line))
                wrong, _, do = line.partition(" | ")
                found.append(f"{kind.words} at {name or 'all'}: {wrong}. {do[:1].upper()}{do[1:]}.")
    return found


def large_changes(
    settings: BreakerSettings,
    before: Sequence[ThresholdChange],
    changes: Sequence[ThresholdChange],
    places: Iterable[Place] = (),
) -> list[str]:
    """Thresholds that would more than double, halve, or be switched off or on: `field old -> new`; where they
    are said, and at each of the breakers there are (`places`)."""
    after = merge_changes(before, changes)
    watched = list(places)
    found: dict[str, None] = {}
    for one in changes:
        if one.field not in THRESHOLDS:
            continue
        rules = [(rule_at(settings, before, one), rule_at(settings, after, one))]
        rules += [
            (rule_for(settings, before, *place), rule_for(settings, after, *place))
            for place in watched
            if place.takes(one)
        ]
        for was, becomes in rules:
            old, new = getattr(was, one.field), getattr(becomes, one.field)
            if old != new and (min(old, new) <= 0.0 or max(old, new) / min(old, new) > LARGE_CHANGE):
                found[f"{one.kind.words} {one.field} {old:g} -> {new:g} {one.kind.unit}"] = None
    return list(found)


def _no_value(settings: BreakerSettings, one: ThresholdChange) -> str:
    """Why a change cannot even be tried, as a whole sentence; empty when it can."""
    if one.kind not in settings.rules:
        return f"{one.kind.words} is not watched."
    if one.field not in _FIELDS:
        return f"{one.field} is not a field of a breaker: {', '.join(_FIELDS)}."
    if one.value is not None and not isfinite(one.value):
        return f"{one.field} must be a finite number, not {one.value}."
    if one.value is not None and one.field in _WHOLE and one.value % 1:
        return f"{one.field} must be a whole number, not {one.value}."
    return ""


def _bad_numbers(rule: BreakerRule, kind: BreakerKind) -> Iterator[str]:
    for name in _FIELDS:
        value = getattr(rule, name)
        least, most = bounds_of(kind, name)
        if not isfinite(value) or value < 0:
            yield f"{name} {value:g} must be zero or more | give a plain number"
        elif name == "open_above" and value == 0.0:
            yield f"open_above {value:g} must be above 0 | give the value above which it opens"
        elif not least <= value <= most:
            yield f"{name} {value:g} is not between {least:g} and {most:g} | keep it within"


def _never_reached(rule: BreakerRule) -> Iterator[str]:
    """A share of requests is 100 % at most: a threshold beyond that would be off without saying so."""
    for name in ("open_above", "at_once_at"):
        value = getattr(rule, name)
        if value > MOST_SHARE_PCT:
            yield (
                f"{name} {value:g} is above {MOST_SHARE_PCT:g} pct, the most there can be, and would never be"
                f" reached | set it to {MOST_SHARE_PCT:g} or less"
            )


def _disagreements(rule: BreakerRule, kind: BreakerKind) -> Iterator[str]:
    top = rule.open_above
    if kind is BreakerKind.ERROR_RATE:
        yield from _never_reached(rule)
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
    if kind is BreakerKind.DRAWDOWN and not rule.latches:
        yield "latches 0 would let a drawdown end by itself | leave it at 1: a person looks first"
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
