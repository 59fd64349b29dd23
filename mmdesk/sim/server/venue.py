"""Everything one venue process holds, and the pump that moves the market and sends what happened."""

import asyncio
import secrets
from collections.abc import Sequence

from mmdesk.sim.exchange import Exchange
from mmdesk.sim.server.account_wire import AccountWire
from mmdesk.sim.server.clock import VenueClock
from mmdesk.sim.server.faults import Fault, Faults
from mmdesk.sim.server.feed import Feed
from mmdesk.sim.server.hub import Hub
from mmdesk.sim.server.market_wire import MarketWire
from mmdesk.sim.server.options import ACCOUNT, VenueOptions
from mmdesk.sim.server.receipts import Receipts
from mmdesk.sim.server.signature import Credentials
from mmdesk.sim.server.user_stream import UserStream
from mmdesk.sim.server.weights import Limits
from mmdesk.sim.types import AccountUpdate, ExecutionReport


class Venue:
    """One exchange, one client account, all its listeners. Single-threaded; only `thawed` awaits."""

    account_id = ACCOUNT

    def __init__(self, options: VenueOptions, exchange: Exchange, clock: VenueClock) -> None:
        self.options = options
        self.exchange = exchange
        self.clock = clock
        self.started_ns = clock.now_ns()
        self.api_key = options.api_key or secrets.token_hex(32)
        self.secret = options.secret or secrets.token_hex(32)
        self.credentials = Credentials(self.api_key, self.secret)
        self.limits = Limits(
            clock.now_s, options.weight_limit_1m, options.order_limit_10s, options.order_limit_1d
        )
        self.faults = Faults(options.seed)
        self.receipts = Receipts()
        self.hub = Hub(self.faults)
        self.market_wire = MarketWire(clock)
        self.account_wire = AccountWire(clock)
        self.feed = Feed(exchange, self.hub, self.market_wire)
        self.user_stream = UserStream(ACCOUNT, self.account_wire, self.hub, self.faults)
        self.requests = 0
        self.late_ticks = 0
        self.connections = 0
        self._thaw = asyncio.Event()
        self._thaw.set()
        self._pump_waiting = False

    @property
    def frozen(self) -> bool:
        return not self._thaw.is_set()

    async def thawed(self) -> None:
        """Wait while the whole venue stands still."""
        await self._thaw.wait()

    def freeze(self, *, frozen: bool) -> None:
        if frozen:
            self._thaw.clear()
        else:
            self._thaw.set()

    def pump_soon(self) -> None:
        """Send what a request caused right after its answer, without waiting for the next tick."""
        if not self._pump_waiting:
            self._pump_waiting = True
            asyncio.get_running_loop().call_soon(self.pump)

    def pump(self) -> None:
        """Advance the market to now and send everything that happened, in order."""
        self._pump_waiting = False
        if self.frozen:
            return
        now = self.clock.now_ns()
        self.exchange.advance(now)
        self.hub.begin()
        for event in self.exchange.drain():
            if isinstance(event, (ExecutionReport, AccountUpdate)):
                self.user_stream.take(event)
            else:
                self.feed.take(event)
        self.feed.tick(now)
        self.hub.flush()

    async def run(self) -> None:
        """The market's heartbeat, on absolute deadlines so that it does not drift."""
        loop, step = asyncio.get_running_loop(), self.options.tick_ms / 1_000
        due = loop.time()
        while True:
            self.pump()
            due += step
            now = loop.time()
            if due < now:
                self.late_ticks += 1
                due = now + step
            await asyncio.sleep(due - now)

    def standing(self, kind: str) -> Fault | None:
        """The venue-wide fault of this kind in force, if any."""
        rules: Sequence[Fault] = self.faults.listed()
        return next((f for f in rules if f.kind == kind and f.match.startswith("venue")), None)
