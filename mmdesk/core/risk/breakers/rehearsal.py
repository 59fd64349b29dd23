"""Rehearses thresholds: stored metrics through the very breakers of the desk, to see when they would open."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import ceil, inf, isfinite, isnan, nan
from typing import NamedTuple

from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerSettings,
    BreakerState,
    Permission,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.rehearsal import Opening, Rehearsal, RehearsedBreaker
from mmdesk.core.risk.breakers.board import Board, Watched
from mmdesk.core.risk.breakers.breaker import Absent, Breaker, Reading
from mmdesk.core.risk.breakers.spans import Span, common_ns, joined, runs

_S = 1_000_000_000
# Samples come once a second; where they lie further apart nobody was quoting, so no quoting time is lost.
LONGEST_SAMPLE_NS = 5 * _S
MOST_OPENINGS = 500
"""Of one breaker that are told one by one; fewer on a desk of very many."""
MOST_IN_ALL = 10_000
# Breakers live in the tail: there the ranks lie closer.
PERCENTILES = (*(float(rank) for rank in range(0, 95, 5)), 95.0, 96.0, 97.0, 98.0, 99.0, 99.5, 99.9, 100.0)
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


Curve = tuple[tuple[float, float], ...]


class MetricReading(NamedTuple):
    """One metric at one second, in the unit of its kind; `value` None: no data. `at_ns` is UTC ns."""

    at_ns: int
    kind: BreakerKind
    scope: Scope
    value: float | None


class MetricSeries:
    """One breaker's metric over time, oldest first: `at_ns` and, of the same length, `values` (NaN: no data).

    16 bytes a reading: a day of a market is some 20 MB.
    """

    def __init__(self, kind: BreakerKind, scope: Scope) -> None:
        self.kind = kind
        self.scope = scope
        self.at_ns = array("q")
        self.values = array("d")

    def add(self, at_ns: int, value: float | None) -> None:
        """The next reading. Raises ValueError when time goes back."""
        if self.at_ns and at_ns < self.at_ns[-1]:
            raise ValueError(f"readings must be in order of time, but {at_ns} comes after {self.at_ns[-1]}")
        self.at_ns.append(at_ns)
        self.values.append(nan if value is None else value)


def rehearse(
    settings: BreakerSettings,
    changes: Sequence[ThresholdChange],
    markets: Iterable[Watched],
    readings: Iterable[MetricReading],
) -> Rehearsal:
    """`rehearse_versions` of one version, over readings one by one."""
    (found,) = rehearse_versions(settings, (changes,), markets, in_series(readings))
    return found


def rehearse_versions(
    settings: BreakerSettings,
    versions: Sequence[Sequence[ThresholdChange]],
    markets: Iterable[Watched],
    series: Iterable[MetricSeries],
    sessions_ns: Sequence[int] = (),
) -> tuple[Rehearsal, ...]:
    """Run series through the breakers that these settings make with each version of changes, in its order.

    What the past cannot tell is taken from its good side: orders are proved gone at once and probes are
    answered within a second. Nobody resets: what latches stays open. Series of a breaker that is not watched
    are passed over. No breaker hears of another, so each is played by itself. `sessions_ns`: when sessions of
    mmdesk began; in a new one data is not missing before there was any.
    """
    markets = tuple(markets)
    stages = [_Stage(Board(settings, markets, changes)) for changes in versions]
    for one in series:
        if not one.at_ns:
            continue
        measured = runs(one.at_ns, LONGEST_SAMPLE_NS)
        curve = percentile_curve(one.values)
        for stage in stages:
            stage.play(one, measured, curve, sessions_ns)
    return tuple(stage.result() for stage in stages)


def in_series(readings: Iterable[MetricReading]) -> list[MetricSeries]:
    """Readings of many breakers, sorted out. Raises ValueError when time goes back."""
    found: dict[tuple[BreakerKind, Scope], MetricSeries] = {}
    for one in readings:
        series = found.get((one.kind, one.scope))
        if series is None:
            series = found[one.kind, one.scope] = MetricSeries(one.kind, one.scope)
        series.add(one.at_ns, one.value)
    return list(found.values())


def markets_of(series: Iterable[MetricSeries]) -> list[Watched]:
    """The markets that series tell of. Their strategy is known when there is only one."""
    scopes = [one.scope for one in series]
    strategies = {scope.name for scope in scopes if scope.level is ScopeLevel.STRATEGY}
    strategy = strategies.pop() if len(strategies) == 1 else ""
    keys = dict.fromkeys(scope.name for scope in scopes if scope.level is ScopeLevel.INSTRUMENT)
    return [Watched(key, *key.rpartition("@")[::2], strategy) for key in keys]


class _Known:
    """Whether a reading without a number is one that is missing: not before a session had one."""

    def __init__(self, series: MetricSeries, begins_ns: Sequence[int]) -> None:
        self._series = series
        self._begins_ns = begins_ns
        self._first: dict[int, float] = {}

    def absence(self, at_ns: int) -> Absent:
        """What the desk would have made of no number at this time."""
        if self._series.kind not in MISSES:
            return Absent.NOT_YET
        session = bisect_right(self._begins_ns, at_ns)
        if session not in self._first:
            self._first[session] = self._first_after(self._begins_ns[session - 1] if session else 0)
        return Absent.MISSING if at_ns > self._first[session] else Absent.NOT_YET

    def _first_after(self, begin_ns: int) -> float:
        at = bisect_left(self._series.at_ns, begin_ns)
        later = range(at, len(self._series.at_ns))
        return next((self._series.at_ns[i] for i in later if isfinite(self._series.values[i])), inf)


class _Life:
    """One breaker with its openings so far."""

    def __init__(self, breaker: Breaker) -> None:
        self.breaker = breaker
        self.openings: list[Opening] = []

    def play(self, series: MetricSeries, begins_ns: Sequence[int]) -> None:
        """All of a series. A breaker that is closed and calm is not shown what changes nothing."""
        breaker, rule = self.breaker, self.breaker.rule
        harmless = min(rule.open_above, rule.at_once_at or inf)
        known, calm = _Known(series, begins_ns), True
        for at_ns, value in zip(series.at_ns, series.values, strict=True):
            if calm and 0.0 <= value < harmless:
                continue
            self._take(known.absence(at_ns) if isnan(value) else value, at_ns)
            calm = breaker.state is BreakerState.CLOSED and not breaker.violations

    def _take(self, reading: Reading, at_ns: int) -> None:
        breaker = self.breaker
        moved = breaker.evaluate(reading, at_ns)
        self._note(at_ns)
        if moved is None and breaker.probing:
            for _ in range(breaker.settings.probes):
                breaker.probe_passed(at_ns)

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

    def spans(self, last_ns: int) -> list[Span]:
        """When it was halted; what did not end lasts until then."""
        return [(one.begins_ns, one.ends_ns or last_ns) for one in self.openings]


class _Played(NamedTuple):
    life: _Life
    series: MetricSeries
    curve: Curve


class _Stage:
    """A board with what its breakers did."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._played: list[_Played] = []
        self._measured: list[Span] = []

    def play(
        self, series: MetricSeries, measured: Sequence[Span], curve: Curve, sessions_ns: Sequence[int]
    ) -> None:
        breaker = self._board.get(series.kind, series.scope)
        if breaker is None:
            return
        life = _Life(breaker)
        # After a pause it is another session, also where nobody wrote down that it began.
        life.play(series, sorted({begin for begin, _ in measured}.union(sessions_ns)))
        self._played.append(_Played(life, series, curve))
        self._measured = joined((*self._measured, *measured))

    def result(self) -> Rehearsal:
        measured, last_ns = self._measured, self._measured[-1][1] if self._measured else 0
        halted: dict[str, list[Span]] = {key: [] for key in self._board.markets}
        breakers = []
        most = max(1, min(MOST_OPENINGS, MOST_IN_ALL // max(1, len(self._played))))
        for one in self._played:
            spans = one.life.spans(last_ns)
            for key in self._board.covered(one.life.breaker.scope):
                halted[key] += spans
            breakers.append(_told(one, spans, measured, most))
        return Rehearsal(
            breakers=tuple(breakers),
            halted_s={key: common_ns(joined(spans), measured) / _S for key, spans in halted.items()},
            seconds=common_ns(measured, measured) / _S,
            from_ns=measured[0][0] if measured else 0,
            to_ns=last_ns,
            measured=_longest(measured),
        )


def _longest(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(sorted(sorted(spans, key=lambda span: span[0] - span[1])[:MOST_OPENINGS]))


def _told(one: _Played, spans: Sequence[Span], measured: Sequence[Span], most: int) -> RehearsedBreaker:
    breaker, openings = one.life.breaker, one.life.openings
    return RehearsedBreaker(
        kind=breaker.kind,
        scope=breaker.scope,
        threshold=breaker.rule.open_above,
        openings=tuple(openings[:most]),
        opened=len(openings),
        longest_s=max((end - begin for begin, end in spans), default=0) / _S,
        halted_s=common_ns(spans, measured) / _S,
        curve=one.curve,
        readings=len(one.series.values),
        missing=sum(map(isnan, one.series.values)),
    )


def percentile_curve(values: Iterable[float]) -> Curve:
    """(percentile, value) for each of PERCENTILES by nearest rank; empty without a number."""
    ranked = sorted(filter(isfinite, values))
    if not ranked:
        return ()
    # Whole numbers first: 99.9 / 100 * 1000 is 999.0000000000001, one rank too many.
    ranks = (max(1, ceil(round(percent * 10) * len(ranked) / 1_000)) for percent in PERCENTILES)
    return tuple((percent, ranked[rank - 1]) for percent, rank in zip(PERCENTILES, ranks, strict=True))
