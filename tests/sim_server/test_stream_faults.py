"""Faults of pushed market data, seen from a real connection."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.sim_server.raw_client import STREAM, WITHIN_S, RawClient

NAME = "btcusdt@depth@100ms"
POINT = f"stream:{NAME}"


async def _ids(socket: aiohttp.ClientWebSocketResponse, count: int) -> list[tuple[int, int]]:
    events = [json.loads(await socket.receive_str(timeout=WITHIN_S)) for _ in range(count)]
    return [(e["U"], e["u"]) for e in events]


def _contiguous(ids: list[tuple[int, int]]) -> bool:
    return all(after[0] == before[1] + 1 for before, after in zip(ids, ids[1:], strict=False))


async def _after(client: RawClient, kind: str, count: int, **params: Any) -> list[tuple[int, int]]:
    """Update ids from the first message on, with one strike of `kind`, until `count` messages after it."""
    async with client.session.ws_connect(f"{STREAM}/ws/{NAME}") as socket:
        ids = await _ids(socket, 1)
        rule = await client.fault(POINT, kind, count=1, params=params)
        await client.strikes(rule)
        struck_before = (await client.send("GET", "/api/v3/depth", "symbol=BTCUSDT&limit=5")).body[
            "lastUpdateId"
        ]
        # On a busy machine many messages of before the strike are still to be read.
        while ids[-1][1] < struck_before:
            ids += await _ids(socket, 1)
        return ids + await _ids(socket, count)


async def test_a_gap_loses_exactly_one_message(client: RawClient) -> None:
    ids = await _after(client, "gap", 3)
    jumps = [after[0] - before[1] for before, after in zip(ids, ids[1:], strict=False)]
    assert sum(jump != 1 for jump in jumps) == 1


async def test_a_duplicate_comes_twice(client: RawClient) -> None:
    ids = await _after(client, "duplicate", 3)
    assert len(set(ids)) == len(ids) - 1
    assert _contiguous(sorted(set(ids)))


async def test_a_reordered_message_comes_after_the_next(client: RawClient) -> None:
    ids = await _after(client, "reorder", 3)
    assert ids != sorted(ids)
    assert _contiguous(sorted(ids))


async def test_a_late_message_still_comes(client: RawClient) -> None:
    ids = await _after(client, "delay", 4, ms=150)
    assert ids != sorted(ids)
    assert _contiguous(sorted(ids))


async def test_a_frozen_stream_is_silent_and_returns_with_a_gap(client: RawClient) -> None:
    ids = await _after(client, "freeze", 2, duration_ms=500)
    assert not _contiguous(ids)


@pytest.mark.parametrize("kind", ["broken_json", "html", "empty", "empty_object"])
async def test_junk_is_sent_and_the_stream_goes_on(client: RawClient, kind: str) -> None:
    async with client.session.ws_connect(f"{STREAM}/ws/{NAME}") as socket:
        await _ids(socket, 1)
        await client.fault(POINT, kind, count=1)
        async with asyncio.timeout(WITHIN_S):
            while _is_whole(await socket.receive_str()):
                pass
            assert _is_whole(await socket.receive_str())


def _is_whole(text: str) -> bool:
    return '"depthUpdate"' in text and text.endswith("}")


async def test_a_malformed_frame_breaks_the_protocol(client: RawClient) -> None:
    async with client.session.ws_connect(f"{STREAM}/ws/{NAME}") as socket:
        await _ids(socket, 1)
        await client.fault(POINT, "malformed_frame", count=1)
        async with asyncio.timeout(WITHIN_S):
            while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
    assert message.type in (aiohttp.WSMsgType.ERROR, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE)


async def test_a_disconnect_hits_the_listeners_of_the_stream_only(client: RawClient) -> None:
    async with (
        client.session.ws_connect(f"{STREAM}/ws/{NAME}") as hit,
        client.session.ws_connect(f"{STREAM}/ws/btcusdt@depth5@100ms") as spared,
    ):
        await _ids(hit, 1)
        await client.fault(POINT, "disconnect", count=1)
        async with asyncio.timeout(WITHIN_S):
            while (message := await hit.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
        assert message.type in (aiohttp.WSMsgType.ERROR, aiohttp.WSMsgType.CLOSED)
        assert json.loads(await spared.receive_str(timeout=WITHIN_S))["bids"]
