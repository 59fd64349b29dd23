"""Server clock minus ours, from the request that travelled fastest: delays only ever add, so the quickest
lies least.
"""

from collections import deque


class ClockOffset:
    """Keeps the last samples; the one with the shortest round trip gives the offset (nanoseconds)."""

    def __init__(self, size: int = 16) -> None:
        self._samples: deque[tuple[int, int]] = deque(maxlen=size)

    def add(self, *, asked_wall_ns: int, answered_wall_ns: int, server_ns: int) -> None:
        """One time request: our clock before and after, and the server's answer, assumed to be from
        half-way.
        """
        round_trip = answered_wall_ns - asked_wall_ns
        if round_trip < 0:
            return  # our clock was set back meanwhile: the sample says nothing
        self._samples.append((round_trip, server_ns - (asked_wall_ns + answered_wall_ns) // 2))

    @property
    def offset_ns(self) -> int:
        """0 before the first sample."""
        return min(self._samples)[1] if self._samples else 0
