"""Server clock minus ours, from the request that travelled fastest: delays only ever add, so the quickest
lies least.
"""

from collections import deque
from typing import NamedTuple

# Two clocks drift apart by less than this within the memory of the filter (16 samples, 4 minutes: 125 ppm).
DRIFT_NS = 30_000_000


class _Sample(NamedTuple):
    round_trip_ns: int
    offset_ns: int


class ClockOffset:
    """Keeps the last samples; the one with the shortest round trip gives the offset (nanoseconds).

    A sample that cannot be true together with that one says that a clock was set: the old ones go.
    """

    def __init__(self, size: int = 16) -> None:
        self._samples: deque[_Sample] = deque(maxlen=size)

    def add(self, *, asked_wall_ns: int, answered_wall_ns: int, server_ns: int) -> None:
        """One time request: our clock before and after, and the server's answer, assumed to be from
        half-way.
        """
        round_trip = answered_wall_ns - asked_wall_ns
        if round_trip < 0:
            return  # our clock was set back meanwhile: the sample says nothing
        sample = _Sample(round_trip, server_ns - (asked_wall_ns + answered_wall_ns) // 2)
        if self._samples and _apart_ns(sample, min(self._samples)) > DRIFT_NS:
            self._samples.clear()
        self._samples.append(sample)

    def forget(self) -> None:
        """A clock was set, or may have been: earlier samples say nothing."""
        self._samples.clear()

    @property
    def offset_ns(self) -> int:
        """0 before the first sample."""
        return min(self._samples).offset_ns if self._samples else 0


def _apart_ns(one: _Sample, other: _Sample) -> int:
    """By how much two samples exclude each other: each is right to half its round trip."""
    within = (one.round_trip_ns + other.round_trip_ns) // 2
    return abs(one.offset_ns - other.offset_ns) - within
