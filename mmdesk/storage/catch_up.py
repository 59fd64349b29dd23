"""Brings the database up to the end of the journals at a start, mends torn tails, and tells what it met."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Engine

from mmdesk.core.model.effects import AlertRaised
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.storage import notices
from mmdesk.storage.batches import REBUILD_ROWS, Batch, batches
from mmdesk.storage.bulk import WORTH_IT_BYTES, bulk
from mmdesk.storage.damage import remember_lost
from mmdesk.storage.kept_rows import FILE_NAME as KEPT
from mmdesk.storage.kept_rows import restore_rows
from mmdesk.storage.loss import books_before
from mmdesk.storage.projection import Place, Projector, read_place
from mmdesk.storage.retention import has_kept_rows, retired_up_to
from mmdesk.storage.segments import (
    FORMAT_VERSION,
    HEAD_BYTES,
    Damage,
    read_head,
    segment_paths,
)
from mmdesk.storage.sync import fsync, fsync_folder


class CaughtUp(msgspec.Struct, frozen=True):
    """Where the database stands now, how many frames that took, and what a person should know."""

    place: Place
    frames: int
    told: tuple[AlertRaised, ...]


def catch_up(engine: Engine, folder: Path, database: str) -> CaughtUp:
    """Store everything the journals of `folder` hold behind the database's place.

    Raises sqlalchemy.exc.DBAPIError, OSError, ConfigurationError (a journal of a newer format).
    """
    with engine.connect() as connection:
        with connection.begin():
            projector, place = Projector(connection), read_place(connection)
        retired = retired_up_to(folder)
        told = list(_check_place(folder, place, database))
        if retired > place.sequence:
            told.append(notices.history_cut(database, retired))
            told.extend(_restore(connection, projector, folder, retired))
        frames, paths = 0, [path for path in segment_paths(folder) if path.name >= place.segment]
        with bulk(connection, worth_it=not place.sequence and _bytes_of(paths) > WORTH_IT_BYTES):
            for path in paths:
                if not _readable(path, told):
                    continue
                for batch in batches(path, place, most_rows=REBUILD_ROWS):
                    batch.gaps = [gap for gap in batch.gaps if gap[1] > retired]
                    if batch.gaps or not all(damage.tail for damage in batch.damages):
                        # Before the database goes past it: a crash here must not forget what was lost.
                        with connection.begin():
                            before = books_before(connection, place)
                        remember_lost(folder, path, batch.gaps, before)
                    with connection.begin():
                        projector.store(connection, batch.rows, batch.place)
                    place, frames = batch.place, frames + batch.frames
                    told.extend(_told_of(path, batch))
    return CaughtUp(place, frames, tuple(told))


def _restore(
    connection: Connection, projector: Projector, folder: Path, retired: int
) -> Iterator[AlertRaised]:
    """What the files that went said of positions, orders and latches."""
    with connection.begin():
        restored = not has_kept_rows(folder) or restore_rows(connection, projector, folder, retired)
    if not restored:
        path = folder / KEPT
        remember_lost(folder, path, [(1, retired)])
        yield notices.kept_rows_gone(path, retired)


def _bytes_of(paths: list[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def _check_place(folder: Path, place: Place, database: str) -> Iterator[AlertRaised]:
    if not place.segment:
        return
    path = folder / place.segment
    if not path.exists() or path.stat().st_size < place.next_byte:
        yield notices.journal_behind(database, place.segment)


def _readable(path: Path, told: list[AlertRaised]) -> bool:
    head = read_head(path)
    if head is not None and head.version > FORMAT_VERSION:
        raise ConfigurationError(
            f"The journal {path} was written by a newer mmdesk.\n"
            f"Its format is {head.version}, this version reads {FORMAT_VERSION}.\n"
            "Update mmdesk, or set storage.data_dir to another folder."
        )
    if head is None and path.stat().st_size <= HEAD_BYTES:
        kept = path.with_name(path.name + ".empty")
        path.replace(kept)
        told.append(notices.bad_head(path, kept))
        return False
    if head is None:
        told.append(notices.damaged_middle(path, 0, HEAD_BYTES))
    return True


def _told_of(path: Path, batch: Batch) -> Iterator[AlertRaised]:
    for damage in batch.damages:
        if damage.tail:
            yield notices.torn_tail(path, _cut(damage), damage.end - damage.start)
        else:
            yield notices.damaged_middle(path, damage.start, damage.end)
    for first, last in batch.gaps:
        yield notices.missing_facts(path, first, last)
    if batch.unknown:
        yield notices.unknown_kinds(path, batch.unknown)


def _cut(damage: Damage) -> Path:
    """Keep the bad end of a file beside it, durably, before it is cut off."""
    kept = damage.path.with_name(f"{damage.path.name}.cut-{damage.start}")
    with damage.path.open("r+b") as file:
        file.seek(damage.start)
        with kept.open("wb") as aside:
            aside.write(file.read(damage.end - damage.start))
            aside.flush()
            fsync(aside.fileno())
        os.ftruncate(file.fileno(), damage.start)
        fsync(file.fileno())
    fsync_folder(damage.path.parent)
    return kept
