"""Asks a venue for all it knows of our account and tells the core; a failed query is no information."""

import asyncio
from collections.abc import Callable, Iterable, Mapping

import structlog

from mmdesk.core.model.errors import MarketMakerError
from mmdesk.core.model.events import AccountReconciled, AnyEvent
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import Gateway

logger = structlog.get_logger(__name__)

START_OVERLAP_NS = 60 * 60 * 1_000_000_000
OVERLAP_NS = 5 * 60 * 1_000_000_000
RETRY_FIRST_S = 0.25
RETRY_MAX_S = 5.0


class Reach:
    """How far back each venue has to be asked for what happened: where we left off, less an overlap."""

    def __init__(self, venues: Iterable[str], known_ns: int) -> None:
        self._since_ns = dict.fromkeys(venues, known_ns - START_OVERLAP_NS)

    def since_ns(self, venue: str) -> int:
        """UTC nanoseconds."""
        return self._since_ns[venue]

    def learnt(self, venue: str, begun_ns: int) -> None:
        """All that happened before `begun_ns` (UTC) was told."""
        self._since_ns[venue] = max(self._since_ns[venue], begun_ns - OVERLAP_NS)


class Reconciler:
    """One fetch per venue at a time; asked again meanwhile, it fetches again afterwards."""

    def __init__(
        self,
        gateways: Mapping[str, Gateway],
        put: Callable[[AnyEvent], None],
        tasks: Tasks,
        clock: Clock,
        *,
        last_wall_ns: int,
    ) -> None:
        self._gateways = gateways
        self._put = put
        self._tasks = tasks
        self._clock = clock
        self.reach = Reach(gateways, last_wall_ns or clock.wall_ns())
        # Venue -> how far back the fetch that is wanted must reach at least (0: no further than usual).
        self._wanted: dict[str, int] = {}
        self._busy: set[str] = set()

    def want(self, venue: str, reason: str, since_ns: int = 0) -> None:
        """Reconcile a venue soon; `since_ns` (UTC) is how far back it must reach, 0 = as usual."""
        if venue not in self._gateways:
            return
        before_ns = self._wanted.get(venue, 0)
        self._wanted[venue] = min(filter(None, (before_ns, since_ns)), default=0)
        if venue not in self._busy:
            self._busy.add(venue)
            self._tasks.spawn(self._work(venue, reason), name=f"reconcile {venue}")

    async def once(self, venue: str, reach_ns: int = 0) -> None:
        """One fetch, told to the core. Raises MarketMakerError when nothing was learnt."""
        gateway = self._gateways[venue]
        begun_ns, begun_mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        since_ns = self.reach.since_ns(venue)
        since_ns = min(since_ns, reach_ns or since_ns)
        # What is open first, what ended last: an order that ends between the two is in one of them.
        open_orders = await gateway.open_orders()
        fills = await gateway.fills_since(since_ns)
        balances = await gateway.balances()
        closed_orders = await gateway.closed_orders_since(since_ns)
        self.reach.learnt(venue, begun_ns)
        self._put(
            AccountReconciled(
                wall_ns=self._clock.wall_ns(),
                mono_ns=self._clock.mono_ns(),
                venue=venue,
                open_orders=open_orders,
                closed_orders=closed_orders,
                fills=fills,
                balances=balances.balances,
                balances_ns=balances.exchange_ns,
                since_ns=since_ns,
                begun_mono_ns=begun_mono_ns,
            )
        )

    async def _work(self, venue: str, reason: str) -> None:
        try:
            while venue in self._wanted:
                await self.until_learnt(venue, reason, self._wanted.pop(venue))
        finally:
            self._busy.discard(venue)

    async def until_learnt(self, venue: str, reason: str, reach_ns: int = 0) -> None:
        """Fetch until the venue told all."""
        delay_s = RETRY_FIRST_S
        while True:
            try:
                await self.once(venue, reach_ns)
            except MarketMakerError as error:
                logger.info("reconcile failed", venue=venue, wanted_by=reason, error=str(error))
                await asyncio.sleep(max(delay_s, error.retry_after_s or 0.0))
                delay_s = min(delay_s * 2, RETRY_MAX_S)
            else:
                return
