"""A database made from nothing but journals: beside its place, whole or not at all, row for row the same."""

import errno
import shutil
import sqlite3
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from mmdesk.core.model.effects import OrderChanged
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.order import Order, OrderState
from mmdesk.storage import tables
from mmdesk.storage.histories import DatabaseHistories
from mmdesk.storage.projection import MANY, Place, Projector
from mmdesk.storage.rows import Rows
from mmdesk.storage.store import Store, open_store
from tests.storage.conftest import dump
from tests.storage.facts import intent, life, opened, small_talk

ORDERS = 3 * MANY // 2


@pytest.fixture(autouse=True)
def _small_journals_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmdesk.storage.rebuild.WORTH_IT_BYTES", 0)
    monkeypatch.setattr("mmdesk.storage.catch_up.WORTH_IT_BYTES", 0)


def a_session(folder: Path) -> Store:
    """Written row by row by a running writer, not by a rebuild."""
    store = open_store(folder)
    store.start()
    store.journal.append([opened(store.next_epoch)], 1)
    for number in range(ORDERS):
        for facts in life(number, OrderState.FILLED if number % 3 else OrderState.CANCELED):
            store.journal.append(facts, 1_000 + number)
    for facts in small_talk():
        store.journal.append(facts, 9_000)
    assert store.writer.flush()
    return store


def test_a_rebuilt_database_has_the_same_rows_and_indexes_as_the_one_that_is_gone(tmp_path: Path) -> None:
    a_session(tmp_path).close()
    before = dump(tmp_path)
    (tmp_path / "mmdesk.db").unlink()
    open_store(tmp_path).close()
    assert dump(tmp_path) == before
    with sqlite3.connect(tmp_path / "mmdesk.db") as connection:
        found = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        }
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    assert {index.name for table in tables.metadata.tables.values() for index in table.indexes} <= found
    assert not list(tmp_path.glob("*.new*"))


def test_the_log_of_a_lost_database_is_not_read_into_the_new_one(tmp_path: Path) -> None:
    store = a_session(tmp_path)
    with sqlite3.connect(tmp_path / "mmdesk.db", isolation_level=None) as other:
        other.execute("UPDATE trades SET price = '666'")
        shutil.copy(tmp_path / "mmdesk.db-wal", tmp_path / "stale")
        other.execute("UPDATE trades SET price = '1'")
        store.close()
    other.close()
    (tmp_path / "mmdesk.db").unlink()
    (tmp_path / "stale").replace(tmp_path / "mmdesk.db-wal")
    open_store(tmp_path).close()
    prices = {str(row[6]) for row in dump(tmp_path)["trades"]}
    assert not {"666", "1"} & prices
    assert len(prices) == ORDERS


def test_a_rebuild_that_fails_leaves_nothing_and_the_next_start_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_session(tmp_path).close()
    before = dump(tmp_path)
    (tmp_path / "mmdesk.db").unlink()
    (tmp_path / "mmdesk.db.new").write_bytes(b"left by one that was killed")

    def full(projector: Projector, connection: Connection, rows: Rows, place: Place) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Projector, "store", full)
        with pytest.raises(ConfigurationError, match="No space left"):
            open_store(tmp_path)
    assert {path.name for path in tmp_path.glob("mmdesk.db*")} <= {"mmdesk.db.clean"}
    open_store(tmp_path).close()
    assert dump(tmp_path) == before


def test_a_reason_with_any_kind_of_line_end_stays_with_its_own_step(tmp_path: Path) -> None:
    """Texts of a transaction are made together, one line each."""
    store = open_store(tmp_path)
    reasons = ["a\nb", "a\r\nb", "a\u2028b", "a\x85b", "a\x0bb", "a\x0cb", "a\x1cb", "plain"]
    order = Order(intent(1), OrderState.OPEN, "1")
    store.journal.append([opened()], 1)
    store.journal.append([OrderChanged(order=replace(order, reason=reason)) for reason in reasons], 2)
    store.start()
    assert store.writer.flush()
    history = DatabaseHistories(tmp_path).order_history("mmd-1")
    assert history is not None
    assert [tables_reason(event.detail) for event in history.events] == reasons
    store.close()


def tables_reason(detail: str) -> str:
    return str(msgspec.json.decode(detail)["reason"])


def test_an_sqlite_that_takes_few_values_at_once_gets_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for most in (0, 20, 999):
        folder = tmp_path / str(most)
        with monkeypatch.context() as patched:
            patched.setattr("mmdesk.storage.projection._most_values", lambda _, most=most: most)
            a_session(folder).close()
        a = dump(folder)
        a_session(tmp_path / f"{most}-usual").close()
        b = dump(tmp_path / f"{most}-usual")
        assert {name: rows for name, rows in a.items() if name != "projection"} == {
            name: rows for name, rows in b.items() if name != "projection"
        }
