"""Finds out what became of orders whose request got no proof: asks by id until the core calls it settled."""

import asyncio
from collections.abc import Callable, Mapping

import structlog

from mmdesk.core.model.effects import OrderChanged, SendCancel
from mmdesk.core.model.errors import MarketMakerError
from mmdesk.core.model.events import AnyEvent
from mmdesk.core.model.order import Order, OrderState
from mmdesk.engine.dispatcher import venue_of
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.gateway import Gateway

logger = structlog.get_logger(__name__)

UNPROVED = frozenset(
    {OrderState.UNKNOWN_NEW, OrderState.UNKNOWN_CANCEL, OrderState.UNKNOWN_AMEND, OrderState.QUARANTINED}
)
# ORDERS 3: at 0.5, 1, 2, 5, 10 s after the doubt, then every 10 s; in quarantine the asking goes on.
PAUSES_S = (0.5, 0.5, 1.0, 3.0, 5.0)
PAUSE_LATER_S = 10.0


class Resolver:
    """One patient task per order in doubt; bounded by the number of orders that may be open."""

    def __init__(
        self,
        gateways: Mapping[str, Gateway],
        put: Callable[[AnyEvent], None],
        cancel: Callable[[SendCancel], None],
        tasks: Tasks,
    ) -> None:
        self._gateways = gateways
        self._put = put
        self._cancel = cancel
        self._tasks = tasks
        self._doubts: dict[str, Order] = {}

    def see(self, effect: OrderChanged) -> None:
        """Start or stop asking, as the order's newest record says."""
        order = effect.order
        known = order.client_id in self._doubts
        if order.state not in UNPROVED:
            self._doubts.pop(order.client_id, None)
            return
        self._doubts[order.client_id] = order
        if not known:
            self._tasks.spawn(self._resolve(order), name=f"resolve {order.client_id}")

    async def _resolve(self, order: Order) -> None:
        asked = 0
        while True:
            await asyncio.sleep(PAUSES_S[asked] if asked < len(PAUSES_S) else PAUSE_LATER_S)
            if order.client_id not in self._doubts:
                return
            asked += 1
            await self._ask(order)
            if order.client_id in self._doubts:
                # Harmless where there is no such order, and what we want where there is one.
                self._cancel(_cancel_of(self._doubts[order.client_id]))

    async def _ask(self, order: Order) -> None:
        gateway = self._gateways[venue_of(order.intent.instrument)]
        try:
            self._put(await gateway.query(order.intent.instrument, order.client_id))
        except MarketMakerError as error:
            logger.info("order not resolved yet", client_id=order.client_id, error=str(error))


def _cancel_of(order: Order) -> SendCancel:
    return SendCancel(
        instrument=order.intent.instrument,
        client_id=order.client_id,
        venue_id=order.venue_id,
        reason="its fate is not proved",
    )
