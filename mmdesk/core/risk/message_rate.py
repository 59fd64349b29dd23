"""How many messages one market sent in the last second: cancels count, and are never held back."""

from collections import deque

WINDOW_NS = 1_000_000_000
# More than any venue takes; the count is exact up to here and only needs to be "too many" beyond.
_MOST = 1_000


class MessageRate:
    """A sliding window of one second over the monotonic times of what was sent."""

    __slots__ = ("_times",)

    def __init__(self) -> None:
        self._times: deque[int] = deque(maxlen=_MOST)

    def sent(self, mono_ns: int) -> None:
        """One order or cancel left."""
        self._times.append(mono_ns)

    def count(self, mono_ns: int) -> int:
        """Messages in the second that ends now."""
        times = self._times
        oldest = mono_ns - WINDOW_NS
        while times and times[0] <= oldest:
            times.popleft()
        return len(times)
