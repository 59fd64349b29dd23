"""Metrics over a sliding window, kept up event by event in bounded memory; monotonic times."""

from collections import deque
from math import ceil

from mmdesk.core.risk.breakers.breaker import Absent, Reading

_S = 1_000_000_000
MAX_SAMPLES = 1_000
P95 = 0.95


class SampleWindow:
    """Durations of the last `window_s`; of samples closer together than `spacing_ns` the slowest is kept."""

    __slots__ = ("_samples", "_spacing_ns", "_window_ns")

    def __init__(self, window_s: float, spacing_ns: int = 0) -> None:
        self._window_ns = round(window_s * _S)
        self._spacing_ns = spacing_ns
        self._samples: deque[tuple[int, float]] = deque(maxlen=MAX_SAMPLES)

    def add(self, value: float, mono_ns: int) -> None:
        """One duration, told at `mono_ns`."""
        samples = self._samples
        if samples and mono_ns - samples[-1][0] < self._spacing_ns:
            if value > samples[-1][1]:
                samples[-1] = (samples[-1][0], value)
            return
        samples.append((mono_ns, value))

    def clear(self) -> None:
        """Forget all: what was measured is void."""
        self._samples.clear()

    def quantile(self, mono_ns: int, least: int, fraction: float = P95) -> Reading:
        """The nearest-rank quantile of the window that ends now; NOT_YET with fewer than `least` samples."""
        samples = self._samples
        oldest = mono_ns - self._window_ns
        while samples and samples[0][0] <= oldest:
            samples.popleft()
        count = len(samples)
        if count < max(1, least):
            return Absent.NOT_YET
        return sorted(value for _, value in samples)[ceil(fraction * count) - 1]


class RangeWindow:
    """Lowest and highest price of the last `window_s`, in whole seconds (so up to one second more)."""

    __slots__ = ("_seconds", "_slots", "high", "low")

    def __init__(self, window_s: float) -> None:
        self._seconds = ceil(window_s)
        self._slots: deque[list[float]] = deque()
        self.low = 0.0
        self.high = 0.0

    def note(self, price: float, mono_ns: int) -> bool:
        """Take a price (> 0); whether the window's lowest or highest may be another one now."""
        second = mono_ns // _S
        slots = self._slots
        if slots and slots[-1][0] == second:
            slot = slots[-1]
            if slot[1] <= price <= slot[2]:
                return False
            slot[1], slot[2] = min(slot[1], price), max(slot[2], price)
            if self.low <= price <= self.high:
                return False
            self.low, self.high = min(self.low, price), max(self.high, price)
            return True
        slots.append([second, price, price])
        self._forget(second)
        return True

    def swing_pct(self, mono_ns: int) -> Reading:
        """(highest / lowest - 1) in percent; NOT_YET before the first price."""
        if not self._slots:
            return Absent.NOT_YET
        self._forget(mono_ns // _S)
        return (self.high / self.low - 1.0) * 100.0

    def _forget(self, second: int) -> None:
        slots = self._slots
        # The newest price stays, however old: it is the last one known.
        while len(slots) > 1 and slots[0][0] <= second - self._seconds:
            slots.popleft()
        self.low = min(slot[1] for slot in slots)
        self.high = max(slot[2] for slot in slots)


class OutcomeWindow:
    """How many requests ended in the last `window_s`, and how many of them by the venue's fault."""

    __slots__ = ("_seconds", "_slots", "faults", "requests")

    def __init__(self, window_s: float) -> None:
        self._seconds = ceil(window_s)
        self._slots: deque[list[int]] = deque()
        self.requests = 0
        self.faults = 0

    def add(self, requests: int, faults: int, mono_ns: int) -> None:
        """Requests that ended, `faults` of them by the venue's fault."""
        second = mono_ns // _S
        if not self._slots or self._slots[-1][0] != second:
            self._slots.append([second, 0, 0])
        self._slots[-1][1] += requests
        self._slots[-1][2] += faults
        self.requests += requests
        self.faults += faults
        self._forget(second)

    def rate_pct(self, mono_ns: int, least: int) -> Reading:
        """Share of faults in percent; NOT_YET with fewer than `least` requests."""
        self._forget(mono_ns // _S)
        if self.requests < max(1, least):
            return Absent.NOT_YET
        return self.faults / self.requests * 100.0

    def _forget(self, second: int) -> None:
        while self._slots and self._slots[0][0] <= second - self._seconds:
            _, requests, faults = self._slots.popleft()
            self.requests -= requests
            self.faults -= faults
