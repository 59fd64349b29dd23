"""The word of a stop in the data folder: kept until an engine has written it down, damaged or not."""

from pathlib import Path

import pytest

from mmdesk.app.stop_file import ask_stop, forget_stop, obey_stop, stop_asked
from mmdesk.core.model.state import TradingState
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
