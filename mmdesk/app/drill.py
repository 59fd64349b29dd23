"""`mmdesk drill`: a fire drill of the running desk from another shell, and one line of what came of it."""

import asyncio
import time
from collections.abc import Callable

from mmdesk.app.control_file import ControlDoor
from mmdesk.core.model.drill import DrillDone, DrillKind
from mmdesk.link.client import LinkClient
from mmdesk.link.protocol import LinkState
from mmdesk.ports.control import FireDrill, Ticket, TicketState
from mmdesk.ports.drill import DrillView
from mmdesk.ports.views import Frame

CONNECT_WITHIN_S = 5.0
# The engine's own bounds for opening and proof come first.
WITHIN_S = 100.0


class DrillWatch:
    """What the engine says of the drill asked for."""

    def __init__(self) -> None:
        self.ticket = ""
        self.asked_ns = time.time_ns()
        """The snapshot may tell of an earlier drill."""
        self.outcome: Ticket | None = None
        self.done: DrillDone | None = None
        self.link = LinkState.CONNECTING
        self.why = ""
        self._news = asyncio.Event()

    def on_frame(self, frame: Frame) -> None:
        for view in frame.views:
            if isinstance(view, DrillView) and view.begun_ns >= self.asked_ns:
                self.done = view.done
            elif isinstance(view, Ticket) and view.ticket == self.ticket:
                self.outcome = view if view.state is not TicketState.ACCEPTED else None
        self._news.set()

    def on_state(self, state: LinkState, why: str) -> None:
        self.link, self.why = state, why or self.why
        self._news.set()

    async def until(self, condition: Callable[[], bool], within_s: float) -> bool:
        """Whether it came true in time."""
        try:
            async with asyncio.timeout(within_s):
                while not condition():
                    await self._news.wait()
                    self._news.clear()
        except TimeoutError:
            return False
        return True


async def drill_desk(door: ControlDoor, kind: DrillKind, say: Callable[[str], None]) -> bool:
    """Ask for a drill and wait for its end; whether the right breaker opened and every cancel was proved."""
    watch = DrillWatch()
    link = LinkClient(watch.on_frame, watch.on_state)
    running = asyncio.create_task(link.run(door.port, door.token), name="link")
    try:
        settled = (LinkState.CONNECTED, LinkState.REFUSED)
        await watch.until(lambda: watch.link in settled, CONNECT_WITHIN_S)
        if watch.link is not LinkState.CONNECTED:
            say(f"the engine (process {door.pid}) does not answer: {watch.why}")
            return False
        watch.ticket = link.submit(FireDrill(kind=kind))
        await watch.until(lambda: watch.outcome is not None, WITHIN_S)
        outcome = watch.outcome
        if outcome is None:
            say(f"{kind.value} drill: nothing was heard of it within {WITHIN_S:g} s")
            return False
        say(f"{kind.value} drill: {told(watch.done, outcome.message)}")
        return outcome.state is TicketState.DONE
    finally:
        await link.close()
        await running


def told(done: DrillDone | None, why: str) -> str:
    """One line: what opened and when, what was cancelled and when that was confirmed and proved."""
    parts = [why] if why else []
    if done is not None and done.breaker is not None and done.opened_ms is not None:
        parts.append(f"{done.breaker.words} breaker of {done.scope} opened after {done.opened_ms:.0f} ms")
        parts.append(f"{done.orders_cancelled} orders to cancel")
        if done.confirmed_ms is not None:
            parts.append(f"last cancel confirmed after {done.confirmed_ms:.0f} ms")
        if done.proved_ms is not None:
            parts.append(f"proved after {done.proved_ms:.0f} ms")
    return "; ".join(parts)
