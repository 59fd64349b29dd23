"""Journal files rotate by size and go when nothing needs them; the tables never notice."""

import errno
import os
import time
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from mmdesk.core.model.account import Balance, Position
from mmdesk.core.model.breakers import BreakerKind, BreakerMove, BreakerState, ScopeLevel, ThresholdChange
from mmdesk.core.model.control import Control
from mmdesk.core.model.effects import (
    BalancesChanged,
    BreakerSettingsChanged,
    FillBooked,
    LatchChanged,
    ProfitMarked,
    StateChanged,
)
from mmdesk.core.model.latch import Latch, ProfitMarks
from mmdesk.core.model.order import OrderState
from mmdesk.core.model.state import TradingState
from mmdesk.ports.journal import Fact, Remembered
from mmdesk.storage.damage import remember_lost
from mmdesk.storage.journal import FileJournal, JournalSync, read_frames
from mmdesk.storage.retention import Retention, retired_up_to
from mmdesk.storage.segments import segment_paths
from mmdesk.storage.store import Store, open_store
from tests.storage.conftest import dump
from tests.storage.facts import MARKET, breaker, fill, life, metrics, opened, small_talk

SMALL = 4_000
ACCOUNTS = {"binance": "one"}
TINY = Retention(gb=1e-9)


def session(folder: Path, numbers: range, keep: Retention | None = None, unfinished: int = 0) -> Store:
    store = open_store(folder, segment_bytes=SMALL, keep=keep)
    store.start()
    store.journal.append([replace(opened(store.next_epoch), accounts=ACCOUNTS)], 1)
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


def what_is_held() -> list[Fact]:
    """Facts that a start goes on from, each the only one of its kind."""
    wide = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 30.0)
    held = Position("ETH/USDT@binance", Decimal(3), Decimal(2_000))
    return [
        FillBooked(fill=replace(fill(7), instrument=held.instrument), position=held, mid=2_000.5),
        BalancesChanged(venue="okx", balances=(Balance("ETH", Decimal(3), Decimal(0)),)),
        metrics(time.time_ns(), 10.0),
        breaker(BreakerMove.LATCHED, BreakerState.LATCHED),
        BreakerSettingsChanged(who="ana", wall_ns=1, old=(), new=(wide,), in_force=(wide,)),
        LatchChanged(latch=Latch(Control.DRAWDOWN, "desk", 1, "far down"), latched=True, reason="far down"),
        ProfitMarked(marks=ProfitMarks(20_000, Decimal("-1.5"), Decimal(7))),
        StateChanged(state=TradingState.STOPPED, reason="mmdesk stop"),
    ]


def known(folder: Path) -> Remembered:
    store = open_store(folder, segment_bytes=SMALL, accounts=ACCOUNTS)
    store.close()
    # Numbers of sessions and pictures for the eyes are not what is traded on.
    return replace(store.remembered, epoch=0, past_fills=())


def test_nothing_holds_old_files_and_a_rebuild_without_them_knows_all_that_a_start_goes_on_from(
    tmp_path: Path,
) -> None:
    first = session(tmp_path, range(0), unfinished=900)
    first.journal.append(what_is_held(), 1)
    for number in range(1, 60):
        for facts in life(number):
            first.journal.append(facts, number)
    first.close()
    before = known(tmp_path)
    assert {one.instrument for one in before.positions} == {"ETH/USDT@binance", MARKET}
    assert [order.client_id for order in before.orders] == ["mmd-900"]
    assert before.fills
    assert before.breakers
    assert before.breaker_changes
    assert before.latches
    assert before.profit
    assert before.stopped
    assert before.drawdowns
    many = len(segment_paths(tmp_path / "journal"))
    open_store(tmp_path, keep=TINY, segment_bytes=SMALL).close()
    assert len(segment_paths(tmp_path / "journal")) < many / 3, "one session, however long"
    assert known(tmp_path) == before
    (tmp_path / "mmdesk.db").unlink()
    assert known(tmp_path) == before
    assert any("okx" in row for row in dump(tmp_path)["balance_snapshots"])
    # And again, over what is kept of what was kept.
    session(tmp_path, range(30, 60), TINY).close()
    open_store(tmp_path, keep=TINY, segment_bytes=SMALL).close()
    later = known(tmp_path)
    (tmp_path / "mmdesk.db").unlink()
    assert known(tmp_path) == later
    assert [order.client_id for order in later.orders] == ["mmd-900"]
    assert (later.latches, later.stopped) == (before.latches, before.stopped)


def test_a_session_that_runs_lets_its_own_files_go(tmp_path: Path) -> None:
    store = session(tmp_path, range(1, 300), TINY)
    assert store.writer.flush()
    deadline = time.monotonic() + 60
    while len(segment_paths(tmp_path / "journal")) > 3:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    store.close()
    before = known(tmp_path)
    (tmp_path / "mmdesk.db").unlink()
    assert known(tmp_path) == before


@pytest.mark.parametrize("damage", ["gone", "damaged", "older than what went"])
def test_rows_that_were_kept_and_cannot_be_read_are_a_loss_for_a_person(tmp_path: Path, damage: str) -> None:
    session(tmp_path, range(1, 30)).close()
    open_store(tmp_path, keep=TINY, segment_bytes=SMALL).close()
    kept = tmp_path / "journal" / "kept.json"
    if damage == "gone":
        kept.unlink()
    else:
        kept.write_text("{" if damage == "damaged" else '{"up_to": 1, "rows": {}}', encoding="utf-8")
    # The database has them: nothing is lost yet.
    assert known(tmp_path).lost is None
    (tmp_path / "mmdesk.db").unlink()
    store = open_store(tmp_path)
    assert "storage.kept_rows_gone" in [notice.key for notice in store.notices]
    assert store.remembered.lost is not None
    assert store.remembered.lost.since_ns == 0
    assert store.remembered.stopped is not None
    store.close()


def test_a_loss_behind_rows_that_know_better_is_for_a_person(tmp_path: Path) -> None:
    """Books of before the loss would hold fills that the venue tells again."""
    session(tmp_path, range(1, 30)).close()
    young = Retention(days=1)
    first, *_, last = segment_paths(tmp_path / "journal")
    os.utime(first, (1, 1))
    open_store(tmp_path, keep=young, segment_bytes=SMALL).close()
    assert not first.exists()
    assert last.exists()
    (tmp_path / "mmdesk.db").unlink()
    second = segment_paths(tmp_path / "journal")[0]
    data = bytearray(second.read_bytes())
    data[len(data) // 2] ^= 0x10
    second.write_bytes(data)
    store = open_store(tmp_path)
    assert store.remembered.lost is not None
    assert store.remembered.lost.since_ns == 0
    store.close()


def test_old_files_go_while_a_session_runs_as_soon_as_nothing_needs_them(tmp_path: Path) -> None:
    session(tmp_path, range(1, 30)).close()
    old = segment_paths(tmp_path / "journal")
    second = session(tmp_path, range(30, 60), TINY)
    deadline = time.monotonic() + 60
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
