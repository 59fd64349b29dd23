"""The gateway port on an unmodified `ccxt.pro` exchange: session, streams, orders and reads of one venue."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import aiohttp

from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.errors import ConfigurationError, ExchangeConnectionError
from mmdesk.core.model.events import OrderAbsent, OrderReported
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.order import ApprovedOrder, VenueOrder
from mmdesk.gateways import ccxt_hooks, hot_path
from mmdesk.gateways.account_reads import AccountReads
from mmdesk.gateways.account_stream import AccountStream
from mmdesk.gateways.ccxt_errors import BANNED_STATUS, describe
from mmdesk.gateways.ccxt_exchange import make_exchange
from mmdesk.gateways.ccxt_protocol import CcxtClient
from mmdesk.gateways.connection import OrderTransport, VenueConnection
from mmdesk.gateways.dialect import dialect_of
from mmdesk.gateways.hot_path import Watcher
from mmdesk.gateways.loopback import LoopbackTrust
from mmdesk.gateways.market_loader import MarketLoader
from mmdesk.gateways.market_streams import MarketStreams
from mmdesk.gateways.order_calls import OrderCalls
from mmdesk.gateways.outbound import Outbound
from mmdesk.gateways.permission_watch import PermissionWatch
from mmdesk.gateways.rate_limit import WeightLimiter
from mmdesk.gateways.session import open_session
from mmdesk.gateways.strays import Strays
from mmdesk.gateways.stream_watchdog import StreamWatchdog
from mmdesk.gateways.time_sampler import TimeSampler
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import AccountBalances, CancelOutcome, GatewayHealth, SendOutcome, Sink

_log = logging.getLogger(__name__)

# Binance bans for two minutes at least.
SHORTEST_BAN_S = 120.0
# Requests that wait for less weight than this are not worth a line in the log.
TOLD_FROM_S = 1.0

_NO_PERMISSION = (
    "{venue} says that this account may not trade: enable spot trading for the key on the venue's own page, "
    "or use another key"
)


class CcxtGateway:
    """Implements `ports.gateway.Gateway`. Everything lives on the loop that called `connect`."""

    def __init__(self, connection: VenueConnection, clock: Clock) -> None:
        self._connection = connection
        self._dialect = dialect_of(connection.exchange_id)
        self._clock = clock
        self._parts: _Parts | None = None
        self._instruments: dict[str, Instrument] = {}

    @property
    def venue(self) -> str:
        return self._dialect.exchange_id

    async def connect(self) -> tuple[Instrument, ...]:
        """Load markets and fees, measure the venue's clock, check the keys by reading the balances."""
        await self.close()
        parts = self._parts = _Parts(self._connection, self._clock)
        try:
            await parts.time.start()
            instruments = await parts.loader.load()
            if self._connection.has_credentials:
                await parts.reads.balances()
                if not parts.reads.may_trade:
                    raise ConfigurationError(_NO_PERMISSION.format(venue=self.venue))
                await parts.strays.take_off()
        except BaseException:
            await self.close()
            raise
        self._instruments = {i.key: i for i in instruments}
        return instruments

    async def run(self, sink: Sink) -> None:
        """All streams until cancelled."""
        parts = self._up()
        instruments = tuple(self._instruments.values())
        async with asyncio.TaskGroup() as group:
            for loop in parts.market.open(instruments, sink):
                group.create_task(loop.run(), name=f"{self.venue} {loop.name}")
            if self._connection.has_credentials:
                account = parts.account.run(instruments, sink)
                group.create_task(account, name=f"{self.venue} account")
            group.create_task(parts.watchdog.run(), name=f"{self.venue} watchdog")
            group.create_task(parts.time.run(sink), name=f"{self.venue} clock")
            group.create_task(parts.permission.run(instruments, sink), name=f"{self.venue} permission")

    def place(self, order: ApprovedOrder) -> Coroutine[Any, Any, SendOutcome]:
        """Send a create exactly once; its bytes have left when this returns if the socket takes them."""
        return self._up().orders.place(order.intent, self._instruments[order.intent.instrument])

    def cancel(self, request: SendCancel) -> Coroutine[Any, Any, CancelOutcome]:
        return self._up().orders.cancel(request, self._instruments[request.instrument])

    async def query(self, instrument: str, client_id: str) -> OrderReported | OrderAbsent:
        """The venue's word on one order of ours."""
        return await self._up().reads.query(client_id, self._instruments[instrument])

    async def open_orders(self, *, urgent: bool = False) -> tuple[VenueOrder, ...]:
        """Every open order of the account in our instruments, ours or not."""
        return await self._up().reads.open_orders(tuple(self._instruments.values()), urgent=urgent)

    async def fills_since(self, since_wall_ns: int) -> tuple[Fill, ...]:
        """Our fills since then in all instruments, oldest first, all pages."""
        return await self._up().reads.fills_since(since_wall_ns, tuple(self._instruments.values()))

    async def closed_orders_since(self, since_wall_ns: int) -> tuple[VenueOrder, ...]:
        """Orders made since then that ended, in all instruments, all pages."""
        return await self._up().reads.closed_orders_since(since_wall_ns, tuple(self._instruments.values()))

    async def balances(self) -> AccountBalances:
        return await self._up().reads.balances()

    def renew(self, reason: str) -> None:
        """Give up every stream and measure the venue's clock anew."""
        self._up().renew(reason)

    def health(self) -> GatewayHealth:
        parts = self._parts
        if parts is None:
            return GatewayHealth(
                self.venue, connected=False, streams=(), malformed=0, weight_used=0.0, clock_offset_ns=0
            )
        loops = tuple(loop.health() for loop in parts.market.loops)
        private = (parts.account.health(),) if self._connection.has_credentials else ()
        return GatewayHealth(
            venue=self.venue,
            connected=parts.account.connected or not private,
            streams=(*loops, *private),
            malformed=parts.market.malformed,
            weight_used=parts.limiter.used(),
            clock_offset_ns=parts.time.offset.offset_ns,
            frames=parts.frames.count,
            reads=parts.reads.ended,
            read_faults=parts.reads.faults,
            banned_until_ns=parts.banned_until_ns,
            reads_wait_s=parts.limiter.shortage_s(),
        )

    async def close(self) -> None:
        """Close every connection; the gateway may connect again afterwards."""
        if (parts := self._parts) is not None:
            self._parts = None
            await parts.close()

    def _up(self) -> "_Parts":
        if self._parts is None:
            raise ExchangeConnectionError(f"{self.venue} is not connected: connect first", retryable=True)
        return self._parts


