"""A power cut at every fsync of the journal: the start always succeeds and never forgets silently.

The journal of a real session is recorded write by write and fsync by fsync. Then, for each fsync, folders
are made as a cut behind it may leave them: what was synced is there, of what was written after it (up to the
end of the next fsync) nothing, a torn part, zeros, or some pages only.
"""

import os
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

import msgspec
import pytest
from msgspec.structs import replace

from mmdesk.core.model.effects import FillBooked, OrderChanged, SendOrder
from mmdesk.core.model.order import OrderState
from mmdesk.ports.journal import Fact, Remembered
from mmdesk.storage.journal import FileJournal, JournalSync
from mmdesk.storage.remember import FINISHED
from mmdesk.storage.segments import HEAD_BYTES, MAGIC, segment_path
from mmdesk.storage.store import Store, open_store
from mmdesk.storage.sync import fsync
from tests.storage.conftest import dump
from tests.storage.facts import life, opened, small_talk

MOST_CUTS: Final = 60
SEGMENT_BYTES: Final = 4_000
PAGE_BYTES: Final = 512
DATABASE: Final = "mmdesk.db"

Books = tuple[tuple[tuple[str, OrderState, Decimal], ...], tuple[str, ...], tuple[tuple[str, Decimal], ...]]
"""Unfinished orders (id, state, filled), trade ids, positions."""


class Cut(msgspec.Struct, frozen=True):
    """A moment between two fsyncs: `synced` bytes of each part, and the database as it was."""

    synced: tuple[int, ...]
    database: Path


class Frame(msgspec.Struct, frozen=True):
    """One append: where its bytes end, its last fact, how many fsyncs had returned when it did."""

    part: int
    start: int
    end: int
    last_sequence: int
    syncs: int
    is_intent: bool


class Recorder:
    """The disk under the journal: it does what it is told and remembers every byte and every fsync."""

    def __init__(self, data_dir: Path, copies: Path) -> None:
        self._data_dir, self._copies = data_dir, copies
        self._lock = threading.Lock()
        self._part_of: dict[int, int] = {}
        self.parts: list[bytearray] = []
        self._synced: list[int] = []
        self.journal: FileJournal | None = None
        self.lies: list[tuple[Path, int]] = []
        """What the journal said was synced while it was not."""
        self.cuts: list[Cut] = []
        self.written: list[tuple[int, ...]] = []
        """For each cut: the bytes of each part that had been written when the next fsync returned."""

    def write(self, descriptor: int, data: bytearray) -> int:
        with self._lock:
            if data.startswith(MAGIC):
                self._part_of[descriptor] = len(self.parts)
                self.parts.append(bytearray())
                self._synced.append(0)
                if len(self.parts) == 1:
                    self._cut()
            self.parts[self._part_of[descriptor]] += data
            return os.write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        # Only what was written before the call is promised.
        with self._lock:
            part = self._part_of[descriptor]
            size = len(self.parts[part])
            if self.journal is not None and self._is_lie(*self.journal.synced_place):
                self.lies.append(self.journal.synced_place)
        fsync(descriptor)
        with self._lock:
            self.synced(part, size)

    def synced(self, part: int, size: int) -> None:
        self._synced[part] = max(size, self._synced[part])
        self._cut()

    def end(self) -> None:
        self.written.append(self._sizes())

    def _is_lie(self, path: Path, size: int) -> bool:
        part = int(path.stem.rpartition("-")[2]) - 1
        return size > self._synced[part] or self._synced[:part] != [*map(len, self.parts[:part])]

    def _cut(self) -> None:
        if self.cuts:
            self.written.append(self._sizes())
        kept = self._copies / f"{len(self.cuts)}.db"
        with (
            closing(sqlite3.connect(self._data_dir / DATABASE)) as now,
            closing(sqlite3.connect(kept)) as copy,
        ):
            copy.execute("PRAGMA synchronous=OFF")
            now.backup(copy)
        self.cuts.append(Cut(tuple(self._synced), kept))

    def _sizes(self) -> tuple[int, ...]:
        return tuple(map(len, self.parts))


class Session(msgspec.Struct):
    """A recorded session: its disk, its appends, and what is to be remembered after each."""

    disk: Recorder
    epoch: int
    frames: list[Frame]
    books: list[Books]
    """`books[n]`: after the first `n` appends."""


