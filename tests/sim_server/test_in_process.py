"""A venue inside the test's own loop: what only shows from within."""

import asyncio

import aiohttp
import pytest

from mmdesk.sim.exchange import Exchange
from mmdesk.sim.server import connect
from mmdesk.sim.server.options import ReadyInfo, VenueOptions
from mmdesk.sim.server.serve import serve

WITHIN_S = 60.0


async def _ready_of(options: VenueOptions, stop: asyncio.Event) -> tuple[ReadyInfo, "asyncio.Task[None]"]:
    told: asyncio.Future[ReadyInfo] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(serve(options, told.set_result, stop))
    return await asyncio.wait_for(told, WITHIN_S), running


async def test_a_broken_market_ends_the_venue_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    _, running = await _ready_of(VenueOptions(), asyncio.Event())

    def broken(self: Exchange, now_ns: int) -> None:
        raise RuntimeError("the market is broken")

    monkeypatch.setattr(Exchange, "advance", broken)
    with pytest.raises(RuntimeError, match="the market is broken"):
        await asyncio.wait_for(running, WITHIN_S)


async def test_connections_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "MAX_CONNECTIONS", 1)
    stop = asyncio.Event()
    ready, running = await _ready_of(VenueOptions(), stop)
    url = f"wss://127.0.0.1:{ready.tls_port}/ws"
    # The certificate is checked by every other test.
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False)) as session,
        session.ws_connect(url),
    ):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(url)
        assert refused.value.status == 503
    stop.set()
    await asyncio.wait_for(running, WITHIN_S)
