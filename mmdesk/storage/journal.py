"""The engine's side of the journal: one write per append, so that what was appended survives the process."""

import errno
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.ports.journal import Fact
from mmdesk.storage.frames import Frame, RawFrame, decode, encode_into
from mmdesk.storage.segments import head_bytes, scan, segment_path
from mmdesk.storage.sync import SyncThread, fsync, fsync_folder

JournalSync = Literal["background", "every_intent"]

_BINARY = getattr(os, "O_BINARY", 0)


def read_frames(path: Path) -> Iterator[Frame]:
    """The frames of one journal file in order, damaged stretches left out. Raises OSError."""
    for item in scan(path, 0):
        if isinstance(item, RawFrame):
            yield decode(item)


class FileJournal:
    """One session's journal file, used from one thread; its properties may be read from any."""

    def __init__(
        self,
        folder: Path,
        epoch: int,
        next_sequence: int,
        sync: JournalSync = "background",
        fsync_call: Callable[[int], None] = fsync,
    ) -> None:
        """Make the file and its head durable. Raises OSError (FileExistsError: the epoch was used before)."""
        self.path = segment_path(folder, epoch)
        self.epoch = epoch
        self._every_intent = sync == "every_intent"
        self._buffer = bytearray()
        self._next = next_sequence
        self._broken: OSError | None = None
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | _BINARY
        self._file = os.open(self.path, flags, 0o600)
        self.first_byte = self.size = os.write(self._file, head_bytes(next_sequence, epoch, time.time_ns()))
        fsync(self._file)
        fsync_folder(folder)
        self._sync = SyncThread(self._file, self.size, fsync_call)

    @property
    def last_sequence(self) -> int:
        """Sequence of the last fact appended, in this session or before it; 0 when there never was one."""
        return self._next - 1

    @property
    def synced(self) -> int:
        """Bytes of the file that survive a power cut."""
        return self._sync.synced

    @property
    def fault(self) -> str:
        """Why the journal takes nothing more; empty while it is well."""
        error = self._broken or self._sync.fault
        return "" if error is None else f"the journal {self.path} cannot be written: {error}"

    def append(self, facts: Sequence[Fact], wall_ns: int) -> int:
        """Append all facts as one frame; returns the sequence of the last.

        Raises OSError when the disk fails: then none of them counts as written. After a failed fsync every
        later call raises too.
        """
        if not facts:
            return self._next - 1
        if (error := self._broken or self._sync.fault) is not None:
            raise OSError(error.errno, f"journal {self.path} stopped: {error.strerror}")
        encode_into(self._buffer, facts, self._next, wall_ns)
        self._write()
        self._next += len(facts)
        self._sync.wrote(self.size)
        if self._every_intent:
            self._sync_now()
        return self._next - 1

    def close(self) -> None:
        """Sync and close; safe to call twice."""
        if self._file >= 0:
            self._sync.close()
            os.close(self._file)
            self._file = -1

    def _write(self) -> None:
        wanted = len(self._buffer)
        try:
            written = os.write(self._file, self._buffer)
        except OSError:
            self._take_back()
            raise
        if written != wanted:
            self._take_back()
            raise OSError(errno.ENOSPC, f"only {written} of {wanted} bytes fitted into {self.path}")
        self.size += wanted

    def _take_back(self) -> None:
        """Cut what a failed write left, so that the next append follows a good frame."""
        try:
            os.ftruncate(self._file, self.size)
        except OSError as error:
            self._broken = error

    def _sync_now(self) -> None:
        try:
            self._sync.sync_now()
        except OSError as error:
            self._broken = error
            raise


def open_journal(folder: Path, epoch: int, next_sequence: int, sync: JournalSync) -> FileJournal:
    """A new session's journal. Raises ConfigurationError in the words a person can act on."""
    try:
        return FileJournal(folder, epoch, next_sequence, sync)
    except OSError as error:
        raise ConfigurationError(
            f"The journal cannot be started in {folder}.\n"
            f"The system says: {error.strerror or error}.\n"
            "Free space on that disk or set storage.data_dir to a folder that can be written."
        ) from error
