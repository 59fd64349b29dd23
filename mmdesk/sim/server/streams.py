"""Market streams at `/ws`, `/ws/<stream>` and `/stream?streams=`: subscriptions and their answers."""

import asyncio
import json
import re
from urllib.parse import unquote

import msgspec
from aiohttp import WSMsgType, web

from mmdesk.sim.server.frames import Connection, text_frame
from mmdesk.sim.server.hub import Listener
from mmdesk.sim.server.venue import Venue

HEARTBEAT_S = 20.0
MAX_STREAMS = 1_024
MAX_INCOMING_PER_S = 5
_STREAM = re.compile(r"^[a-z0-9!@_+:.]{1,80}$", re.IGNORECASE)
_encode = msgspec.json.Encoder().encode


class BadRequestError(Exception):
    """A frame the stream server answers with an error object; the connection stays."""

    def __init__(self, code: int, msg: str, request_id: object = None) -> None:
        super().__init__(msg)
        self.code = code
        self.msg = msg
        self.request_id = request_id


class MessageRate:
    """Binance disconnects a client that sends more than five messages a second."""

    def __init__(self, most: int = MAX_INCOMING_PER_S) -> None:
        self._most = most
        self._second = -1
        self._count = 0

    def exceeded(self, now_s: float) -> bool:
        second = int(now_s)
        if second != self._second:
            self._second, self._count = second, 0
        self._count += 1
        return self._count > self._most


async def open_socket(request: web.BaseRequest) -> web.WebSocketResponse:
    # No compression: shared frames go out as they are.
    socket = web.WebSocketResponse(compress=False, heartbeat=HEARTBEAT_S, max_msg_size=1 << 20)
    await socket.prepare(request)
    return socket


async def serve_market(venue: Venue, request: web.BaseRequest) -> web.StreamResponse:
    names, combined = _streams_of(request)
    socket = await open_socket(request)
    listener = Listener(request, socket, combined=combined)
    rate = MessageRate()
    for name in names[:MAX_STREAMS]:
        _subscribe(venue, listener, name)
    try:
        async for message in socket:
            await venue.thawed()
            if rate.exceeded(asyncio.get_running_loop().time()):
                await socket.close(code=1008, message=b"Too many requests")
                break
            if message.type is WSMsgType.TEXT:
                reply(listener, _handle(venue, listener, message.data))
    finally:
        venue.user_stream.unsubscribe(listener)
        venue.hub.leave(listener)
    return socket


def reply(connection: Connection, payload: bytes) -> None:
    connection.push(text_frame(payload))
    connection.flush()


def _streams_of(request: web.BaseRequest) -> tuple[list[str], bool]:
    path, _, query = request.raw_path.partition("?")
    if path.rstrip("/") == "/stream":
        pairs = [pair.partition("=") for pair in query.split("&")]
        text = next((value for key, _, value in pairs if key == "streams"), "")
        return [unquote(s) for s in text.split("/") if s], True
    return [unquote(s) for s in path.removeprefix("/ws").split("/") if s], False


def _handle(venue: Venue, listener: Listener, text: str) -> bytes:
    try:
        request_id, result = _request(venue, listener, text)
    except BadRequestError as bad:
        return _encode({"error": {"code": bad.code, "msg": bad.msg}, "id": bad.request_id})
    return _encode({"result": result, "id": request_id})


def _request(venue: Venue, listener: Listener, text: str) -> tuple[object, object]:
    try:
        message = json.loads(text)
    except ValueError:
        raise BadRequestError(3, "Invalid JSON: expected value at line 1 column 1") from None
    if not isinstance(message, dict) or "method" not in message:
        raise BadRequestError(2, "Invalid request: missing field `method`")
    request_id = message.get("id")
    if not isinstance(request_id, (int, str, type(None))):
        raise BadRequestError(2, "Invalid request: request ID must be an unsigned integer or a string")
    method, params = message["method"], message.get("params", [])
    if method == "LIST_SUBSCRIPTIONS":
        return request_id, list(listener.streams)
    if method in ("SUBSCRIBE", "UNSUBSCRIBE"):
        _change(venue, listener, method, _names(params, request_id), request_id)
        return request_id, None
    if method == "SET_PROPERTY" and isinstance(params, list) and len(params) == 2 and params[0] == "combined":
        listener.combined = bool(params[1])
        return request_id, None
    if method == "GET_PROPERTY" and params == ["combined"]:
        return request_id, listener.combined
    raise BadRequestError(2, f"Invalid request: unknown variant {method}", request_id)


def _names(params: object, request_id: object) -> list[str]:
    if not isinstance(params, list) or not params:
        raise BadRequestError(2, "Invalid request: params must be a list of stream names", request_id)
    for name in params:
        if not isinstance(name, str) or not _STREAM.fullmatch(name):
            raise BadRequestError(2, "Invalid request: invalid stream", request_id)
    return params


def _change(venue: Venue, listener: Listener, method: str, names: list[str], request_id: object) -> None:
    if method == "UNSUBSCRIBE":
        for name in names:
            venue.hub.unsubscribe(listener, name)
            if venue.user_stream.keys.valid(name, venue.clock.now_ns()):
                venue.user_stream.unsubscribe(listener)
        return
    if len(set(names) | set(listener.streams)) > MAX_STREAMS:
        raise BadRequestError(2, f"Invalid request: at most {MAX_STREAMS} streams a connection", request_id)
    for name in names:
        _subscribe(venue, listener, name)


def _subscribe(venue: Venue, listener: Listener, name: str) -> None:
    known = name in listener.streams
    venue.hub.subscribe(listener, name)
    if not known and venue.user_stream.keys.valid(name, venue.clock.now_ns()):
        venue.user_stream.subscribe(listener, numbered=False)
