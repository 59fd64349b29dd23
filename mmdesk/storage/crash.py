"""Named places where a test may kill the process, as a power switch would: `MMDESK_CRASH_AT=name:count`.

The process gets SIGKILL (no handler runs, nothing is flushed) the `count`-th time it comes by (1 by default).
Without the variable a point costs one comparison. The names are those of `POINTS`.
"""

import os
import signal
from typing import Final

VARIABLE: Final = "MMDESK_CRASH_AT"
POINTS: Final = (
    "journal.before_write",
    "journal.mid_write",
    "journal.after_write",
    "journal.before_fsync",
    "journal.after_fsync",
    "database.before_commit",
    "database.after_commit",
)

_name, _, _count = os.environ.get(VARIABLE, "").partition(":")
_left = int(_count) if _count.isdecimal() else 1


def due(name: str) -> bool:
    """Whether the process is to die here and now."""
    global _left
    if name != _name:
        return False
    _left -= 1
    return _left <= 0


def crash() -> None:
    """Die at once; on Windows, which has no SIGKILL, by its own hardest way."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def point(name: str) -> None:
    """Die here when the variable says so."""
    if due(name):
        crash()
