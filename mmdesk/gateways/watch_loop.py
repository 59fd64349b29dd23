"""One `watch_*` loop of ccxt: nothing is awaited between two watches, and the loop outlives every fault."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import ccxt

from mmdesk.core.model.market import FeedFault
from mmdesk.gateways.backoff import Backoff
from mmdesk.gateways.ccxt_errors import MALFORMED_ERRORS, VENUE_ERRORS, describe
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import StreamHealth

T = TypeVar("T")


class StreamSilentError(ConnectionError):
    """Our watchdog gave up on a stream that said nothing for too long."""


class CrossedBookError(ValueError):
    """The best bid is not below the best ask."""


class BookGapError(ValueError):
    """The venue told more of the book than our copy of it holds."""


def fault_of(error: BaseException) -> FeedFault:
    """What an exception of a market stream means for its data."""
    if isinstance(error, StreamSilentError):
        return FeedFault.SILENT
    if isinstance(error, ccxt.ChecksumError | BookGapError):
        return FeedFault.GAP
    if isinstance(error, CrossedBookError):
        return FeedFault.CROSSED
    if isinstance(error, MALFORMED_ERRORS):
        return FeedFault.MALFORMED
    return FeedFault.DISCONNECTED


async def undisturbed(waiting: Awaitable[T]) -> T:
    """Await something of ccxt's. When a connection closes, ccxt cancels its own futures: to us that is a lost
    connection (ConnectionError), not a request to stop."""
    try:
        return await waiting
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise ConnectionError("the connection was closed") from None


class WatchLoop(Generic[T]):
    """Reads one stream for ever. `key` is ccxt's subscription hash: it finds the connection the stream is on.

    `on_fault` is called once per failed stretch, before the pause that precedes the next try.
    """

    def __init__(
        self,
        name: str,
        key: str,
        read: Callable[[], Awaitable[T]],
        deliver: Callable[[T], None],
        on_fault: Callable[[FeedFault, str], None],
        clock: Clock,
        backoff: Backoff,
        silence_ns: int,
    ) -> None:
        self.name = name
        self.key = key
        self._read = read
        self._deliver = deliver
        self._on_fault = on_fault
        self._clock = clock
        self._backoff = backoff
        self._silence_ns = silence_ns
        self._messages = 0
        self._errors = 0
        self._reconnects = 0
        self._last_mono_ns = 0
        self._waiting_since_ns = 0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._waiting_since_ns = self._clock.mono_ns()
            try:
                await self._watch()
            except VENUE_ERRORS as error:
                self._failed(error)
            await asyncio.sleep(self._backoff.next_s())
            self._reconnects += 1

    async def _watch(self) -> None:
        while True:
            item = await undisturbed(self._read())
            now = self._clock.mono_ns()
            if not self._messages or self._waiting_since_ns > self._last_mono_ns:
                self._backoff.reset()
            self._last_mono_ns = now
            self._messages += 1
            self._deliver(item)

    def _failed(self, error: BaseException) -> None:
        self._errors += 1
        self._on_fault(fault_of(error), describe(error))

    def is_silent(self, now_mono_ns: int) -> bool:
        """Whether nothing came for longer than this stream may be quiet (0: it may always be)."""
        since = max(self._last_mono_ns, self._waiting_since_ns)
        return bool(self._silence_ns) and since > 0 and now_mono_ns - since > self._silence_ns

    def health(self) -> StreamHealth:
        return StreamHealth(self.name, self._messages, self._errors, self._reconnects, self._last_mono_ns)
