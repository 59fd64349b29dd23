"""Bits of journal and database flip, their ends are cut off: made good before anything is quoted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mmdesk.app.paths import Paths
from mmdesk.core.model.state import TradingState
from mmdesk.ports.control import Disarm
from mmdesk.storage.segments import segment_paths
from tests.faults.checker import check
from tests.faults.records import JournalRecord, database_record
from tests.faults.stage import LIMIT, Stage

PAGE = 4_096
LIVES = 3


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 0x10
    path.write_bytes(data)


def newest_journal(paths: Paths) -> Path:
    return segment_paths(paths.journal_dir)[-1]


def a_bit_in_the_journal(paths: Paths) -> None:
    path = newest_journal(paths)
    flip(path, path.stat().st_size // 2)


def the_end_of_the_journal(paths: Paths) -> None:
    path = newest_journal(paths)
    path.write_bytes(path.read_bytes()[:-300])


def a_bit_in_the_journal_and_no_database(paths: Paths) -> None:
    a_bit_in_the_journal(paths)
    no_database(paths)


def no_database(paths: Paths) -> None:
    for path in paths.data_dir.glob("mmdesk.db*"):
        path.unlink()


def no_newest_journal(paths: Paths) -> None:
    newest_journal(paths).unlink()


def bits_in_the_database(paths: Paths) -> None:
    data = bytearray(paths.database.read_bytes())
    for page in range(2, len(data) // PAGE, 3):
        data[page * PAGE : page * PAGE + 64] = bytes(64)
    paths.database.write_bytes(data)


def half_of_the_database(paths: Paths) -> None:
    data = paths.database.read_bytes()
    paths.database.write_bytes(data[: len(data) // 2])


# What is done, and what a person is told about it (the key of the alert; nothing where nothing was lost).
DAMAGES: dict[Callable[[Paths], None], str] = {
    a_bit_in_the_journal: "storage",
    the_end_of_the_journal: "storage.",
    a_bit_in_the_journal_and_no_database: "read only",
    no_database: "",
    no_newest_journal: "storage",
    bits_in_the_database: "storage.database_rebuilt",
    half_of_the_database: "storage.database_rebuilt",
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
@pytest.mark.parametrize("ended", ["killed", "in order"])
async def test_damage_is_told_and_made_good_before_anything_is_quoted(
    stage: Stage, ended: str, damage: Callable[[Paths], None]
) -> None:
    await stage.start_engine()
    await stage.arm()
    for side in ("BUY", "SELL", "BUY"):
        await stage.fill_ours(side)
    await stage.all_booked()
    await (stage.kill_engine() if ended == "killed" else stage.shut_down())
    before = stage.journal()
    damage(stage.paths)

    told = await come_back(stage)
    wanted = DAMAGES[damage]
    assert not wanted or any(key.startswith(wanted) for key in told), told
    # The books are right, and trading goes on from them.
    await stage.arm()
    await stage.fill_ours("SELL")
    # What the journal lost may be in the database alone.
    await stage.all_booked(known={one.trade_id for one in before.booked})
    await stage.stop()
    await stage.shut_down()
    violations = judge_damaged(stage, before)
    assert not violations, "\n".join(violations)


async def come_back(stage: Stage) -> set[str]:
    """As a person does it: release the latch, start again where the fault stays; the keys of the alerts.

    Until nothing forbids arming any more, nothing new may reach the venue.
    """
    told: set[str] = set()
    placed = len(stage.ledger().orders)
    for _ in range(LIVES):
        life = await stage.start_engine()
        assert life.window
        await stage.wait_until(
            lambda desk: not desk.arm_blockers or desk.state is TradingState.STOPPED, 60, "ready, or latched"
        )
        life.window.submit(Disarm())
        await stage.wait_until(
            lambda desk: not desk.arm_blockers or desk.storage_fault, 60, "ready, or broken"
        )
        told.update(alert.key for alert in life.window.alerts)
        assert len(stage.ledger().orders) == placed, "quoted on damaged records"
        if life.desk and not life.desk.arm_blockers:
            return told
        await stage.shut_down()
    raise AssertionError(f"not armed again within {LIVES} lives; read: {told}")


def judge_damaged(stage: Stage, before: JournalRecord) -> list[str]:
    """The database alone has to be right; what was sent is read from the undamaged journal, too."""
    database = database_record(stage.paths.database)
    intents = {one.client_id: one for one in (*before.intents, *stage.journal().intents)}
    journal = JournalRecord(tuple(intents.values()), database.trades)
    return [f"{one.rule}: {one.what}" for one in check(journal, database, stage.ledger(), limit=LIMIT)]
