"""Journal files rotate by size and go when nothing needs them; the tables never notice."""

import errno
import os
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from mmdesk.core.model.breakers import BreakerKind, BreakerMove, BreakerState, ScopeLevel, ThresholdChange
from mmdesk.core.model.effects import BreakerSettingsChanged
from mmdesk.core.model.order import OrderState
from mmdesk.storage.damage import remember_lost
from mmdesk.storage.journal import FileJournal, JournalSync, read_frames
from mmdesk.storage.retention import Retention, retired_up_to
from mmdesk.storage.segments import segment_paths
from mmdesk.storage.store import Store, open_store
from tests.storage.conftest import dump
from tests.storage.facts import breaker, life, opened, small_talk

SMALL = 4_000
TINY = Retention(gb=1e-9)


def session(folder: Path, numbers: range, keep: Retention | None = None, unfinished: int = 0) -> Store:
    store = open_store(folder, segment_bytes=SMALL, keep=keep)
    store.start()
    store.journal.append([opened(store.next_epoch)], 1)
    for number in numbers:
        for facts in life(number):
            store.journal.append(facts, number)
    if unfinished:
        for facts in life(unfinished, OrderState.OPEN)[:2]:
            store.journal.append(facts, 1)
    return store


def test_a_full_file_is_followed_by_the_next_part_without_a_gap(tmp_path: Path) -> None:
    store = session(tmp_path, range(1, 101))
    last = store.journal.last_sequence
    assert store.writer.flush()
    assert store.writer.status().behind_bytes == 0
    assert store.close()
    paths = segment_paths(tmp_path / "journal")
    assert len(paths) > 5
    assert all(path.stat().st_size < SMALL + 2_000 for path in paths)
    assert [n for path in paths for frame in read_frames(path) for n, _ in frame.facts] == list(
        range(1, last + 1)
    )


def test_a_rebuild_over_many_parts_gives_the_same_tables(tmp_path: Path) -> None:
    session(tmp_path, range(1, 60)).close()
    session(tmp_path, range(60, 90)).close()
    before = dump(tmp_path)
    (tmp_path / "mmdesk.db").unlink()
    again = open_store(tmp_path)
    assert (again.notices, again.read_only_reason) == ((), "")
    again.close()
    after = dump(tmp_path)
    before.pop("projection")
    after.pop("projection")
    assert after == before


def test_where_the_next_part_cannot_be_made_the_old_one_is_written_on(tmp_path: Path) -> None:
    full = False

    def write(descriptor: int, data: bytearray) -> int:
        if full and len(data) < 60:
            raise OSError(errno.ENOSPC, "No space left on device")
        return os.write(descriptor, data)

    journal = FileJournal(tmp_path, 1, 1, segment_bytes=100, write_call=write)
    journal.append(life(1)[0], 1)
    full = True
    journal.append(life(1)[1], 1)
    journal.close()
    assert [path.name for path in segment_paths(tmp_path)] == [journal.path.name]
    assert len(list(read_frames(journal.path))) == 2


def test_old_files_go_only_behind_every_open_position_and_order(tmp_path: Path) -> None:
    session(tmp_path, range(1, 30)).close()
    kept = {path.name for path in segment_paths(tmp_path / "journal")}
    # The position of the first session is open: all its files are needed to rebuild it.
    open_store(tmp_path, keep=TINY).close()
    session(tmp_path, range(30, 60), unfinished=900).close()
    assert kept <= {path.name for path in segment_paths(tmp_path / "journal")}
    # Now the position's last fact and the oldest open order are of the second session.
    third = session(tmp_path, range(60, 90), TINY)
    assert third.writer.flush()
    names = {path.name for path in segment_paths(tmp_path / "journal")}
    assert not names & kept
    assert any(name.startswith("0000000003") for name in names)
    assert [order.client_id for order in third.remembered.orders] == ["mmd-900"]
    third.close()


