"""Rehearses thresholds: stored metrics through the very breakers of the desk, to see when they would open."""

from collections.abc import Iterable, Sequence
from math import ceil, isfinite
from typing import NamedTuple

from msgspec import Struct

from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerSettings,
    BreakerState,
    Permission,
    Scope,
    ThresholdChange,
)
from mmdesk.core.risk.breakers.board import Board, Watched
from mmdesk.core.risk.breakers.breaker import Absent, Breaker, Reading

_S = 1_000_000_000
# Samples come once a second; where they lie further apart nobody was quoting, so no quoting time is lost.
LONGEST_SAMPLE_NS = 5 * _S
PERCENTILES = (*(float(rank) for rank in range(0, 100, 5)), 99.0, 99.9, 100.0)
# Without a number these say that data is missing, once there was any; the others say it is not known yet.
MISSES = frozenset(
    {
        BreakerKind.DATA_LATENCY,
        BreakerKind.SPREAD,
        BreakerKind.VOLATILITY,
        BreakerKind.DRAWDOWN,
        BreakerKind.LOOP_LAG,
    }
)


class MetricReading(NamedTuple):
    """One metric at one second, in the unit of its kind; `value` None: no data. `at_ns` is UTC ns."""

    at_ns: int
    kind: BreakerKind
    scope: Scope
    value: float | None


class Opening(Struct, frozen=True):
    """`ends_ns` is when it was half-open again; None: not before the readings ended."""

    begins_ns: int
    ends_ns: int | None
    latched: bool
    reason: str


class RehearsedBreaker(Struct, frozen=True, kw_only=True):
    """What one breaker would have done. `halted_s` is the quoting time that its openings cost its scope.

    `curve` holds (percentile, value) by nearest rank, `threshold` is in the same unit; without a number among
    the readings it is empty. `missing` counts readings without data.
    """

    kind: BreakerKind
    scope: Scope
    threshold: float
    openings: tuple[Opening, ...]
    halted_s: float
    curve: tuple[tuple[float, float], ...]
    readings: int
    missing: int


class Rehearsal(Struct, frozen=True):
    """Every breaker that had readings, and the seconds each market would have been halted by any of them.

    `seconds` is how long was measured, pauses of mmdesk left out.
    """

    breakers: tuple[RehearsedBreaker, ...]
    halted_s: dict[str, float]
    seconds: float


def rehearse(
    settings: BreakerSettings,
    changes: Sequence[ThresholdChange],
    markets: Iterable[Watched],
    readings: Iterable[MetricReading],
) -> Rehearsal:
    """Run readings (oldest first) through the breakers that these settings and changes make.

    What the past cannot tell is taken from its good side: orders are proved gone at once and probes are
    answered within a second. Nobody resets: what latches stays open. Readings of a breaker that is not
    watched are passed over. Raises ValueError when time goes back.
    """
    stage = _Stage(Board(settings, markets, changes))
    for one in readings:
        stage.take(one)
    return stage.result()


class _Life:
    """One breaker with its openings so far."""

    def __init__(self, breaker: Breaker) -> None:
        self.breaker = breaker
        self.openings: list[Opening] = []
        self.values: list[float] = []
        self.missing = 0
        self.halted_ns = 0

    def take(self, value: float | None, at_ns: int) -> bool:
        """Whether it moved."""
        breaker = self.breaker
        moved = breaker.evaluate(self._reading(value), at_ns)
        self._note(at_ns)
        if moved is None and breaker.probing:
            for _ in range(breaker.settings.probes):
                breaker.probe_passed(at_ns)
            return True
        return moved is not None

    def _reading(self, value: float | None) -> Reading:
        if value is None:
            self.missing += 1
            seen = bool(self.values) and self.breaker.kind in MISSES
            return Absent.MISSING if seen else Absent.NOT_YET
        if isfinite(value):
            self.values.append(value)
        return value

    def _note(self, at_ns: int) -> None:
        breaker = self.breaker
        halted = breaker.permission is Permission.HALTED
        under_way = bool(self.openings) and self.openings[-1].ends_ns is None
        if halted and not under_way:
            latched = breaker.state is BreakerState.LATCHED
            self.openings.append(Opening(at_ns, None, latched, breaker.reason))
        elif under_way and not halted:
            last = self.openings[-1]
            self.openings[-1] = Opening(last.begins_ns, at_ns, last.latched, last.reason)

    def result(self) -> RehearsedBreaker:
        breaker = self.breaker
        return RehearsedBreaker(
            kind=breaker.kind,
            scope=breaker.scope,
            threshold=breaker.rule.open_above,
            openings=tuple(self.openings),
            halted_s=self.halted_ns / _S,
            curve=percentile_curve(self.values),
            readings=len(self.values) + self.missing,
            missing=self.missing,
        )


class _Stage:
    """A board with the time that passes over it."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._lives: dict[tuple[BreakerKind, Scope], _Life] = {}
        self._halted_ns = dict.fromkeys(board.markets, 0)
        self._now_ns: int | None = None
        self._measured_ns = 0

    def take(self, one: MetricReading) -> None:
        breaker = self._board.get(one.kind, one.scope)
        if breaker is None:
            return
        self._pass_time(one.at_ns)
        life = self._lives.get((one.kind, one.scope))
        if life is None:
            life = self._lives[one.kind, one.scope] = _Life(breaker)
        if life.take(one.value, one.at_ns):
            self._board.changed(breaker)

    def _pass_time(self, now_ns: int) -> None:
        before, self._now_ns = self._now_ns, now_ns
        if before is None or now_ns == before:
            return
        if now_ns < before:
            raise ValueError(f"readings must be in order of time, but {now_ns} comes after {before}")
        passed_ns = now_ns - before
        if passed_ns > LONGEST_SAMPLE_NS:
            return
        self._measured_ns += passed_ns
        for life in self._lives.values():
            if life.breaker.permission is Permission.HALTED:
                life.halted_ns += passed_ns
        for key, allowed in self._board.allowed.items():
            if allowed.permission is Permission.HALTED:
                self._halted_ns[key] += passed_ns

    def result(self) -> Rehearsal:
        return Rehearsal(
            breakers=tuple(life.result() for life in self._lives.values()),
            halted_s={key: halted / _S for key, halted in self._halted_ns.items()},
            seconds=self._measured_ns / _S,
        )


def percentile_curve(values: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """(percentile, value) for each of PERCENTILES by nearest rank; empty without values."""
    ranked = sorted(values)
    if not ranked:
        return ()
    # Whole numbers first: 99.9 / 100 * 1000 is 999.0000000000001, one rank too many.
    ranks = (max(1, ceil(round(percent * 10) * len(ranked) / 1_000)) for percent in PERCENTILES)
    return tuple((percent, ranked[rank - 1]) for percent, rank in zip(PERCENTILES, ranks, strict=True))
