"""The venue's clock: wall time at the start carried on by the monotonic clock, so it never jumps back."""

import time
from typing import Final

_READINGS: Final = 9


class VenueClock:
    """`now_ns` drives the market; `shown_ms` is what clients are told, moved by the clock-skew fault."""

    def __init__(self) -> None:
        # A process that is put aside between the two readings sees too little: the most is the truest.
        self._offset_ns = max(time.time_ns() - time.monotonic_ns() for _ in range(_READINGS))
        self.skew_ns = 0

    def now_ns(self) -> int:
        return time.monotonic_ns() + self._offset_ns

    def now_ms(self) -> int:
        return self.shown_ms(self.now_ns())

    def now_s(self) -> float:
        return self.now_ns() / 1e9

    def shown_ms(self, ns: int) -> int:
        """A venue time in ns as a client sees it, in ms."""
        return (ns + self.skew_ns) // 1_000_000

    def from_client_ms(self, ms: int | None) -> int | None:
        """A time a client sent (`startTime`), in ms, as venue ns."""
        return None if ms is None else ms * 1_000_000 - self.skew_ns
