"""Losses that nobody took for granted yet: how far each result stood below its best when last heard."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from mmdesk.core.model.breakers import BreakerKind, BreakerMove, DrawdownBefore, Scope, ScopeLevel
from mmdesk.storage import tables
from mmdesk.storage.latches import Ours


def drawdowns_left(connection: Connection, ours: Ours, venues: Iterable[str]) -> tuple[DrawdownBefore, ...]:
    """One for each scope that ever measured a drawdown on the accounts of today, at most 7 days ago."""
    venues = tuple(venues)
    found = []
    for scope, wall_ns, value in _last_samples(connection):
        if all(ours(venue, _sequence_at(connection, wall_ns)) for venue in venues):
            below_bps = _later_move(connection, scope, wall_ns)
            found.append(DrawdownBefore(scope, value if below_bps is None else below_bps))
    return tuple(one for one in found if one.below_bps > 0.0)


def _last_samples(connection: Connection) -> Iterator[tuple[Scope, int, float]]:
    """The newest number of each drawdown, sampled once a second."""
    series, metrics = tables.metric_series.c, tables.breaker_metrics.c
    known = select(series.series, series.scope_level, series.scope_name).where(
        series.kind == str(BreakerKind.DRAWDOWN)
    )
    for number, level, name in connection.execute(known).all():
        of_it = select(metrics.wall_ns, metrics.value).where(
            metrics.series == number, metrics.value.is_not(None)
        )
        row = connection.execute(of_it.order_by(metrics.wall_ns.desc()).limit(1)).one_or_none()
        if row is not None:
            yield Scope(ScopeLevel(level), name), row[0], row[1]


def _later_move(connection: Connection, scope: Scope, wall_ns: int) -> float | None:
    """What a move of the breaker tells that came after the last sample; None when none did. A reset counts
    from zero."""
    events = tables.circuit_breaker_events.c
    last = select(events.what, events.value).where(
        events.kind == str(BreakerKind.DRAWDOWN),
        events.scope_level == str(scope.level),
        events.scope_name == scope.name,
        events.wall_ns > wall_ns,
    )
    row = connection.execute(last.order_by(events.sequence.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    return 0.0 if row[0] == BreakerMove.RESET or row[1] is None else float(row[1])


def _sequence_at(connection: Connection, wall_ns: int) -> int:
    """A sequence number of the session that was under way: samples carry none of their own."""
    sessions = tables.sessions.c
    opened = select(sessions.sequence).where(sessions.opened_ns <= wall_ns)
    found: int | None = connection.execute(opened.order_by(sessions.sequence.desc()).limit(1)).scalar()
    return (found or 0) + 1
