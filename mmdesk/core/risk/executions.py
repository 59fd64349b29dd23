"""How often each side of one market was filled lately, by the venue's own times of the fills."""

from bisect import bisect_right, insort

from mmdesk.core.model.values import Side

_MS = 1_000_000


class Executions:
    """Times of the last fills of each side. Fills may come late and in any order: what counts is when they
    happened, so a listing after a lost stream tells the same as the stream would have."""

    __slots__ = ("_most", "_times", "_window_ns")

    def __init__(self, most: int, window_ms: int) -> None:
        self._most = most
        self._window_ns = window_ms * _MS
        self._times: dict[Side, list[int]] = {side: [] for side in Side}

    def filled(self, side: Side, at_ns: int) -> bool:
        """Count a fill; true when `most` fills of its side lie within one window around it."""
        times = self._times[side]
        insort(times, at_ns)
        # Twice the limit: a late fill must still find its neighbours.
        del times[: -2 * self._most]
        at = bisect_right(times, at_ns)
        first = max(0, at - self._most)
        return any(
            times[i + self._most - 1] - times[i] <= self._window_ns
            for i in range(first, min(at, len(times) - self._most + 1))
        )

    def count(self, side: Side, wall_ns: int) -> int:
        """Fills of a side in the window that ends now."""
        times = self._times[side]
        return len(times) - bisect_right(times, wall_ns - self._window_ns - 1)

    def forget(self, side: Side) -> None:
        """A person looked at them and goes on."""
        self._times[side].clear()
