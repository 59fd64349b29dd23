"""The one formatter of the window: tables, chips, axes and legends write numbers and times with it.

`1 234.56` with a thin space and a dot in every language, a real minus sign, an em dash for the unknown.
"""

from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite

GROUP = "\u2009"
MINUS = "\u2212"
UNKNOWN = "\u2014"

Number = Decimal | float | int


def number(value: Number | None, decimals: int, *, signed: bool = False) -> str:
    """`value` with that many decimals and grouped thousands; `signed` puts a + before what is above zero."""
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return UNKNOWN
    text = f"{value:.{decimals}f}"
    negative = text.startswith("-")
    whole, dot, fraction = text.removeprefix("-").partition(".")
    zero = not (whole + fraction).strip("0")
    grouped = f"{int(whole):,}".replace(",", GROUP) + dot + fraction
    if zero:
        return grouped
    return (MINUS if negative else "+" if signed else "") + grouped


def decimals_of(step: Decimal) -> int:
    """How many decimals a tick or lot asks for: 0.01 -> 2, 0.50 -> 1, 10 -> 0."""
    exponent = step.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def money(value: Number | None) -> str:
    """An amount in quote, signed, two decimals."""
    return number(value, 2, signed=True)


def bps(value: float | None) -> str:
    """Basis points, one decimal."""
    return number(value, 1)


def milliseconds(value: float | None) -> str:
    """Milliseconds: a decimal below 10, none above."""
    if value is None:
        return UNKNOWN
    return number(value, 1 if abs(value) < 10 else 0)


def duration(seconds: float) -> str:
    """A person's length of time: 12 s, 3:05 min, 2:10 h."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02} h"


def clock(wall_ns: int) -> str:
    """UTC time of day, `13:45:02`."""
    return _utc(wall_ns).strftime("%H:%M:%S") if wall_ns else UNKNOWN


def clock_ms(wall_ns: int) -> str:
    """UTC time of day with milliseconds."""
    return f"{clock(wall_ns)}.{wall_ns // 1_000_000 % 1000:03}" if wall_ns else UNKNOWN


def day_and_clock(wall_ns: int) -> str:
    """UTC day and time of day, `2025-11-22 13:45:02`: for what may be older than today."""
    return _utc(wall_ns).strftime("%Y-%m-%d %H:%M:%S") if wall_ns else UNKNOWN


def timestamp(wall_ns: int) -> str:
    """ISO-8601 in UTC, for copies and exports."""
    return _utc(wall_ns).isoformat(timespec="milliseconds") if wall_ns else ""


def plain(value: Number | None) -> str:
    """For copies and exports: a plain dot, no groups, empty when unknown."""
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else repr(value)


def _utc(wall_ns: int) -> datetime:
    return datetime.fromtimestamp(wall_ns // 1_000_000_000, UTC).replace(
        microsecond=wall_ns // 1000 % 1_000_000
    )
