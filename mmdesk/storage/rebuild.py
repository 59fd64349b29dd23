"""Makes a missing database from all journals: in a file beside it, without a log of its own, then renamed."""

from pathlib import Path
from typing import Final

from sqlalchemy import URL

from mmdesk.storage.bulk import WORTH_IT_BYTES
from mmdesk.storage.catch_up import CaughtUp, catch_up
from mmdesk.storage.database import connect, mark_as_ours
from mmdesk.storage.migrate import migrate
from mmdesk.storage.segments import segment_paths
from mmdesk.storage.sync import fsync, fsync_folder

_SIDES: Final = ("-wal", "-shm", "-journal")


def is_due(path: Path, journals: Path) -> bool:
    """Whether there is no database and enough in the journals to make one this way."""
    if path.exists() and path.stat().st_size:
        return False
    return sum(one.stat().st_size for one in segment_paths(journals)) > WORTH_IT_BYTES


def rebuild(path: Path, journals: Path) -> CaughtUp:
    """The database at `path` then holds all that the journals hold. One that is interrupted leaves nothing.

    Raises as `catch_up` does.
    """
    beside = path.with_name(path.name + ".new")
    engine = connect(URL.create("sqlite", database=str(beside)), unlogged=True)
    try:
        beside.unlink(missing_ok=True)
        with engine.begin() as connection:
            migrate(connection, str(path))
            mark_as_ours(connection)
        caught_up = catch_up(engine, journals, str(path))
        with beside.open("r+b") as file:
            fsync(file.fileno())
        for side in _SIDES:
            # SQLite would read the log of the lost database into the new one.
            path.with_name(path.name + side).unlink(missing_ok=True)
        beside.replace(path)
        fsync_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)
    return caught_up
