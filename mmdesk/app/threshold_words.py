"""Reads thresholds as a person types them: `spread.open_above=30`, `latency.open_ms=300`."""

from collections.abc import Sequence
from math import isfinite

from msgspec.structs import fields

from mmdesk.app.options import BadInputError
from mmdesk.core.model.breakers import BreakerKind, BreakerRule, ScopeLevel, ThresholdChange

_FIELDS = tuple(field.name for field in fields(BreakerRule))
_SHORT = {"latency": BreakerKind.ORDER_LATENCY}


def changes_of(words: Sequence[str]) -> tuple[ThresholdChange, ...]:
    """Changes for all scopes; `latency` is the order latency, `open_UNIT` is `open_above`.

    Raises BadInputError that names every mistake.
    """
    read = [_read(word) for word in words]
    wrong = [one for one in read if isinstance(one, str)]
    if wrong:
        raise BadInputError("--set is not understood:\n" + "\n".join(f"  {line}" for line in wrong))
    return tuple(one for one in read if isinstance(one, ThresholdChange))


def _read(word: str) -> ThresholdChange | str:
    """The change, or what is wrong with it."""
    place, equals, number = word.partition("=")
    name, dot, field = place.strip().partition(".")
    if not equals or not dot:
        return f"{word!r}: write breaker.field=number, for example spread.open_above=30."
    kind = _SHORT.get(name) or next((one for one in BreakerKind if one.value == name), None)
    if kind is None:
        return f"{word!r}: there is no breaker {name!r}; choose one of {', '.join(BreakerKind)}."
    if field == f"open_{kind.unit}":
        field = "open_above"
    if field not in _FIELDS:
        return f"{word!r}: {name} has no field {field!r}; choose one of {', '.join(_FIELDS)}."
    value = _number(number)
    if value is None:
        return f"{word!r}: {number.strip()!r} is not a finite number; write it in {kind.unit} with a point."
    return ThresholdChange(ScopeLevel.GLOBAL, "", kind, field, value)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None
