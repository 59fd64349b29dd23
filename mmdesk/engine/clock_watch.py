"""Notices that the machine slept or that its clock was set: time went on and nobody told us what happened."""

from collections.abc import Callable

from mmdesk.core.model.events import ClockJumped
from mmdesk.engine.clock import Clocks

# A sleep shows as the difference of two clocks that otherwise run alike.
SLEPT_NS = 500_000_000
# Slewing by a time daemon is far below; a receive window (2 s) is twice as long.
STEPPED_NS = 1_000_000_000
# Where the monotonic clock counts sleep too, a beat this late was one.
STOOD_STILL_NS = 30_000_000_000


class ClockWatch:
    """`look` at every heartbeat: each look is compared with the one before."""

    def __init__(self, read: Callable[[], Clocks]) -> None:
        self._read = read
        self._last = read()

    def look(self) -> ClockJumped | None:
        """What jumped since the last look, or None."""
        last, now = self._last, self._read()
        self._last = now
        mono_ns = now.mono_ns - last.mono_ns
        boot_ns = now.boot_ns - last.boot_ns
        slept_ns = boot_ns - mono_ns
        if slept_ns <= SLEPT_NS:
            slept_ns = mono_ns if mono_ns > STOOD_STILL_NS else 0
        stepped_ns = (now.wall_ns - last.wall_ns) - max(boot_ns, mono_ns)
        if abs(stepped_ns) <= STEPPED_NS:
            stepped_ns = 0
        if not slept_ns and not stepped_ns:
            return None
        return ClockJumped(wall_ns=now.wall_ns, mono_ns=now.mono_ns, slept_ns=slept_ns, stepped_ns=stepped_ns)
