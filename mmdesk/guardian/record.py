"""The stop record on disk and the guardian's lock: both private to the user, both survive any death."""

import os
from pathlib import Path

import msgspec

from mmdesk.guardian.messages import StopRecord
from mmdesk.storage.lock import lock_file


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
        return lock_file(self._file)

    def close(self) -> None:
        os.close(self._file)


def is_guarded(path: Path) -> bool:
    """Whether a guardian works with this lock now."""
    if not path.exists():
        return False
    lock = GuardLock(path)
    try:
        return not lock.take()
    finally:
        lock.close()
