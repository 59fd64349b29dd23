"""Frames: what goes in comes out, what was damaged does not."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mmdesk.core.model.effects import AlertRaised, FillBooked
from mmdesk.storage.frames import HEADER, decode, encode_into, frame_at
from tests.storage.facts import life

texts = st.text(max_size=40)
alerts = st.builds(AlertRaised, level=texts, key=texts, what=texts, why=texts, do=texts)


def frame(facts: list[AlertRaised], first: int = 1, wall_ns: int = 0) -> bytes:
    buffer = bytearray()
    encode_into(buffer, facts, first, wall_ns)
    return bytes(buffer)


@given(st.lists(alerts, max_size=5), st.integers(1, 2**63), st.integers(-(2**63), 2**63 - 1), st.binary())
def test_a_frame_gives_back_its_facts_and_numbers(
    facts: list[AlertRaised], first: int, wall_ns: int, before: bytes
) -> None:
    data = before + frame(facts, first, wall_ns)
    raw = frame_at(data, len(before))
    assert raw is not None
    assert (raw.start, raw.end) == (len(before), len(data))
    found = decode(raw)
    assert found.facts == tuple(enumerate(facts, first))
    assert (found.wall_ns, found.last_sequence) == (wall_ns, first + len(facts) - 1)


@given(st.lists(alerts, min_size=1, max_size=3), st.data())
def test_a_frame_with_any_bit_flipped_is_not_believed(facts: list[AlertRaised], data: st.DataObject) -> None:
    good = bytearray(frame(facts))
    bit = data.draw(st.integers(0, len(good) * 8 - 1))
    good[bit // 8] ^= 1 << (bit % 8)
    assert frame_at(bytes(good), 0) is None


@given(st.binary(max_size=200))
def test_noise_is_never_a_frame(noise: bytes) -> None:
    assert frame_at(noise, 0) is None


def test_what_the_format_cannot_hold_is_written_as_near_as_it_can() -> None:
    booked, *rest = life(1)[2]
    assert isinstance(booked, FillBooked)
    absurd = replace(booked.fill, exchange_ns=2**70, fee_asset="B\ud800C")
    buffer = bytearray()
    encode_into(buffer, [replace(booked, fill=absurd), *rest], 1, 0)
    raw = frame_at(bytes(buffer), 0)
    assert raw is not None
    near = replace(absurd, exchange_ns=2**63 - 1, fee_asset="B?C")
    assert [fact for _, fact in decode(raw).facts] == [replace(booked, fill=near), *rest]


def test_a_reused_buffer_holds_only_the_last_frame() -> None:
    buffer = bytearray()
    long, short = life(1)[2], life(1)[1]
    encode_into(buffer, long, 1, 0)
    encode_into(buffer, short, 4, 0)
    raw = frame_at(bytes(buffer), 0)
    assert raw is not None
    assert raw.end == len(buffer)
    assert [fact for _, fact in decode(raw).facts] == list(short)


def test_kinds_of_a_newer_version_are_named_and_the_others_kept() -> None:
    class FromTheFuture(msgspec.Struct, tag=True):
        price: int

    known = life(1)[0][0]
    buffer = bytearray()
    encode_into(buffer, [known, FromTheFuture(1), known], 7, 0)  # type: ignore[list-item]  # the point of it
    raw = frame_at(bytes(buffer), 0)
    assert raw is not None
    found = decode(raw)
    assert found.unknown == ("FromTheFuture",)
    assert found.facts == ((7, known), (9, known))
    assert found.last_sequence == 9


def test_a_header_alone_is_no_frame() -> None:
    assert frame_at(frame([])[: HEADER.size], 0) is None
