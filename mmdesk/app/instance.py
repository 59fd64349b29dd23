"""One desk per data folder: a lock of the operating system, gone with the process whatever ended it; and the
few letters that tell the orders of two data folders apart."""

import os
import re
import secrets
from pathlib import Path
from typing import Self

from mmdesk.app.options import BadInputError
from mmdesk.storage.lock import lock_file
from mmdesk.storage.sync import write_durably

_TAG_FILE = "instance"
_TAG = re.compile(r"[0-9a-z]{4}")
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


def instance_tag(data_dir: Path) -> str:
    """Four letters or digits, made at the first start in a data folder and part of every order id from then
    on: numbers alone begin at 1 in each folder. A damaged file gets a new one. Raises OSError."""
    path = data_dir / _TAG_FILE
    try:
        kept = path.read_text("ascii", "replace").strip()
    except FileNotFoundError:
        kept = ""
    if _TAG.fullmatch(kept):
        return kept
    tag = "".join(secrets.choice(_LETTERS) for _ in range(4))
    write_durably(path, f"{tag}\n".encode())
    return tag


class InstanceLock:
    """Holds `NAME.lock` in the data folder. Raises BadInputError, naming the holder, when it is held."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self._path = data_dir / f"{name}.lock"
        self._file = -1

    def acquire(self) -> Self:
        """Take the lock and write our pid into the file."""
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        if not lock_file(self._file):
            holder = os.read(self._file, 32).decode("ascii", "replace").strip()
            os.close(self._file)
            self._file = -1
            raise BadInputError(
                f"another mmdesk{f' (process {holder})' if holder else ''} works in {self._path.parent}: "
                "two desks on the same data would trade against each other. Use that one, end it first "
                "(mmdesk stop cancels its orders), or give this one its own folder with --data-dir"
            )
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())
        return self

    def release(self) -> None:
        """Give the lock back; the file stays, it is the lock that counts."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self.acquire()

    def __exit__(self, *exc: object) -> None:
        self.release()


def holder(data_dir: Path, name: str) -> str:
    """The process that holds `NAME.lock` now."""
    return held_by(data_dir / f"{name}.lock")


def held_by(path: Path) -> str:
    """The process that holds a lock file now (`unknown` where it did not say); empty when nobody does."""
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return ""
    try:
        if lock_file(file):
            return ""
        return os.read(file, 32).decode("ascii", "replace").strip() or "unknown"
    finally:
        os.close(file)
