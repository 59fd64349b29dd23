"""Between which numbers each field of a breaker's rule lies, wherever a person sets it."""

from typing import Final

from mmdesk.core.model.breakers import BreakerKind

THRESHOLDS: Final = ("open_above", "at_once_at", "warn_at", "reduce_at")
_MOST: Final = {"ms": 60_000.0, "bps": 10_000.0, "pct": 1_000.0}
_COUNTED: Final = 1_000.0
LEAST_THRESHOLD: Final = 0.0001
"""`open_above` is above zero; the window shows four decimals."""
_FIELDS: Final = {
    "silent_s": (0.0, 3_600.0),
    "violations": (0.0, 600.0),
    "window_s": (1.0, 600.0),
    "min_samples": (1.0, 10_000.0),
    "close_window_s": (0.0, 3_600.0),
    "cooldown_s": (1.0, 3_600.0),
    "cooldown_max_s": (1.0, 86_400.0),
    "latch_after": (0.0, 100.0),
    "latches": (0.0, 1.0),
}


def bounds_of(kind: BreakerKind, field: str) -> tuple[float, float]:
    """(least, most) of a field of `BreakerRule`, in its unit. Raises KeyError for a field there is not."""
    if field not in THRESHOLDS:
        return _FIELDS[field]
    return (LEAST_THRESHOLD if field == "open_above" else 0.0), _MOST.get(kind.unit, _COUNTED)
