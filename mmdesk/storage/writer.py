"""Keeps the database up with the journal by reading the journal's own file: no queue that could grow."""

import contextlib
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from mmdesk.storage.batches import Batch, batches
from mmdesk.storage.crash import point
from mmdesk.storage.damage import read_lost
from mmdesk.storage.database import reason_of
from mmdesk.storage.journal import FileJournal
from mmdesk.storage.projection import Place, Projector
from mmdesk.storage.pruning import EVERY_S, prune
from mmdesk.storage.retention import Retention, retire

INTERVAL_S: Final = 0.25
FIRST_RETRY_S: Final = 0.1
LAST_RETRY_S: Final = 2.0
HUNG_S: Final = 10.0
"""A transaction is stored in a fraction of a second; one that takes this long hangs in the disk."""
_CLOSE_GRACE_S: Final = 2.0


class WriterStatus(msgspec.Struct, frozen=True):
    """`stored_seq`: last fact in the database; `fault`: why it does not move (empty while it does).

    `behind_bytes`: journal bytes that are not in the database yet.
    """

    stored_seq: int
    fault: str
    rows: int
    behind_bytes: int


class DatabaseWriter:
    """One thread, one connection. All calls return at once except `flush` and `close`.

    It stores only what the journal has synced: after a power cut the database never knows more than that.
    """

    def __init__(
        self, engine: Engine, journal: FileJournal, place: Place, keep: Retention | None = None
    ) -> None:
        """`keep` lets old journal files go whenever the journal has begun a new one; None keeps all."""
        self._keep = keep
        self._last_stored = place.segment
        self._engine = engine
        self._journal = journal
        self._place = place
        self._projector: Projector | None = None
        self._rows = 0
        self._fault = ""
        self._damage = ""
        self._began_s = 0.0
        self._prune_at_s = 0.0
        self._wake = threading.Event()
        self._closing = False
        self._moved = threading.Condition()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start storing."""
        self._thread = threading.Thread(target=self._run, name="database-writer", daemon=True)
        self._thread.start()

    def status(self) -> WriterStatus:
        place, size = self._place, self._journal.size
        older = [path for path in self._journal.paths[:-1] if path.name >= place.segment]
        behind = size + sum(path.stat().st_size for path in older if path.exists())
        if older or place.segment == self._journal.path.name:
            behind -= place.next_byte if place.segment >= self._journal.paths[0].name else 0
        fault = self._fault or self._damage or self._hung()
        return WriterStatus(place.sequence, fault, self._rows, behind)

    def _hung(self) -> str:
        thread, began_s = self._thread, self._began_s
        if thread is not None and not thread.is_alive() and not self._closing:
            return "the thread that fills the database has ended: restart mmdesk"
        if began_s and time.monotonic() - began_s > HUNG_S:
            return f"the database has taken nothing for more than {HUNG_S:g} s: its disk or server hangs"
        return ""

    def flush(self, timeout_s: float = 5.0) -> bool:
        """Wait until all that was appended so far is in the database; False when that took too long.

        Blocks: call it from a thread or at the end.
        """
        wanted = self._journal.last_sequence
        deadline = time.monotonic() + timeout_s
        with self._moved:
            while self._place.sequence < wanted:
                if (left := deadline - time.monotonic()) <= 0 or self._thread is None:
                    return False
                self._wake.set()
                # Short turns: the journal may have to sync first, and tells nobody when it has.
                self._moved.wait(min(left, 0.01))
        return True

    def close(self, timeout_s: float = 5.0) -> bool:
        """Flush, then end the thread and its connection; what is left is caught up at the next start."""
        done = self.flush(timeout_s)
        self._closing = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(_CLOSE_GRACE_S)
            self._thread = None
        self._engine.dispose()
        return done

    def _run(self) -> None:
        retry_s = FIRST_RETRY_S
        while not self._closing:
            self._wake.wait(INTERVAL_S)
            self._wake.clear()
            if self._store_what_is_new():
                retry_s = FIRST_RETRY_S
            elif not self._closing:
                self._wake.wait(retry_s)
                retry_s = min(2 * retry_s, LAST_RETRY_S)

    def _store_what_is_new(self) -> bool:
        self._began_s = time.monotonic()
        try:
            self._store()
            self._prune()
        except SQLAlchemyError as error:
            self._failed(reason_of(error))
            return False
        except OSError as error:
            self._failed(f"the journal cannot be read: {error}")
            return False
        finally:
            self._began_s = 0.0
        self._fault = ""
        return True

    def _store(self) -> None:
        journal = self._journal
        newest, synced = journal.synced_place
        due = [path for path in journal.paths if self._place.segment <= path.name <= newest.name]
        if not due or (due == [newest] and synced <= self._read_of(newest)):
            return
        with self._engine.connect() as connection:
            for path in due:
                stop = synced if path == newest else None
                for batch in batches(path, self._place, stop):
                    self._store_batch(connection, batch, path)
                    if self._closing:
                        return
            # What lies before the file that is being stored now may go.
            if self._place.segment != self._last_stored:
                self._last_stored = self._place.segment
                self._let_go(connection)

    def _let_go(self, connection: Connection) -> None:
        folder = self._journal.path.parent
        # A file that cannot be removed now is tried again with the next one; it does no harm but take space.
        with contextlib.suppress(OSError), connection.begin():
            if self._keep is not None and read_lost(folder) is None:
                retire(connection, folder, self._place, self._keep)

    def _prune(self) -> None:
        """One slice a turn, until nothing is too old; then again after a while."""
        if time.monotonic() < self._prune_at_s or self._closing:
            return
        with self._engine.connect() as connection, connection.begin():
            if not prune(connection, time.time_ns()):
                self._prune_at_s = time.monotonic() + EVERY_S

    def _read_of(self, path: Path) -> int:
        """Bytes of a file that need no reading any more."""
        return self._place.next_byte if self._place.segment == path.name else self._journal.first_byte

    def _store_batch(self, connection: Connection, batch: Batch, path: Path) -> None:
        with connection.begin():
            projector = self._projector = self._projector or Projector(connection)
            projector.store(connection, batch.rows, batch.place)
            point("database.before_commit")
        point("database.after_commit")
        self._rows += batch.rows.count
        self._place = batch.place
        self._fault = ""
        self._began_s = time.monotonic()
        if batch.damages or batch.gaps:
            self._damage = f"the journal {path} was changed while it was written"
        with self._moved:
            self._moved.notify_all()

    def _failed(self, reason: str) -> None:
        if not self._fault:
            self._fault = f"{reason}, since {datetime.now(UTC):%H:%M:%S} UTC"
