"""All that is kept on disk, opened in one order: lock, database, journals, catch-up, epoch, new journal."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Engine
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from mmdesk.core.model.effects import AlertRaised
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.ports.journal import Remembered
from mmdesk.storage import notices
from mmdesk.storage.catch_up import CaughtUp, catch_up
from mmdesk.storage.checking import OldFilesCheck
from mmdesk.storage.damage import acknowledge, read_lost, reason
from mmdesk.storage.database import (
    closed_cleanly,
    connect,
    damage_of,
    database_url,
    is_strange,
    mark_as_ours,
    reason_of,
    shown,
    sqlite_file,
)
from mmdesk.storage.epoch import highest_in, take_epoch
from mmdesk.storage.journal import SEGMENT_BYTES, FileJournal, JournalSync, open_journal
from mmdesk.storage.lock import FolderLock
from mmdesk.storage.migrate import migrate
from mmdesk.storage.rebuild import is_due, rebuild
from mmdesk.storage.remember import highest_epoch, remembered
from mmdesk.storage.retention import Retention, retire
from mmdesk.storage.writer import DatabaseWriter

JOURNAL_FOLDER: Final = "journal"
LOCKED_WAIT_S: Final = 5.0


class Store:
    """One session's storage. `next_epoch` is this session's, durable before anyone sees it.

    `notices` are the three-line texts of what was cut, kept aside or rebuilt, to be shown and journaled.
    `database` names the database without its password.
    """

    read_only_reason = ""
    """Three lines while facts are lost and nobody acknowledged it: the desk must not be armed."""

    def __init__(
        self,
        lock: FolderLock,
        journal: FileJournal,
        writer: DatabaseWriter,
        remembered: Remembered,
        notices: tuple[AlertRaised, ...],
        database: str,
        file: Path | None = None,
    ) -> None:
        self._lock = lock
        self._folder = journal.path.parent
        self._file = file
        lost = read_lost(self._folder)
        self._check = OldFilesCheck(self._folder, journal.path.name, lost.files if lost else ())
        self.read_only_reason = reason(lost)
        self.journal = journal
        self.writer = writer
        self.remembered = remembered
        self.notices = notices
        self.next_epoch = journal.epoch
        self.database = database

    @property
    def fault(self) -> str:
        """What is wrong with journal or database now; empty when nothing is."""
        return self.journal.fault or self.writer.status().fault or self._check.fault

    @property
    def is_old_damage(self) -> bool:
        """Whether `fault` is about files of before alone."""
        return self._check.found_damage and not (self.journal.fault or self.writer.status().fault)

    def start(self) -> None:
        """Start the writer, and the check of old journal files."""
        self.writer.start()
        self._check.start()

    def acknowledge_damage(self) -> None:
        """The venues told all again, or a person compared positions. Any thread. Raises OSError."""
        acknowledge(self._folder)
        self._check.acknowledge()
        self.read_only_reason = ""

    def close(self, timeout_s: float = 5.0) -> bool:
        """End the journal, store what it holds (bounded wait), give the folder free.

        False: the database is behind, which the next start makes good.
        """
        self._check.close()
        self.journal.close()
        stored = self.writer.close(timeout_s)
        if stored and self._file is not None:
            closed_cleanly(self._file)
        self._lock.release()
        return stored


def open_store(
    data_dir: Path,
    database_url: str | None = None,
    *,
    journal_sync: JournalSync = "background",
    accounts: Mapping[str, str] | None = None,
    segment_bytes: int = SEGMENT_BYTES,
    keep: Retention | None = None,
) -> Store:
    """The store of `data_dir`, caught up; nothing runs yet: `store.start()`.

    `keep` lets old journal files go; None keeps all. `accounts` (venue -> fingerprint) limits what is
    remembered to these accounts; None remembers all.

    Raises ConfigurationError (three lines: what, why, what to do) when the folder cannot be used, another
    session has it, or the database stays locked.
    """
    journals = data_dir / JOURNAL_FOLDER
    try:
        journals.mkdir(parents=True, exist_ok=True)
        lock = FolderLock(data_dir)
    except OSError as error:
        raise _unusable(data_dir, error) from error
    try:
        return _open_locked(lock, data_dir, database_url, accounts, (journal_sync, segment_bytes, keep))
    except OSError as error:
        lock.release()
        raise _unusable(data_dir, error) from error
    except ConfigurationError:
        lock.release()
        raise


def _open_locked(
    lock: FolderLock,
    data_dir: Path,
    url_text: str | None,
    accounts: Mapping[str, str] | None,
    journaling: tuple[JournalSync, int, Retention | None],
) -> Store:
    journals, url = data_dir / JOURNAL_FOLDER, database_url(data_dir, url_text)
    told: list[AlertRaised] = []
    if (path := sqlite_file(url)) is not None:
        if path.is_dir():
            raise _is_folder(path)
        if damage := damage_of(path):
            told.append(notices.database_aside(path, _set_aside(path, "damaged"), damage))
        elif is_strange(path):
            told.append(notices.database_strange(path, _set_aside(path, "not-ours")))
    engine, caught_up = _caught_up_engine(url, journals, told)
    told.extend(caught_up.told)
    sync, segment_bytes, keep = journaling
    with engine.begin() as connection:
        lost = read_lost(journals)
        # Nothing goes while damage has yet to be made good or accepted.
        if keep is not None and lost is None:
            retire(connection, journals, caught_up.place, keep)
        known = max(highest_epoch(connection), highest_in(journals))
        before = remembered(connection, caught_up.place, known, accounts, lost)
    epoch = take_epoch(data_dir, journals, known)
    journal = open_journal(journals, epoch, caught_up.place.sequence + 1, sync, segment_bytes)
    writer = DatabaseWriter(engine, journal, caught_up.place, keep)
    return Store(lock, journal, writer, before, tuple(told), shown(url), path)


def _caught_up_engine(url: URL, journals: Path, told: list[AlertRaised]) -> tuple[Engine, CaughtUp]:
    """Damage that the check did not see shows when the file is used: then it is set aside too, once."""
    try:
        return _wait_while_locked(url, journals)
    except OperationalError as error:
        raise _unreachable(url, error) from error
    except DatabaseError as error:
        path = sqlite_file(url)
        if path is None:
            raise _unreachable(url, error) from error
        told.append(notices.database_aside(path, _set_aside(path, "damaged"), reason_of(error)))
    try:
        return _wait_while_locked(url, journals)
    except SQLAlchemyError as error:
        raise _unreachable(url, error) from error


def _wait_while_locked(url: URL, journals: Path) -> tuple[Engine, CaughtUp]:
    deadline = time.monotonic() + LOCKED_WAIT_S
    while True:
        try:
            return _prepare(url, journals)
        except OperationalError as error:
            if "locked" not in reason_of(error) or time.monotonic() > deadline:
                raise


def _prepare(url: URL, journals: Path) -> tuple[Engine, CaughtUp]:
    engine, name = connect(url), shown(url)
    if (path := sqlite_file(url)) is not None and is_due(path, journals):
        return engine, rebuild(path, journals)
    with engine.begin() as connection:
        migrate(connection, name)
        mark_as_ours(connection)
    return engine, catch_up(engine, journals, name)


def _set_aside(path: Path, why: str) -> Path:
    """Move a database that is no use and its side files out of the way; never delete them."""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    kept = path.with_name(f"{path.name}.{why}-{stamp}")
    for suffix in ("", "-wal", "-shm"):
        side = path.with_name(path.name + suffix)
        if side.exists():
            side.replace(kept.with_name(kept.name + suffix))
    return kept


def _is_folder(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"The database {path} cannot be used.\n"
        "It is a folder, and the database is a file.\n"
        "Move the folder away (the database is then made from the journals), or set storage.data_dir to "
        "another folder."
    )


def _unreachable(url: URL, error: SQLAlchemyError) -> ConfigurationError:
    return ConfigurationError(
        f"The database {shown(url)} cannot be used.\n"
        f"It says: {reason_of(error)}.\n"
        "Close other programs that hold it, check the folder's permissions and space, then start again."
    )


def _unusable(data_dir: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"The data folder {data_dir} cannot be used.\n"
        f"The system says: {error.strerror or error}.\n"
        "Make it writable, free space on its disk, or set storage.data_dir to another folder."
    )
