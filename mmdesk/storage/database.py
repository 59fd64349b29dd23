"""Opens the database: SQLite tuned for one writer and many readers, or PostgreSQL by URL."""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from mmdesk.core.model.errors import ConfigurationError

FILE_NAME: Final = "mmdesk.db"
BUSY_TIMEOUT_MS: Final = 1_000
CHECK_S: Final = 10.0
APPLICATION_ID: Final = int.from_bytes(b"mmdk", "big")
"""In the head of every SQLite file of ours: another program's file by our name is not written into."""
_OUR_TABLES: Final = frozenset({"projection", "sessions", "trades"})
_LOGGED: Final = ("journal_mode=WAL", "synchronous=NORMAL")
_UNLOGGED: Final = ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE")


def database_url(data_dir: Path, url: str | None) -> URL:
    """The URL given, or the SQLite file of `data_dir`. Raises ConfigurationError."""
    if not url:
        return URL.create("sqlite", database=str(data_dir / FILE_NAME))
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise ConfigurationError(
            "storage.database_url is not understood.\n"
            f"Reason: {type(error).__name__}.\n"
            "Leave it out for SQLite, or write postgresql+psycopg://user@host/database."
        ) from error
    return parsed


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite database; None for a database that is no file."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def connect(
    url: URL, *, read_only: bool = False, unlogged: bool = False, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> Engine:
    """An engine whose connections end with their use; nothing is opened yet. Raises ConfigurationError.

    `unlogged` is for an SQLite file that is worth nothing until it is whole: no rollback, no crash safety.
    """
    try:
        engine = create_engine(url, poolclass=NullPool)
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"The driver of {url.drivername} is not installed.\n"
            f"Python has no module {error.name}.\n"
            "Install it (for PostgreSQL: the package's postgres extra), or leave storage.database_url out."
        ) from error
    if url.get_backend_name() == "sqlite":
        kept = _UNLOGGED if unlogged else _LOGGED
        _tune_sqlite(engine, () if read_only else kept, read_only=read_only, busy_timeout_ms=busy_timeout_ms)
    return engine


def _tune_sqlite(engine: Engine, kept: Sequence[str], *, read_only: bool, busy_timeout_ms: int) -> None:
    def opened(connection: sqlite3.Connection, _record: Any) -> None:
        # Transactions are begun below, not guessed by the driver: so DDL rolls back too.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={busy_timeout_ms}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
        for setting in kept:
            connection.execute(f"PRAGMA {setting}")

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", opened)
    event.listen(engine, "begin", begun)


def damage_of(path: Path, within_s: float = CHECK_S) -> str:
    """What is wrong with an SQLite file, empty when it is sound or not there.

    A file that is byte for byte as its last session left it (`closed_cleanly`) is opened and read a little;
    any other gets `quick_check`, which reads every page for at most `within_s`: what that misses shows when
    it is used. A locked file is not damaged.
    """
    if not path.exists() or path.stat().st_size == 0:
        return ""
    cleanly = _clean_mark(path).exists() and _clean_mark(path).read_text("ascii", "replace") == _state(path)
    _clean_mark(path).unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000)
    except sqlite3.OperationalError:
        # Whoever opens it for use says what is wrong.
        return ""
    try:
        if cleanly:
            connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
            connection.execute("SELECT * FROM projection").fetchall()
            return ""
        deadline = time.monotonic() + within_s
        connection.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
        answers = connection.execute("PRAGMA quick_check(3)").fetchall()
    except sqlite3.OperationalError:
        return ""
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        connection.close()
    found = "; ".join(str(row[0]) for row in answers)
    return "" if found == "ok" else found


def is_strange(path: Path) -> bool:
    """Whether a sound SQLite file is somebody else's: it has tables, but not ours, and not our mark.

    An empty one, and one that cannot be read now, is not. Raises OSError.
    """
    if not path.is_file() or path.stat().st_size == 0:
        return False
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_MS / 1000
    )
    try:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
    # Databases of before the mark have none.
    return mark != APPLICATION_ID and bool(tables) and not (mark == 0 and tables >= _OUR_TABLES)


def mark_as_ours(connection: Connection) -> None:
    """Write our mark into an SQLite file's head, once."""
    if connection.dialect.name == "sqlite":
        found: int = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        if found != APPLICATION_ID:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def closed_cleanly(path: Path) -> None:
    """Note that nobody has the file open any more and how it was left. Raises OSError."""
    if path.exists() and not path.with_name(path.name + "-wal").exists():
        _clean_mark(path).write_text(_state(path), "ascii")


def _clean_mark(path: Path) -> Path:
    return path.with_name(path.name + ".clean")


def _state(path: Path) -> str:
    found = path.stat()
    return f"{found.st_size} {found.st_mtime_ns}"


def shown(url: URL) -> str:
    """The database's name for people and logs: a file's path or a URL without its password."""
    path = sqlite_file(url)
    return str(path) if path else url.render_as_string(hide_password=True)


def reason_of(error: SQLAlchemyError) -> str:
    """The database's own words, without the statement and its values."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(cause).strip() or type(cause).__name__
