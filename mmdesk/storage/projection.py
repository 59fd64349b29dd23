"""Puts rows and the place they were read up to into the database together; doing it twice changes nothing."""

import sqlite3
from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from mmdesk.storage import tables
from mmdesk.storage.frames import MOST_INTEGER
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
    tables.control_latches,
    tables.profit_marks,
    tables.fire_drills,
)


MANY: Final = 256
"""Rows in one statement of SQLite: a third of the cost of one each, and more gain nothing."""


class _Prepared(msgspec.Struct, frozen=True):
    """A statement's text; `names` of its values where the driver takes them by name, `many` with the values
    of `at_once` rows where it takes that."""

    sql: str
    names: tuple[str, ...] | None
    width: int
    many: str = ""
    at_once: int = 1


class Projector:
    """The statements, compiled once for a database's dialect, then run with plain tuples: half the cost."""

    def __init__(self, connection: Connection) -> None:
        self._dialect = connection.dialect
        self._most_values = _most_values(connection)
        insert = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        self._once = {t.name: self._compiled(insert(t).on_conflict_do_nothing()) for t in _KEPT_ONCE}
        latest = (tables.orders, tables.positions)
        self._latest = {t.name: self._compiled(_upsert(insert(t), t)) for t in latest}

    def store(self, connection: Connection, rows: Rows, place: Place) -> None:
        """Run inside the caller's transaction. Raises sqlalchemy.exc.DBAPIError."""
        for name, batch in rows.by_table.items():
            self._run(connection, self._once[name], batch)
        self._run_values(connection, self._once["order_events"], rows.event_values())
        self._run(connection, self._latest["orders"], rows.order_rows())
        self._run(connection, self._latest["positions"], rows.position_rows())
        for wall_ns, reason, session in rows.closed:
            closing = update(tables.sessions).where(tables.sessions.c.session == session)
            connection.execute(closing.values(closed_ns=wall_ns, close_reason=reason))
        write_place(connection, place)

    def put(self, connection: Connection, table: str, rows: Sequence[Row]) -> None:
        """Whole rows of one table, as kept; those that newer facts made stay. Raises DBAPIError."""
        self._run(connection, self._latest.get(table) or self._once[table], rows)

    def _compiled(self, statement: Insert) -> _Prepared:
        compiled = statement.compile(dialect=self._dialect)
        sql, values = str(compiled), tuple(compiled.params)
        if not compiled.positional:
            return _Prepared(sql, values, len(values))
        one_row = f"({', '.join('?' * len(values))})"
        at_once = min(MANY, self._most_values // len(values))
        before, found, after = sql.partition(one_row)
        if at_once < 2 or not found:
            return _Prepared(sql, None, len(values))
        return _Prepared(sql, None, len(values), before + ", ".join([one_row] * at_once) + after, at_once)

    @staticmethod
    def _run(connection: Connection, prepared: _Prepared, batch: Sequence[Row]) -> None:
        try:
            Projector._try(connection, prepared, batch)
        except OverflowError:
            # SQLite's driver refused a value. What it stored before that is stored again without effect.
            Projector._try(connection, prepared, [tuple(map(_storable, row)) for row in batch])

    @staticmethod
    def _try(connection: Connection, prepared: _Prepared, batch: Sequence[Row]) -> None:
        if batch and prepared.names is not None:
            named = [dict(zip(prepared.names, map(_storable, row), strict=True)) for row in batch]
            connection.exec_driver_sql(prepared.sql, named)
        elif batch and (not prepared.many or len(batch) < prepared.at_once):
            connection.exec_driver_sql(prepared.sql, list(batch))
        elif batch:
            Projector._run_values(connection, prepared, list(chain.from_iterable(batch)))

    @staticmethod
    def _run_values(connection: Connection, prepared: _Prepared, values: list[Any]) -> None:
        """As `_run`, the rows one value behind the other."""
        width, at_once = prepared.width, prepared.at_once
        whole = len(values) - len(values) % (width * at_once) if prepared.many else 0
        for start in range(0, whole, width * at_once):
            connection.exec_driver_sql(prepared.many, tuple(values[start : start + width * at_once]))
        rest = values[whole:]
        Projector._run(connection, prepared, list(zip(*[iter(rest)] * width, strict=True)))


def _storable(value: Any) -> Any:
    """As near as a column can hold it: PostgreSQL takes no NUL in a text, neither integers beyond 64 bits."""
    if type(value) is int and abs(value) > MOST_INTEGER:
        return MOST_INTEGER if value > 0 else -MOST_INTEGER
    return value.replace("\0", "\ufffd") if type(value) is str and "\0" in value else value


def _most_values(connection: Connection) -> int:
    """How many values one statement may have; 0 where only the server knows."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        return 0
    return raw.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)


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
