"""The private stream of one venue: orders, fills and balances, with every loss of it told (VENUES 3.4)."""

import asyncio
from collections.abc import Callable
from typing import Any

import ccxt

from mmdesk.core.model.events import (
    AccountEvent,
    BalanceReported,
    FillReported,
    OrderReported,
    TransferReported,
    VenueConnected,
    VenueLost,
)
from mmdesk.core.model.instrument import Instrument
from mmdesk.gateways import ccxt_parse as parse
from mmdesk.gateways.backoff import Backoff
from mmdesk.gateways.ccxt_errors import VENUE_ERRORS, describe
from mmdesk.gateways.ccxt_protocol import CcxtExchange, Structure
from mmdesk.gateways.connection import VenueConnection
from mmdesk.gateways.dialect import Dialect
from mmdesk.gateways.market_streams import drop_connection
from mmdesk.gateways.report_watch import ReportWatch
from mmdesk.gateways.watch_loop import StreamSilentError, undisturbed
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import Sink, StreamHealth

_NS_PER_MS = 1_000_000
_TRANSFER = "balanceUpdate"


class AccountStream:
    """One subscription, three watch loops on it; the first fault of any ends them all and starts anew."""

    def __init__(
        self,
        exchange: CcxtExchange,
        dialect: Dialect,
        connection: VenueConnection,
        clock: Clock,
        before_retry: Callable[[], None],
    ) -> None:
        timings = connection.timings
        self._exchange = exchange
        self._dialect = dialect
        self._clock = clock
        self._before_retry = before_retry
        self._subscribe_s = timings.request_timeout_ms / 1000
        self._backoff = Backoff(timings.backoff_first_ms, timings.backoff_last_ms)
        self._instruments: dict[str, Instrument] = {}
        self._sink: Sink | None = None
        self.reports = ReportWatch(timings.report_grace_ms * _NS_PER_MS)
        self.connected = False
        self._changed: dict[str, Structure] = {}
        self._told_lost = False
        self._messages = 0
        self._errors = 0
        self._reconnects = 0
        self._last_mono_ns = 0

    async def run(self, instruments: tuple[Instrument, ...], sink: Sink) -> None:
        """Until cancelled."""
        self._instruments = {i.symbol: i for i in instruments}
        self._sink = sink
        try:
            while True:
                try:
                    await self._session()
                except* VENUE_ERRORS as group:
                    self._lost(describe(_first(group)))
                await asyncio.sleep(self._backoff.next_s())
                self._reconnects += 1
        finally:
            self.connected = False

    async def _session(self) -> None:
        exchange = self._exchange
        async with asyncio.TaskGroup() as group:
            # The watchers first: each waits for the same subscription, and nothing told right after it is
            # missed.
            group.create_task(self._watch(exchange.watch_orders, self._orders), name="watch orders")
            group.create_task(self._watch(exchange.watch_my_trades, self._fills), name="watch fills")
            group.create_task(self._watch(exchange.watch_balance, self._balances), name="watch balance")
            async with asyncio.timeout(self._subscribe_s):
                await undisturbed(exchange.authenticate({"type": self._dialect.account_type}))
            self._backoff.reset()
            self.reports.clear()
            self._connected()

    async def _watch(self, read: Callable[[], Any], deliver: Callable[[Any], None]) -> None:
        while True:
            item = await undisturbed(read())
            self._messages += 1
            self._last_mono_ns = self._clock.mono_ns()
            deliver(item)

    def _orders(self, orders: list[Structure]) -> None:
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        for order in orders:
            if (instrument := self._instruments.get(order["symbol"])) is not None:
                reported = parse.streamed_order(order, instrument.key, self._dialect)
                self.reports.arrived(reported.client_id)
                self._tell(OrderReported(wall_ns=wall_ns, mono_ns=mono_ns, order=reported))

    def _fills(self, trades: list[Structure]) -> None:
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        for trade in trades:
            if (instrument := self._instruments.get(trade["symbol"])) is not None:
                fill = parse.streamed_fill(trade, instrument.key)
                self._tell(FillReported(wall_ns=wall_ns, mono_ns=mono_ns, fill=fill))

    def _balances(self, balance: Structure) -> None:
        # ccxt keeps the last message only: of two in a row, the first one's assets would be lost.
        entries, self._changed = list(self._changed.values()), {}
        if balances := parse.streamed_balances({"info": {"B": entries}}):
            wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
            self._tell(
                BalanceReported(wall_ns=wall_ns, mono_ns=mono_ns, venue=self._exchange.id, balances=balances)
            )

    def note_balances(self, message: Structure) -> None:
        """Keep what one balance message says until the loop delivers it; the newest word on an asset wins. A
        transfer is told at once."""
        if message.get("e") == _TRANSFER:
            self._transferred(message)
        entries = message.get("B")
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                self._changed[str(entry.get("a"))] = entry

    def _transferred(self, message: Structure) -> None:
        asset, amount, exchange_ns = parse.transfer(message)
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        self._tell(
            TransferReported(
                wall_ns=wall_ns,
                mono_ns=mono_ns,
                venue=self._exchange.id,
                asset=asset,
                amount=amount,
                exchange_ns=exchange_ns,
            )
        )

    def check(self, now_mono_ns: int) -> None:
        """An order was acknowledged long ago and the stream never spoke of it: the stream is dead."""
        if self.connected and (client_id := self.reports.overdue(now_mono_ns)) is not None:
            self.drop(StreamSilentError(f"the user stream never told of the acknowledged order {client_id}"))

    def drop(self, error: Exception) -> None:
        """Fail the private connection; the loops start anew."""
        self.reports.clear()
        drop_connection(self._exchange, self._dialect.account_type, error)

    def doubt(self, reason: str) -> None:
        """A private frame could not be read: what it told is lost, so the account is reconciled."""
        if self.connected:
            self._lost(reason)
            self._connected()

    def health(self) -> StreamHealth:
        return StreamHealth("account", self._messages, self._errors, self._reconnects, self._last_mono_ns)

    def _connected(self) -> None:
        self.connected = True
        self._told_lost = False
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        self._tell(VenueConnected(wall_ns=wall_ns, mono_ns=mono_ns, venue=self._exchange.id))

    def _lost(self, reason: str) -> None:
        self._errors += 1
        if not self.connected:
            # ccxt's mark of the subscription outlives a subscribe that was never answered: on the same
            # connection the next one would not be sent, and the stream would be silent for ever.
            self.drop(ConnectionError("the private subscription failed"))
        self.connected = False
        self._before_retry()
        if not self._told_lost:
            self._told_lost = True
            wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
            self._tell(VenueLost(wall_ns=wall_ns, mono_ns=mono_ns, venue=self._exchange.id, reason=reason))

    def _tell(self, event: AccountEvent) -> None:
        if self._sink is not None:
            self._sink(event)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first real exception of a task group's bundle."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error if isinstance(error, Exception) else ccxt.NetworkError(str(error))
