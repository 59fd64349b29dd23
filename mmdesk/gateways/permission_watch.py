"""Asks now and then whether our markets still trade, and tells what changed: of them and of our account."""

import asyncio
from collections.abc import Callable

import msgspec

from mmdesk.core.model.events import InstrumentStatusReported, TradingPermissionReported
from mmdesk.core.model.instrument import Instrument, InstrumentStatus
from mmdesk.gateways import ccxt_parse as parse
from mmdesk.gateways.ccxt_errors import VENUE_ERRORS
from mmdesk.gateways.ccxt_protocol import CcxtExchange
from mmdesk.gateways.dialect import Dialect
from mmdesk.gateways.rate_limit import Priority, WeightLimiter
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import Sink

_TURN_S = 0.25


class PermissionWatch:
    """`may_trade` is asked at every turn: it changes with reads that others make."""

    def __init__(
        self,
        exchange: CcxtExchange,
        dialect: Dialect,
        clock: Clock,
        limiter: WeightLimiter,
        may_trade: Callable[[], bool],
        every_s: float,
    ) -> None:
        self._exchange = exchange
        self._dialect = dialect
        self._clock = clock
        self._limiter = limiter
        self._may_trade = may_trade
        self._every_s = every_s
        self._told: dict[str, InstrumentStatus] = {}
        self._told_permission = True

    async def run(self, instruments: tuple[Instrument, ...], sink: Sink) -> None:
        """Until cancelled. A question that fails says nothing and is asked again."""
        self._told = {one.key: one.status for one in instruments}
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            if loop.time() >= due:
                due = loop.time() + self._every_s
                await self._ask(instruments, sink)
            self._tell_permission(sink)
            await asyncio.sleep(min(_TURN_S, self._every_s))

    async def _ask(self, instruments: tuple[Instrument, ...], sink: Sink) -> None:
        try:
            await self._limiter.acquire(self._dialect.markets_weight, Priority.READ)
            symbols = msgspec.json.encode([one.venue_symbol for one in instruments]).decode()
            answer = await self._exchange.public_get_exchangeinfo({"symbols": symbols})
            found = {str(one["symbol"]): parse.market_status(one, self._dialect) for one in answer["symbols"]}
        except VENUE_ERRORS:
            return
        for one in instruments:
            # A market that the answer does not name any more is not one to trade in.
            status = found.get(one.venue_symbol, InstrumentStatus.CLOSED)
            if self._told[one.key] is not status:
                self._told[one.key] = status
                wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
                sink(
                    InstrumentStatusReported(
                        wall_ns=wall_ns, mono_ns=mono_ns, venue=one.venue, instrument=one.key, status=status
                    )
                )

    def _tell_permission(self, sink: Sink) -> None:
        allowed = self._may_trade()
        if allowed is self._told_permission:
            return
        self._told_permission = allowed
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        sink(
            TradingPermissionReported(
                wall_ns=wall_ns, mono_ns=mono_ns, venue=self._exchange.id, may_trade=allowed
            )
        )
