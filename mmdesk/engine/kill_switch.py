"""The kill switch of a session: a stop at every venue at once, each told and proved on its own, to an end."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

import structlog

from mmdesk.engine.stopping import WITHIN_S, Attempt, Stopping, VenueProof
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.clock import Clock
from mmdesk.ports.control import Ticket, TicketState
from mmdesk.ports.views import StopView

logger = structlog.get_logger(__name__)

NAME = "verify stop"
Spared = Callable[[], Collection[str]]
OnUnproved = Callable[[VenueProof], None]
Show = Callable[[StopView | Ticket], None]


class KillSwitch:
    """`begin` after the core sent its cancels; a later `begin` starts all over. `unproved` hears of each
    venue where the time ran out."""

    def __init__(
        self, stops: Mapping[str, Stopping], tasks: Tasks, clock: Clock, show: Show, unproved: OnUnproved
    ) -> None:
        self._stops = stops
        self._tasks = tasks
        self._clock = clock
        self._show = show
        self._unproved = unproved
        self._tickets: list[str] = []
        self._running: asyncio.Task[None] | None = None

    def expect(self, ticket: str) -> None:
        """This command is answered with the outcome of the next stop."""
        self._tickets.append(ticket)

    def begin(self, spared: Spared) -> None:
        """Verify from now on; all of ours goes, except `spared` ids."""
        if self._running is not None:
            self._running.cancel()
        self._running = self._tasks.spawn(self._verify(self._attempts(spared), spared), name=NAME)

    async def prove(self, spared: Spared, within_s: float) -> tuple[VenueProof, ...]:
        """One proof per venue, each shown as soon as it is there."""
        return await self._prove_all(self._attempts(spared), spared, within_s)

    def tell(self) -> None:
        """Show how far each stop under way is."""
        for stop in self._stops.values():
            if (told := stop.progress()) is not None:
                self._show(self._view(told, done=False))

    def _attempts(self, spared: Spared) -> list[tuple[Stopping, Attempt]]:
        # What is open is noted now: the first answers may come before a task has its turn.
        return [(stop, stop.begin(spared())) for stop in self._stops.values()]

    async def _prove_all(
        self, attempts: Sequence[tuple[Stopping, Attempt]], spared: Spared, within_s: float
    ) -> tuple[VenueProof, ...]:
        trying = [self._prove(stop, attempt, spared, within_s) for stop, attempt in attempts]
        return tuple(await asyncio.gather(*trying))

    async def _prove(self, stop: Stopping, attempt: Attempt, spared: Spared, within_s: float) -> VenueProof:
        proof = await stop.prove(attempt, within_s, spared)
        self._show(self._view(proof, done=True))
        return proof

    async def _verify(self, attempts: Sequence[tuple[Stopping, Attempt]], spared: Spared) -> None:
        proofs = await self._prove_all(attempts, spared, WITHIN_S)
        for proof in proofs:
            if proof.proved:
                seconds = f"{proof.seconds:.1f} s"
                logger.info("stop verified", venue=proof.venue, cancels=proof.requested, after=seconds)
            else:
                self._unproved(proof)
        self._answer(proofs)

    def _answer(self, proofs: tuple[VenueProof, ...]) -> None:
        open_at = [f"{proof.venue}: {unproved_text(proof)}" for proof in proofs if not proof.proved]
        state = TicketState.FAILED if open_at else TicketState.DONE
        message = "; ".join(open_at) or "Stopped: the venue shows no open order of ours."
        tickets, self._tickets = self._tickets, []
        for ticket in tickets:
            self._show(Ticket(ticket=ticket, state=state, message=message))

    def _view(self, proof: VenueProof, *, done: bool) -> StopView:
        return StopView(
            venue=proof.venue,
            wall_ns=self._clock.wall_ns(),
            requested=proof.requested,
            confirmed=proof.confirmed,
            unknown=proof.requested - proof.confirmed,
            elapsed_s=proof.seconds,
            done=done,
            proved=done and proof.proved,
            why="" if proof.proved else unproved_text(proof) if done else proof.why,
        )


def unproved_text(proof: VenueProof) -> str:
    """What keeps a stop from being proved."""
    return proof.why or f"{proof.left} orders of ours are still open after {proof.seconds:.1f} s"
