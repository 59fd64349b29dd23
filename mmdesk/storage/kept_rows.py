"""What a rebuild needs of facts whose journal files were let go: rows written down before the files go.

Without them an open position, a latch or a threshold somebody chose in January would hold every file since.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, Table, func, or_, select

from mmdesk.core.model.breakers import BreakerKind
from mmdesk.storage import tables
from mmdesk.storage.projection import Place, Projector
from mmdesk.storage.remember import FINISHED, HORIZON_NS, last_of_each_breaker
from mmdesk.storage.sync import write_durably

FILE_NAME: Final = "kept.json"
MOST_SESSIONS: Final = 1_000

Value = str | int | float | None


class Kept(msgspec.Struct, frozen=True):
    """Rows as the database had them at fact `up_to`, by table, in the order of its columns."""

    up_to: int
    rows: dict[str, list[list[Value]]]


def keep_rows(connection: Connection, folder: Path, place: Place) -> None:
    """Write down what the database knows now at `place`. Raises OSError, DBAPIError."""
    rows: dict[str, list[list[Value]]] = {}
    for table, query in _needed(place):
        columns = [column.name for column in table.columns]
        found = connection.execute(query)
        rows[table.name] = [[_plain(row._mapping[name]) for name in columns] for row in found]
    write_durably(folder / FILE_NAME, msgspec.json.encode(Kept(place.sequence, rows)))


def restore_rows(connection: Connection, projector: Projector, folder: Path, retired: int) -> bool:
    """Put them into an empty database; False when they are not there, not readable, or too old for files that
    went up to the fact `retired`. Raises OSError, DBAPIError."""
    try:
        kept = msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=Kept)
    except (FileNotFoundError, msgspec.DecodeError):
        return False
    if kept.up_to < retired:
        return False
    for name, rows in kept.rows.items():
        projector.put(connection, name, [tuple(row) for row in rows])
    return True


def _needed(place: Place) -> Iterator[tuple[Table, Select[Any]]]:
    t = tables
    yield t.sessions, select(t.sessions).order_by(t.sessions.c.sequence.desc()).limit(MOST_SESSIONS)
    yield t.positions, select(t.positions)
    yield t.circuit_breaker_events, last_of_each_breaker()
    for table in (t.trading_states, t.profit_marks, t.threshold_versions):
        yield table, select(table).order_by(table.c.sequence.desc()).limit(1)
    for table, groups in (
        (t.control_latches, (t.control_latches.c.control, t.control_latches.c.scope)),
        (t.balance_snapshots, (t.balance_snapshots.c.venue,)),
    ):
        newest = select(func.max(table.c.sequence)).group_by(*groups)
        yield table, select(table).where(table.c.sequence.in_(newest))
    yield from _drawdowns()
    unfinished = t.orders.c.state.not_in([state.value for state in FINISHED])
    yield t.orders, select(t.orders).where(unfinished)
    since_ns, ours = place.wall_ns - 2 * HORIZON_NS, select(t.orders.c.client_id).where(unfinished)
    fills = t.trades.c
    young = or_(fills.exchange_ns >= since_ns, fills.wall_ns >= since_ns, fills.client_id.in_(ours))
    yield t.trades, select(t.trades).where(young)


def _drawdowns() -> Iterator[tuple[Table, Select[Any]]]:
    """The last sample of each."""
    series, metrics = tables.metric_series, tables.breaker_metrics
    of_drawdowns = series.c.kind == str(BreakerKind.DRAWDOWN)
    yield series, select(series).where(of_drawdowns)
    known = select(series.c.series).where(of_drawdowns)
    measured = metrics.c.series.in_(known), metrics.c.value.is_not(None)
    last = select(metrics.c.series, func.max(metrics.c.wall_ns).label("wall_ns")).where(*measured)
    newest = last.group_by(metrics.c.series).subquery()
    same = (metrics.c.series == newest.c.series) & (metrics.c.wall_ns == newest.c.wall_ns)
    yield metrics, select(metrics).join(newest, same)


def _plain(value: Any) -> Value:
    return f"{value:f}" if isinstance(value, Decimal) else value