def test_files_that_know_of_an_open_breaker_or_of_chosen_thresholds_stay(tmp_path: Path) -> None:
    wide = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 30.0)
    chosen = BreakerSettingsChanged(who="ana", wall_ns=1, old=(), new=(wide,), in_force=(wide,))
    first = session(tmp_path, range(1, 2))
    first.journal.append([breaker(BreakerMove.LATCHED, BreakerState.LATCHED), chosen], 1)
    needed = first.journal.path.name
    first.close()
    session(tmp_path, range(2, 30)).close()
    third = session(tmp_path, range(30, 60), TINY)
    assert needed in {path.name for path in segment_paths(tmp_path / "journal")}
    third.journal.append([breaker(BreakerMove.RESET, BreakerState.CLOSED)], 1)
    third.close()
    session(tmp_path, range(60, 70), TINY).close()
    (tmp_path / "mmdesk.db").unlink()
    fifth = session(tmp_path, range(70, 80), TINY)
    assert needed in {path.name for path in segment_paths(tmp_path / "journal")}
    assert fifth.remembered.breaker_changes == (wide,)
    fifth.journal.append([replace(chosen, in_force=(), undo=True)], 1)
    fifth.close()
    session(tmp_path, range(80, 90)).close()
    session(tmp_path, range(90, 99), TINY).close()
    assert needed not in {path.name for path in segment_paths(tmp_path / "journal")}


def test_old_files_go_while_a_session_runs_as_soon_as_nothing_needs_them(tmp_path: Path) -> None:
    session(tmp_path, range(1, 30)).close()
    old = segment_paths(tmp_path / "journal")
    second = session(tmp_path, range(30, 60), TINY)
    deadline = time.monotonic() + 10
    while any(path.exists() for path in old):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert second.fault == ""
    second.close()


def test_nothing_goes_while_damage_is_not_settled(tmp_path: Path) -> None:
    session(tmp_path, range(1, 30)).close()
    old = segment_paths(tmp_path / "journal")
    remember_lost(tmp_path / "journal", old[0], [(3, 4)])
    second = session(tmp_path, range(30, 60), TINY)
    assert second.writer.flush()
    second.close()
    assert all(path.exists() for path in old)


def test_a_rebuild_after_files_were_let_go_says_what_history_is_gone(tmp_path: Path) -> None:
    session(tmp_path, range(1, 30)).close()
    session(tmp_path, range(30, 60)).close()
    third = open_store(tmp_path, keep=TINY)
    remembered = third.remembered
    third.close()
    (tmp_path / "mmdesk.db").unlink()
    again = open_store(tmp_path)
    (notice,) = again.notices
    assert notice.key == "storage.history_cut"
    assert f"facts 1 to {retired_up_to(tmp_path / 'journal')}" in notice.what
    assert again.read_only_reason == ""
    assert again.remembered.positions == remembered.positions
    again.close()


def test_young_files_stay(tmp_path: Path) -> None:
    session(tmp_path, range(1, 30)).close()
    session(tmp_path, range(30, 60)).close()
    before = segment_paths(tmp_path / "journal")
    open_store(tmp_path, keep=Retention(days=30, gb=20)).close()
    assert set(before) <= set(segment_paths(tmp_path / "journal"))


@pytest.mark.parametrize("sync", ["background", "every_intent"])
def test_files_before_the_newest_are_synced_whole(tmp_path: Path, sync: str) -> None:
    synced: list[int] = []

    def fsync(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        os.fsync(descriptor)

    mode: JournalSync = "every_intent" if sync == "every_intent" else "background"
    journal = FileJournal(tmp_path, 1, 1, mode, fsync, segment_bytes=1_000)
    for number in range(20):
        journal.append(small_talk()[number % 2], 1)
        for facts in life(number):
            journal.append(facts, 1)
    journal.close()
    assert {path.stat().st_ino for path in segment_paths(tmp_path)} <= set(synced)
    assert journal.synced_place == (journal.path, journal.path.stat().st_size)
