"""Proves that nothing of ours rests at a venue: fetch, cancel what is there, fetch again, within a bound."""

import asyncio
from collections.abc import Callable, Mapping

import msgspec

from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.errors import MarketMakerError
from mmdesk.core.model.order import VenueOrder
from mmdesk.engine.dispatcher import Dispatcher
from mmdesk.ports.gateway import Gateway

WITHIN_S = 30.0
FETCH_TIMEOUT_S = 5.0
PAUSE_S = 0.2
# The receive window of our requests: after it a venue must refuse a create that was still on its way.
HORIZON_S = 2.0


class VenueProof(msgspec.Struct, frozen=True):
    """What is known of one venue after a stop: `left` is None when the venue did not answer to the end."""

    venue: str
    requested: int
    left: int | None
    why: str
    seconds: float

    @property
    def proved(self) -> bool:
        """Whether a fetch showed that none of our orders is open."""
        return self.left == 0


class Stopping:
    """Cancels and verifies on all venues in parallel. `unknown` tells how many orders are in doubt."""

    def __init__(
        self,
        gateways: Mapping[str, Gateway],
        dispatcher: Dispatcher,
        prefix: str,
        unknown: Callable[[], int],
    ) -> None:
        self._gateways = gateways
        self._dispatcher = dispatcher
        self._prefix = prefix
        self._unknown = unknown

    async def prove(self, within_s: float = WITHIN_S) -> tuple[VenueProof, ...]:
        """One proof per venue; never raises for what a venue does."""
        return tuple(await asyncio.gather(*(self._prove(venue, within_s) for venue in self._gateways)))

    async def _prove(self, venue: str, within_s: float) -> VenueProof:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        requested: set[str] = set()
        left, why = None, "the venue was not asked"
        clean_since: float | None = None
        while loop.time() - begun < within_s:
            await self._requests_done(within_s - (loop.time() - begun))
            quiet = not self._dispatcher.in_flight
            asked = loop.time()
            left, why = await self._cancel_ours(venue, requested)
            if left != 0 or not quiet:
                clean_since = None
            elif clean_since is None and self._unknown():
                clean_since = asked
            elif clean_since is None or asked - clean_since >= HORIZON_S:
                break
            await asyncio.sleep(PAUSE_S)
        return VenueProof(venue, len(requested), left, why, loop.time() - begun)

    async def _requests_done(self, within_s: float) -> None:
        try:
            async with asyncio.timeout(min(FETCH_TIMEOUT_S, max(0.0, within_s))):
                await self._dispatcher.idle()
        except TimeoutError:
            return

    async def _cancel_ours(self, venue: str, requested: set[str]) -> tuple[int | None, str]:
        """How many of ours are open now (None = the venue did not say), and why that is not known."""
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_S):
                orders = await self._gateways[venue].open_orders()
        except (MarketMakerError, TimeoutError) as error:
            return None, str(error) or "the venue did not answer in time"
        ours = [order for order in orders if order.client_id.startswith(self._prefix)]
        for order in ours:
            requested.add(order.client_id)
            self._dispatcher.cancel(_cancel_of(order))
        return len(ours), ""


def _cancel_of(order: VenueOrder) -> SendCancel:
    return SendCancel(
        instrument=order.instrument,
        client_id=order.client_id,
        venue_id=order.venue_id,
        reason="stopping: nothing of ours may rest",
    )
