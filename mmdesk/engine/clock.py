"""The machine's clock: the one place of the engine that reads it; events carry its stamps from there on."""

import time


class SystemClock:
    """UTC for records, monotonic for ages; both int nanoseconds."""

    def wall_ns(self) -> int:
        return time.time_ns()

    def mono_ns(self) -> int:
        return time.monotonic_ns()
