"""Keeps our signed requests inside the venue's receive window: measures its clock and tells ccxt the
difference.
"""

import asyncio

from mmdesk.core.model.events import ClockMeasured
from mmdesk.gateways.ccxt_errors import VENUE_ERRORS, public_error
from mmdesk.gateways.ccxt_protocol import CcxtExchange
from mmdesk.gateways.clock_offset import ClockOffset
from mmdesk.gateways.dialect import Dialect
from mmdesk.gateways.rate_limit import Priority, WeightLimiter
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import Sink

_NS_PER_MS = 1_000_000
_FIRST_SAMPLES = 4
_EVERY_S = 15.0
_MINUTE_NS = 60_000_000_000
# Two clocks are never compared exactly: the venue's minute is over for certain this much later.
_SURELY_OVER_NS = 250_000_000
# While a doubted clock could not be asked.
_AGAIN_S = 0.5


class TimeSampler:
    """A few samples at the start, one now and then afterwards, and several at once after a doubt."""

    def __init__(
        self, exchange: CcxtExchange, dialect: Dialect, clock: Clock, limiter: WeightLimiter
    ) -> None:
        self._exchange = exchange
        self._dialect = dialect
        self._clock = clock
        self._limiter = limiter
        self._doubted = asyncio.Event()
        self.offset = ClockOffset()

    async def start(self) -> None:
        """Raises ExchangeConnectionError when the venue cannot be asked."""
        try:
            await self._samples(_FIRST_SAMPLES)
        except VENUE_ERRORS as error:
            raise public_error(error, "asking the venue for its time") from None

    async def run(self, sink: Sink) -> None:
        """Until cancelled, telling `sink` each result; a failed sample says nothing and is asked again."""
        self._tell(sink)
        while True:
            doubted = await self._doubted_within(_EVERY_S)
            self._doubted.clear()
            try:
                await self._samples(_FIRST_SAMPLES if doubted else 1)
            except VENUE_ERRORS:
                if doubted:
                    self._doubted.set()
                    await asyncio.sleep(_AGAIN_S)
                continue
            self._tell(sink)

    def doubt(self) -> None:
        """The venue refused a request for its time, or our clock jumped: measure anew, at once."""
        self.offset.forget()
        self._doubted.set()

    def minute_ends_in_s(self) -> float:
        """Until the venue counts request weight anew: its minutes are those of its own clock."""
        venue_ns = self._clock.wall_ns() + self.offset.offset_ns
        return (_MINUTE_NS - venue_ns % _MINUTE_NS + _SURELY_OVER_NS) / 1e9

    async def _doubted_within(self, seconds: float) -> bool:
        """Wait for a doubt; false when none came in time."""
        try:
            async with asyncio.timeout(seconds):
                await self._doubted.wait()
        except TimeoutError:
            return False
        return True

    async def _samples(self, count: int) -> None:
        for _ in range(count):
            await self._sample()

    async def _sample(self) -> None:
        await self._limiter.acquire(self._dialect.time_weight, Priority.READ)
        asked = self._clock.wall_ns()
        server_ms = await self._exchange.fetch_time()
        self.offset.add(
            asked_wall_ns=asked,
            answered_wall_ns=self._clock.wall_ns(),
            server_ns=int(server_ms) * _NS_PER_MS,
        )
        # ccxt subtracts this from our clock when it stamps a request (milliseconds, ours minus the server's).
        self._exchange.options["timeDifference"] = -round(self.offset.offset_ns / _NS_PER_MS)

    def _tell(self, sink: Sink) -> None:
        sink(
            ClockMeasured(
                wall_ns=self._clock.wall_ns(),
                mono_ns=self._clock.mono_ns(),
                venue=self._exchange.id,
                offset_ns=self.offset.offset_ns,
            )
        )
