"""Our own weight limiter: cancels before creates before reads, and a reserve that only a stop may use."""

import asyncio
import heapq
from collections.abc import Callable
from enum import IntEnum

_NS_PER_S = 1_000_000_000
_AT_ONCE_S = 0.001


class Priority(IntEnum):
    """Who goes first when weight is short. STOP_READ asks what a stop left open."""

    CANCEL = 0
    STOP_READ = 1
    CREATE = 2
    READ = 3


class LimiterRefusedError(ConnectionError):
    """No weight in time, or too many already wait: the request was not sent. `retry_after_s` says when to
    come back.
    """

    def __init__(self, reason: str, retry_after_s: float) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class WeightLimiter:
    """A token bucket of half the venue's limit, refilled at half its rate.

    Venues count in fixed windows; a bucket of half the size at half the rate never spends more than the whole
    limit in any window, wherever the venue's minute begins. What the venue counted itself, other programs
    included, holds until its minute ends. Time is monotonic nanoseconds from `mono_ns`.
    """

    def __init__(
        self,
        *,
        weight_per_minute: int,
        cancel_reserve: int,
        mono_ns: Callable[[], int],
        max_waiting: int = 256,
    ) -> None:
        self._limit = weight_per_minute
        self._capacity = weight_per_minute / 2
        self._reserve = cancel_reserve
        self._mono_ns = mono_ns
        self._max_waiting = max_waiting
        self._available = self._capacity
        # What the venue's own count leaves: refilled like the bucket, and all of it once its minute is over.
        self._left = self._capacity
        self._left_until_ns = 0
        self._counted = 0
        self._refilled_ns = mono_ns()
        self._blocked_until_ns = 0
        self._waiting: list[tuple[Priority, int, int, asyncio.Future[None]]] = []
        self._counter = 0
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self, weight: int, priority: Priority, *, wait_s: float | None = None) -> None:
        """Take `weight`, waiting at most `wait_s` (None: until it is there). Raises LimiterRefusedError.

        When weight is there and nobody more urgent waits, this does not yield to the loop.
        """
        if self.try_acquire(weight, priority):
            return
        if wait_s is not None and self.delay_s(weight, priority) > wait_s:
            raise LimiterRefusedError("request weight is used up", self.delay_s(weight, priority))
        # Cancels are bounded by the orders there are, and a queue full of reads is no reason to keep one.
        if priority >= Priority.CREATE and len(self._waiting) >= self._max_waiting:
            raise LimiterRefusedError("too many requests wait already", self.delay_s(weight, priority))
        await self._wait(weight, priority, wait_s)

    def try_acquire(self, weight: int, priority: Priority) -> bool:
        """Take `weight` if it is there and nobody as urgent waits."""
        ahead = self._waiting[0][0] if self._waiting else None
        return (ahead is None or ahead > priority) and self._take(weight, priority)

    async def _wait(self, weight: int, priority: Priority, wait_s: float | None) -> None:
        granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._counter += 1
        entry = (priority, self._counter, weight, granted)
        heapq.heappush(self._waiting, entry)
        self._schedule()
        try:
            await asyncio.wait_for(granted, wait_s)
        except TimeoutError:
            raise LimiterRefusedError("request weight is used up", self.delay_s(weight, priority)) from None
        finally:
            if entry in self._waiting:
                self._waiting.remove(entry)
                heapq.heapify(self._waiting)
            self._schedule()

    def block(self, seconds: float) -> None:
        """The venue said Retry-After: nothing leaves before that, cancels included (they would lengthen
        the ban).
        """
        until = self._mono_ns() + int(seconds * _NS_PER_S)
        self._blocked_until_ns = max(self._blocked_until_ns, until)

    def observe(self, used_in_minute: int, ends_in_s: float = 60.0) -> None:
        """The venue's own count of this minute, which ends in `ends_in_s`: where higher than ours, other
        programs share the address, or an earlier life of this one spent it.
        """
        self._refill()
        if used_in_minute < self._counted / 2:
            # Answers overtake each other, but not by so much: it counts anew already.
            self._left = self._capacity
        self._counted = used_in_minute
        self._left = min(self._left, max(0.0, self._limit - used_in_minute))
        self._left_until_ns = self._mono_ns() + int(ends_in_s * _NS_PER_S)

    def used(self) -> float:
        """Share of the bucket in use, 0..1."""
        self._refill()
        return 1.0 - min(self._available, self._left) / self._capacity

    def shortage_s(self) -> float:
        """Seconds until the lightest read could leave; 0.0 when it could now."""
        delay_s = self.delay_s(1, Priority.READ)
        return delay_s if delay_s > _AT_ONCE_S else 0.0

    def delay_s(self, weight: int, priority: Priority) -> float:
        """Seconds until `weight` could leave if nobody else asked; at least a millisecond."""
        self._refill()
        now, wanted, per_s = self._mono_ns(), weight + self._floor(priority), self._capacity / 60
        blocked = max(0, self._blocked_until_ns - now) / _NS_PER_S
        told = min((wanted - self._left) / per_s, (self._left_until_ns - now) / _NS_PER_S)
        return max(_AT_ONCE_S, blocked, (wanted - self._available) / per_s, told)

    def close(self) -> None:
        """Stop the timer; whoever still waits is cancelled with its own task."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _floor(self, priority: Priority) -> int:
        if priority is Priority.CANCEL:
            return 0
        # Looking may not eat what the cancels it finds necessary will need.
        return self._reserve // 2 if priority is Priority.STOP_READ else self._reserve

    def _take(self, weight: int, priority: Priority) -> bool:
        self._refill()
        if self._mono_ns() < self._blocked_until_ns:
            return False
        if min(self._available, self._left) - weight < self._floor(priority):
            return False
        self._available -= weight
        self._left -= weight
        return True

    def _refill(self) -> None:
        now = self._mono_ns()
        gained = (now - self._refilled_ns) * self._capacity / 60 / _NS_PER_S
        self._available = min(self._capacity, self._available + gained)
        is_over = now >= self._left_until_ns
        self._left = self._capacity if is_over else min(self._capacity, self._left + gained)
        self._refilled_ns = now

    def _grant(self) -> None:
        self._timer = None
        while self._waiting:
            priority, _, weight, granted = self._waiting[0]
            if granted.done():
                heapq.heappop(self._waiting)
                continue
            if not self._take(weight, priority):
                break
            heapq.heappop(self._waiting)
            granted.set_result(None)
        self._schedule()

    def _schedule(self) -> None:
        self.close()
        if self._waiting:
            priority, _, weight, _ = self._waiting[0]
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self.delay_s(weight, priority), self._grant)
