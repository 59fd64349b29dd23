"""Carries out what the core decided: cancels first, each create once, every outcome fed back as an event."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from mmdesk.core.model.effects import AnyEffect, SendCancel, SendOrder
from mmdesk.core.model.errors import MarketMakerError
from mmdesk.core.model.events import AnyEvent, CancelUnresolved, SendAbandoned, SendUnresolved
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import CancelOutcome, Gateway, SendOutcome

MAX_SENDS_IN_FLIGHT = 64
NOT_JOURNALED = "not sent: the journal could not be written"
CLOSED = "not sent: the desk is shutting down"
BUSY = f"not sent: {MAX_SENDS_IN_FLIGHT} orders wait for an answer already"
INTERRUPTED = "the request was interrupted before an answer came"


def venue_of(instrument: str) -> str:
    """The venue in an instrument key."""
    return instrument.rpartition("@")[2]


class _Flight:
    """Client ids of the requests that one venue has not answered yet."""

    def __init__(self) -> None:
        self.sends: set[str] = set()
        self.cancels: set[str] = set()
        self.idle = asyncio.Event()
        self.idle.set()

    def __len__(self) -> int:
        return len(self.sends) + len(self.cancels)

    def begins(self, client_id: str, requests: set[str]) -> None:
        requests.add(client_id)
        self.idle.clear()

    def ends(self, client_id: str, requests: set[str]) -> None:
        requests.discard(client_id)
        if not len(self):
            self.idle.set()


class Dispatcher:
    """Requests in flight. A create ends in an event of the gateway or, if anything broke, in doubt."""

    def __init__(
        self, gateways: Mapping[str, Gateway], put: Callable[[AnyEvent], None], tasks: Tasks, clock: Clock
    ) -> None:
        self._gateways = gateways
        self._put = put
        self._tasks = tasks
        self._clock = clock
        self._flights = {venue: _Flight() for venue in gateways}
        self.closed = False

    def dispatch(self, effects: Sequence[AnyEffect], *, journaled: bool) -> None:
        """Start every request among the effects; orders leave only when the journal holds them."""
        self.cancel_all(effects)
        for effect in effects:
            if isinstance(effect, SendOrder):
                self._send(effect, journaled=journaled)

    def cancel_all(self, effects: Sequence[AnyEffect]) -> None:
        """Start every cancel among the effects."""
        for effect in effects:
            if isinstance(effect, SendCancel):
                self.cancel(effect)

    def cancel(self, request: SendCancel) -> None:
        """Cancels always pass; one per order at a time."""
        flight = self._flights[venue_of(request.instrument)]
        if request.client_id in flight.cancels:
            return
        try:
            outcome = self._gateways[venue_of(request.instrument)].cancel(request)
        except MarketMakerError as error:
            self._put(self._unresolved_cancel(request.client_id, str(error)))
            return
        flight.begins(request.client_id, flight.cancels)
        self._tasks.spawn(self._cancelled(request, outcome, flight), name=f"cancel {request.client_id}")

    async def idle(self, venue: str = "") -> None:
        """Return when no request is in flight, at one venue or (without one) anywhere."""
        flights = [self._flights[venue]] if venue else list(self._flights.values())
        while busy := [flight for flight in flights if len(flight)]:
            await busy[0].idle.wait()

    @property
    def in_flight(self) -> int:
        return sum(len(flight) for flight in self._flights.values())

    def in_flight_at(self, venue: str) -> int:
        return len(self._flights[venue])

    def _send(self, effect: SendOrder, *, journaled: bool) -> None:
        client_id = effect.order.intent.client_id
        venue = venue_of(effect.order.intent.instrument)
        flight = self._flights[venue]
        refusal = "" if journaled else NOT_JOURNALED
        if self.closed:
            refusal = CLOSED
        elif len(flight.sends) >= MAX_SENDS_IN_FLIGHT:
            refusal = BUSY
        if refusal:
            self._abandon(client_id, refusal)
            return
        try:
            # The gateway writes the bytes in this call if it can: no turn of the loop lies between.
            outcome = self._gateways[venue].place(effect.order)
        except MarketMakerError as error:
            self._abandon(client_id, f"not sent: {error}")
            return
        flight.begins(client_id, flight.sends)
        self._tasks.spawn(self._placed(client_id, outcome, flight), name=f"place {client_id}")

    def _abandon(self, client_id: str, reason: str) -> None:
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        self._put(SendAbandoned(wall_ns=wall_ns, mono_ns=mono_ns, client_id=client_id, reason=reason))

    async def _placed(
        self, client_id: str, outcome: Coroutine[Any, Any, SendOutcome], flight: _Flight
    ) -> None:
        answered = False
        try:
            self._put(await outcome)
            answered = True
        finally:
            # A crash or a cancelled task took the answer: the order may live, so its fate is unknown.
            if not answered:
                self._put(self._unresolved_send(client_id))
            flight.ends(client_id, flight.sends)

    async def _cancelled(
        self, request: SendCancel, outcome: Coroutine[Any, Any, CancelOutcome], flight: _Flight
    ) -> None:
        answered = False
        try:
            self._put(await outcome)
            answered = True
        finally:
            if not answered:
                self._put(self._unresolved_cancel(request.client_id, INTERRUPTED))
            flight.ends(request.client_id, flight.cancels)

    def _unresolved_send(self, client_id: str) -> SendUnresolved:
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        return SendUnresolved(wall_ns=wall_ns, mono_ns=mono_ns, client_id=client_id, reason=INTERRUPTED)

    def _unresolved_cancel(self, client_id: str, reason: str) -> CancelUnresolved:
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        return CancelUnresolved(wall_ns=wall_ns, mono_ns=mono_ns, client_id=client_id, reason=reason)
