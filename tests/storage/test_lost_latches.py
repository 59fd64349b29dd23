"""A stop or a latch in a damaged part of the journal: kept by the database, else a person has to look."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from mmdesk.core.model.control import Control
from mmdesk.core.model.effects import LatchChanged, StateChanged
from mmdesk.core.model.latch import Latch
from mmdesk.core.model.state import TradingState
from mmdesk.ports.journal import Fact, SessionClosed
from mmdesk.storage.damage import FILE_NAME
from mmdesk.storage.frames import RawFrame
from mmdesk.storage.latches import LOST_LATCHES
from mmdesk.storage.segments import scan
from mmdesk.storage.store import Store, open_store
from tests.storage.facts import WALL_NS, life, opened

DRAWN = Latch(Control.DRAWDOWN, "desk", WALL_NS, "120 USDT below the highest profit, the limit is 100")
LATCHED = LatchChanged(latch=DRAWN, latched=True, reason=DRAWN.detail)
STOPPED = StateChanged(state=TradingState.STOPPED, reason="mmdesk stop")
CLOSED = SessionClosed(session="session-1", wall_ns=WALL_NS + 9, reason="asked by a person")


def a_session(folder: Path, told: Fact) -> Path:
    """One that latched in its middle."""
    store = open_store(folder)
    store.start()
    frames: list[Sequence[Fact]] = [[opened()], *life(1), [told], *life(2), [CLOSED]]
    for number, facts in enumerate(frames):
        store.journal.append(facts, WALL_NS + number)
    store.close()
    return store.journal.path


def damage_the(told: Fact, path: Path) -> None:
    """Flip a bit of the frame that holds this fact."""
    kind = type(told).__name__.encode()
    (frame,) = [one for one in scan(path, 0) if isinstance(one, RawFrame) and kind in one.payload]
    data = bytearray(path.read_bytes())
    data[(frame.start + frame.end) // 2] ^= 0x10
    path.write_bytes(data)


def reopened(folder: Path, *, database_lost: bool) -> Store:
    if database_lost:
        for one in folder.glob("mmdesk.db*"):
            one.unlink()
    return open_store(folder)


@pytest.mark.parametrize("told", [LATCHED, STOPPED])
def test_what_neither_journal_nor_database_have_holds_the_desk_until_a_person_looked(
    tmp_path: Path, told: Fact
) -> None:
    damage_the(told, a_session(tmp_path, told))
    store = reopened(tmp_path, database_lost=True)
    stop = store.remembered.stopped
    assert stop is not None
    assert stop.reason == LOST_LATCHES
    assert WALL_NS <= stop.since_ns < WALL_NS + 9
    # Positions came back by themselves, the latch did not: it stays held.
    store.journal.append([StateChanged(state=TradingState.STOPPED, reason=stop.reason)], stop.since_ns)
    store.start()
    store.acknowledge_damage()
    store.close()
    again = open_store(tmp_path)
    assert again.remembered.stopped == stop
    again.close()


def test_a_latch_whose_part_of_the_journal_is_damaged_is_in_the_database(tmp_path: Path) -> None:
    damage_the(LATCHED, a_session(tmp_path, LATCHED))
    store = reopened(tmp_path, database_lost=False)
    assert store.remembered.latches == (DRAWN,)
    assert store.remembered.stopped is None
    store.close()


def test_a_note_of_damage_that_cannot_be_read_holds_the_desk(tmp_path: Path) -> None:
    path = a_session(tmp_path, LATCHED)
    (path.parent / FILE_NAME).write_text("{", encoding="utf-8")
    store = reopened(tmp_path, database_lost=False)
    assert store.remembered.stopped is not None
    store.close()
