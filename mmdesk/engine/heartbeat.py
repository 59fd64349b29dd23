"""The engine's pulse: time passes for the core, lateness is measured, surfaces are told, truth is checked."""

import asyncio
from collections import deque
from collections.abc import Callable

PERIOD_S = 0.1
LAG_WINDOW_BEATS = 20


class Heartbeat:
    """Calls `on_beat(number)` every 100 ms; a late beat is not repeated: its lateness is the loop's lag."""

    def __init__(self, on_beat: Callable[[int], None], period_s: float = PERIOD_S) -> None:
        self._on_beat = on_beat
        self._period_s = period_s
        self._late_s: deque[float] = deque([0.0], maxlen=LAG_WINDOW_BEATS)

    @property
    def loop_lag_ms(self) -> float:
        """The latest beat of the last two seconds."""
        return max(self._late_s) * 1_000

    @property
    def last_lag_ms(self) -> float:
        """How late the last beat was."""
        return self._late_s[-1] * 1_000

    async def run(self) -> None:
        """Beat until cancelled."""
        loop = asyncio.get_running_loop()
        number = 0
        due = loop.time() + self._period_s
        while True:
            await asyncio.sleep(max(0.0, due - loop.time()))
            now = loop.time()
            self._late_s.append(max(0.0, now - due))
            due = max(due + self._period_s, now)
            number += 1
            self._on_beat(number)
