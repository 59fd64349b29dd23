"""Puts rows and the place they were read up to into the database together; doing it twice changes nothing."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from mmdesk.storage import tables
from mmdesk.storage.rows import Row, Rows


class Place(msgspec.Struct, frozen=True):
    """Where the database stands: last fact stored, and the journal file and byte after its frame."""

    sequence: int = 0
    segment: str = ""
    next_byte: int = 0
    wall_ns: int = 0


_KEPT_ONCE: Final = (
    tables.sessions,
    tables.parameter_versions,
    tables.order_events,
    tables.order_explanations,
    tables.trades,
    tables.balance_snapshots,
    tables.trading_states,
    tables.alerts,
    tables.circuit_breaker_events,
    tables.threshold_versions,
    tables.system_metrics,
    tables.metric_series,
    tables.breaker_metrics,
    tables.exchange_health,
)


class _Prepared(msgspec.Struct, frozen=True):
    """A statement's text; `names` of its values where the driver takes them by name."""

    sql: str
    names: tuple[str, ...] | None


class Projector:
    """The statements, compiled once for a database's dialect, then run with plain tuples: half the cost."""

    def __init__(self, connection: Connection) -> None:
        self._dialect = connection.dialect
        insert = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        self._once = {t.name: self._compiled(insert(t).on_conflict_do_nothing()) for t in _KEPT_ONCE}
        latest = (tables.orders, tables.positions)
        self._latest = {t.name: self._compiled(_upsert(insert(t), t)) for t in latest}

    def store(self, connection: Connection, rows: Rows, place: Place) -> None:
        """Run inside the caller's transaction. Raises sqlalchemy.exc.DBAPIError."""
        for name, batch in rows.by_table.items():
            self._run(connection, self._once[name], batch)
        self._run(connection, self._latest["orders"], rows.order_rows())
        self._run(connection, self._latest["positions"], rows.position_rows())
        for wall_ns, reason, session in rows.closed:
            closing = update(tables.sessions).where(tables.sessions.c.session == session)
            connection.execute(closing.values(closed_ns=wall_ns, close_reason=reason))
        write_place(connection, place)

    def _compiled(self, statement: Insert) -> _Prepared:
        compiled = statement.compile(dialect=self._dialect)
        names = None if compiled.positional else tuple(compiled.params)
        return _Prepared(str(compiled), names)

    @staticmethod
    def _run(connection: Connection, prepared: _Prepared, batch: Sequence[Row]) -> None:
        if not batch:
            return
        if prepared.names is None:
            connection.exec_driver_sql(prepared.sql, list(batch))
        else:
            named = [dict(zip(prepared.names, row, strict=True)) for row in batch]
            connection.exec_driver_sql(prepared.sql, named)


def _upsert(statement: Any, table: Table) -> Insert:
    """Insert, or replace a row that an older fact made."""
    keys = [column.name for column in table.primary_key]
    fresh = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    newer = statement.excluded.sequence > table.c.sequence
    upsert: Insert = statement.on_conflict_do_update(index_elements=keys, set_=fresh, where=newer)
    return upsert


def read_place(connection: Connection) -> Place:
    """How far the database is; the very start when it is empty."""
    t = tables.projection.c
    row = connection.execute(select(t.sequence, t.segment, t.next_byte, t.wall_ns)).one_or_none()
    return Place() if row is None else Place(*row)


def write_place(connection: Connection, place: Place) -> None:
    values = msgspec.structs.asdict(place)
    done = connection.execute(update(tables.projection).values(**values))
    if done.rowcount == 0:
        connection.execute(tables.projection.insert().values(id=1, **values))
