"""What breakers would have done over the past: the outcome of a rehearsal of thresholds."""

import msgspec

from mmdesk.core.model.breakers import BreakerKind, Scope


class Opening(msgspec.Struct, frozen=True):
    """`ends_ns` is when it was half-open again; None: not before the readings ended. UTC ns."""

    begins_ns: int
    ends_ns: int | None
    latched: bool
    reason: str


class RehearsedBreaker(msgspec.Struct, frozen=True, kw_only=True):
    """What one breaker would have done. `halted_s` is the quoting time that its openings cost its scope.

    `opened` counts the openings; the first ones are told, and `longest_s` is of all. `curve` holds
    (percentile, value) by nearest rank, `threshold` is in the same unit; without a number among the readings
    it is empty. `missing` counts readings without data.
    """

    kind: BreakerKind
    scope: Scope
    threshold: float
    openings: tuple[Opening, ...]
    opened: int
    longest_s: float
    halted_s: float
    curve: tuple[tuple[float, float], ...]
    readings: int
    missing: int

    @property
    def key(self) -> tuple[str, str]:
        """What tells one breaker from another; as of its `BreakerView`."""
        return (self.kind.value, f"{self.scope.level.value}:{self.scope.name}")


class Rehearsal(msgspec.Struct, frozen=True):
    """Every breaker that had readings, and the seconds each market would have been halted by any of them.

    `seconds` is how long was measured between `from_ns` and `to_ns` (UTC, 0: nothing was), pauses of mmdesk
    left out; `measured` are the stretches (begin, end) between them, the longest when there are very many.
    """

    breakers: tuple[RehearsedBreaker, ...]
    halted_s: dict[str, float]
    seconds: float
    from_ns: int = 0
    to_ns: int = 0
    measured: tuple[tuple[int, int], ...] = ()
