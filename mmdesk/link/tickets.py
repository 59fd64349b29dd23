"""A client's own book of tickets: ids, and the truth about commands whose engine went away."""

import secrets
from itertools import count

from mmdesk.ports.control import Stop, Ticket, TicketState
from mmdesk.ports.views import Frame

MAX_PENDING = 256
NOT_CONNECTED = "the engine is not connected: nothing was sent"
ANSWER_LOST = "the connection ended before the engine answered: look at the state before you repeat it"


class Tickets:
    """Ids unique per client, and which of them still wait for an outcome."""

    def __init__(self) -> None:
        self._prefix = secrets.token_hex(4)
        self._numbers = count(1)
        self._pending: dict[str, None] = {}

    def issue(self) -> str:
        ticket = f"{self._prefix}-{next(self._numbers)}"
        self._pending[ticket] = None
        while len(self._pending) > MAX_PENDING:
            del self._pending[next(iter(self._pending))]
        return ticket

    def settle(self, frame: Frame) -> None:
        for view in frame.views:
            if isinstance(view, Ticket) and view.state is not TicketState.ACCEPTED:
                self._pending.pop(view.ticket, None)

    def fail_pending(self, keep: frozenset[str] = frozenset()) -> tuple[Ticket, ...]:
        """Failed tickets for every command without an outcome, but those to `keep`."""
        lost = [ticket for ticket in self._pending if ticket not in keep]
        for ticket in lost:
            del self._pending[ticket]
        return tuple(Ticket(ticket=ticket, state=TicketState.FAILED, message=ANSWER_LOST) for ticket in lost)

    def fail(self, ticket: str) -> Ticket:
        self._pending.pop(ticket, None)
        return Ticket(ticket=ticket, state=TicketState.FAILED, message=NOT_CONNECTED)


def survives_disconnection(command: object) -> bool:
    """Whether a command given without an engine is kept for the next connection: only the kill switch is."""
    return isinstance(command, Stop)
