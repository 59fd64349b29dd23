"""Makes what was written survive a power cut: fsync on its own thread; the engine never waits for a disk."""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from mmdesk.storage.crash import point

GROUP_S: Final = 0.005
"""Writes of this long share one fsync; with the disk's own time it stays inside the 20 ms promised."""
HUNG_S: Final = 5.0
"""A disk that has not confirmed a write for this long is a fault: nobody knows what it will keep."""


def fsync(descriptor: int) -> None:
    """Wait until the file's data is on the medium. Raises OSError."""
    if sys.platform == "darwin":
        import fcntl

        # macOS's fsync leaves data in the drive's cache.
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        getattr(os, "fdatasync", os.fsync)(descriptor)


def fsync_folder(folder: Path) -> None:
    """Make names made, renamed or removed in `folder` durable. Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, data: bytes) -> None:
    """Replace a small file so that after any crash it holds the old bytes or the new ones. Raises OSError."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        fsync(file.fileno())
    beside.replace(path)
    fsync_folder(path.parent)


class SyncThread:
    """Syncs a file soon after each `wrote()`. A failed fsync is final: the kernel may have dropped pages.

    Files are handed over with `rotate`: the old one is synced whole and closed before anything of the new one
    counts as synced.
    """

    def __init__(self, path: Path, descriptor: int, size: int, sync: Callable[[int], None] = fsync) -> None:
        """`size` bytes of the file are synced already."""
        self._sync = sync
        self._current = (path, descriptor, size)
        self._synced = (path, size)
        self._behind_since_s = 0.0
        self._sealed: list[int] = []
        self._handing_over = threading.Lock()
        self._syncing = threading.Lock()
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._fault: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="journal-sync", daemon=True)
        self._thread.start()

    @property
    def synced(self) -> tuple[Path, int]:
        """The newest file and how many of its bytes no power cut takes any more; older ones are whole."""
        return self._synced

    @property
    def fault(self) -> OSError | None:
        return self._fault

    @property
    def behind_s(self) -> float:
        """For how long the disk has been owing a sync without finishing any; 0 when all is synced."""
        path, _, size = self._current
        return 0.0 if self._synced == (path, size) else time.monotonic() - self._behind_since_s

    def wrote(self, size: int, *, wake: bool = True) -> None:
        """The file is now `size` bytes long; returns at once."""
        path, descriptor, before = self._current
        if self._synced == (path, before):
            self._behind_since_s = time.monotonic()
        self._current = (path, descriptor, size)
        if wake and not self._wake.is_set():
            self._wake.set()

    def rotate(self, path: Path, descriptor: int, size: int) -> None:
        """Go on with another file; this thread closes the old one. Returns at once."""
        with self._handing_over:
            old, sealed, before = self._current
            if self._synced == (old, before):
                self._behind_since_s = time.monotonic()
            self._sealed.append(sealed)
            self._current = (path, descriptor, size)
        self._wake.set()

    def sync_now(self) -> None:
        """Sync on the caller's thread. Raises OSError."""
        with self._syncing:
            with self._handing_over:
                sealed, self._sealed = self._sealed, []
                path, descriptor, written = self._current
            point("journal.before_fsync")
            try:
                for old in sealed:
                    self._sync(old)
                if sealed:
                    fsync_folder(path.parent)
                self._sync(descriptor)
            finally:
                for old in sealed:
                    os.close(old)
            point("journal.after_fsync")
            self._behind_since_s = time.monotonic()
            self._synced = (path, written)

    def close(self) -> None:
        """Sync what is left, end the thread, close the files; a failure stays readable in `fault`."""
        self._closing.set()
        self._wake.set()
        self._thread.join()
        for descriptor in (*self._sealed, self._current[1]):
            os.close(descriptor)
        self._sealed = []

    def _run(self) -> None:
        while self._fault is None:
            self._wake.wait()
            self._closing.wait(GROUP_S)
            self._wake.clear()
            # Read behind the clear: a close that came in between woke us for the last time.
            closing = self._closing.is_set()
            path, _, written = self._current
            if self._synced != (path, written) or self._sealed:
                self._sync_or_remember()
            if closing:
                return

    def _sync_or_remember(self) -> None:
        try:
            self.sync_now()
        except OSError as error:
            self._fault = error
