"""The TLS port: opened, closed by the refuse fault, opened again at the same number."""

import asyncio
import socket
import ssl
import sys

from aiohttp import web

from mmdesk.sim.server.errors import PortInUseError

LOOPBACK = "127.0.0.1"


def bound_socket(port: int, purpose: str) -> socket.socket:
    """A listening socket on loopback. Raises PortInUseError with what to do."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there it would let two programs share the port
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((LOOPBACK, port))
        sock.listen(256)
    except OSError as refused:
        sock.close()
        raise PortInUseError(
            f"cannot listen on {LOOPBACK}:{port} for the venue's {purpose}: {refused.strerror}. "
            "Another program (perhaps another venue) uses this port; stop it, or choose another port "
            "or 0 for any free one."
        ) from refused
    sock.setblocking(False)  # noqa: FBT003 - the method takes no keyword
    return sock


class TlsPort:
    """Accepts connections for `server`; `listen(accept=False)` makes the kernel refuse new ones."""

    def __init__(self, server: web.Server, context: ssl.SSLContext, sock: socket.socket) -> None:
        self._server = server
        self._context = context
        self._socket: socket.socket | None = sock
        self.port: int = sock.getsockname()[1]
        self._accepting: asyncio.Server | None = None
        self._changing: asyncio.Task[None] | None = None

    async def open(self) -> None:
        sock = self._socket or bound_socket(self.port, "exchange port")
        self._accepting = await asyncio.get_running_loop().create_server(
            self._server, sock=sock, ssl=self._context
        )
        self._socket = None

    def listen(self, *, accept: bool) -> None:
        """Open or close the door; connections that exist stay."""
        if accept == (self._accepting is not None):
            return
        if not accept and self._accepting is not None:
            self._accepting.close()
            self._accepting = None
        elif self._changing is None or self._changing.done():
            self._changing = asyncio.get_running_loop().create_task(self.open(), name="venue-reopen")

    async def close(self) -> None:
        if self._changing is not None:
            await self._changing
        if self._accepting is not None:
            self._accepting.close()
