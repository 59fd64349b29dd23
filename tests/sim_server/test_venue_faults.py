"""Faults of the whole venue: it stands still, refuses connections, is wrong about the time."""

import asyncio
import contextlib
import json
import time

import aiohttp
import pytest

from tests.sim_server.raw_client import STREAM, WITHIN_S, RawClient


async def test_a_thawed_venue_refuses_orders_that_grew_old(client: RawClient) -> None:
    # However late they leave on a busy machine: they were signed before it stood still.
    began, signed_ms = time.monotonic(), int(time.time() * 1_000)
    await client.fault("venue", "freeze", params={"duration_ms": 700})
    assert client.venue.control("/sim/state")["frozen"] is True
    old, patient = await asyncio.gather(
        client.place(timestamp=signed_ms, recvWindow=300),
        client.place(timestamp=signed_ms, recvWindow=60_000),
    )
    assert time.monotonic() - began >= 0.5
    assert (old.status, old.code) == (400, -1021)
    assert patient.status == 200
    assert client.venue.control("/sim/state")["frozen"] is False


async def test_a_frozen_venue_is_silent_but_connected_and_continues_without_a_gap(client: RawClient) -> None:
    async with client.session.ws_connect(f"{STREAM}/ws/btcusdt@depth@100ms") as socket:
        before = json.loads(await socket.receive_str(timeout=WITHIN_S))
        rule = await client.fault("venue", "freeze")
        received: list[str] = []
        # Some may have been under way; then it is silent for longer than it ever is.
        with contextlib.suppress(TimeoutError):
            while len(received) < 1_000:
                received.append(await socket.receive_str(timeout=0.4))
        assert len(received) < 1_000
        client.venue.control("/sim/faults", {"action": "clear", "id": rule})
        last = json.loads(received[-1])["u"] if received else before["u"]
        assert json.loads(await socket.receive_str(timeout=WITHIN_S))["U"] == last + 1


async def test_a_refusing_venue_takes_no_new_connection_and_keeps_the_old(client: RawClient) -> None:
    async with client.session.ws_connect(f"{STREAM}/ws/btcusdt@depth@100ms") as socket:
        rule = await client.fault("venue", "refuse")
        async with client.venue.session() as stranger:
            other = RawClient(client.venue, stranger)
            with pytest.raises(aiohttp.ClientConnectorError):
                await other.send("GET", "/api/v3/ping")
            assert await socket.receive_str(timeout=WITHIN_S)
            client.venue.control("/sim/faults", {"action": "clear", "id": rule})
            async with asyncio.timeout(WITHIN_S):
                while True:
                    try:
                        assert (await other.send("GET", "/api/v3/ping")).status == 200
                        break
                    except aiohttp.ClientConnectorError:
                        await asyncio.sleep(0.02)


async def test_a_skewed_venue_shows_and_judges_by_its_own_time(client: RawClient) -> None:
    await client.fault("venue", "clock_skew", params={"ms": 60_000})
    shown = (await client.send("GET", "/api/v3/time")).body["serverTime"]
    assert shown - time.time() * 1_000 == pytest.approx(60_000, abs=2_000)
    assert (await client.place()).code == -1021
    accepted = await client.place(timestamp=shown)
    assert accepted.body["transactTime"] >= shown
    client.venue.control("/sim/faults", {"action": "clear"})
    assert (await client.place()).status == 200
