"""What the journals lost, remembered until a person acknowledged it: until then the desk is read-only."""

import contextlib
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from mmdesk.core.model.account import Position
from mmdesk.core.model.loss import BalancesBefore
from mmdesk.storage.sync import fsync_folder, write_durably

FILE_NAME: Final = "damaged.json"
_MOST_RANGES: Final = 1_000


class Books(msgspec.Struct, frozen=True):
    """Positions (each with the sequence of its fact) and balances after fact `sequence` of `wall_ns`."""

    sequence: int
    wall_ns: int
    positions: tuple[tuple[int, Position], ...] = ()
    balances: tuple[tuple[int, BalancesBefore], ...] = ()


class Lost(msgspec.Struct):
    """Files with damage, the sequence ranges that are gone, the copies kept aside.

    `before` is what was known when the database first met a loss; without it and without ranges a file was
    damaged whose facts the database had already.
    """

    files: list[str] = []
    ranges: list[tuple[int, int]] = []
    copies: list[str] = []
    before: Books | None = None
    readable: bool = True


def read_lost(folder: Path) -> Lost | None:
    """What is remembered; None when nothing is, an empty `Lost` when that cannot be read. Raises OSError."""
    path = folder / FILE_NAME
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Lost)
    except msgspec.DecodeError:
        return Lost(readable=False)


def remember_lost(
    folder: Path, segment: Path, ranges: Iterable[tuple[int, int]], before: Books | None = None
) -> None:
    """Keep a copy of `segment` aside (once, where there is room) and note what it lost. Raises OSError.

    `before` of the first loss is kept: what came after a loss proves nothing any more.
    """
    lost = read_lost(folder) or Lost()
    if lost.before is None:
        lost.before = before
    if segment.name not in lost.files:
        lost.files.append(segment.name)
        if (copy := _kept_aside(segment)) is not None:
            lost.copies.append(copy.name)
    lost.ranges.extend(one for one in ranges if one not in lost.ranges and len(lost.ranges) < _MOST_RANGES)
    write_durably(folder / FILE_NAME, msgspec.json.encode(lost))


def acknowledge(folder: Path) -> None:
    """A person saw it and the venues were reconciled: keep the note by another name. Raises OSError."""
    path = folder / FILE_NAME
    if path.exists():
        path.replace(path.with_name(f"{FILE_NAME}.acknowledged-{time.time_ns()}"))
        fsync_folder(folder)


def reason(lost: Lost | None) -> str:
    """The three lines a person reads: what, why, what to do; empty for None."""
    if lost is None:
        return ""
    spans = ", ".join(f"{first} to {last}" for first, last in lost.ranges[:5])
    if len(lost.ranges) > 5:
        spans = f"{spans} and {len(lost.ranges) - 5} more stretches"
    kept = f"kept aside: {', '.join(lost.copies[:3])}" if lost.copies else "left as they are"
    what = (
        f"The journal is damaged ({', '.join(lost.files[:3]) or 'unknown file'}): "
        f"facts {spans or 'unknown'} are lost."
    )
    why = f"The disk returned other bytes than were written, or a file was changed; the files are {kept}."
    do = (
        "Nothing is armed until the venues told it all again and balances agree with it. If they cannot: "
        "compare positions, end mmdesk, run 'mmdesk doctor --accept-damage' and start again."
    )
    return "\n".join((what, why, do))


def _kept_aside(segment: Path) -> Path | None:
    kept = segment.with_name(f"{segment.name}.damaged-{time.time_ns()}")
    try:
        shutil.copy2(segment, kept)
    except OSError:
        # No room for a copy: the segment itself is never written again and stays.
        with contextlib.suppress(OSError):
            kept.unlink(missing_ok=True)
        return None
    return kept
