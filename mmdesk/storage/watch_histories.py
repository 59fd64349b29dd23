"""Metrics, breaker events, threshold changes and the health of exchanges, as a person asks for them."""

from itertools import accumulate
from typing import Any, Final

from sqlalchemy import Connection, Double, Select, case, cast, func, literal, select

from mmdesk.core.model.breakers import GLOBAL_SCOPE, BreakerKind, BreakerState, Scope
from mmdesk.ports.history import (
    BreakerHistory,
    DeskMetric,
    DrillHistory,
    HealthHistory,
    MetricHistory,
    MetricPoint,
)
from mmdesk.storage import tables
from mmdesk.storage.breaker_rows import series_of
from mmdesk.storage.records import breaker_event_of, drill_of, health_of, version_of

KINDS: Final = frozenset(kind.value for kind in BreakerKind)
OPENED: Final = tuple(
    one.value for one in BreakerState if one not in (BreakerState.CLOSED, BreakerState.HALF_OPEN)
)
MOST_VERSION_BYTES: Final = 1 << 20
DESK: Final = frozenset(metric.value for metric in DeskMetric)


def metric_history(
    connection: Connection, metric: str, scope: Scope, from_ns: int, to_ns: int, most_points: int
) -> MetricHistory:
    """See `ports.history.Histories`."""
    if metric in KINDS:
        raw = _breaker_samples(metric, scope, from_ns, to_ns)
    elif metric in DESK:
        raw, scope = _desk_samples(metric, from_ns, to_ns), GLOBAL_SCOPE
    else:
        raise ValueError(f"{metric} is not measured; there are {', '.join(sorted(KINDS | DESK))}")
    samples = raw.subquery()
    count = connection.execute(select(func.count()).select_from(samples)).scalar() or 0
    # Folding is the database's work: this thread shares an interpreter with the trading loop.
    point_ns = -(-(to_ns - from_ns) // most_points) if count > most_points else 0
    query = _folded(samples, from_ns, point_ns) if point_ns else _each(samples)
    points = tuple(_point(*row) for row in connection.execute(query))
    return MetricHistory(metric, scope, from_ns, to_ns, points, point_ns)


def breaker_history(
    connection: Connection, kind: BreakerKind | None, scope: Scope | None, from_ns: int, to_ns: int, most: int
) -> BreakerHistory:
    """See `ports.history.Histories`."""
    events, versions = tables.circuit_breaker_events, tables.threshold_versions
    told = select(events).order_by(events.c.sequence.desc()).limit(most + 1)
    if kind is not None:
        told = told.where(events.c.kind == kind.value)
    if scope is not None:
        told = told.where(events.c.scope_level == scope.level.value, events.c.scope_name == scope.name)
    told = told.where(events.c.wall_ns >= from_ns, events.c.wall_ns < to_ns)
    changed = select(versions).order_by(versions.c.sequence.desc()).limit(most + 1)
    changed = changed.where(versions.c.wall_ns >= from_ns, versions.c.wall_ns < to_ns)
    found, changes = list(connection.execute(told)), list(connection.execute(changed))
    kept = _within_bytes(changes[:most])
    return BreakerHistory(
        events=tuple(map(breaker_event_of, found[:most])),
        versions=tuple(map(version_of, kept)),
        cut=len(found) > most or len(changes) > len(kept),
    )


def _within_bytes(versions: list[Any]) -> list[Any]:
    """A person may change every threshold at once, a thousand times; an answer has to fit a message."""
    sizes = accumulate(len(row._mapping["old"]) + len(row._mapping["new"]) for row in versions)
    return [row for row, size in zip(versions, sizes, strict=True) if size <= MOST_VERSION_BYTES]


def health_history(connection: Connection, venue: str, from_ns: int, to_ns: int, most: int) -> HealthHistory:
    """See `ports.history.Histories`."""
    health = tables.exchange_health
    query = select(health).where(
        health.c.venue == venue, health.c.wall_ns >= from_ns, health.c.wall_ns < to_ns
    )
    found = list(connection.execute(query.order_by(health.c.wall_ns.desc()).limit(most + 1)))
    return HealthHistory(venue, tuple(map(health_of, found[:most])), cut=len(found) > most)


def drill_history(connection: Connection, most: int) -> DrillHistory:
    """See `ports.history.Histories`."""
    drills = tables.fire_drills
    found = list(connection.execute(select(drills).order_by(drills.c.sequence.desc()).limit(most + 1)))
    return DrillHistory(tuple(map(drill_of, found[:most])), cut=len(found) > most)


def _breaker_samples(metric: str, scope: Scope, from_ns: int, to_ns: int) -> Select[Any]:
    t = tables.breaker_metrics.c
    chosen = select(t.wall_ns, t.value, t.threshold, case((t.state.in_(OPENED), 1), else_=0).label("opened"))
    series = series_of(metric, scope.level.value, scope.name)
    return chosen.where(t.series == series, t.wall_ns >= from_ns, t.wall_ns < to_ns)


def _desk_samples(metric: str, from_ns: int, to_ns: int) -> Select[Any]:
    t = tables.system_metrics.c
    # Money is text in SQLite: as floats all figures compare alike.
    value = cast(t[metric], Double).label("value")
    chosen = select(t.wall_ns, value, literal(0.0).label("threshold"), literal(0).label("opened"))
    return chosen.where(t.wall_ns >= from_ns, t.wall_ns < to_ns)


def _each(samples: Any) -> Select[Any]:
    t = samples.c
    missing = case((t.value.is_(None), 1), else_=0)
    return select(t.wall_ns, t.value, t.value, t.threshold, missing, t.opened).order_by(t.wall_ns)


def _folded(samples: Any, from_ns: int, point_ns: int) -> Select[Any]:
    number = ((samples.c.wall_ns - from_ns) // point_ns).label("number")
    t = select(samples, number).subquery().c
    folded = select(
        t.number * point_ns + from_ns,
        func.min(t.value),
        func.max(t.value),
        func.max(t.threshold),
        func.count() - func.count(t.value),
        func.max(t.opened),
    )
    return folded.group_by(t.number).order_by(t.number)


def _point(
    wall_ns: int, low: float | None, high: float | None, threshold: float, missing: int, opened: int
) -> MetricPoint:
    return MetricPoint(wall_ns, low, high, threshold, missing, bool(opened))
