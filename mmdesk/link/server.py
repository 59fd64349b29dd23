"""The engine's socket: takes windows that know the token, and never waits for one."""

import asyncio
import hmac

import msgspec

from mmdesk.link.hub import LinkHub, Listener
from mmdesk.link.protocol import (
    MAX_SUBMIT_BYTES,
    VERSION,
    Hello,
    LinkEndedError,
    Submit,
    Welcome,
    encode,
    read_message,
)

HELLO_TIMEOUT_S = 5.0
MAX_CLIENTS = 8
# Small on purpose: what does not fit waits in the conflating outbox, where newer views replace older ones.
SOCKET_BUFFER_BYTES = 256 * 1024


class LinkServer:
    """Serves the hub's frames on 127.0.0.1."""

    def __init__(self, hub: LinkHub, token: str) -> None:
        self._hub = hub
        self._token = token
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._hellos = msgspec.msgpack.Decoder(Hello)
        self._submits = msgspec.msgpack.Decoder(Submit)

    async def start(self, port: int = 0) -> int:
        """Listen; returns the port. Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", port)
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    async def close(self) -> None:
        """Stop listening and end every connection."""
        if self._server is None:
            return
        self._server.close()
        for connection in tuple(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            if await self._greet(reader, writer):
                await self._serve(reader, writer)
        except (LinkEndedError, ConnectionError, TimeoutError):
            pass  # the window went away; it will come back by itself
        except asyncio.CancelledError:
            pass  # `close` ended us; the stream callback must not report that as an error
        finally:
            self._connections.discard(task)
            writer.close()

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        async with asyncio.timeout(HELLO_TIMEOUT_S):
            hello = await read_message(reader, self._hellos, MAX_SUBMIT_BYTES)
            reason = self._refusal(hello)
            writer.write(encode(Welcome(ok=not reason, reason=reason)))
            await writer.drain()
        return not reason

    def _refusal(self, hello: Hello) -> str:
        if not hmac.compare_digest(hello.token.encode(), self._token.encode()):
            return "the token is not the one this engine gave out"
        if hello.version != VERSION:
            return f"the window speaks link version {hello.version}, the engine {VERSION}: update both"
        if self._hub.listeners >= MAX_CLIENTS:
            return f"{MAX_CLIENTS} windows are connected already"
        return ""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.set_write_buffer_limits(high=SOCKET_BUFFER_BYTES)
        listener = self._hub.listen()
        sending = asyncio.create_task(_send(listener, writer), name="link-send")
        receiving = asyncio.create_task(self._receive(reader), name="link-receive")
        try:
            await asyncio.wait((sending, receiving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.leave(listener)
            sending.cancel()
            receiving.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)

    async def _receive(self, reader: asyncio.StreamReader) -> None:
        while True:
            message = await read_message(reader, self._submits, MAX_SUBMIT_BYTES)
            self._hub.submit(message.ticket, message.command)


async def _send(listener: Listener, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(encode(await listener.next_frame()))
        await writer.drain()
