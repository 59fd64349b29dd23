"""Makes what was written survive a power cut: fsync on its own thread; the engine never waits for a disk."""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

GROUP_S: Final = 0.005
"""Writes of this long share one fsync; with the disk's own time it stays inside the 20 ms promised."""


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
    """Syncs a file soon after each `wrote()`. A failed fsync is final: the kernel may have dropped pages."""

    def __init__(self, descriptor: int, size: int, sync: Callable[[int], None] = fsync) -> None:
        """`size` bytes of the file are synced already."""
        self._descriptor = descriptor
        self._sync = sync
        self._written = size
        self._synced = size
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._fault: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="journal-sync", daemon=True)
        self._thread.start()

    @property
    def synced(self) -> int:
        """Bytes of the file that a power cut cannot take any more."""
        return self._synced

    @property
    def fault(self) -> OSError | None:
        return self._fault

    def wrote(self, size: int) -> None:
        """The file is now `size` bytes long; returns at once."""
        self._written = size
        if not self._wake.is_set():
            self._wake.set()

    def sync_now(self) -> None:
        """Sync on the caller's thread. Raises OSError."""
        written = self._written
        self._sync(self._descriptor)
        self._synced = max(self._synced, written)

    def close(self) -> None:
        """Sync what is left and end the thread; a failure stays readable in `fault`."""
        self._closing.set()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while self._fault is None:
            self._wake.wait()
            closing = self._closing.wait(GROUP_S)
            self._wake.clear()
            if self._synced < self._written:
                self._sync_or_remember()
            if closing:
                return

    def _sync_or_remember(self) -> None:
        try:
            self.sync_now()
        except OSError as error:
            self._fault = error
