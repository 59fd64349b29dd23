"""The summary at the end of a headless run: one JSON object, or lines for a person."""

from decimal import Decimal

import msgspec

from mmdesk.engine.summary import Summary

# Exact: a Decimal's own digits become the JSON number, not those of a float near it.
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def as_json(summary: Summary) -> str:
    """One object on one line."""
    return _ENCODER.encode(summary).decode()


def as_text(summary: Summary) -> str:
    """Lines of name and value, the same figures."""
    values = msgspec.to_builtins(summary, builtin_types=(Decimal,))
    return "\n".join(f"{name:<22} {_text(value)}" for name, value in values.items() if value is not None)


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(inner)}" for name, inner in value.items())
    return f"{value:.3f}" if isinstance(value, float) else str(value)
