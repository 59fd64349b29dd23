"""Metrics over a sliding window, kept up event by event in bounded memory; monotonic times."""

from collections import deque
from math import ceil

from mmdesk.core.risk.breakers.breaker import Absent, Reading

_S = 1_000_000_000
_TENTH = 100_000_000
SPACING_NS = 10_000_000
"""Prices closer together than this are kept as if they came at once."""
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
    """Lowest and highest price of the last `window_s`: no price is forgotten sooner, and none later than
    `SPACING_NS` after that.

    Each side keeps only the prices that may still become the extreme, so taking one costs the same however
    long the window is.
    """

    __slots__ = ("_falling", "_price", "_rising", "_seen_ns", "_window_ns")

    def __init__(self, window_s: float) -> None:
        self._window_ns = round(window_s * _S)
        self._price = 0.0
        self._seen_ns = 0
        self._rising: deque[tuple[int, float]] = deque()
        self._falling: deque[tuple[int, float]] = deque()

    @property
    def low(self) -> float:
        """0.0 before the first price."""
        return self._rising[0][1] if self._rising else 0.0

    @property
    def high(self) -> float:
        """0.0 before the first price."""
        return self._falling[0][1] if self._falling else 0.0

    def note(self, price: float, mono_ns: int) -> bool:
        """Take a price (> 0); whether the window's lowest or highest may be another one now."""
        if price == self._price:
            self._seen_ns = mono_ns
            return False
        if self._seen_ns:
            # The price of before held until it was last seen, not only when it came.
            self._take(self._price, self._seen_ns)
        self._price, self._seen_ns = price, mono_ns
        return self._take(price, mono_ns)

    def _take(self, price: float, mono_ns: int) -> bool:
        # Prices of one stretch count as told at its end: both sides stay short, and none is lost early.
        until_ns = -(-mono_ns // SPACING_NS) * SPACING_NS
        rising, falling = self._rising, self._falling
        if not rising:
            rising.append((until_ns, price))
            falling.append((until_ns, price))
            return True
        low, high = rising[0], falling[0]
        while rising and rising[-1][1] >= price:
            rising.pop()
        if not rising or rising[-1][0] < until_ns:
            rising.append((until_ns, price))
        while falling and falling[-1][1] <= price:
            falling.pop()
        if not falling or falling[-1][0] < until_ns:
            falling.append((until_ns, price))
        oldest_ns = mono_ns - self._window_ns
        if rising[0][0] < oldest_ns or falling[0][0] < oldest_ns:
            self._forget(mono_ns)
        return rising[0] is not low or falling[0] is not high

    def swing_pct(self, mono_ns: int) -> Reading:
        """(highest / lowest - 1) in percent; NOT_YET before the first price."""
        if not self._rising:
            return Absent.NOT_YET
        self._forget(mono_ns)
        return (self.high / self.low - 1.0) * 100.0

    def _forget(self, mono_ns: int) -> None:
        oldest = mono_ns - self._window_ns
        for extremes in (self._rising, self._falling):
            while extremes and extremes[0][0] < oldest:
                extremes.popleft()
            if not extremes:
                # The newest price stays, however old: it is the last one known. A side lacks it when it came
                # in the same stretch as that side's extreme.
                extremes.append((self._seen_ns, self._price))


class OutcomeWindow:
    """How many requests ended in the last `window_s`, and how many of them by the venue's fault; whole tenths
    of a second are forgotten, so up to one more counts."""

    __slots__ = ("_slots", "_window_ns", "faults", "requests")

    def __init__(self, window_s: float) -> None:
        self._window_ns = round(window_s * _S)
        self._slots: deque[list[int]] = deque()
        self.requests = 0
        self.faults = 0

    def add(self, requests: int, faults: int, mono_ns: int) -> None:
        """Requests that ended, `faults` of them by the venue's fault."""
        slot = mono_ns // _TENTH
        if not self._slots or self._slots[-1][0] != slot:
            self._slots.append([slot, 0, 0])
        self._slots[-1][1] += requests
        self._slots[-1][2] += faults
        self.requests += requests
        self.faults += faults
        self._forget(mono_ns)

    def rate_pct(self, mono_ns: int, least: int) -> Reading:
        """Share of faults in percent; NOT_YET with fewer than `least` requests."""
        self._forget(mono_ns)
        if self.requests < max(1, least):
            return Absent.NOT_YET
        return self.faults / self.requests * 100.0

    def _forget(self, mono_ns: int) -> None:
        oldest = mono_ns - self._window_ns
        while self._slots and (self._slots[0][0] + 1) * _TENTH <= oldest:
            _, requests, faults = self._slots.popleft()
            self.requests -= requests
            self.faults -= faults
