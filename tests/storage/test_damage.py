"""Damage in the journals: good facts are kept, lost ones named, and the desk stays read-only until told."""

from pathlib import Path

import pytest

from mmdesk.storage.checking import OldFilesCheck
from mmdesk.storage.damage import read_lost
from mmdesk.storage.database import closed_cleanly, damage_of
from mmdesk.storage.frames import RawFrame, decode
from mmdesk.storage.journal import FileJournal
from mmdesk.storage.queries import History
from mmdesk.storage.segments import scan, segment_paths
from mmdesk.storage.store import open_store
from tests.storage.facts import life, opened


def a_session(folder: Path) -> Path:
    store = open_store(folder)
    store.start()
    store.journal.append([opened()], 1)
    for number in range(1, 31):
        for facts in life(number):
            store.journal.append(facts, number)
    store.close()
    return store.journal.path


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)


def test_a_damaged_middle_starts_read_only_until_a_person_acknowledges(tmp_path: Path) -> None:
    path = a_session(tmp_path)
    (tmp_path / "mmdesk.db").unlink()
    damage(path)
    store = open_store(tmp_path)
    reason = store.read_only_reason.splitlines()
    assert len(reason) == 3
    lost = read_lost(tmp_path / "journal")
    assert lost is not None
    ((first, last),) = lost.ranges
    assert f"facts {first} to {last} are lost" in reason[0]
    (copy,) = lost.copies
    assert (tmp_path / "journal" / copy).read_bytes() == path.read_bytes()
    store.close()
    # The good frames on both sides of the damage are there.
    assert len(History(tmp_path).recent_fills()) >= 29
    again = open_store(tmp_path)
    assert again.read_only_reason == store.read_only_reason
    again.acknowledge_damage()
    assert again.read_only_reason == ""
    again.close()
    last_one = open_store(tmp_path)
    assert last_one.read_only_reason == ""
    last_one.close()


def test_a_file_that_rots_after_it_was_stored_is_noticed_and_told_once(tmp_path: Path) -> None:
    path = a_session(tmp_path)
    for expected in ("", path.name, ""):
        check = OldFilesCheck(path.parent, "9")
        check.start()
        assert check.wait(60)
        assert expected in check.fault
        assert bool(check.fault) == bool(expected)
        check.close()
        if not expected and read_lost(path.parent) is None:
            damage(path)
    store = open_store(tmp_path)
    assert path.name in store.read_only_reason
    store.close()


def test_damage_that_this_start_told_is_made_good_and_no_fault_of_its_own(tmp_path: Path) -> None:
    path = a_session(tmp_path)
    (tmp_path / "mmdesk.db").unlink()
    damage(path)
    store = open_store(tmp_path)
    assert path.name in store.read_only_reason
    store.start()
    assert store._check.wait(60)
    assert store.fault == ""
    store.close()


def test_old_damage_is_told_apart_from_facts_that_cannot_be_written(tmp_path: Path) -> None:
    path = a_session(tmp_path)
    damage(path)
    store = open_store(tmp_path)
    store.start()
    assert store._check.wait(60)
    assert path.name in store.fault
    assert store.is_old_damage
    store.close()


def test_a_database_left_cleanly_is_not_read_whole_and_a_changed_one_is(tmp_path: Path) -> None:
    a_session(tmp_path)
    path = tmp_path / "mmdesk.db"
    assert path.with_name("mmdesk.db.clean").exists()
    assert damage_of(path) == ""
    assert not path.with_name("mmdesk.db.clean").exists(), "a session that dies must leave no such mark"
    closed_cleanly(path)
    data = bytearray(path.read_bytes())
    data[8_192 : 8_192 + 4_096] = bytes(4_096)
    path.write_bytes(data)
    assert damage_of(path) != ""


@pytest.mark.parametrize("step", [67])
def test_a_flipped_bit_or_a_cut_never_raises_and_never_gives_a_wrong_value(tmp_path: Path, step: int) -> None:
    journal = FileJournal(tmp_path, 1, 1)
    for number in range(17):
        for facts in life(number):
            journal.append(facts, number)
    journal.close()
    (path,) = segment_paths(tmp_path)
    data = path.read_bytes()
    good = {item.first_sequence: item.payload for item in scan(path, 0) if isinstance(item, RawFrame)}
    assert len(good) == 51
    bad_file = tmp_path / "bad"
    for place in range(0, len(data), step):
        bad = bytearray(data)
        bad[place] ^= 1 << (place % 8)
        for found in (bad, data[:place]) if place % 3 == 0 else (bad,):
            bad_file.write_bytes(found)
            frames = [item for item in scan(bad_file, 0) if isinstance(item, RawFrame)]
            assert all(good[frame.first_sequence] == frame.payload for frame in frames)
            if found is bad:
                assert len(frames) >= 50
    assert all(decode(item).unknown == () for item in scan(path, 0) if isinstance(item, RawFrame))


@pytest.mark.parametrize("cut", [1, 20, 44, 45, 60, 200])
def test_a_segment_cut_anywhere_opens(tmp_path: Path, cut: int) -> None:
    path = a_session(tmp_path)
    (tmp_path / "mmdesk.db").unlink()
    path.write_bytes(path.read_bytes()[:cut])
    store = open_store(tmp_path)
    assert all("was not sent" not in notice.why for notice in store.notices)
    store.close()
