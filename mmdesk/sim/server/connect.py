"""What happens to a WebSocket client at the door: faults that strike while it connects."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import WSCloseCode, web

from mmdesk.sim.server import http_faults
from mmdesk.sim.server.frames import reset
from mmdesk.sim.server.venue import Venue

# As many as Binance lets one address open.
MAX_CONNECTIONS = 300
Serve = Callable[[Venue, web.BaseRequest], Awaitable[web.StreamResponse]]


async def through(venue: Venue, point: str, request: web.BaseRequest, serve: Serve) -> web.StreamResponse:
    await venue.thawed()
    fault = venue.faults.strike(point)
    if fault is not None and fault.kind == "delay":
        await asyncio.sleep(fault.number("ms", 1_000) / 1_000)
    elif fault is not None and fault.kind == "reset":
        reset(request.transport)
        return web.Response(status=500)
    elif fault is not None:
        return http_faults.refused(fault)
    if venue.connections >= MAX_CONNECTIONS:
        return web.Response(status=503, text=f"at most {MAX_CONNECTIONS} WebSocket connections")
    venue.connections += 1
    try:
        return await serve(venue, request)
    except web.HTTPBadRequest:
        return web.Response(status=400, text=f"expected a WebSocket handshake ({WSCloseCode.PROTOCOL_ERROR})")
    finally:
        venue.connections -= 1
