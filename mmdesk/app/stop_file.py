"""A stop that no engine has confirmed: the next one that starts or wakes in this data folder obeys it."""

import asyncio
import time
from pathlib import Path

import msgspec

from mmdesk.core.model.state import KeptStop, TradingState
from mmdesk.engine.engine import Engine
from mmdesk.ports.control import Stop
from mmdesk.storage.sync import fsync, write_durably

WRITTEN_WITHIN_S = 5.0
POLL_S = 0.02
WORD_SUFFIX = ".word"
WORD_BYTES = 2_048
# Of a character JSON makes six bytes at most.
REASON_CHARACTERS = 300


class StopAsked(msgspec.Struct, frozen=True):
    """When (UTC) and by what."""

    wall_ns: int
    reason: str


class SpareWord:
    """Room for one stop, written over in place: a full disk has no space for a new file.

    A half-written word cannot be read and is a stop too. A file system that copies what it writes over
    (btrfs, ZFS) may refuse even this.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def reserve(self) -> None:
        """Take the room, or leave the word that stands there. Raises OSError."""
        if not self._path.exists() or self._path.stat().st_size < WORD_BYTES and not _word_of(self._path):
            write_durably(self._path, b" " * WORD_BYTES)

    def keep(self, stop: KeptStop) -> None:
        """It is on the medium when this returns. Raises OSError."""
        reason = stop.reason[:REASON_CHARACTERS]
        self._write(msgspec.json.encode(StopAsked(stop.since_ns, reason)))

    def clear(self) -> None:
        """Nobody asks for a stop here any more. Raises OSError."""
        if _word_of(self._path):
            self._write(b"")

    def _write(self, word: bytes) -> None:
        with self._path.open("r+b", buffering=0) as file:
            file.write(word.ljust(WORD_BYTES))
            fsync(file.fileno())


def _word_of(path: Path) -> bytes:
    """What stands there; empty without a file. Raises OSError."""
    try:
        return path.read_bytes().strip()
    except FileNotFoundError:
        return b""


def ask_stop(path: Path, reason: str) -> None:
    """Leave the word; it is on the medium when this returns. Raises OSError."""
    write_durably(path, msgspec.json.encode(StopAsked(time.time_ns(), reason)))


def stop_asked(path: Path) -> StopAsked | None:
    """None when nobody asked. A word that cannot be read is a stop too. Raises OSError."""
    try:
        word = path.read_bytes()
    except FileNotFoundError:
        return None
    # Blank is room that was taken for a word.
    if path.suffix == WORD_SUFFIX and not word.strip():
        return None
    try:
        return msgspec.json.decode(word, type=StopAsked)
    except msgspec.DecodeError:
        return StopAsked(path.stat().st_mtime_ns, f"{path.name} cannot be read")


def obey_stop(path: Path, engine: Engine) -> bool:
    """Stop `engine` if somebody asked; whether somebody did. Raises OSError."""
    asked = stop_asked(path)
    if asked is None:
        return False
    if not _is_latched(engine):
        engine.submit("", Stop(reason=asked.reason))
    return True


async def forget_stop(path: Path, engine: Engine) -> None:
    """The word goes once the engine's journal has it, else it is obeyed again. Raises OSError."""
    try:
        async with asyncio.timeout(WRITTEN_WITHIN_S):
            while not _is_latched(engine):  # noqa: ASYNC110 - plain state, nothing signals it
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        return
    _remove(path)


def _remove(path: Path) -> None:
    if path.suffix == WORD_SUFFIX:
        SpareWord(path).clear()
    else:
        path.unlink(missing_ok=True)


def _is_latched(engine: Engine) -> bool:
    """Whether it is stopped and has written that down."""
    session = engine.session
    return session is not None and session.desk.state is TradingState.STOPPED and not session.recorder.fault
