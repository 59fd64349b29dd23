"""A client that does not read is cut off: nothing waits for it without bound, nobody else waits at all."""

import asyncio

from aiohttp import web

from mmdesk.sim.server.frames import MAX_BUFFERED_BYTES, Connection, text_frame
from mmdesk.sim.server.streams import open_socket

WITHIN_S = 60.0
FRAME = text_frame(b"x" * 65_536)
HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


async def test_a_reader_that_stops_reading_is_cut_off() -> None:
    cut_after: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def flood(request: web.BaseRequest) -> web.StreamResponse:
        socket = await open_socket(request)
        connection = Connection(request, socket)
        for number in range(1_000):
            connection.push(FRAME)
            if not connection.flush():
                cut_after.set_result(number)
                break
            await asyncio.sleep(0)
        assert connection.gone
        connection.push(FRAME)
        assert connection.flush()  # nothing more happens to a connection that is gone
        return socket

    server = web.Server(flood, access_log=None)
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*listening.sockets[0].getsockname(), limit=4_096)
    writer.write(HANDSHAKE)
    frames = await asyncio.wait_for(cut_after, WITHIN_S)
    assert frames * len(FRAME) >= MAX_BUFFERED_BYTES
    writer.transport.abort()
    listening.close()
    await server.shutdown(1)
