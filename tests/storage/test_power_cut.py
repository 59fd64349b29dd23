"""A power cut at every fsync of the journal: what was synced is there again, and nothing is made up."""

import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mmdesk.core.model.effects import FillBooked
from mmdesk.storage.journal import read_frames
from mmdesk.storage.segments import segment_paths
from mmdesk.storage.store import open_store
from tests.storage.conftest import dump
from tests.storage.facts import life, opened

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names files by their descriptor in /proc")

LIVES = 40
IMAGES = 20


class Medium:
    """What the disk holds for sure after each fsync of a journal file: (file, bytes)."""

    def __init__(self, real: Callable[[int], None]) -> None:
        self._real = real
        self.cuts: list[tuple[Path, int]] = []

    def fdatasync(self, descriptor: int) -> None:
        path, size = Path(os.readlink(f"/proc/self/fd/{descriptor}")), os.fstat(descriptor).st_size
        self._real(descriptor)
        if path.parent.name == "journal":
            self.cuts.append((path, size))


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[tuple[Path, int]]]:
    """A session's folder as it was at its end, and every boundary on its way."""
    medium = Medium(os.fdatasync)
    monkeypatch.setattr(os, "fdatasync", medium.fdatasync)
    whole = tmp_path / "whole"
    store = open_store(whole)
    store.writer.start()
    store.journal.append([opened(store.next_epoch)], 1)
    for number in range(1, LIVES + 1):
        for facts in life(number):
            store.journal.append(facts, 1_000 + number)
        assert store.writer.flush()
    store.close()
    monkeypatch.undo()
    cuts = [cut for cut in dict.fromkeys(medium.cuts) if cut[1]]
    step = max(1, len(cuts) // IMAGES)
    return whole, list(dict.fromkeys([*cuts[::step], cuts[-1]]))


def _trade_rows(folder: Path) -> list[tuple[object, ...]]:
    return sorted(dump(folder)["trades"], key=lambda row: str(row))


def reopened(folder: Path) -> list[tuple[object, ...]]:
    """The fills that a start on this folder has."""
    store = open_store(folder)
    store.writer.start()
    assert store.writer.flush()
    store.close()
    return _trade_rows(folder)


def image(whole: Path, folder: Path, cut: tuple[Path, int], tail: bytes) -> Path:
    """The folder as the cut left it: the synced bytes and whatever of the rest came through."""
    shutil.copytree(whole, folder)
    path, size = folder / "journal" / cut[0].name, cut[1]
    path.write_bytes(path.read_bytes()[:size] + tail)
    return folder


def without_database(folder: Path) -> Path:
    for path in folder.glob("mmdesk.db*"):
        path.unlink()
    return folder


@pytest.mark.parametrize("tail", ["clean", "torn", "zeros"])
def test_what_was_synced_is_there_after_a_power_cut_and_nothing_is_made_up(
    played: tuple[Path, list[tuple[Path, int]]], tmp_path: Path, tail: str
) -> None:
    whole, cuts = played
    assert len(cuts) >= 5
    every, draw = _trade_rows(whole), random.Random(7)
    counts: list[int] = []
    synced = 0
    for number, cut in enumerate(cuts):
        rest = (whole / "journal" / cut[0].name).read_bytes()[cut[1] :]
        torn = rest[: draw.randrange(len(rest) + 1)]
        behind = {"clean": b"", "torn": torn, "zeros": bytes(len(torn))}[tail]
        folder = without_database(image(whole, tmp_path / f"cut{number}", cut, behind))
        synced = synced_fills(whole, tmp_path / "synced.only", cut)
        found = reopened(folder)
        assert len(found) >= synced
        assert set(found) <= set(every), "nothing is made up"
        assert reopened(folder) == found, "a second start changes nothing"
        counts.append(len(found))
    assert counts == sorted(counts) or tail == "torn", "later cuts leave more"
    assert synced == counts[-1] == len(every) == LIVES


def synced_fills(whole: Path, only: Path, cut: tuple[Path, int]) -> int:
    """How many stand in the synced bytes."""
    only.write_bytes((whole / "journal" / cut[0].name).read_bytes()[: cut[1]])
    facts = (fact for frame in read_frames(only) for _, fact in frame.facts)
    return sum(isinstance(fact, FillBooked) for fact in facts)


def test_a_database_that_knows_more_than_the_disk_kept_of_the_journal_loses_nothing(
    played: tuple[Path, list[tuple[Path, int]]], tmp_path: Path
) -> None:
    whole, cuts = played
    every = _trade_rows(whole)
    for number, cut in enumerate(cuts):
        folder = image(whole, tmp_path / f"cut{number}", cut, b"")
        assert segment_paths(folder / "journal")
        assert reopened(folder) == every
        assert reopened(folder) == every
