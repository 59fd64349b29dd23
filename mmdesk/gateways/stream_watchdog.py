"""Looks at every stream a few times a second: ccxt notices a dead connection late, and a silent stream
never.
"""

import asyncio

import ccxt

from mmdesk.gateways.account_stream import AccountStream
from mmdesk.gateways.ccxt_protocol import CcxtExchange
from mmdesk.gateways.market_streams import MarketStreams, drop_connection
from mmdesk.gateways.watch_loop import StreamSilentError
from mmdesk.ports.clock import Clock


class StreamWatchdog:
    """Fails what is dead; the loops then say what was lost and dial again."""

    def __init__(
        self,
        exchange: CcxtExchange,
        market: MarketStreams,
        account: AccountStream,
        clock: Clock,
        every_s: float,
    ) -> None:
        self._exchange = exchange
        self._market = market
        self._account = account
        self._clock = clock
        self._every_s = every_s

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(self._every_s)
            self.check()

    def check(self) -> None:
        """One look."""
        for client in list(self._exchange.clients.values()):
            if client.connection is not None and client.closed():
                client.on_error(ccxt.NetworkError("the connection is closed"))
        now = self._clock.mono_ns()
        for loop in self._market.loops:
            if loop.is_silent(now):
                error = StreamSilentError(f"nothing on {loop.name} for too long")
                drop_connection(self._exchange, loop.key, error)
        self._account.check(now)
