"""The word of a stop in the data folder: kept until an engine has written it down, damaged or not."""

from pathlib import Path

import pytest
from msgspec import structs

from mmdesk.app.stop_file import SpareWord, ask_stop, forget_stop, obey_stop, stop_asked
from mmdesk.core.model.state import KeptStop, TradingState
from mmdesk.ports.control import Stop
from tests.engine.conftest import Rig, rig, until

__all__ = ["rig"]


@pytest.fixture
def word(tmp_path: Path) -> Path:
    path = tmp_path / "stop.json"
    ask_stop(path, "mmdesk stop")
    return path


async def test_a_start_is_told_to_stop_before_anything_else(rig: Rig, word: Path) -> None:
    assert obey_stop(word, rig.engine)
    await rig.engine.start()
    await forget_stop(word, rig.engine)
    assert rig.state() is TradingState.STOPPED
    assert stop_asked(word) is None


async def test_the_word_stays_while_the_journal_cannot_take_it(
    rig: Rig, word: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmdesk.app.stop_file.WRITTEN_WITHIN_S", 0.2)
    await rig.armed()
    rig.journal.disk_error = OSError(28, "No space left on device")
    assert obey_stop(word, rig.engine)
    await until(lambda: rig.state() is TradingState.STOPPED)
    await forget_stop(word, rig.engine)
    assert stop_asked(word) is not None
    rig.journal.disk_error = None


def test_a_word_that_cannot_be_read_is_a_stop_too(word: Path) -> None:
    word.write_bytes(b"\x00")
    asked = stop_asked(word)
    assert asked is not None
    assert "cannot be read" in asked.reason


async def test_without_a_word_nothing_happens(rig: Rig, tmp_path: Path) -> None:
    await rig.armed()
    assert not obey_stop(tmp_path / "stop.json", rig.engine)
    assert rig.state() is TradingState.ARMED


# --- the word whose room was taken at the start

STOP = KeptStop(77, "enough")


@pytest.fixture
def spare(tmp_path: Path) -> Path:
    path = tmp_path / "stop.word"
    SpareWord(path).reserve()
    return path


def test_room_for_a_word_is_no_stop(spare: Path) -> None:
    assert stop_asked(spare) is None
    SpareWord(spare).reserve()
    assert stop_asked(spare) is None


def test_a_word_is_written_over_in_place_and_takes_no_more_room(spare: Path) -> None:
    before = spare.stat()
    SpareWord(spare).keep(KeptStop(77, "x" * 5_000 + "\x00"))
    after = spare.stat()
    assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)
    SpareWord(spare).keep(STOP)
    asked = stop_asked(spare)
    assert asked is not None
    assert (asked.wall_ns, asked.reason) == (77, "enough")
    SpareWord(spare).reserve()
    assert stop_asked(spare) == asked, "a start takes room, not the word"
    SpareWord(spare).clear()
    assert stop_asked(spare) is None


def test_a_word_half_written_is_a_stop(spare: Path) -> None:
    with spare.open("r+b") as file:
        file.write(b'{"wall_ns":7')
    asked = stop_asked(spare)
    assert asked is not None
    assert "cannot be read" in asked.reason


async def test_a_word_in_the_spare_room_is_obeyed_and_blanked_once_the_journal_has_it(
    rig: Rig, spare: Path
) -> None:
    SpareWord(spare).keep(STOP)
    assert obey_stop(spare, rig.engine)
    await rig.engine.start()
    await forget_stop(spare, rig.engine)
    assert rig.state() is TradingState.STOPPED
    assert stop_asked(spare) is None


async def test_a_stop_that_the_full_disk_refused_stands_in_the_word_until_the_journal_takes_it(
    rig: Rig, spare: Path
) -> None:
    rig.engine._parts = structs.replace(rig.engine._parts, stop_word=SpareWord(spare))
    await rig.armed()
    rig.journal.disk_error = OSError(28, "No space left on device")
    rig.submit(Stop(reason="enough"))
    await until(lambda: stop_asked(spare) is not None)
    asked = stop_asked(spare)
    assert asked is not None
    assert asked.reason == "enough"
    rig.journal.disk_error = None
    await until(lambda: stop_asked(spare) is None)