class StreamRenewedError(ConnectionError):
    """We gave up on a connection ourselves: it may have missed what happened while time stood still."""


class _Parts:
    """Everything of one connection, made together and closed together."""

    def __init__(self, connection: VenueConnection, clock: Clock) -> None:
        dialect = dialect_of(connection.exchange_id)
        venue = connection.loopback
        self._trust = LoopbackTrust(venue.ca_file) if venue is not None else None
        outbound = Outbound(clock.mono_ns)
        rest = connection.order_transport is OrderTransport.REST
        self._session: aiohttp.ClientSession = open_session(
            venue, self._trust, outbound.body_leaves if rest else None
        )
        self._account_type = dialect.account_type
        self._clock = clock
        self.banned_until_ns = 0
        self._is_short = False
        self.exchange = make_exchange(connection, dialect, self._session)
        self.limiter = WeightLimiter(
            weight_per_minute=dialect.weight_per_minute,
            cancel_reserve=dialect.cancel_reserve,
            mono_ns=clock.mono_ns,
        )
        watcher = Watcher(self.exchange, self.limiter, dialect.book_weight)
        self.market = MarketStreams(self.exchange, watcher, connection, clock, self._before_retry)
        self.account = AccountStream(self.exchange, dialect, connection, clock, self._before_retry)
        hot_path.shorten(self.exchange)
        self.frames = ccxt_hooks.attach(
            self.exchange,
            dialect,
            outbound,
            self._malformed,
            self._answered,
            self.account.note_balances,
            self._wrong_time,
        )
        self.orders = OrderCalls(
            self.exchange, dialect, connection, clock, self.limiter, outbound, self.account.reports.expect
        )
        self.reads = AccountReads(self.exchange, dialect, clock, self.limiter)
        self.strays = Strays(self.exchange, dialect, connection, self.limiter, self.reads)
        self.loader = MarketLoader(self.exchange, dialect, connection, clock, self.limiter)
        self.time = TimeSampler(self.exchange, dialect, clock, self.limiter)
        self.permission = PermissionWatch(
            self.exchange,
            dialect,
            clock,
            self.limiter,
            lambda: self.reads.may_trade,
            connection.timings.market_status_s,
        )
        self.watchdog = StreamWatchdog(
            self.exchange, self.market, self.account, clock, connection.timings.watchdog_ms / 1000
        )

    async def close(self) -> None:
        self.limiter.close()
        await self.exchange.close()
        await self._session.close()

    def renew(self, reason: str) -> None:
        """Fail every connection, and trust no earlier measurement of the venue's clock."""
        self.time.doubt()
        for client in list(self.exchange.clients.values()):
            client.on_error(StreamRenewedError(reason))

    def _tell_shortage(self, used_weight: int) -> None:
        """Say once in a stretch of it that requests wait, and for what: a start may stand still over it."""
        wait_s = self.limiter.shortage_s()
        if wait_s >= TOLD_FROM_S and not self._is_short:
            _log.info(
                "%s counts a request weight of %d in this minute: requests wait %.0f s",
                self.exchange.id,
                used_weight,
                wait_s,
            )
        self._is_short = wait_s > 0

    def _wrong_time(self) -> None:
        self.time.doubt()

    def _before_retry(self) -> None:
        # Our own backoff governs: ccxt's would grow to half a minute while a venue restarts.
        self.exchange.ws_dial_backoff = {}
        if self._trust is not None:
            self._trust.refresh()

    def _malformed(self, client: CcxtClient, error: Exception) -> None:
        self.market.note_malformed(describe(error))
        if self._account_type in client.subscriptions:
            self.account.doubt(f"a private message could not be read ({type(error).__name__})")

    def _answered(self, used_weight: int, retry_after_s: float | None, status: int) -> None:
        if used_weight:
            self.limiter.observe(used_weight, self.time.minute_ends_in_s())
            self._tell_shortage(used_weight)
        if retry_after_s is not None:
            self.limiter.block(retry_after_s)
        if status == BANNED_STATUS:
            # A ban without a term is believed for as short as a venue's shortest.
            until_ns = self._clock.wall_ns() + round((retry_after_s or SHORTEST_BAN_S) * 1e9)
            self.banned_until_ns = max(self.banned_until_ns, until_ns)
