"""The stop record on disk and the guardian's lock: both private to the user, both survive any death."""

import os
import sys
from pathlib import Path

import msgspec

from mmdesk.guardian.messages import StopRecord


def write_record(path: Path, record: StopRecord) -> None:
    """All at once: a reader sees the old record or the new one. Raises OSError."""
    passing = path.with_suffix(f".{os.getpid()}.part")
    file = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "wb") as out:
        out.write(msgspec.json.encode(record))
        out.flush()
        os.fsync(out.fileno())
    passing.replace(path)


def read_record(path: Path) -> StopRecord | None:
    """What the last stop did, None when there was none. Raises OSError, msgspec.DecodeError (damaged)."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=StopRecord)
    except FileNotFoundError:
        return None


class GuardLock:
    """Held while a guardian lives: the next one waits, else the last would cancel the new engine's orders."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self) -> bool:
        """Whether it is ours now; the kernel gives it back with the process."""
        return _lock(self._file)

    def close(self) -> None:
        os.close(self._file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