def books_after(facts: Sequence[Fact]) -> Books:
    orders = {fact.order.client_id: fact.order for fact in facts if isinstance(fact, OrderChanged)}
    fills = [fact for fact in facts if isinstance(fact, FillBooked)]
    positions = {fact.position.instrument: fact.position.quantity for fact in fills}
    return (
        tuple(
            sorted(
                (name, order.state, order.filled_quantity)
                for name, order in orders.items()
                if order.state not in FINISHED
            )
        ),
        tuple(fact.fill.trade_id for fact in fills),
        tuple(positions.items()),
    )


def books_of(known: Remembered) -> Books:
    return (
        tuple(sorted((one.client_id, one.state, one.filled_quantity) for one in known.orders)),
        tuple(fill.trade_id for fill in known.fills),
        tuple((one.instrument, one.quantity) for one in known.positions),
    )


def appends() -> Iterator[Sequence[Fact]]:
    yield [opened()]
    for number in range(1, 11):
        # Every third order is left on its way or resting, so that there are unfinished ones to forget.
        steps = life(number, OrderState.CANCELED if number % 4 == 0 else OrderState.FILLED)
        yield from steps[: 1 + number % 3] if number % 3 != 2 else steps
    yield from small_talk()


def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sync: JournalSync) -> Session:
    data_dir, copies = tmp_path / "data", tmp_path / "copies"
    copies.mkdir()
    disk = Recorder(data_dir, copies)
    journal = partial(FileJournal, fsync_call=disk.fsync, write_call=disk.write)
    monkeypatch.setattr("mmdesk.storage.journal.FileJournal", journal)
    store = open_store(data_dir, journal_sync=sync, segment_bytes=SEGMENT_BYTES)
    monkeypatch.undo()
    # The head is synced before the journal is anyone's.
    disk.synced(0, HEAD_BYTES)
    disk.journal = store.journal
    store.start()
    session = Session(disk, store.next_epoch, [], [books_after([])])
    told: list[Fact] = []
    for number, facts in enumerate(appends()):
        last = store.journal.append(facts, 1_000 + number)
        size, part = len(disk.parts[-1]), len(disk.parts) - 1
        start = next((one.end for one in session.frames[-1:] if one.part == part), HEAD_BYTES)
        is_intent = any(isinstance(fact, SendOrder) for fact in facts)
        session.frames.append(Frame(part, start, size, last, len(disk.cuts), is_intent))
        told.extend(facts)
        session.books.append(books_after(told))
        if number % 3 == 0:
            assert store.writer.flush()
    assert store.close()
    disk.end()
    return session


Fate = Callable[[bytes, random.Random], bytes]
"""What the disk holds of bytes that were written and not synced."""


def nothing(_data: bytes, _chance: random.Random) -> bytes:
    return b""


