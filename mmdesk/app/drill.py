"""`mmdesk drill`: a fire drill of the running desk from another shell, and one line of what came of it."""

import time
from collections.abc import Callable

from mmdesk.app.control_file import ControlDoor
from mmdesk.app.conversation import Conversation
from mmdesk.core.model.drill import DrillDone, DrillKind
from mmdesk.ports.control import FireDrill, TicketState
from mmdesk.ports.drill import DrillView
from mmdesk.ports.views import AnyView

# The engine's own bounds for opening and proof come first.
WITHIN_S = 100.0


async def drill_desk(door: ControlDoor, kind: DrillKind, say: Callable[[str], None]) -> bool:
    """Ask for a drill and wait for its end; whether the right breaker opened and every cancel was proved."""
    asked_ns = time.time_ns()
    ended: list[DrillDone] = []

    def see(view: AnyView) -> None:
        # The snapshot may tell of an earlier drill.
        if isinstance(view, DrillView) and view.done is not None and view.begun_ns >= asked_ns:
            ended.append(view.done)

    talk = Conversation(see)
    async with talk.held(door):
        if not talk.connected:
            say(f"the engine (process {door.pid}) does not answer: {talk.why}")
            return False
        outcome = await talk.ask(FireDrill(kind=kind), WITHIN_S)
        say(f"{kind.value} drill: {told(ended[-1] if ended else None, outcome.message)}")
        return outcome.state is TicketState.DONE


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
