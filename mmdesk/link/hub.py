"""The engine's end of all links: who listens, what each has still to be told, and the commands they send."""

import asyncio
from collections.abc import Callable, Sequence

from mmdesk.link.outbox import Outbox
from mmdesk.ports.control import AnyCommand
from mmdesk.ports.views import AnyView, Frame

Snapshot = Callable[[], Sequence[AnyView]]
OnCommand = Callable[[str, AnyCommand], None]


class Listener:
    """One window: an outbox and the signal that something waits in it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._outbox = Outbox()
        self._wakes = asyncio.Event()
        self._wakes.set()

    def put(self, views: Sequence[AnyView]) -> None:
        self._outbox.put(views)
        self._wakes.set()

    async def next_frame(self) -> Frame:
        """Wait until there is something to tell; the first frame is a full snapshot."""
        while True:
            await self._wakes.wait()
            self._wakes.clear()
            snapshot = self._outbox.needs_snapshot
            frame = self._outbox.take_snapshot(self._snapshot()) if snapshot else self._outbox.take()
            if len(self._outbox):
                self._wakes.set()
            if frame is not None:
                return frame


class LinkHub:
    """Publishes views to every listener and hands their commands to the engine. Neither ever blocks."""

    def __init__(self, snapshot: Snapshot, on_command: OnCommand) -> None:
        self._snapshot = snapshot
        self._on_command = on_command
        self._listeners: set[Listener] = set()

    def publish(self, views: Sequence[AnyView]) -> None:
        for listener in self._listeners:
            listener.put(views)

    def submit(self, ticket: str, command: AnyCommand) -> None:
        self._on_command(ticket, command)

    def listen(self) -> Listener:
        listener = Listener(self._snapshot)
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    @property
    def listeners(self) -> int:
        return len(self._listeners)
