"""The engine's side of the journal: one write per append, so that what was appended survives the process."""

import errno
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

from mmdesk.core.model.effects import SendOrder
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.ports.journal import Fact
from mmdesk.storage.crash import crash, due, point
from mmdesk.storage.frames import Frame, RawFrame, decode, encode_into
from mmdesk.storage.segments import head_bytes, scan, segment_path
from mmdesk.storage.sync import HUNG_S, SyncThread, fsync, fsync_folder

JournalSync = Literal["background", "every_intent"]

SEGMENT_BYTES: Final = 64 << 20
_RETRY_BYTES: Final = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0)


def read_frames(path: Path) -> Iterator[Frame]:
    """The frames of one journal file in order, damaged stretches left out. Raises OSError."""
    for item in scan(path, 0):
        if isinstance(item, RawFrame):
            yield decode(item)


class FileJournal:
    """One session's journal files, used from one thread; its properties may be read from any.

    A file that reached `segment_bytes` is left to the sync thread and the next part begun, between appends.
    """

    def __init__(
        self,
        folder: Path,
        epoch: int,
        next_sequence: int,
        sync: JournalSync = "background",
        fsync_call: Callable[[int], None] = fsync,
        *,
        segment_bytes: int = SEGMENT_BYTES,
        write_call: Callable[[int, bytearray], int] = os.write,
    ) -> None:
        """Make the file and its head durable. Raises OSError (FileExistsError: the epoch was used before).

        `fsync_call` and `write_call` are where tests put a failing disk.
        """
        self.epoch = epoch
        self._every_intent = sync == "every_intent"
        self._buffer = bytearray()
        self._next = next_sequence
        self._broken: OSError | None = None
        self._full: OSError | None = None
        self._write_call = write_call
        self._segment_bytes = self._rotate_at = segment_bytes
        self._part = 1
        self.path = segment_path(folder, epoch)
        self.paths = [self.path]
        self._file, self.first_byte = self._new_file(self.path)
        self.size = self.first_byte
        fsync(self._file)
        fsync_folder(folder)
        self._sync = SyncThread(self.path, self._file, self.size, fsync_call)

    @property
    def last_sequence(self) -> int:
        """Sequence of the last fact appended, in this session or before it; 0 when there never was one."""
        return self._next - 1

    @property
    def synced(self) -> int:
        """Bytes of the newest file that survive a power cut."""
        path, size = self._sync.synced
        return size if path == self.path else 0

    @property
    def synced_place(self) -> tuple[Path, int]:
        """The file that is being synced and how far; files before it are synced whole."""
        return self._sync.synced

    @property
    def fault(self) -> str:
        """What is wrong with the journal, or empty. A full disk or one that hangs heals, a failed sync does
        not."""
        if (error := self._broken or self._sync.fault) is not None:
            return (
                f"the journal {self.path} cannot be written: {error}; this is final for the session: "
                "check the disk, then restart"
            )
        if self._full is not None:
            return (
                f"the journal {self.path} cannot be written: {self._full}; free space, it goes on by itself"
            )
        if self._sync.behind_s > HUNG_S:
            return (
                f"the disk of the journal {self.path} has confirmed nothing for more than {HUNG_S:g} s: "
                "a power cut now would take what was sent; it goes on by itself when the disk answers"
            )
        return ""

    def append(self, facts: Sequence[Fact], wall_ns: int) -> int:
        """Append all facts as one frame; returns the sequence of the last.

        Raises OSError when the disk fails: then none of them counts as written. After a failed fsync every
        later call raises too.
        """
        if not facts:
            return self._next - 1
        if (error := self._broken or self._sync.fault) is not None:
            raise OSError(error.errno, f"journal {self.path} stopped: {error.strerror}")
        if self.size >= self._rotate_at:
            self._rotate()
        encode_into(self._buffer, facts, self._next, wall_ns)
        point("journal.before_write")
        self._write()
        point("journal.after_write")
        self._next += len(facts)
        # Only an order must be on the disk before it leaves; what was learnt can be asked for again.
        now = self._every_intent and any(isinstance(fact, SendOrder) for fact in facts)
        self._sync.wrote(self.size, wake=not now)
        if now:
            self._sync_now()
        return self._next - 1

    def close(self) -> None:
        """Sync and close; safe to call twice."""
        if self._file >= 0:
            self._file = -1
            self._sync.close()

    def _new_file(self, path: Path) -> tuple[int, int]:
        """(descriptor, size) of a file that holds its head only. Raises OSError and leaves none."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | _BINARY
        descriptor = os.open(path, flags, 0o600)
        head = bytearray(head_bytes(self._next, self.epoch, time.time_ns()))
        try:
            written = self._write_call(descriptor, head)
            if written != len(head):
                raise OSError(errno.ENOSPC, f"only {written} of {len(head)} bytes fitted into {path}")
        except OSError:
            os.close(descriptor)
            path.unlink(missing_ok=True)
            raise
        return descriptor, len(head)

    def _rotate(self) -> None:
        """Begin the next part; where that fails the old one is written on and the next try comes later."""
        self._part += 1
        path = segment_path(self.path.parent, self.epoch, self._part)
        try:
            descriptor, size = self._new_file(path)
        except OSError:
            self._rotate_at = self.size + _RETRY_BYTES
            return
        self._sync.rotate(path, descriptor, size)
        self._file, self.path, self.size = descriptor, path, size
        self.paths.append(path)
        self._rotate_at = self._segment_bytes

    def _write(self) -> None:
        wanted = len(self._buffer)
        if due("journal.mid_write"):
            os.write(self._file, self._buffer[: wanted // 2])
            crash()
        try:
            written = self._write_call(self._file, self._buffer)
            if written != wanted:
                raise OSError(errno.ENOSPC, f"only {written} of {wanted} bytes fitted into {self.path}")
        except OSError as error:
            self._full = error
            self._take_back()
            raise
        self._full = None
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


def open_journal(
    folder: Path, epoch: int, next_sequence: int, sync: JournalSync, segment_bytes: int = SEGMENT_BYTES
) -> FileJournal:
    """A new session's journal. Raises ConfigurationError in the words a person can act on."""
    try:
        return FileJournal(folder, epoch, next_sequence, sync, segment_bytes=segment_bytes)
    except OSError as error:
        raise ConfigurationError(
            f"The journal cannot be started in {folder}.\n"
            f"The system says: {error.strerror or error}.\n"
            "Free space on that disk or set storage.data_dir to a folder that can be written."
        ) from error
