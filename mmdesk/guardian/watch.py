"""The guardian's decisions: pure, time comes in (monotonic ns), actions go out.

Arming is for good: after one armed beat every end but `bye` stops our orders, since looking costs one request
and a wrong guess costs money. Each stop has a generation; a healthy engine that returns is swept once more
and guards nothing until its beats carry the latest generation (it has taken the stop in and reconciled).
"""

import msgspec

from mmdesk.guardian.messages import EXIT_NOT_PROVED, EXIT_OK, Beat, StopReason

LATE_TICK_NS = 1_000_000_000
AGAIN_AFTER_NS = 5_000_000_000


class Stop(msgspec.Struct, frozen=True):
    """Cancel and prove."""

    generation: int
    reason: StopReason


class Exit(msgspec.Struct, frozen=True):
    """End the process."""

    code: int


Action = Stop | Exit


class Watch:
    """Events in, actions out. One stop runs at a time; what happens meanwhile is remembered for its end."""

    def __init__(self, silence_ns: int, now_ns: int) -> None:
        self._silence_ns = silence_ns
        self._last_beat_ns = now_ns
        self._last_tick_ns = now_ns
        self._forgave_tick = False
        self._again_ns: int | None = None
        self._ending: StopReason | None = None
        self._next: StopReason | None = None
        self._over = False
        self._alive = False
        self.ever_armed = False
        self.armed = False
        self.stopping = False
        self.generation = 0

    def beat(self, now_ns: int, beat: Beat) -> list[Action]:
        """A line came. An engine that says it is unwell is as good as silent."""
        if self._over or self._ending is not None or not beat.healthy:
            return []
        self._last_beat_ns = now_ns
        returned = self.ever_armed and not self._alive
        self._alive = True
        if returned:
            return self._want(StopReason.RETURNED)
        if beat.armed and not self.armed and not self.stopping and beat.generation == self.generation:
            self.ever_armed = self.armed = True
            self._again_ns = None
        return []

    def tick(self, now_ns: int) -> list[Action]:
        """Time passed. A tick that is itself late says that we slept, not the engine: its beats may wait."""
        late = now_ns - self._last_tick_ns > LATE_TICK_NS
        self._last_tick_ns = now_ns
        if late and not self._forgave_tick:
            self._forgave_tick = True
            return []
        self._forgave_tick = False
        if self._over or self._ending is not None or not self.ever_armed:
            return []
        if self._alive and now_ns - self._last_beat_ns >= self._silence_ns:
            self._alive = False
            return self._want(StopReason.SILENCE)
        if self._again_ns is not None and now_ns >= self._again_ns:
            return self._want(StopReason.NOT_PROVED)
        return []

    def eof(self) -> list[Action]:
        """The engine's end of the pipe is closed: it is dead."""
        return self._end(StopReason.ENGINE_GONE)

    def terminated(self) -> list[Action]:
        """Somebody asked this process to go: nobody guards after it, so orders go first."""
        return self._end(StopReason.TERMINATED)

    def bye(self) -> list[Action]:
        """The engine proved that nothing of ours is open."""
        if self._over or self._ending is not None:
            return []
        self.ever_armed = self.armed = False
        self._next = None
        return self._end(StopReason.ENGINE_GONE)

    def stopped(self, now_ns: int, *, proved: bool) -> list[Action]:
        """The stop that ran is over."""
        self.stopping = False
        if self._next is not None:
            reason, self._next = self._next, None
            return self._start(reason)
        if self._ending is not None:
            self._over = True
            return [Exit(EXIT_OK if proved else EXIT_NOT_PROVED)]
        if not proved:
            self._again_ns = now_ns + AGAIN_AFTER_NS
        return []

    def _end(self, reason: StopReason) -> list[Action]:
        if self._over or self._ending is not None:
            return []
        self._ending = reason
        if self.ever_armed:
            return self._want(reason)
        if self.stopping:
            return []
        self._over = True
        return [Exit(EXIT_OK)]

    def _want(self, reason: StopReason) -> list[Action]:
        self._again_ns = None
        if self.stopping:
            self._next = reason
            return []
        return self._start(reason)

    def _start(self, reason: StopReason) -> list[Action]:
        self.armed = False
        self.stopping = True
        self.generation += 1
        return [Stop(self.generation, reason)]
