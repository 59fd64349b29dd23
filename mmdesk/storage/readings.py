"""All breaker metrics of a stretch of time, one breaker after the other, for a rehearsal."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from mmdesk.core.model.breakers import BreakerKind, Scope, ScopeLevel
from mmdesk.core.risk.breakers.rehearsal import MetricSeries
from mmdesk.storage import tables

_KINDS = frozenset(kind.value for kind in BreakerKind)
_LEVELS = frozenset(level.value for level in ScopeLevel)
# So many rows are in memory at once beside what became of them.
_ROWS = 10_000


def metric_series(connection: Connection, from_ns: int, to_ns: int) -> Iterator[MetricSeries]:
    """Readings from `from_ns` (inclusive) to `to_ns` (exclusive), UTC ns; no series is empty."""
    known = connection.execute(select(tables.metric_series)).all()
    t = tables.breaker_metrics.c
    for number, kind, level, name in known:
        # What a later version measures says nothing to the breakers of this one.
        if kind not in _KINDS or level not in _LEVELS:
            continue
        query = select(t.wall_ns, t.value).where(t.series == number, t.wall_ns >= from_ns, t.wall_ns < to_ns)
        series = MetricSeries(BreakerKind(kind), Scope(ScopeLevel(level), name))
        for wall_ns, value in connection.execute(query.order_by(t.wall_ns)).yield_per(_ROWS):
            series.add(wall_ns, value)
        if series.at_ns:
            yield series


def session_begins(connection: Connection, from_ns: int, to_ns: int) -> list[int]:
    """When sessions began in a stretch of time, oldest first."""
    t = tables.sessions.c
    query = select(t.opened_ns).where(t.opened_ns >= from_ns, t.opened_ns < to_ns)
    return [opened_ns for (opened_ns,) in connection.execute(query.order_by(t.opened_ns))]
