"""Cuts a journal file into transactions: rows, and the place the database stands at once they are stored."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from mmdesk.storage.frames import RawFrame, decode
from mmdesk.storage.projection import Place
from mmdesk.storage.rows import Rows, lean_frames, rule_of
from mmdesk.storage.segments import Damage, scan

MAX_ROWS: Final = 1_000
MAX_FRAMES: Final = 20_000
REBUILD_ROWS: Final = 50_000
"""At a start nobody waits for the rows of a single transaction: bigger ones fold more."""
TOGETHER: Final = 16
"""Frames decoded in one call."""

_MANY: Final = struct.Struct(">BI")
_ARRAY: Final = 0xDD
"""MessagePack's array with a length of 32 bits: payloads behind it are its elements."""


class Batch(msgspec.Struct):
    """One transaction's worth. `gaps` are missing sequence numbers, `unknown` kinds a newer version wrote."""

    rows: Rows
    place: Place
    frames: int = 0
    damages: list[Damage] = msgspec.field(default_factory=list)
    gaps: list[tuple[int, int]] = msgspec.field(default_factory=list)
    unknown: list[str] = msgspec.field(default_factory=list)


def batches(
    path: Path,
    place: Place,
    stop: int | None = None,
    most_rows: int = MAX_ROWS,
    most_frames: int = MAX_FRAMES,
) -> Iterator[Batch]:
    """What `path` holds behind `place`, up to byte `stop`, without facts stored before. Raises OSError.

    What was lost begins a batch: stored in order, the tables then stand at the last fact before it.
    """
    start = place.next_byte if place.segment == path.name else 0
    stored, last = place.sequence, None
    batch = Batch(Rows(), place)
    waiting: list[RawFrame] = []
    for item in scan(path, start, stop):
        loss = not isinstance(item, RawFrame) or item.first_sequence > stored + 1
        if loss and last is not None and batch.frames:
            _take(batch, waiting)
            batch.place = Place(stored, path.name, last.end, last.wall_ns)
            yield batch
            batch = Batch(Rows(), batch.place)
        if not isinstance(item, RawFrame):
            batch.damages.append(item)
            continue
        last, batch.frames = item, batch.frames + 1
        if loss:
            batch.gaps.append((stored + 1, item.first_sequence - 1))
        if (last_one := item.first_sequence + item.count - 1) > stored:
            waiting.append(item)
            stored = last_one
        if len(waiting) >= TOGETHER or batch.frames >= most_frames:
            _take(batch, waiting)
            if batch.rows.count >= most_rows or batch.frames >= most_frames:
                batch.place = Place(stored, path.name, item.end, item.wall_ns)
                yield batch
                batch = Batch(Rows(), batch.place)
    if last is not None:
        _take(batch, waiting)
        batch.place = Place(stored, path.name, last.end, last.wall_ns)
    if batch.frames or batch.damages:
        yield batch


def _take(batch: Batch, waiting: list[RawFrame]) -> None:
    """Read these frames as one message, which costs less than one by one, and forget them."""
    rows = batch.rows
    try:
        told = lean_frames.decode(
            _MANY.pack(_ARRAY, len(waiting)) + b"".join([raw.payload for raw in waiting])
        )
    except msgspec.DecodeError:
        for raw in waiting:
            _take_full(batch, raw)
    else:
        # Some hundred thousand times a second: not one call more than needed.
        for raw, facts in zip(waiting, told, strict=True):
            wall_ns = raw.wall_ns
            for sequence, fact in enumerate(facts, raw.first_sequence):
                if (rule := rule_of(type(fact))) is not None:
                    rule(rows, sequence, fact, wall_ns)
    waiting.clear()


def _take_full(batch: Batch, raw: RawFrame) -> None:
    """One of a stretch that cannot be read the short way: some of it is of a newer version, or odd."""
    frame = decode(raw)
    for sequence, fact in frame.facts:
        batch.rows.take(sequence, fact, raw.wall_ns)
    batch.unknown.extend(frame.unknown)