def torn(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def zeros(data: bytes, _chance: random.Random) -> bytes:
    return bytes(len(data))


def some_pages(data: bytes, chance: random.Random) -> bytes:
    pages = [data[at : at + PAGE_BYTES] for at in range(0, len(data), PAGE_BYTES)]
    return b"".join(page if chance.random() < 0.5 else bytes(len(page)) for page in pages)


FATES: Final[tuple[Fate, ...]] = (nothing, torn, zeros, some_pages)


class Left(msgspec.Struct, frozen=True):
    """A folder after a cut: appends whose bytes are all there, and how many the database knows."""

    folder: Path
    whole: frozenset[int]
    in_database: int

    @property
    def known(self) -> int:
        """Appends in a row from the first that somebody knows."""
        return next(number for number in count(self.in_database) if number not in self.whole)

    @property
    def has_gap(self) -> bool:
        return any(number > self.known for number in self.whole)

    @property
    def is_database_ahead(self) -> bool:
        return any(number not in self.whole for number in range(self.in_database))


def leave(session: Session, folder: Path, cut: int, fate: Fate, database: Path | None, seed: int) -> Left:
    """The folder that a power cut at this moment leaves."""
    chance, disk = random.Random(seed), session.disk
    journals = folder / "journal"
    journals.mkdir(parents=True)
    (folder / "epoch").write_text(f"{session.epoch}\n")
    found: list[bytes] = []
    for part, size in enumerate(disk.written[cut]):
        synced = disk.cuts[cut].synced[part] if part < len(disk.cuts[cut].synced) else 0
        data = bytes(disk.parts[part])
        found.append(data[:synced] + fate(data[synced:size], chance))
        # A name is durable with the first fsync of its folder at the latest, and may be before.
        if synced or found[-1]:
            segment_path(journals, session.epoch, part + 1).write_bytes(found[-1])
    whole = frozenset(
        number
        for number, one in enumerate(session.frames)
        if one.part < len(found)
        and found[one.part][one.start : one.end] == disk.parts[one.part][one.start : one.end]
    )
    in_database = 0
    if database is not None:
        (folder / DATABASE).write_bytes(database.read_bytes())
        with closing(sqlite3.connect(database)) as connection:
            (last,) = connection.execute("SELECT sequence FROM projection").fetchone() or (0,)
        in_database = sum(one.last_sequence <= last for one in session.frames)
    return Left(folder, whole, in_database)


def promised(session: Session, cut: int, sync: JournalSync) -> int:
    """How many appends no cut may take: those synced, with `every_intent` those that returned as sent."""
    synced = session.disk.cuts[cut].synced
    safe = [one.part < len(synced) and one.end <= synced[one.part] for one in session.frames]
    kept = safe.index(False) if False in safe else len(safe)
    if sync == "every_intent":
        returned = [
            number for number, one in enumerate(session.frames, 1) if one.is_intent and one.syncs <= cut + 1
        ]
        assert max(returned, default=0) <= kept, "an intent left before it was synced"
    return kept


def is_told(store: Store) -> bool:
    """Whether a person learns of it: at the start, or from the check of old files right behind it."""
    if any(notice.level == "critical" for notice in store.notices) or store.read_only_reason:
        return True
    store.start()
    assert store._check.wait(10)
    return store.is_old_damage


def check_start(session: Session, left: Left, least: int) -> None:
    """Start on what is left, twice."""
    store = open_store(left.folder)
    known = store.remembered
    told = not left.is_database_ahead or is_told(store)
    last, reason = store.journal.last_sequence, store.read_only_reason
    assert store.close()
    assert told, "the database knows more than the journal, and nobody was told"
    assert left.known >= least
    orders, *rest = books_of(known)
    expected_orders, *expected = session.books[left.known]
    assert rest == expected
    if left.has_gap:
        # Something behind a hole: the books are those of before it, and the desk is not armed.
        assert reason
        assert known.lost is not None
    else:
        assert orders == expected_orders
        assert last == (session.frames[left.known - 1].last_sequence if left.known else 0)
    before = dump(left.folder)
    again = open_store(left.folder)
    assert again.close()
    assert all(notice.key != "storage.torn_tail" for notice in again.notices)
    # What the check of old files found behind the first start has no reason of before.
    assert not reason or again.read_only_reason == reason
    assert replace(again.remembered, epoch=0, lost=None) == replace(known, epoch=0, lost=None)
    assert (again.journal.last_sequence, dump(left.folder)) == (last, before)


@pytest.mark.parametrize("sync", ["background", "every_intent"])
def test_a_power_cut_at_any_fsync_takes_nothing_that_was_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sync: JournalSync
) -> None:
    session = record(tmp_path, monkeypatch, sync)
    cuts = session.disk.cuts
    assert len(session.disk.parts) > 1, "no part was begun: the cut in a change of files is not tried"
    assert session.disk.lies == []
    assert MOST_CUTS >= len(cuts) > 8
    assert promised(session, len(cuts) - 1, sync) == len(session.frames)
    for cut, at in enumerate(cuts):
        least = promised(session, cut, sync)
        newer = cuts[-1 if cut % 2 else min(cut + 2, len(cuts) - 1)].database
        # Each fate meets each database within four cuts.
        for turn, database in enumerate((at.database, None, newer)):
            fate = FATES[(cut + turn) % len(FATES)]
            left = leave(session, tmp_path / f"{cut}-{turn}", cut, fate, database, seed=cut)
            if turn == 0:
                assert left.in_database <= least, "the database took what was not synced"
            check_start(session, left, least)
