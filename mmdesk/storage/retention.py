"""Which journal files may go: old ones whose facts are stored, once what a rebuild needs of them is kept."""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection

from mmdesk.storage.kept_rows import keep_rows
from mmdesk.storage.projection import Place
from mmdesk.storage.segments import read_head, segment_paths
from mmdesk.storage.sync import write_durably

FILE_NAME: Final = "retired"
_DAY_S: Final = 86_400
_WITH_ROWS: Final = "kept"
"""Files that went before rows were kept held nothing that a rebuild needs."""


class Retention(msgspec.Struct, frozen=True):
    """Files older than `days` go, and the oldest while all exceed `gb` (10^9 bytes); 0: no such limit."""

    days: float = 0
    gb: float = 0


def retire(connection: Connection, folder: Path, place: Place, keep: Retention) -> list[Path]:
    """Delete what may go, oldest first, and return it. What stays is always an unbroken end of the history.

    Kept whatever its age: what the database has not stored, and everything once damage is being looked into.
    Nothing else holds a file: positions, open orders, latches and the like are kept as rows. Raises OSError,
    DBAPIError.
    """
    going = list(_going(folder, place, keep))
    if not going:
        return []
    # First the rows and the note: a rebuild must neither miss what it needs nor call missing what went.
    keep_rows(connection, folder, place)
    for path, last in going:
        write_durably(folder / FILE_NAME, f"{last} {_WITH_ROWS}\n".encode())
        path.unlink()
    return [path for path, _ in going]


def _going(folder: Path, place: Place, keep: Retention) -> Iterator[tuple[Path, int]]:
    """Files with the number of their last fact."""
    paths = segment_paths(folder)
    total = sum(path.stat().st_size for path in paths)
    oldest_s = time.time() - keep.days * _DAY_S if keep.days else 0.0
    for path, following in itertools.pairwise(paths):
        head = read_head(following)
        if head is None or path.name >= place.segment or head.first_sequence > place.sequence:
            return
        if path.stat().st_mtime >= oldest_s and not (keep.gb and total > keep.gb * 1e9):
            return
        total -= path.stat().st_size
        yield path, head.first_sequence - 1


def retired_up_to(folder: Path) -> int:
    """The last fact whose file was let go; 0 when none was. Raises OSError."""
    number = _note(folder)[0]
    return int(number) if number.isdecimal() else 0


def has_kept_rows(folder: Path) -> bool:
    """Whether rows were kept when files went. Raises OSError."""
    return _WITH_ROWS in _note(folder)[1:]


def _note(folder: Path) -> list[str]:
    try:
        return (folder / FILE_NAME).read_text("ascii", "replace").split() or [""]
    except FileNotFoundError:
        return [""]
