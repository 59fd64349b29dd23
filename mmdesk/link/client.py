"""The window's socket: connects, reconnects with backoff, hands frames over, sends commands. Pure asyncio."""

import asyncio

import msgspec

from mmdesk.link.protocol import (
    MAX_FRAME_BYTES,
    Hello,
    LinkEndedError,
    LinkState,
    OnFrame,
    OnState,
    Submit,
    Welcome,
    encode,
    read_message,
)
from mmdesk.link.tickets import Tickets, survives_disconnection
from mmdesk.ports.control import AnyCommand
from mmdesk.ports.views import Frame

BACKOFF_FIRST_S = 0.1
BACKOFF_MAX_S = 2.0
CONNECT_TIMEOUT_S = 5.0
# A frame that cannot be told over the wire: views made by the client itself carry this sequence number.
LOCAL_SEQUENCE = -1


class LinkClient:
    """One window's link. `on_frame` and `on_state` are called in the loop that runs `run`; neither may raise.

    A frame of sequence 0 is a full snapshot. One of sequence -1 was made here: its `Ticket` views say FAILED
    for commands that could not be sent or lost their answer. `Stop` is kept and sent at the next connection.
    """

    def __init__(self, on_frame: OnFrame, on_state: OnState) -> None:
        self._on_frame = on_frame
        self._on_state = on_state
        self._tickets = Tickets()
        self._kept: dict[str, AnyCommand] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._closing = asyncio.Event()
        self._refused = False
        self._running: asyncio.Task[None] | None = None

    async def run(self, port: int, token: str) -> None:
        """Stay connected to 127.0.0.1:`port` until `close` is called or the engine refuses us."""
        self._running = asyncio.current_task()
        delay_s = BACKOFF_FIRST_S
        try:
            while not self._ended():
                self._on_state(LinkState.CONNECTING, "")
                reason, welcomed = await self._once(port, token)
                delay_s = BACKOFF_FIRST_S if welcomed else min(delay_s * 2, BACKOFF_MAX_S)
                self._tell_lost()
                if not self._ended():
                    self._on_state(LinkState.DISCONNECTED, reason)
                    await self._pause(delay_s)
        finally:
            self._running = None
            if not self._refused:
                self._on_state(LinkState.CLOSED, "")

    def submit(self, command: AnyCommand) -> str:
        """Send a command; returns its ticket id at once."""
        ticket = self._tickets.issue()
        if self._writer is not None:
            self._writer.write(encode(Submit(ticket=ticket, command=command)))
        elif survives_disconnection(command) and not self._refused:
            self._kept[ticket] = command
        else:
            self._on_frame(Frame(sequence=LOCAL_SEQUENCE, views=(self._tickets.fail(ticket),)))
        return ticket

    async def close(self) -> None:
        """End the connection; `run` returns soon after. Commands already submitted are flushed first."""
        self._closing.set()
        if self._writer is not None:
            self._writer.close()
        if self._running is not None and self._running is not asyncio.current_task():
            await asyncio.wait((self._running,))

    def _ended(self) -> bool:
        return self._refused or self._closing.is_set()

    async def _once(self, port: int, token: str) -> tuple[str, bool]:
        """One connection from start to end: why it ended, and whether it had been welcomed."""
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except (OSError, TimeoutError) as error:
            return f"no engine answers on port {port}: {error}", False
        welcomed = False
        try:
            if self._closing.is_set():
                return "", False
            welcomed = await self._greet(reader, writer, token)
            if welcomed:
                await self._listen(reader)
        except (LinkEndedError, ConnectionError, TimeoutError) as error:
            return str(error), welcomed
        finally:
            self._writer = None
            writer.close()
        return "", welcomed

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str) -> bool:
        writer.write(encode(Hello(token=token)))
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            welcome = await read_message(reader, msgspec.msgpack.Decoder(Welcome), MAX_FRAME_BYTES)
        if not welcome.ok:
            self._refused = True
            self._on_state(LinkState.REFUSED, welcome.reason)
            return False
        self._writer = writer
        for ticket, command in self._kept.items():
            writer.write(encode(Submit(ticket=ticket, command=command)))
        self._kept.clear()
        self._on_state(LinkState.CONNECTED, "")
        return True

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        decoder = msgspec.msgpack.Decoder(Frame)
        while True:
            frame = await read_message(reader, decoder, MAX_FRAME_BYTES)
            self._tickets.settle(frame)
            self._on_frame(frame)

    def _tell_lost(self) -> None:
        if lost := self._tickets.fail_pending(keep=frozenset(self._kept)):
            self._on_frame(Frame(sequence=LOCAL_SEQUENCE, views=lost))

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return
