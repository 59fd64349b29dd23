"""Asks a venue for all it knows of our account and tells the core; a failed query is no information."""

import asyncio
from collections.abc import Callable, Mapping

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
        known_ns = last_wall_ns or clock.wall_ns()
        self._since_ns = dict.fromkeys(gateways, known_ns - START_OVERLAP_NS)
        self._wanted: set[str] = set()
        self._busy: set[str] = set()

    def want(self, venue: str, reason: str) -> None:
        """Reconcile a venue soon."""
        if venue not in self._gateways:
            return
        self._wanted.add(venue)
        if venue not in self._busy:
            self._busy.add(venue)
            self._tasks.spawn(self._work(venue, reason), name=f"reconcile {venue}")

    async def once(self, venue: str) -> None:
        """One fetch, told to the core. Raises MarketMakerError when nothing was learnt."""
        gateway = self._gateways[venue]
        since_ns, begun_ns = self._since_ns[venue], self._clock.wall_ns()
        open_orders = await gateway.open_orders()
        fills = await gateway.fills_since(since_ns)
        balances = await gateway.balances()
        self._since_ns[venue] = max(since_ns, begun_ns - OVERLAP_NS)
        self._put(
            AccountReconciled(
                wall_ns=self._clock.wall_ns(),
                mono_ns=self._clock.mono_ns(),
                venue=venue,
                open_orders=open_orders,
                fills=fills,
                balances=balances,
                since_ns=since_ns,
            )
        )

    async def _work(self, venue: str, reason: str) -> None:
        try:
            while venue in self._wanted:
                self._wanted.discard(venue)
                await self.until_learnt(venue, reason)
        finally:
            self._busy.discard(venue)

    async def until_learnt(self, venue: str, reason: str) -> None:
        """Fetch until the venue told all."""
        delay_s = RETRY_FIRST_S
        while True:
            try:
                await self.once(venue)
            except MarketMakerError as error:
                logger.info("reconcile failed", venue=venue, wanted_by=reason, error=str(error))
                await asyncio.sleep(max(delay_s, error.retry_after_s or 0.0))
                delay_s = min(delay_s * 2, RETRY_MAX_S)
            else:
                return
