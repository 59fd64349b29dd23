"""The journal's bytes: one frame per append, found again by its marker and believed only by its CRC."""

import struct
from collections.abc import Iterator, Sequence
from typing import Any, Final
from zlib import crc32

import msgspec

from mmdesk.ports.journal import Fact

MARKER: Final = b"\xf5MMF"
HEADER: Final = struct.Struct("<4sIIQqI")
"""marker, crc32 of all that follows, payload bytes, sequence of the first fact, wall_ns, number of facts."""
MOST_INTEGER: Final = 2**63 - 1
_CHECKED_FROM: Final = 8
MAX_PAYLOAD_BYTES: Final = 64 * 1024 * 1024


class Frame(msgspec.Struct, frozen=True):
    """The facts of one append, each with its sequence number.

    `unknown` names the kinds this version does not know (written by a newer one): they hold their numbers and
    are missing from `facts`.
    """

    first_sequence: int
    count: int
    wall_ns: int
    facts: tuple[tuple[int, Fact], ...]
    unknown: tuple[str, ...] = ()

    @property
    def last_sequence(self) -> int:
        return self.first_sequence + self.count - 1


class RawFrame(msgspec.Struct, frozen=True, gc=False):
    """A frame whose CRC held, not decoded yet: its place in the file, its numbers, its payload."""

    start: int
    end: int
    first_sequence: int
    count: int
    wall_ns: int
    payload: bytes

    @property
    def last_sequence(self) -> int:
        return self.first_sequence + self.count - 1


class _Tag(msgspec.Struct):
    type: str = "?"


_encoder: Final = msgspec.msgpack.Encoder()
_facts: Final = msgspec.msgpack.Decoder(tuple[Fact, ...])
_fact: Final = msgspec.msgpack.Decoder(Fact)
_parts: Final = msgspec.msgpack.Decoder(tuple[msgspec.Raw, ...])
_tag: Final = msgspec.msgpack.Decoder(_Tag)


def encode_into(buffer: bytearray, facts: Sequence[Fact], first_sequence: int, wall_ns: int) -> None:
    """Make `buffer` hold exactly one frame; its memory is reused from call to call.

    What the format cannot hold (half characters, numbers beyond 64 bits) is written as near as it can.
    """
    size = HEADER.size
    if len(buffer) < size:
        buffer.extend(bytes(size - len(buffer)))
    try:
        _encoder.encode_into(facts, buffer, size)
    except (OverflowError, UnicodeEncodeError):
        _encoder.encode_into(_encodable(msgspec.to_builtins(facts, builtin_types=(bytes,))), buffer, size)
    HEADER.pack_into(buffer, 0, MARKER, 0, len(buffer) - size, first_sequence, wall_ns, len(facts))
    with memoryview(buffer) as view:
        struct.pack_into("<I", buffer, 4, crc32(view[_CHECKED_FROM:]))


def _encodable(value: Any) -> Any:
    """A fact is written whatever a venue put into it: without it a restart would know less."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return min(max(value, -MOST_INTEGER), MOST_INTEGER)
    if isinstance(value, dict):
        return {_encodable(key): _encodable(one) for key, one in value.items()}
    return [_encodable(one) for one in value] if isinstance(value, list | tuple) else value


def frames_from(data: bytes, offset: int, base: int) -> Iterator[RawFrame]:
    """The unbroken run of frames from `data[offset]` on: `frame_at` again and again, at half its cost."""
    unpack, size, end_of_data = HEADER.unpack_from, HEADER.size, len(data)
    with memoryview(data) as view:
        while (body := offset + size) <= end_of_data:
            marker, crc, length, first, wall_ns, count = unpack(data, offset)
            end = body + length
            if marker != MARKER or end > end_of_data or crc32(view[offset + _CHECKED_FROM : end]) != crc:
                return
            yield RawFrame(base + offset, base + end, first, count, wall_ns, data[body:end])
            offset = end


def frame_at(data: bytes, offset: int, base: int = 0) -> RawFrame | None:
    """The frame that starts at `data[offset]`, or None when it is cut short or damaged.

    `base` is the place of `data[0]` in its file.
    """
    body = offset + HEADER.size
    if body > len(data):
        return None
    marker, crc, length, first, wall_ns, count = HEADER.unpack_from(data, offset)
    end = body + length
    if marker != MARKER or length > MAX_PAYLOAD_BYTES or end > len(data):
        return None
    with memoryview(data) as view:
        if crc32(view[offset + _CHECKED_FROM : end]) != crc:
            return None
    return RawFrame(base + offset, base + end, first, count, wall_ns, data[body:end])


def bytes_wanted(data: bytes, offset: int) -> int:
    """How many bytes the frame at `offset` claims to need in all, its header included.

    The header's size while that is unknown; 0 when what is there cannot be a frame.
    """
    if offset + HEADER.size > len(data):
        return HEADER.size
    marker, _, length, *_ = HEADER.unpack_from(data, offset)
    return HEADER.size + int(length) if marker == MARKER and length <= MAX_PAYLOAD_BYTES else 0


def decode(raw: RawFrame) -> Frame:
    """The facts of a frame; kinds this version does not know are named, not fatal."""
    try:
        known = tuple(enumerate(_facts.decode(raw.payload), raw.first_sequence))
    except msgspec.DecodeError:
        return _decode_one_by_one(raw)
    return Frame(raw.first_sequence, raw.count, raw.wall_ns, known)


def _decode_one_by_one(raw: RawFrame) -> Frame:
    known: list[tuple[int, Fact]] = []
    unknown: list[str] = []
    try:
        parts = _parts.decode(raw.payload)
    except msgspec.DecodeError:
        return Frame(raw.first_sequence, raw.count, raw.wall_ns, (), ("?",))
    for sequence, part in enumerate(parts, raw.first_sequence):
        try:
            known.append((sequence, _fact.decode(part)))
        except msgspec.DecodeError:
            unknown.append(_kind_of(part))
    return Frame(raw.first_sequence, raw.count, raw.wall_ns, tuple(known), tuple(unknown))


def _kind_of(part: msgspec.Raw) -> str:
    try:
        return _tag.decode(part).type
    except msgspec.DecodeError:
        return "?"
