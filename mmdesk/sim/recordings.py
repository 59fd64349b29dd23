"""Reads recorded exchange messages line by line, in constant memory, and names file and line when one is bad.

Two formats, gzipped or plain:
- `<local receive ns> <combined-stream JSON>` per line (Binance recordings);
- cryptofeed's text: `<url> <-> t` connect, `<url> <- t: msg` sent, `<url> -> t: msg` REST, `t: msg` received.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from enum import StrEnum
from io import BufferedIOBase
from pathlib import Path

import msgspec

from mmdesk.core.model.errors import ConfigurationError


class RecordingError(ConfigurationError):
    """A recording cannot be read or played: the text says which file and line, why, and what to do."""


class LineKind(StrEnum):
    RECEIVED = "received"
    REST = "rest"
    SENT = "sent"
    CONNECT = "connect"


class RawLine(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded message before any parsing. `url` is set for REST, SENT and CONNECT lines."""

    path: Path
    number: int
    kind: LineKind
    received_ns: int
    text: bytes
    url: str = ""

    def error(self, why: str) -> RecordingError:
        """The error to raise for this very line."""
        return RecordingError(
            f"{self.path.name}, line {self.number}: {why}. Remove the line or take a fresh copy of the file. "
            f"({self.path})"
        )


NS_LINE = re.compile(rb"(\d{15,20}) ([{\[].*)", re.DOTALL)
FEED_LINE = re.compile(
    rb"(?:(?P<url>(?:wss|https?)://\S*) (?P<arrow><->|<-|->) )?"
    rb"(?P<s>\d{9,11})(?:\.(?P<f>\d+))?(?:: (?P<text>.*))?",
    re.DOTALL,
)
ARROWS = {None: LineKind.RECEIVED, b"->": LineKind.REST, b"<-": LineKind.SENT, b"<->": LineKind.CONNECT}
CONFIGURATION = b"configuration: "


def raw_lines(path: Path) -> Iterator[RawLine]:
    """Every message of one recording, in file order.

    Raises RecordingError: not a readable file, a folder, empty, cut off, unknown format, a stray line.
    """
    parse = None
    number = 0
    for number, line in _numbered(path):
        text = line.rstrip(b"\r\n")
        if not text or text.startswith(CONFIGURATION):
            continue
        if parse is None:
            parse = _format_of(path, number, text)
        parsed = parse(path, number, text)
        if parsed is None:
            raise RecordingError(
                f"{path.name}, line {number}: this line does not look like the lines before it "
                f"({text[:60]!r}). Remove the line or take a fresh copy of the file. ({path})"
            )
        yield parsed
    if parse is None:
        raise RecordingError(
            f"{path} holds no recorded message ({number} lines). Give a recording that has some."
        )


def _numbered(path: Path) -> Iterator[tuple[int, bytes]]:
    """(line number from 1, line); turns every way a file can fail into a RecordingError."""
    number = 0
    try:
        with _open(path) as stream:
            for number, line in enumerate(stream, 1):
                yield number, line
    except IsADirectoryError:
        raise RecordingError(f"{path} is a folder. Give the recording files in it, one by one.") from None
    except FileNotFoundError:
        raise RecordingError(f"{path} does not exist. Check the spelling of the path.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RecordingError(
            f"{path.name} is cut off or damaged after line {number} ({error}). "
            f"Take a fresh copy, or unpack it and keep the whole lines. ({path})"
        ) from error
    except OSError as error:
        raise RecordingError(
            f"{path} cannot be read: {error.strerror or error}. Check its permissions."
        ) from error


def _open(path: Path) -> BufferedIOBase:
    with path.open("rb") as probe:
        packed = probe.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")


class _Parser:
    """One line format: a callable that returns None for a line that is not of it."""

    def __call__(self, path: Path, number: int, text: bytes) -> RawLine | None:
        raise NotImplementedError


class _NsParser(_Parser):
    def __call__(self, path: Path, number: int, text: bytes) -> RawLine | None:
        found = NS_LINE.fullmatch(text)
        if found is None:
            return None
        return RawLine(
            path=path,
            number=number,
            kind=LineKind.RECEIVED,
            received_ns=int(found[1]),
            text=found[2],
        )


class _FeedParser(_Parser):
    def __call__(self, path: Path, number: int, text: bytes) -> RawLine | None:
        found = FEED_LINE.fullmatch(text)
        if found is None:
            return None
        kind = ARROWS[found["arrow"]]
        if found["text"] is None and kind != LineKind.CONNECT:
            return None
        fraction = (found["f"] or b"")[:9].ljust(9, b"0")
        return RawLine(
            path=path,
            number=number,
            kind=kind,
            received_ns=int(found["s"]) * 10**9 + int(fraction),
            text=found["text"] or b"",
            url=(found["url"] or b"").decode("ascii", "replace"),
        )


def _format_of(path: Path, number: int, text: bytes) -> _Parser:
    for parser in (_NsParser(), _FeedParser()):
        if parser(path, number, text) is not None:
            return parser
    raise RecordingError(
        f"{path.name}, line {number}: {text[:60]!r} is no known recording format. Known are "
        f"'<receive ns> <JSON>' and cryptofeed's '<seconds>: <message>', plain or gzipped. ({path})"
    )
