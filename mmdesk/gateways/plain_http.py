"""HTTP/1.1 over TLS with nothing but asyncio: for the guardian, which must start in a blink and stay small.

One request at a time per connection, a few connections kept open, answers bounded. Only requests that may be
sent twice belong here: a kept connection that the server closed meanwhile is replaced and the request
repeated.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Mapping

import msgspec

from mmdesk.gateways.connection import Loopback

MAX_BODY_BYTES = 8_000_000
MAX_HEADERS = 100
HTTPS_PORT = 443


class HttpAnswer(msgspec.Struct, frozen=True):
    """Status, headers (names in lower case) and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes


class BadAnswerError(OSError):
    """What came back is no HTTP, is cut, or is too long."""


class _Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def abort(self) -> None:
        self.writer.transport.abort()


class PlainHttp:
    """Requests to one host at a time; `connections` of them at once at most."""

    def __init__(self, loopback: Loopback | None, connections: int) -> None:
        self._loopback = loopback
        self._live_context = None if loopback else ssl.create_default_context()
        self._slots = asyncio.Semaphore(connections)
        self._idle: dict[str, list[_Connection]] = {}
        self._all: set[_Connection] = set()

    async def request(
        self, host: str, method: str, target: str, headers: Mapping[str, str], within_s: float
    ) -> HttpAnswer:
        """Send it and read the answer. `target` is path and query. Raises OSError, TimeoutError.

        The bound starts when a connection is free.
        """
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Content-Length: 0"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        raw = ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
        async with self._slots, asyncio.timeout(within_s):
            if (kept := self._kept(host)) is not None:
                with contextlib.suppress(OSError):
                    return await self._exchange(host, kept, raw)
            return await self._exchange(host, await self._connect(host), raw)

    async def close(self) -> None:
        """Drop every connection."""
        for connection in list(self._all):
            self._drop(connection)
            with contextlib.suppress(OSError):
                await connection.writer.wait_closed()
        self._idle.clear()

    def _kept(self, host: str) -> _Connection | None:
        idle = self._idle.get(host, [])
        while idle:
            connection = idle.pop()
            if not connection.reader.at_eof():
                return connection
            self._drop(connection)
        return None

    async def _connect(self, host: str) -> _Connection:
        loopback = self._loopback
        if loopback is None:
            opening = asyncio.open_connection(host, HTTPS_PORT, ssl=self._live_context, limit=MAX_BODY_BYTES)
        elif host not in loopback.hosts:
            raise OSError(f"{host} is no name of the simulated venue")
        else:
            # A restarted venue has a new authority under the same file name: it is read each time.
            context = ssl.create_default_context(cafile=loopback.ca_file)
            opening = asyncio.open_connection(
                "127.0.0.1", loopback.tls_port, ssl=context, server_hostname=host, limit=MAX_BODY_BYTES
            )
        connection = _Connection(*await opening)
        self._all.add(connection)
        return connection

    async def _exchange(self, host: str, connection: _Connection, raw: bytes) -> HttpAnswer:
        whole = False
        try:
            connection.writer.write(raw)
            await connection.writer.drain()
            answer = await _read(connection.reader)
            whole = answer.headers.get("connection", "").lower() != "close"
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
            raise BadAnswerError(f"the answer is cut or is no HTTP: {type(error).__name__}") from error
        finally:
            if whole:
                self._idle.setdefault(host, []).append(connection)
            else:
                self._drop(connection)
        return answer

    def _drop(self, connection: _Connection) -> None:
        self._all.discard(connection)
        connection.abort()


async def _read(reader: asyncio.StreamReader) -> HttpAnswer:
    version, _, rest = (await _line(reader)).partition(" ")
    if not version.startswith("HTTP/1."):
        raise BadAnswerError("the answer is no HTTP")
    status = int(rest[:3])
    headers: dict[str, str] = {}
    while line := await _line(reader):
        if len(headers) >= MAX_HEADERS:
            raise BadAnswerError("too many headers")
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return HttpAnswer(status, headers, await _chunks(reader))
    if "content-length" not in headers:
        raise BadAnswerError("the answer does not say how long it is")
    return HttpAnswer(status, headers, await reader.readexactly(_bounded(int(headers["content-length"]))))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int((await _line(reader)).partition(";")[0], 16):
        body += await reader.readexactly(_bounded(size))
        _bounded(len(body))
        await reader.readexactly(2)
    while await _line(reader):
        pass
    return bytes(body)


async def _line(reader: asyncio.StreamReader) -> str:
    return (await reader.readuntil(b"\r\n"))[:-2].decode("latin-1")


def _bounded(size: int) -> int:
    if not 0 <= size <= MAX_BODY_BYTES:
        raise BadAnswerError(f"an answer of {size} bytes is refused")
    return size
