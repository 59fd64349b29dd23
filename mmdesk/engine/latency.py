"""Latency in constant memory: log-linear histograms (3 % steps), and market-data age less clock offset."""

from collections import deque

_SUB_BITS = 5
_MAX_BITS = 44
_BUCKETS = (_MAX_BITS - _SUB_BITS + 1) << _SUB_BITS


def _bucket(value_ns: int) -> int:
    shift = max(0, value_ns.bit_length() - _SUB_BITS - 1)
    return min((shift << _SUB_BITS) + (value_ns >> shift), _BUCKETS - 1)


def _middle_ns(bucket: int) -> float:
    shift = max(0, (bucket >> _SUB_BITS) - 1)
    low = (bucket - (shift << _SUB_BITS)) << shift
    return low + ((1 << shift) - 1) / 2


class Histogram:
    """Counts of durations since it was made; negative ones count as zero."""

    def __init__(self) -> None:
        self._counts = [0] * _BUCKETS
        self.count = 0

    def add(self, value_ns: int) -> None:
        self._counts[_bucket(max(0, value_ns))] += 1
        self.count += 1

    def quantile_ms(self, fraction: float) -> float | None:
        """The duration that `fraction` of all do not exceed, within 3 %; None while there are none."""
        return _quantile_ms((self._counts,), self.count, fraction)


def _quantile_ms(parts: tuple[list[int], ...], total: int, fraction: float) -> float | None:
    if not total:
        return None
    wanted = max(1, round(fraction * total))
    seen = 0
    for bucket, counts in enumerate(zip(*parts, strict=True)):
        seen += sum(counts)
        if seen >= wanted:
            return _middle_ns(bucket) / 1e6
    return None


class RecentHistogram:
    """The last `window_ns` to twice that: two histograms that take turns."""

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._turned_ns = 0
        self._now = Histogram()
        self._before = Histogram()

    def add(self, value_ns: int, mono_ns: int) -> None:
        self._turn(mono_ns)
        self._now.add(value_ns)

    def quantiles_ms(self, fractions: tuple[float, ...], mono_ns: int) -> tuple[float | None, ...]:
        self._turn(mono_ns)
        parts = (self._now._counts, self._before._counts)
        total = self._now.count + self._before.count
        return tuple(_quantile_ms(parts, total, fraction) for fraction in fractions)

    def _turn(self, mono_ns: int) -> None:
        passed = mono_ns - self._turned_ns
        if passed < self._window_ns:
            return
        self._before = self._now if passed < 2 * self._window_ns else Histogram()
        self._now = Histogram()
        self._turned_ns = mono_ns


class DataAge:
    """Age of market data at arrival: our clock minus the venue's, less the smallest difference of a minute.

    That smallest difference is clock offset plus the fastest way here; the rest is delay, never negative.
    """

    SLOT_NS = 5_000_000_000
    SLOTS = 12

    def __init__(self) -> None:
        self._minima: deque[tuple[int, int]] = deque(maxlen=self.SLOTS)
        self._offset_ns: int | None = None

    def age_ns(self, wall_ns: int, exchange_ns: int, mono_ns: int) -> int:
        difference = wall_ns - exchange_ns
        slot = mono_ns // self.SLOT_NS
        if not self._minima or self._minima[-1][0] != slot:
            self._minima.append((slot, difference))
            self._offset_ns = None
        elif difference < self._minima[-1][1]:
            self._minima[-1] = (slot, difference)
            self._offset_ns = None
        if self._offset_ns is None:
            self._offset_ns = min(minimum for _, minimum in self._minima)
        return difference - self._offset_ns
