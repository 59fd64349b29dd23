"""Reads old journal files again in the background: a disk that forgets is noticed in time.

A start checks by CRC what the database has not stored yet. Files behind that were checked when they were
stored; here each gets a CRC over the whole file, kept in `checked.json`, and is compared at every start.
"""

import threading
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import Final

import msgspec

from mmdesk.storage.damage import remember_lost
from mmdesk.storage.segments import Damage, scan, segment_paths
from mmdesk.storage.sync import write_durably

FILE_NAME: Final = "checked.json"
_CHUNK_BYTES: Final = 1 << 20
_PAUSE_S: Final = 0.01
"""After each chunk: at most 100 MB/s of the disk, and the interpreter's lock is free while a CRC is made."""
_FRAMES_A_TURN: Final = 500


class OldFilesCheck:
    """One thread over the files older than `before`, ends by itself. `fault` names damaged files.

    Those of `told` are being made good already: they are no news.
    """

    def __init__(self, folder: Path, before: str, told: Collection[str] = ()) -> None:
        self._folder = folder
        self._before = before
        self._told = frozenset(told)
        self._closing = threading.Event()
        self._damaged: list[str] = []
        self._error = ""
        self._thread = threading.Thread(target=self._run, name="journal-check", daemon=True)

    @property
    def found_damage(self) -> bool:
        """Whether old facts are damaged, which is no reason to doubt that new ones are written."""
        return bool(self._damaged)

    @property
    def fault(self) -> str:
        if self._damaged:
            return f"journal files are damaged: {', '.join(self._damaged[:5])}"
        return self._error

    def acknowledge(self) -> None:
        """What was found so far has been seen by a person."""
        self._damaged.clear()

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Stop at the next chunk; safe when it never started."""
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join()

    def wait(self, timeout_s: float) -> bool:
        """Whether every file has been read."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._check_all()
        except OSError as error:
            self._error = f"old journal files cannot be read: {error}"

    def _check_all(self) -> None:
        known = _read(self._folder / FILE_NAME)
        found: dict[str, int] = {}
        for path in segment_paths(self._folder):
            if path.name >= self._before:
                break
            try:
                crc = self._crc_of(path)
            except FileNotFoundError:
                # Let go meanwhile: its time was over.
                continue
            if crc is None:
                return
            is_news = known.get(path.name) != crc and path.name not in self._told
            if is_news and not self._sound(path):
                self._damaged.append(path.name)
                remember_lost(self._folder, path, ())
            if self._closing.is_set():
                return
            # A damaged file too: told once, it is news again only when it changes again.
            found[path.name] = crc
        if found != known:
            write_durably(self._folder / FILE_NAME, msgspec.json.encode(found))

    def _crc_of(self, path: Path) -> int | None:
        crc = 0
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                crc = zlib.crc32(chunk, crc)
                if self._closing.wait(_PAUSE_S):
                    return None
        return crc

    def _sound(self, path: Path) -> bool:
        """Whether every frame of a file new to us, or changed since, is believable."""
        expected = 0
        for number, item in enumerate(scan(path, 0)):
            if isinstance(item, Damage):
                return False
            if expected and item.first_sequence != expected:
                return False
            expected = item.last_sequence + 1
            if number % _FRAMES_A_TURN == 0 and self._closing.wait(_PAUSE_S):
                break
        return True


def _read(path: Path) -> dict[str, int]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, int])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}
