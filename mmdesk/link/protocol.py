"""What travels between a window and the engine: length-prefixed msgpack messages, versioned and bounded.

A connection starts with the client's `Hello`; the server answers with one `Welcome` and then, if it is `ok`,
with frames. **A frame of sequence 0 is a full snapshot**: whatever was known before is to be forgotten. The
client sends `Submit` at any time; what became of each command comes back as `Ticket` views inside frames.
"""

import asyncio
import struct
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

import msgspec

from mmdesk.ports.control import AnyCommand
from mmdesk.ports.views import Frame

VERSION = 1
MAX_FRAME_BYTES = 8 * 1024 * 1024
MAX_SUBMIT_BYTES = 64 * 1024
SNAPSHOT_SEQUENCE = 0

_LENGTH = struct.Struct(">I")
T = TypeVar("T")


class LinkState(StrEnum):
    """How a client stands with its engine. REFUSED (token, version) is final; CLOSED is our own doing."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    REFUSED = "refused"
    CLOSED = "closed"


class Hello(msgspec.Struct, frozen=True):
    """First message of a client. The token is given out once per engine and never logged."""

    token: str
    version: int = VERSION


class Welcome(msgspec.Struct, frozen=True):
    """First message of the server: whether the client may stay, and why not."""

    ok: bool
    reason: str = ""
    version: int = VERSION


class Submit(msgspec.Struct, frozen=True):
    """A command with the client's own ticket id."""

    ticket: str
    command: AnyCommand


class LinkEndedError(Exception):
    """The other side ended the connection, or sent something that is not a message; the text says which."""


OnFrame = Callable[[Frame], None]
OnState = Callable[[LinkState, str], None]


class Link(Protocol):
    """The window's end of a link: over a socket (`LinkClient`) or in memory (`MemoryLink`)."""

    async def run(self, port: int, token: str) -> None:
        """Connect and stay connected until `close`, or until refused."""
        ...

    def submit(self, command: AnyCommand) -> str:
        """Send a command; returns its ticket id. The outcome arrives as `Ticket` views."""
        ...

    async def close(self) -> None: ...


def encode(message: msgspec.Struct) -> bytes:
    """One message with its length in front (4 bytes, big endian)."""
    body = msgspec.msgpack.encode(message)
    return _LENGTH.pack(len(body)) + body


async def read_message(reader: asyncio.StreamReader, decoder: msgspec.msgpack.Decoder[T], limit: int) -> T:
    """The next message. Raises LinkEndedError at the end of the stream, over `limit`, or if unreadable."""
    try:
        (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        if length > limit:
            raise LinkEndedError(f"a message of {length} bytes is over the limit of {limit}")
        return decoder.decode(await reader.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise LinkEndedError("the connection ended") from error
    except msgspec.DecodeError as error:
        raise LinkEndedError(f"a message could not be read: {error}") from error
