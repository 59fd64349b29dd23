"""WebSocket frames built once for every receiver, and a connection that never waits for a slow one."""

import socket
import struct
import sys
from asyncio import Transport

from aiohttp import web

# What may wait for one slow reader, beside the kernel's own buffers: two seconds of a busy market.
MAX_BUFFERED_BYTES = 1024 * 1024
# RSV bits set and an unknown opcode: no WebSocket library accepts this.
MALFORMED = b"\x7f\x05wrong"

_LINGER = "hh" if sys.platform == "win32" else "ii"


def text_frame(payload: bytes) -> bytes:
    """One unmasked, final text frame (RFC 6455 5.2)."""
    size = len(payload)
    if size < 126:
        return b"\x81" + bytes((size,)) + payload
    if size < 65_536:
        return b"\x81\x7e" + struct.pack("!H", size) + payload
    return b"\x81\x7f" + struct.pack("!Q", size) + payload


def reset(transport: Transport | None) -> None:
    """Close with a TCP reset instead of an orderly end."""
    if transport is None:
        return
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(_LINGER, 1, 0))
    transport.abort()


class Connection:
    """One client's socket. `push` collects, `flush` writes it all: one TLS record, one system call.

    Frames go straight to the transport because they are shared; aiohttp reads, pings and closes.
    """

    def __init__(self, request: web.BaseRequest, socket_: web.WebSocketResponse) -> None:
        self._transport = request.transport
        self.socket = socket_
        self._waiting: list[bytes] = []

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def gone(self) -> bool:
        return self._transport is None or self._transport.is_closing()

    def push(self, frame: bytes) -> None:
        self._waiting.append(frame)

    def flush(self) -> bool:
        """Write what was pushed. False when the reader is too slow and was cut off."""
        if not self._waiting or self._transport is None:
            return True
        data = b"".join(self._waiting)
        self._waiting.clear()
        if self._transport.is_closing():
            return True
        self._transport.write(data)
        if self._transport.get_write_buffer_size() <= MAX_BUFFERED_BYTES:
            return True
        self._transport.abort()
        return False

    def cut(self) -> None:
        """Drop the connection without a WebSocket close."""
        if self._transport is not None:
            self._transport.abort()

    def reset(self) -> None:
        reset(self._transport)
