"""Keeps our signed requests inside the venue's receive window: measures its clock and tells ccxt the
difference.
"""

import asyncio

from mmdesk.gateways.ccxt_errors import VENUE_ERRORS, public_error
from mmdesk.gateways.ccxt_protocol import CcxtExchange
from mmdesk.gateways.clock_offset import ClockOffset
from mmdesk.gateways.dialect import Dialect
from mmdesk.gateways.rate_limit import Priority, WeightLimiter
from mmdesk.ports.clock import Clock

_NS_PER_MS = 1_000_000
_FIRST_SAMPLES = 4
_EVERY_S = 15.0


class TimeSampler:
    """A few samples at the start, one now and then afterwards."""

    def __init__(
        self, exchange: CcxtExchange, dialect: Dialect, clock: Clock, limiter: WeightLimiter
    ) -> None:
        self._exchange = exchange
        self._dialect = dialect
        self._clock = clock
        self._limiter = limiter
        self.offset = ClockOffset()

    async def start(self) -> None:
        """Raises ExchangeConnectionError when the venue cannot be asked."""
        try:
            for _ in range(_FIRST_SAMPLES):
                await self._sample()
        except VENUE_ERRORS as error:
            raise public_error(error, "asking the venue for its time") from None

    async def run(self) -> None:
        """Until cancelled; a failed sample says nothing and is asked again later."""
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                await self._sample()
            except VENUE_ERRORS:
                continue

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
