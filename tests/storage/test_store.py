"""The store: the database follows the journal through locks, damage and restarts, and a start remembers."""

import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, update

from mmdesk.core.model.account import Position
from mmdesk.core.model.effects import FillBooked
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.order import OrderState
from mmdesk.ports.journal import SessionClosed
from mmdesk.storage import tables
from mmdesk.storage.database import connect, database_url
from mmdesk.storage.journal import FileJournal
from mmdesk.storage.projection import Place, Projector
from mmdesk.storage.queries import History
from mmdesk.storage.remember import HORIZON_NS
from mmdesk.storage.rows import Rows
from mmdesk.storage.segments import segment_paths
from mmdesk.storage.store import Store, open_store
from tests.storage.conftest import Opener, dump
from tests.storage.facts import MARKET, WALL_NS, fill, life, opened, small_talk


def trade(store: Store, numbers: range, last: OrderState = OrderState.FILLED) -> None:
    store.journal.append([opened(store.next_epoch)], 1)
    for number in numbers:
        for facts in life(number, last):
            store.journal.append(facts, 1_000 + number)
    for facts in small_talk():
        store.journal.append(facts, 9_000)


def wait_until(condition: Callable[[], bool], within_s: float = 60.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


def test_the_last_fills_are_remembered_to_be_shown_oldest_first(open_here: Opener) -> None:
    store = open_here()
    trade(store, range(1, 521))
    store.close()
    past = open_here().remembered.past_fills
    assert [one.fill for one in past] == [fill(number) for number in range(21, 521)]
    assert {(one.mid, one.ack_latency_ns) for one in past} == {(60_000.5, 5)}
    assert past[0].wall_ns == 1_021


def test_every_fill_and_order_reaches_its_table(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    trade(store, range(1, 51))
    assert store.writer.flush()
    history = History(data_dir)
    assert history.recent_fills() == [fill(number) for number in range(50, 0, -1)]
    assert {order.state for order in history.recent_orders()} == {OrderState.FILLED}
    assert [position.quantity for position in history.positions()] == [Decimal("0.250")]
    (session,) = history.sessions()
    assert (session.orders, session.fills, session.closed_ns) == (50, 50, 0)
    assert store.writer.status().stored_seq == store.journal.last_sequence


def test_a_session_ended_on_purpose_says_so(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    trade(store, range(1, 3))
    store.journal.append([SessionClosed(session="session-1", wall_ns=77, reason="by hand")], 1)
    assert store.close()
    assert History(data_dir).sessions()[0].closed_ns == 77


def test_a_restart_remembers_unfinished_orders_positions_and_fills(open_here: Opener) -> None:
    first = open_here()
    trade(first, range(1, 4))
    for facts in life(4, OrderState.UNKNOWN_NEW)[:1]:
        first.journal.append(facts, 5_000)
    first.close()
    second = open_here()
    known = second.remembered
    assert [order.client_id for order in known.orders] == ["mmd-4"]
    assert known.orders[0].state is OrderState.SENDING
    assert [(one.instrument, one.quantity) for one in known.positions] == [(MARKET, Decimal("0.015"))]
    assert known.fills == (fill(1), fill(2), fill(3))
    assert (known.epoch, second.next_epoch, second.notices) == (1, 2, ())


def test_fills_are_remembered_from_before_the_oldest_order_that_has_to_be_asked_about(
    open_here: Opener,
) -> None:
    """A venue asked so far back tells them again: what is not remembered would be booked twice."""
    first = open_here()
    trade(first, range(2, 3))
    first.journal.append(life(1)[0], 9_001)
    late_ns = WALL_NS + 3 * HORIZON_NS
    moved = replace(fill(9), exchange_ns=late_ns)
    held = Position(MARKET, Decimal("0.01"), Decimal(60_000))
    first.journal.append([FillBooked(fill=moved, position=held, mid=60_000.5)], late_ns)
    first.close()
    known = open_here().remembered
    assert [order.client_id for order in known.orders] == ["mmd-1"]
    assert fill(2) in known.fills


def test_numbers_go_on_over_sessions(open_here: Opener) -> None:
    first = open_here()
    trade(first, range(1, 4))
    last = first.journal.last_sequence
    first.close()
    second = open_here()
    assert second.journal.append(small_talk()[0], 1) == last + 1


def test_an_epoch_is_never_used_twice_even_without_database_and_journals(
    open_here: Opener, data_dir: Path
) -> None:
    open_here().close()
    (data_dir / "mmdesk.db").unlink()
    for path in segment_paths(data_dir / "journal"):
        path.unlink()
    assert open_here().next_epoch == 2


def test_facts_the_writer_never_saw_are_caught_up(data_dir: Path, open_here: Opener) -> None:
    store = open_store(data_dir)
    trade(store, range(1, 11))
    store.journal.close()
    store._lock.release()
    again = open_here()
    assert again.writer.status().stored_seq == again.journal.last_sequence
    assert len(History(data_dir).recent_fills()) == 10


def test_rebuilding_from_zero_gives_the_same_tables(open_here: Opener, data_dir: Path) -> None:
    for numbers in (range(1, 30), range(30, 60)):
        store = open_here()
        trade(store, numbers)
        store.close()
    before = dump(data_dir)
    (data_dir / "mmdesk.db").unlink()
    open_here().close()
    assert dump(data_dir) == before


def test_storing_the_same_facts_twice_changes_nothing(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    trade(store, range(1, 30))
    store.close()
    before = dump(data_dir)
    engine = connect(database_url(data_dir, None))
    with engine.begin() as connection:
        connection.execute(update(tables.projection).values(sequence=0, segment="", next_byte=0))
    open_here().close()
    assert dump(data_dir) == before


@pytest.mark.parametrize("many", [1, 300])
def test_a_number_that_no_column_holds_stops_neither_the_writer_nor_the_next_start(
    open_here: Opener, data_dir: Path, many: int
) -> None:
    store = open_here()
    trade(store, range(1, many))
    booked, *_ = life(many)[2]
    assert isinstance(booked, FillBooked)
    absurd = replace(booked, fill=replace(booked.fill, exchange_ns=2**64 - 1))
    store.journal.append([absurd], 1)
    assert store.writer.flush()
    assert store.fault == ""
    found = dump(data_dir)
    store.close()
    assert History(data_dir).recent_fills(1)[0].exchange_ns == 2**63 - 1
    (data_dir / "mmdesk.db").unlink()
    open_here()
    assert dump(data_dir)["trades"] == found["trades"]
    assert len(found["trades"]) == many


def test_a_locked_database_is_told_and_recovers_by_itself(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    trade(store, range(1, 3))
    assert store.writer.flush()
    holder = sqlite3.connect(data_dir / "mmdesk.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    trade(store, range(3, 50))
    wait_until(lambda: "locked" in store.fault)
    assert store.writer.status().behind_bytes > 0
    holder.execute("ROLLBACK")
    holder.close()
    assert store.writer.flush(10)
    assert store.fault == ""
    assert len(History(data_dir).recent_fills()) == 49


def test_a_database_that_hangs_is_told_until_it_goes_on(
    open_here: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmdesk.storage.writer.HUNG_S", 0.05)
    going_on, stored = threading.Event(), Projector.store

    def hanging(projector: Projector, connection: Connection, rows: Rows, place: Place) -> None:
        assert going_on.wait(60)
        stored(projector, connection, rows, place)

    store = open_here()
    monkeypatch.setattr(Projector, "store", hanging)
    trade(store, range(1, 3))
    wait_until(lambda: "has taken nothing" in store.fault)
    going_on.set()
    assert store.writer.flush()
    wait_until(lambda: store.fault == "")


def test_readers_do_not_wait_for_the_writer(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    trade(store, range(1, 3))
    assert store.writer.flush()
    holder = sqlite3.connect(data_dir / "mmdesk.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    holder.execute("DELETE FROM trades")
    assert len(History(data_dir).recent_fills()) == 2
    holder.execute("ROLLBACK")
    holder.close()


@pytest.mark.parametrize("content", [b"this is not a database, it is a letter" * 100, b"\0" * 8192])
def test_a_file_that_is_no_database_is_kept_aside_and_rebuilt(
    open_here: Opener, data_dir: Path, content: bytes
) -> None:
    store = open_here()
    trade(store, range(1, 30))
    store.close()
    before = dump(data_dir)
    (data_dir / "mmdesk.db").write_bytes(content)
    again = open_here()
    assert [notice.key for notice in again.notices] == ["storage.database_rebuilt"]
    again.close()
    assert dump(data_dir) == before
    (kept,) = data_dir.glob("mmdesk.db.damaged-*")
    assert kept.read_bytes() == content


def test_a_database_with_damaged_pages_is_rebuilt(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    trade(store, range(1, 200))
    store.close()
    before = dump(data_dir)
    path = data_dir / "mmdesk.db"
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 4] = os.urandom(4096 * 3)
    path.write_bytes(data)
    again = open_here()
    assert [notice.key for notice in again.notices] == ["storage.database_rebuilt"]
    again.close()
    assert dump(data_dir) == before


def test_a_torn_tail_is_cut_kept_and_told(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    trade(store, range(1, 5))
    last = store.journal.last_sequence
    store.close()
    torn = life(9)[0]
    piece = FileJournal(data_dir, 99, last + 1)
    piece.append(torn, 1)
    piece.close()
    tail = piece.path.read_bytes()[piece.first_byte : -3]
    with store.journal.path.open("ab") as file:
        file.write(tail)
    again = open_here()
    (notice,) = again.notices
    assert notice.key == "storage.torn_tail"
    (kept,) = (data_dir / "journal").glob("*.cut-*")
    assert kept.read_bytes() == tail
    assert again.journal.append(torn, 1) == last + len(torn)
    again.close()
    assert open_here().notices == ()


def test_a_damaged_middle_is_told_with_the_facts_it_took(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    trade(store, range(1, 5))
    store.close()
    (data_dir / "mmdesk.db").unlink()
    data = bytearray(store.journal.path.read_bytes())
    data[store.journal.first_byte + 300] ^= 0x10
    store.journal.path.write_bytes(data)
    keys = [notice.key for notice in open_here().notices]
    assert keys == ["storage.journal_damaged", "storage.facts_missing"]


def test_a_second_instance_is_refused_with_the_first_ones_process(open_here: Opener, data_dir: Path) -> None:
    open_here()
    with pytest.raises(ConfigurationError, match=f"(?s)Another mmdesk.*process {os.getpid()}"):
        open_store(data_dir)


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError, match=r"(?s)cannot be used.*Permission.*data_dir"):
        open_store(tmp_path / "data")


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(ConfigurationError, match="cannot be used"):
        open_store(tmp_path / "data")


def test_a_database_that_stays_locked_at_the_start_is_told(
    open_here: Opener, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_here().close()
    monkeypatch.setattr("mmdesk.storage.store.LOCKED_WAIT_S", 0.1)
    holder = sqlite3.connect(data_dir / "mmdesk.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ConfigurationError, match=r"(?s)locked.*Close other programs"):
        open_store(data_dir)
    holder.close()
    open_here()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(open_here: Opener, data_dir: Path) -> None:
    open_here().close()
    with sqlite3.connect(data_dir / "mmdesk.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(ConfigurationError, match="newer mmdesk"):
        open_store(data_dir)
    assert not list(data_dir.glob("*.damaged-*"))


def test_no_thread_is_left_behind(data_dir: Path) -> None:
    before = threading.active_count()
    store = open_store(data_dir)
    store.writer.start()
    store.close()
    assert threading.active_count() == before


@pytest.mark.slow
def test_a_hundred_thousand_frames_are_caught_up(data_dir: Path, open_here: Opener) -> None:
    store = open_store(data_dir)
    store.journal.append([opened()], 1)
    quiet = [life(1)[1][:1], *life(2)[:1]]
    for number in range(50_000):
        for facts in quiet:
            store.journal.append(facts, number)
    store.journal.close()
    store._lock.release()
    again = open_here()
    assert again.writer.status().stored_seq == 150_001
