"""The summary at the end of a headless run: one JSON object, or lines for a person."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from mmdesk.engine.summary import Summary

SHOWN_DECIMALS = 12
# Exact: a Decimal's own digits become the JSON number, not those of a float near it.
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def as_json(summary: Summary) -> str:
    """One object on one line."""
    return _ENCODER.encode(_plain(msgspec.to_builtins(summary, builtin_types=(Decimal,)))).decode()


def as_text(summary: Summary) -> str:
    """Lines of name and value, the same figures."""
    values = _plain(msgspec.to_builtins(summary, builtin_types=(Decimal,)))
    assert isinstance(values, dict)
    return "\n".join(f"{name:<22} {_text(value)}" for name, value in values.items() if value is not None)


def unwritten_text(unwritten: Mapping[str, int]) -> str:
    """What the journal could not take, and what to do about it."""
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(unwritten.items()))
    return (
        f"{sum(unwritten.values())} facts of this session are not on disk ({kinds}). Free space, then start "
        "again: it fetches orders and fills from the venue. Explanations and alerts among them are gone"
    )


def _plain(value: object) -> object:
    """Decimals to a trillionth, without exponent and trailing zeros (`0E-12` is 0)."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if not isinstance(value, Decimal):
        return value
    return Decimal(format(round(value, SHOWN_DECIMALS).normalize() + 0, "f"))


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(inner)}" for name, inner in value.items())
    return f"{value:.3f}" if isinstance(value, float) else str(value)
