"""Journal files: one per session, named by epoch, headed by format version, read frame by frame."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zlib import crc32

import msgspec

from mmdesk.storage.frames import HEADER, MARKER, RawFrame, bytes_wanted, frame_at, frames_from

MAGIC: Final = b"MMDJRNL\n"
FORMAT_VERSION: Final = 1
SUFFIX: Final = ".journal"
_HEAD: Final = struct.Struct("<8sHHQQqI")
"""magic, format version, head bytes (frames start there), first sequence, epoch, created wall_ns, crc32."""
HEAD_BYTES: Final = _HEAD.size
_CHUNK_BYTES: Final = 1 << 20


class SegmentHead(msgspec.Struct, frozen=True):
    """What the first bytes of a journal file say; frames start at `frames_at`."""

    version: int
    frames_at: int
    first_sequence: int
    epoch: int
    created_wall_ns: int


class Damage(msgspec.Struct, frozen=True):
    """Bytes `start..end` of a file that hold no believable frame. `tail`: nothing good follows them."""

    path: Path
    start: int
    end: int
    tail: bool


def segment_path(folder: Path, epoch: int, part: int = 1) -> Path:
    """The file of one part of one session; names sort in the order they were written."""
    return folder / f"{epoch:010d}-{part:04d}{SUFFIX}"


def segment_paths(folder: Path) -> list[Path]:
    """Every journal file, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def epoch_of(path: Path) -> int:
    """The epoch in a journal file's name; 0 for a name that is not ours."""
    text = path.name.partition("-")[0]
    return int(text) if text.isdecimal() else 0


def head_bytes(first_sequence: int, epoch: int, created_wall_ns: int) -> bytes:
    """The first bytes of a new journal file."""
    head = _HEAD.pack(MAGIC, FORMAT_VERSION, HEAD_BYTES, first_sequence, epoch, created_wall_ns, 0)[:-4]
    return head + struct.pack("<I", crc32(head))


def read_head(path: Path) -> SegmentHead | None:
    """The head of a journal file; None when it is missing or damaged. Raises OSError."""
    with path.open("rb") as file:
        data = file.read(HEAD_BYTES)
    if len(data) < HEAD_BYTES:
        return None
    magic, version, frames_at, first, epoch, created, crc = _HEAD.unpack(data)
    if magic != MAGIC or crc32(data[:-4]) != crc:
        return None
    return SegmentHead(version, frames_at, first, epoch, created)


def scan(path: Path, start: int, stop: int | None = None) -> Iterator[RawFrame | Damage]:
    """Frames of a file from byte `start` (0: after the head) up to `stop`, and the damage between them.

    Memory is bounded by a chunk and one frame, whatever the file's size. Raises OSError.
    """
    size = path.stat().st_size
    stop = size if stop is None else min(stop, size)
    offset = start or _frames_start(path)
    with path.open("rb") as file:
        window = _Window(file.fileno(), offset, stop)
        while offset < stop:
            for frame in window.frames_at(offset):
                offset = frame.end
                yield frame
            if offset >= stop or window.frame_at(offset) is not None:
                continue
            resumed = window.next_good(offset + 1)
            yield Damage(path, offset, resumed, tail=resumed >= stop)
            offset = resumed


def _frames_start(path: Path) -> int:
    head = read_head(path)
    return HEAD_BYTES if head is None else head.frames_at


class _Window:
    """The part of a file that is in memory while it is scanned."""

    def __init__(self, descriptor: int, start: int, stop: int) -> None:
        self._file = descriptor
        self._base = start
        self._stop = stop
        self._data = b""

    def frames_at(self, offset: int) -> Iterator[RawFrame]:
        """Whole frames in a row, as far as memory holds them."""
        if not self._holds_whole(offset):
            self._hold(offset, _CHUNK_BYTES)
        return frames_from(self._data, offset - self._base, self._base)

    def _holds_whole(self, offset: int) -> bool:
        held = self._base <= offset < self._base + len(self._data)
        return held and frame_at(self._data, offset - self._base) is not None

    def frame_at(self, offset: int) -> RawFrame | None:
        self._hold(offset, HEADER.size)
        wanted = bytes_wanted(self._data, offset - self._base)
        if wanted == 0 or offset + wanted > self._stop:
            return None
        self._hold(offset, wanted)
        return frame_at(self._data, offset - self._base, self._base)

    def next_good(self, offset: int) -> int:
        """Where the next frame with a right CRC starts; the end when there is none."""
        while offset < self._stop:
            self._hold(offset, HEADER.size)
            found = self._data.find(MARKER, offset - self._base)
            if found < 0:
                # A marker may lie across the edge of what is in memory.
                offset = max(offset + 1, self._base + len(self._data) - len(MARKER) + 1)
                continue
            if self.frame_at(at := self._base + found) is not None:
                return at
            offset = at + 1
        return self._stop

    def _hold(self, offset: int, size: int) -> None:
        end = self._base + len(self._data)
        if self._base <= offset and offset + size <= end:
            return
        if end >= self._stop and self._base <= offset:
            return
        self._base = offset
        wanted = min(max(size, _CHUNK_BYTES), self._stop - offset)
        parts: list[bytes] = []
        while wanted > 0 and (part := _read_at(self._file, wanted, offset)):
            parts.append(part)
            wanted -= len(part)
            offset += len(part)
        self._data = b"".join(parts)


def _read_at(descriptor: int, size: int, offset: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, size)
