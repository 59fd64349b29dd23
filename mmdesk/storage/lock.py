"""Locks the system releases by itself when their process dies; one session per data folder."""

import os
import sys
from pathlib import Path
from typing import IO, Final

from mmdesk.core.model.errors import ConfigurationError

FILE_NAME: Final = "lock"
# Windows forbids reading a locked byte; this one lies behind the text.
_LOCKED_BYTE: Final = 1 << 20


class FolderLock:
    """Held from construction to `release()`. Raises ConfigurationError (another process has it), OSError."""

    def __init__(self, data_dir: Path) -> None:
        path = data_dir / FILE_NAME
        self._file: IO[bytes] = path.open("r+b" if path.exists() else "w+b", buffering=0)
        if not lock_file(self._file.fileno()):
            holder = self._file.read(20).decode("ascii", "replace").strip() or "unknown"
            self._file.close()
            raise ConfigurationError(
                f"Another mmdesk is running with the data folder {data_dir}.\n"
                f"It is process {holder}; two would book into the same journal.\n"
                "Use that one or end it, or set storage.data_dir to another folder."
            )
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Give the folder free; safe to call twice."""
        self._file.close()


def lock_file(descriptor: int) -> bool:
    """Whether the open file is locked for us now; closing it, or dying, gives it back."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True
