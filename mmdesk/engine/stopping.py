"""Proves that nothing of ours rests at a venue: fetch, cancel what is there, fetch again, within a bound."""

import asyncio
from collections.abc import Callable, Collection, Iterable

import msgspec

from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.errors import MarketMakerError
from mmdesk.core.model.order import VenueOrder
from mmdesk.core.orders.identity import OwnIds
from mmdesk.engine.dispatcher import Dispatcher
from mmdesk.ports.gateway import Gateway

WITHIN_S = 30.0
FETCH_TIMEOUT_S = 5.0
# A last look gets this long, however little time is left.
LEAST_S = 0.5
PAUSE_S = 0.2
# The receive window of our requests: after it a venue must refuse a create that was still on its way.
HORIZON_S = 2.0
NOT_ASKED = "the venue was not asked"
NO_ANSWER = "the venue did not answer in time"


class VenueProof(msgspec.Struct, frozen=True):
    """What is known of one venue after a stop: `left` is None when the venue did not answer to the end.

    `requested` orders were to go; of `confirmed` it is known that they are gone.
    """

    venue: str
    requested: int
    left: int | None
    why: str
    seconds: float
    confirmed: int = 0

    @property
    def proved(self) -> bool:
        """Whether a fetch showed that none of our orders is open."""
        return self.left == 0


class Attempt:
    """One stop at one venue, under way until `proof` is there."""

    def __init__(self, venue: str, begun_s: float, requested: Iterable[str]) -> None:
        self.venue = venue
        self.begun_s = begun_s
        self.requested = set(requested)
        self.listed: set[str] | None = None
        """Ids of ours in the venue's last answer; None while it gave none."""
        self.why = NOT_ASKED
        self.clean_since_s: float | None = None
        self.proof: VenueProof | None = None

    def in_doubt(self, live: Collection[str]) -> set[str]:
        """Ids not proved gone: of those we still hold for live, and of those the venue listed last."""
        return self.requested & (set(live) | (self.listed or set()))

    def told(self, now_s: float, live: Collection[str]) -> VenueProof:
        """What is known now."""
        left = None if self.listed is None else len(self.listed)
        confirmed = len(self.requested) - len(self.in_doubt(live))
        seconds = now_s - self.begun_s
        return VenueProof(self.venue, len(self.requested), left, self.why, seconds, confirmed)


class Stopping:
    """Cancels and verifies at one venue, whatever the others do.

    `live` gives the ids of our orders that may still trade there, `spared` those that a person keeps.
    """

    def __init__(
        self, gateway: Gateway, dispatcher: Dispatcher, prefix: str, live: Callable[[], Collection[str]]
    ) -> None:
        self._gateway = gateway
        self._dispatcher = dispatcher
        self._own = OwnIds(prefix)
        self._live = live
        self.attempt: Attempt | None = None

    def begin(self, spared: Collection[str]) -> Attempt:
        """Note the moment and what was open then."""
        now_s = asyncio.get_running_loop().time()
        self.attempt = Attempt(self._gateway.venue, now_s, set(self._live()) - set(spared))
        return self.attempt

    async def prove(
        self, attempt: Attempt, within_s: float, spared: Callable[[], Collection[str]]
    ) -> VenueProof:
        """Try until it is proved or the time is over; never raises for what the venue does."""
        now = asyncio.get_running_loop().time
        venue = attempt.venue
        while (left_s := within_s - (now() - attempt.begun_s)) > 0:
            await self._requests_done(left_s)
            quiet, asked_s = not self._dispatcher.in_flight_at(venue), now()
            await self._cancel_ours(attempt, spared(), max(LEAST_S, within_s - (asked_s - attempt.begun_s)))
            if self._is_proved(attempt, asked_s, quiet=quiet):
                break
            await asyncio.sleep(PAUSE_S)
        proof = attempt.told(now(), self._live())
        if proof.proved:
            # The proof is about all that was asked for: what we still hold for live does not rest there.
            proof = msgspec.structs.replace(proof, confirmed=proof.requested)
        attempt.proof = proof
        return proof

    def progress(self) -> VenueProof | None:
        """How far the stop under way is; None while there is none."""
        attempt = self.attempt
        if attempt is None or attempt.proof is not None:
            return None
        return attempt.told(asyncio.get_running_loop().time(), self._live())

    def _is_proved(self, attempt: Attempt, asked_s: float, *, quiet: bool) -> bool:
        if attempt.listed != set() or not quiet:
            attempt.clean_since_s = None
            return False
        if attempt.clean_since_s is not None:
            return asked_s - attempt.clean_since_s >= HORIZON_S
        if attempt.in_doubt(self._live()):
            # One of them may still be on its way to the venue: what is clean now must stay clean.
            attempt.clean_since_s = asked_s
            return False
        return True

    async def _requests_done(self, within_s: float) -> None:
        try:
            async with asyncio.timeout(min(FETCH_TIMEOUT_S, within_s)):
                await self._dispatcher.idle(self._gateway.venue)
        except TimeoutError:
            return

    async def _cancel_ours(self, attempt: Attempt, spared: Collection[str], within_s: float) -> None:
        try:
            async with asyncio.timeout(min(FETCH_TIMEOUT_S, within_s)):
                orders = await self._gateway.open_orders(urgent=True)
        except (MarketMakerError, TimeoutError) as error:
            attempt.listed, attempt.why = None, str(error) or NO_ANSWER
            return
        ours = [o for o in orders if o.client_id in self._own and o.client_id not in spared]
        attempt.listed, attempt.why = {order.client_id for order in ours}, ""
        attempt.requested |= attempt.listed
        for order in ours:
            self._dispatcher.cancel(_cancel_of(order))


def _cancel_of(order: VenueOrder) -> SendCancel:
    return SendCancel(
        instrument=order.instrument,
        client_id=order.client_id,
        venue_id=order.venue_id,
        reason="stopping: nothing of ours may rest",
    )
