"""What a folder in which nothing runs tells of its last session, whatever of it the database has seen."""

from pathlib import Path

import pytest

from mmdesk.core.model.order import OrderState
from mmdesk.ports.journal import SessionClosed
from mmdesk.storage.last_session import last_session
from mmdesk.storage.store import open_store
from tests.storage.conftest import Opener
from tests.storage.facts import MARKET, WALL_NS, life, opened

ENDED = SessionClosed(session="session-1", wall_ns=WALL_NS + 5, reason="asked by a person")


def written(data_dir: Path, *, stored: bool, last: OrderState, ended: bool) -> None:
    store = open_store(data_dir)
    if stored:
        store.writer.start()
    store.journal.append([opened(store.next_epoch)], WALL_NS)
    for facts in life(1, last):
        store.journal.append(facts, WALL_NS + 1)
    if ended:
        store.journal.append([ENDED], WALL_NS + 5)
    store.close()


def test_a_folder_without_a_session_tells_nothing(open_here: Opener, data_dir: Path) -> None:
    assert last_session(data_dir) is None
    open_here().close()
    assert last_session(data_dir) is None


@pytest.mark.parametrize("stored", [True, False])
def test_an_orderly_end_is_told(data_dir: Path, *, stored: bool) -> None:
    written(data_dir, stored=stored, last=OrderState.FILLED, ended=True)
    told = last_session(data_dir)
    assert told is not None
    assert (told.closed_ns, told.unfinished, told.damaged) == (WALL_NS + 5, {}, False)


@pytest.mark.parametrize("stored", [True, False])
def test_orders_that_may_rest_are_named(data_dir: Path, *, stored: bool) -> None:
    written(data_dir, stored=stored, last=OrderState.OPEN, ended=False)
    told = last_session(data_dir)
    assert told is not None
    assert (told.closed_ns, told.unfinished) == (0, {"mmd-1": (MARKET, "open")})


def test_a_journal_with_a_hole_and_a_database_that_is_none_prove_nothing(data_dir: Path) -> None:
    written(data_dir, stored=False, last=OrderState.FILLED, ended=True)
    segment = next((data_dir / "journal").glob("*.journal"))
    whole = bytearray(segment.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    segment.write_bytes(whole)
    told = last_session(data_dir)
    assert told is not None
    assert told.damaged
    (data_dir / "mmdesk.db").write_text("this is no database\n" * 500, encoding="utf-8")
    told = last_session(data_dir)
    assert told is not None
    assert told.damaged
