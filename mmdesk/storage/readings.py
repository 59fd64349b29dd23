"""All breaker metrics of a stretch of time, second by second and oldest first, for a rehearsal."""

from collections.abc import Iterator
from heapq import merge

from sqlalchemy import Connection, Row, select

from mmdesk.core.model.breakers import BreakerKind, Scope, ScopeLevel
from mmdesk.core.risk.breakers.rehearsal import MetricReading
from mmdesk.storage import tables

_KINDS = frozenset(kind.value for kind in BreakerKind)


def readings(connection: Connection, from_ns: int, to_ns: int) -> Iterator[MetricReading]:
    """Readings from `from_ns` (inclusive) to `to_ns` (exclusive), UTC ns; read while they are taken."""
    # A kind of a later version says nothing to the breakers of this one.
    series = [row for row in connection.execute(select(tables.metric_series)) if row.kind in _KINDS]
    return merge(*(_of_series(connection, one, from_ns, to_ns) for one in series), key=_when)


def _of_series(
    connection: Connection, series: Row[tuple[object, ...]], from_ns: int, to_ns: int
) -> Iterator[MetricReading]:
    kind = BreakerKind(series.kind)
    scope = Scope(ScopeLevel(series.scope_level), series.scope_name)
    t = tables.breaker_metrics.c
    query = select(t.wall_ns, t.value).where(
        t.series == series.series, t.wall_ns >= from_ns, t.wall_ns < to_ns
    )
    for wall_ns, value in connection.execute(query.order_by(t.wall_ns)):
        yield MetricReading(wall_ns, kind, scope, value)


def _when(one: MetricReading) -> int:
    return one.at_ns
