"""A talk with the running engine from another shell: what it shows, and what became of a command."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from mmdesk.app.control_file import ControlDoor
from mmdesk.link.client import LinkClient
from mmdesk.link.protocol import LinkState
from mmdesk.ports.control import AnyCommand, Ticket, TicketState
from mmdesk.ports.views import AnyView, DeskView, Frame

CONNECT_WITHIN_S = 5.0
ANSWER_WITHIN_S = 5.0


class Conversation:
    """`desk` is the newest view; `see` may be given to look at the others."""

    def __init__(self, see: Callable[[AnyView], None] | None = None) -> None:
        self.desk: DeskView | None = None
        self.connected = self.refused = False
        self.why = ""
        self._see = see
        self._link = LinkClient(self._on_frame, self._on_state)
        self._outcomes: dict[str, Ticket | None] = {}
        self._news = asyncio.Event()

    @asynccontextmanager
    async def held(self, door: ControlDoor) -> AsyncIterator[None]:
        """Begin with the engine answering, or refusing, or silent for `CONNECT_WITHIN_S`; the link goes on
        trying."""
        running = asyncio.create_task(self._link.run(door.port, door.token), name="link")
        try:
            await self.until(lambda: self.connected or self.refused, CONNECT_WITHIN_S)
            yield
        finally:
            await self._link.close()
            await running

    def submit(self, command: AnyCommand) -> str:
        """Send it, now or when connected; its ticket."""
        ticket = self._link.submit(command)
        self._outcomes[ticket] = None
        return ticket

    def outcome(self, ticket: str) -> Ticket | None:
        """What became of a command of ours; None while nobody knows."""
        return self._outcomes[ticket]

    async def ask(self, command: AnyCommand, within_s: float = ANSWER_WITHIN_S) -> Ticket:
        """Send it and wait; FAILED too when nothing was heard of it in time."""
        ticket = self.submit(command)
        await self.until(lambda: self.outcome(ticket), within_s)
        why = f"nothing was heard of it within {within_s:g} s"
        return self.outcome(ticket) or Ticket(ticket=ticket, state=TicketState.FAILED, message=why)

    async def until(self, condition: Callable[[], object], within_s: float) -> bool:
        """Whether it came true in time."""
        try:
            async with asyncio.timeout(within_s):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    def _on_frame(self, frame: Frame) -> None:
        for view in frame.views:
            if isinstance(view, DeskView):
                self.desk = view
            elif isinstance(view, Ticket):
                if view.ticket in self._outcomes and view.state is not TicketState.ACCEPTED:
                    self._outcomes[view.ticket] = view
            elif self._see is not None:
                self._see(view)
        self._news.set()

    def _on_state(self, state: LinkState, why: str) -> None:
        self.connected = state is LinkState.CONNECTED
        self.refused = self.refused or state is LinkState.REFUSED
        self.why = why or self.why
        self._news.set()
