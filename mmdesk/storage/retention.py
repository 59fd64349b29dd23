"""Which journal files may go: old ones that are stored and that no open order or position needs."""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, func, select

from mmdesk.core.model.breakers import BreakerState
from mmdesk.storage import tables
from mmdesk.storage.projection import Place
from mmdesk.storage.records import changes_of
from mmdesk.storage.remember import FINISHED, last_of_each_breaker
from mmdesk.storage.segments import read_head, segment_paths
from mmdesk.storage.sync import write_durably

FILE_NAME: Final = "retired"
_DAY_S: Final = 86_400


class Retention(msgspec.Struct, frozen=True):
    """Files older than `days` go, and the oldest while all exceed `gb` (10^9 bytes); 0: no such limit."""

    days: float = 0
    gb: float = 0


def retire(connection: Connection, folder: Path, place: Place, keep: Retention) -> list[Path]:
    """Delete what may go, oldest first, and return it. What stays is always an unbroken end of the history.

    Kept whatever its age: what the database has not stored, the session files that an unfinished order, an
    open position, a breaker that is not closed or the thresholds in force need in a rebuild, everything once
    damage is being looked into. Raises OSError, DBAPIError.
    """
    paths = segment_paths(folder)
    total = sum(path.stat().st_size for path in paths)
    needed = min(place.sequence, _oldest_needed(connection))
    oldest_s = time.time() - keep.days * _DAY_S if keep.days else 0.0
    gone = []
    for path, following in itertools.pairwise(paths):
        head = read_head(following)
        if head is None or path.name >= place.segment or head.first_sequence > needed:
            break
        if path.stat().st_mtime >= oldest_s and not (keep.gb and total > keep.gb * 1e9):
            break
        total -= path.stat().st_size
        # First the note: a rebuild must not call missing what was let go.
        write_durably(folder / FILE_NAME, f"{head.first_sequence - 1}\n".encode())
        path.unlink()
        gone.append(path)
    return gone


def retired_up_to(folder: Path) -> int:
    """The last fact whose file was let go; 0 when none was. Raises OSError."""
    try:
        text = (folder / FILE_NAME).read_text("ascii", "replace").strip()
    except FileNotFoundError:
        return 0
    return int(text) if text.isdecimal() else 0


def _oldest_needed(connection: Connection) -> int:
    """The first fact of the oldest session that an open order or position, a breaker that is not closed, or
    thresholds that hold come from."""
    orders, events, positions = tables.orders.c, tables.order_events.c, tables.positions.c
    unfinished = select(orders.client_id).where(orders.state.not_in([state.value for state in FINISHED]))
    first = connection.execute(
        select(func.min(events.sequence)).where(events.client_id.in_(unfinished))
    ).scalar()
    needed: list[int] = [first] if first is not None else []
    for quantity, sequence in connection.execute(select(positions.quantity, positions.sequence)):
        if quantity:
            needed.append(sequence)
    needed.extend(_breakers_needed(connection))
    if not needed:
        return 2**63 - 1
    sessions = tables.sessions.c.sequence
    opened: int | None = connection.execute(
        select(func.max(sessions)).where(sessions <= min(needed))
    ).scalar()
    return opened if opened is not None else min(needed)


def _breakers_needed(connection: Connection) -> Iterator[int]:
    """A rebuild must not close what a person has to reset, nor forget thresholds a person chose."""
    for row in connection.execute(last_of_each_breaker()):
        if row._mapping["state"] != BreakerState.CLOSED:
            yield row._mapping["sequence"]
    versions = tables.threshold_versions.c
    newest = select(versions.sequence, versions.in_force).order_by(versions.sequence.desc()).limit(1)
    for sequence, in_force in connection.execute(newest):
        if changes_of(in_force):
            yield sequence
