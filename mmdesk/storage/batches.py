"""Cuts a journal file into transactions: rows, and the place the database stands at once they are stored."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from mmdesk.storage.frames import Frame, RawFrame, decode
from mmdesk.storage.projection import Place
from mmdesk.storage.rows import Rows
from mmdesk.storage.segments import Damage, scan

MAX_ROWS: Final = 1_000
MAX_FRAMES: Final = 20_000


class Batch(msgspec.Struct):
    """One transaction's worth. `gaps` are missing sequence numbers, `unknown` kinds a newer version wrote."""

    rows: Rows
    place: Place
    frames: int = 0
    damages: list[Damage] = msgspec.field(default_factory=list)
    gaps: list[tuple[int, int]] = msgspec.field(default_factory=list)
    unknown: list[str] = msgspec.field(default_factory=list)

    @property
    def full(self) -> bool:
        return len(self.rows) >= MAX_ROWS or self.frames >= MAX_FRAMES


def batches(path: Path, place: Place, stop: int | None = None) -> Iterator[Batch]:
    """What `path` holds behind `place`, up to byte `stop`, without facts stored before. Raises OSError."""
    start = place.next_byte if place.segment == path.name else 0
    batch = Batch(Rows(), place)
    for item in scan(path, start, stop):
        if isinstance(item, RawFrame):
            _take(batch, path.name, item)
        else:
            batch.damages.append(item)
        if batch.full:
            yield batch
            batch = Batch(Rows(), batch.place)
    if batch.frames or batch.damages:
        yield batch


def _take(batch: Batch, segment: str, raw: RawFrame) -> None:
    batch.frames += 1
    stored = batch.place.sequence
    if raw.first_sequence > stored + 1:
        batch.gaps.append((stored + 1, raw.first_sequence - 1))
    if raw.last_sequence > stored:
        _take_facts(batch, decode(raw))
    last = max(stored, raw.last_sequence)
    batch.place = Place(last, segment, raw.end, raw.wall_ns)


def _take_facts(batch: Batch, frame: Frame) -> None:
    for sequence, fact in frame.facts:
        batch.rows.take(sequence, fact, frame.wall_ns)
    batch.unknown.extend(frame.unknown)
