"""The same link without a socket: for an engine in the window's own loop (`--host window`) and for tests."""

import asyncio

from mmdesk.link.hub import LinkHub
from mmdesk.link.protocol import LinkState, OnFrame, OnState
from mmdesk.link.tickets import Tickets
from mmdesk.ports.control import AnyCommand


class MemoryLink:
    """A `Link` to a hub in the same loop; port and token are not looked at."""

    def __init__(self, hub: LinkHub, on_frame: OnFrame, on_state: OnState) -> None:
        self._hub = hub
        self._on_frame = on_frame
        self._on_state = on_state
        self._tickets = Tickets()
        self._running: asyncio.Task[None] | None = None
        self._closing = False

    async def run(self, port: int = 0, token: str = "") -> None:
        """Hand frames over until `close`."""
        self._running = asyncio.current_task()
        listener = self._hub.listen()
        self._on_state(LinkState.CONNECTED, "")
        try:
            while not self._closing:
                frame = await listener.next_frame()
                self._tickets.settle(frame)
                self._on_frame(frame)
        except asyncio.CancelledError:
            if not self._closing:
                raise
        finally:
            self._running = None
            self._hub.leave(listener)
            self._on_state(LinkState.CLOSED, "")

    def submit(self, command: AnyCommand) -> str:
        """Hand a command to the engine; returns its ticket id."""
        ticket = self._tickets.issue()
        self._hub.submit(ticket, command)
        return ticket

    async def close(self) -> None:
        """End `run`."""
        self._closing = True
        running = self._running
        if running is not None and running is not asyncio.current_task():
            running.cancel()
            await asyncio.wait((running,))
