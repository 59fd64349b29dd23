"""The database is locked by another process, the disk is full: quotes go, the journal keeps the truth."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from io import FileIO
from pathlib import Path

import pytest

from mmdesk.app.stop_file import stop_asked
from mmdesk.core.model.effects import StateChanged
from mmdesk.core.model.state import TradingState
from mmdesk.ports.control import Arm, Disarm
from tests.faults.parts import Zygote, until
from tests.faults.records import FactTail
from tests.faults.stage import Stage

SMALL_BYTES = 3 * 1024 * 1024


async def test_a_database_locked_for_five_seconds_loses_nothing(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    with closing(sqlite3.connect(stage.paths.database, isolation_level=None)) as other:
        other.execute("begin exclusive")
        stage.hit("SELL")
        # The lock is the fault; five seconds of it are the point.
        with pytest.raises(AssertionError):
            await until(lambda: False, 5, "five seconds")
        other.execute("rollback")
    await stage.stop()
    await stage.finish()


def fill_up(file: FileIO) -> None:
    """Raises OSError at the end of the disk."""
    while True:
        file.write(bytes(4_096))


@pytest.fixture
def small_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose `desk` is a disk of 3 MB."""
    folder = tmp_path / "desk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", f"size={SMALL_BYTES}", "tmpfs", str(folder)]
    if os.name == "nt" or not mount or subprocess.run(command, check=False).returncode != 0:
        pytest.skip("this system lets us mount no small disk; the writer's own tests inject ENOSPC")
    yield tmp_path
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
async def small_disk(small_folder: Path, zygote: Zygote) -> AsyncIterator[Stage]:
    stage = Stage(small_folder, zygote)
    yield stage
    await stage.close()


def is_kept(stage: Stage) -> bool:
    """In the rest of the journal's last page, else in the room that was taken at the start."""
    states = FactTail(stage.paths.journal_dir).fresh(StateChanged)
    return states[-1].state is TradingState.STOPPED or stop_asked(stage.paths.stop_word) is not None


async def test_a_full_disk_pulls_the_quotes_and_says_so(small_disk: Stage) -> None:
    stage = small_disk
    await stage.start_engine()
    await stage.arm()
    ballast = stage.paths.data_dir / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
        fill_up(file)
    await stage.wait_until(lambda desk: desk.state is TradingState.STOPPED, 60, "the quotes are pulled")
    await until(lambda: not stage.open_at_venue(), 60, "0 open orders at the venue")
    assert stage.life
    assert stage.life.window
    assert any(alert.key == "storage" for alert in stage.life.window.alerts)
    await until(lambda: is_kept(stage), 30, "the stop is kept")
    await stage.kill_engine()
    ballast.unlink()
    # There is room again: the next life is still stopped, and makes up for what could not be written.
    await stage.start_engine()
    await stage.wait_until(lambda desk: desk.state is TradingState.STOPPED, 30, "still stopped")
    await stage.settled()
    await stage.finish()


async def test_a_disk_that_fails_to_sync_ends_quoting_for_the_session(stage: Stage) -> None:
    bad_disk = stage.paths.data_dir.parent / "bad-disk"
    await stage.start_engine(bad_disk=str(bad_disk))
    await stage.arm()
    bad_disk.touch()
    await stage.wait_until(lambda desk: desk.state is TradingState.STOPPED, 60, "the quotes are pulled")
    await until(lambda: not stage.open_at_venue(), 60, "0 open orders at the venue")
    assert stage.life
    assert stage.life.window
    assert any(alert.key == "storage" for alert in stage.life.window.alerts)
    # The kernel may have dropped what it could not write: a disk that works again proves nothing.
    bad_disk.unlink()
    placed = len(stage.ledger().orders)
    for command in (Disarm(), Arm()):
        stage.life.window.submit(command)
    await stage.wait_until(lambda desk: desk.state is TradingState.STOPPED, 30, "still stopped")
    await stage.kill_engine()
    assert len(stage.ledger().orders) == placed
    await stage.start_engine()
    await stage.settled()
    await stage.finish()
