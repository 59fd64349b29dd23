"""Lets old samples go: metrics of more than 7 days, health of more than 90; everything else is kept."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, true

from mmdesk.storage import tables
from mmdesk.storage.breaker_rows import DAY_NS, HEALTH_KEPT_NS, METRICS_KEPT_NS

EVERY_S: Final = 600.0
SLICE_NS: Final = DAY_NS // 4
"""Of one series at a time, some 20,000 rows: whoever prunes also has to keep up with the journal."""


def prune(connection: Connection, now_ns: int) -> int:
    """Delete one slice of what is too old and return how many rows that were; 0 when nothing is left to do.

    Runs inside the caller's transaction. Raises DBAPIError.
    """
    for table, chosen, kept_ns in _pruned(connection):
        before_ns = now_ns - kept_ns
        oldest_ns = connection.execute(select(func.min(table.c.wall_ns)).where(chosen)).scalar()
        if oldest_ns is not None and oldest_ns <= before_ns:
            until_ns = min(before_ns, oldest_ns + SLICE_NS)
            return connection.execute(delete(table).where(chosen, table.c.wall_ns <= until_ns)).rowcount
    return 0


def _pruned(connection: Connection) -> Iterator[tuple[Table, ColumnElement[Any], int]]:
    yield tables.exchange_health, true(), HEALTH_KEPT_NS
    yield tables.system_metrics, true(), METRICS_KEPT_NS
    for series in list(connection.scalars(select(tables.metric_series.c.series))):
        yield tables.breaker_metrics, tables.breaker_metrics.c.series == series, METRICS_KEPT_NS
