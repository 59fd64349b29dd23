"""Between two reconciliations: open orders, fills and balances asked for, each in its own time (ORDERS 4)."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog

from mmdesk.core.model.errors import MarketMakerError
from mmdesk.core.model.events import AnyEvent, BalanceReported, FillsListed, OpenOrdersListed
from mmdesk.engine.reconciler import Reach
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import Gateway

logger = structlog.get_logger(__name__)

OPEN_ORDERS_EVERY_NS = 10_000_000_000
FILLS_EVERY_NS = 30_000_000_000
BALANCES_EVERY_NS = 60_000_000_000

Round = Callable[[Gateway], Coroutine[Any, Any, None]]


class Rounds:
    """One question of a kind per venue at a time; one that failed is no information and waits its turn."""

    def __init__(
        self,
        gateways: Mapping[str, Gateway],
        put: Callable[[AnyEvent], None],
        tasks: Tasks,
        clock: Clock,
        reach: Reach,
    ) -> None:
        self._gateways = gateways
        self._put = put
        self._tasks = tasks
        self._clock = clock
        self._reach = reach
        self._rounds: tuple[tuple[str, int, Round], ...] = (
            ("open orders", OPEN_ORDERS_EVERY_NS, self._open_orders),
            ("fills", FILLS_EVERY_NS, self._fills),
            ("balances", BALANCES_EVERY_NS, self._balances),
        )
        now_ns = clock.mono_ns()
        self._asked_ns = {(venue, kind): now_ns for venue in gateways for kind, _, _ in self._rounds}
        self._busy: set[tuple[str, str]] = set()

    def look(self, mono_ns: int) -> None:
        """Start what is due; called with every heartbeat."""
        for venue, gateway in self._gateways.items():
            for kind, every_ns, ask in self._rounds:
                key = (venue, kind)
                if key not in self._busy and mono_ns - self._asked_ns[key] >= every_ns:
                    self._asked_ns[key] = mono_ns
                    self._busy.add(key)
                    self._tasks.spawn(self._ask(key, ask, gateway), name=f"{kind} {venue}")

    def list_now(self, venue: str) -> None:
        """Ask for the open orders ahead of other reads: somebody waits for the proof that none is left."""
        gateway = self._gateways.get(venue)
        key = (venue, "a listing")
        if gateway is not None and key not in self._busy:
            self._busy.add(key)
            self._tasks.spawn(self._ask(key, self._urgent, gateway), name=f"listing {venue}")

    async def _ask(self, key: tuple[str, str], ask: Round, gateway: Gateway) -> None:
        try:
            await ask(gateway)
        except MarketMakerError as error:
            logger.info("round failed", venue=key[0], asked_for=key[1], error=str(error))
        finally:
            self._busy.discard(key)

    async def _urgent(self, gateway: Gateway) -> None:
        await self._open_orders(gateway, urgent=True)

    async def _open_orders(self, gateway: Gateway, *, urgent: bool = False) -> None:
        begun_mono_ns = self._clock.mono_ns()
        orders = await gateway.open_orders(urgent=urgent)
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        self._put(
            OpenOrdersListed(
                wall_ns=wall_ns,
                mono_ns=mono_ns,
                venue=gateway.venue,
                open_orders=orders,
                begun_mono_ns=begun_mono_ns,
            )
        )

    async def _fills(self, gateway: Gateway) -> None:
        since_ns, begun_ns = self._reach.since_ns(gateway.venue), self._clock.wall_ns()
        fills = await gateway.fills_since(since_ns)
        self._reach.learnt(gateway.venue, begun_ns)
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        self._put(
            FillsListed(wall_ns=wall_ns, mono_ns=mono_ns, venue=gateway.venue, fills=fills, since_ns=since_ns)
        )

    async def _balances(self, gateway: Gateway) -> None:
        told = await gateway.balances()
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        self._put(
            BalanceReported(
                wall_ns=wall_ns,
                mono_ns=mono_ns,
                venue=gateway.venue,
                balances=told.balances,
                complete=True,
                exchange_ns=told.exchange_ns,
            )
        )
