"""The machine's clock: the one place of the engine that reads it; events carry its stamps from there on."""

import time
from typing import NamedTuple


class Clocks(NamedTuple):
    """Three clocks at one moment: `boot_ns` goes on while the machine sleeps, `mono_ns` may not."""

    wall_ns: int
    mono_ns: int
    boot_ns: int


def read_clocks() -> Clocks:
    """Where a system has no clock that counts sleep, the monotonic one stands in."""
    mono_ns = time.monotonic_ns()
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    boot_ns = mono_ns if boottime is None else time.clock_gettime_ns(boottime)
    return Clocks(time.time_ns(), mono_ns, boot_ns)


class SystemClock:
    """UTC for records, monotonic for ages; both int nanoseconds."""

    def wall_ns(self) -> int:
        return time.time_ns()

    def mono_ns(self) -> int:
        return time.monotonic_ns()
