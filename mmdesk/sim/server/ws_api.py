"""The WebSocket API at `/ws-api/v3`: the REST questions as messages, and the private stream."""

import asyncio
import json

import msgspec
from aiohttp import WSMsgType, web

from mmdesk.sim.server import http_faults
from mmdesk.sim.server.endpoints import WS_API
from mmdesk.sim.server.errors import ApiError
from mmdesk.sim.server.faults import Fault
from mmdesk.sim.server.frames import Connection, text_frame
from mmdesk.sim.server.params import Params
from mmdesk.sim.server.streams import open_socket
from mmdesk.sim.server.venue import Venue
from mmdesk.sim.types import VenueReject

_COMMON = ("timestamp", "recvWindow", "signature", "apiKey", "returnRateLimits")
_JUNK = {"html": http_faults.HTML, "empty": b"", "empty_object": b"{}"}
_encode = msgspec.json.Encoder().encode
Values = dict[str, str]


async def serve_api(venue: Venue, request: web.BaseRequest) -> web.StreamResponse:
    socket = await open_socket(request)
    session = Session(venue, Connection(request, socket))
    try:
        async for message in socket:
            await venue.thawed()
            if message.type is WSMsgType.TEXT:
                await session.on_text(message.data)
    finally:
        session.close()
    return socket


class Session:
    """One WebSocket API connection. Requests are answered in turn, unless a fault keeps an answer back."""

    def __init__(self, venue: Venue, connection: Connection) -> None:
        self._venue = venue
        self._connection = connection
        self._late: set[asyncio.TimerHandle] = set()

    def close(self) -> None:
        for handle in self._late:
            handle.cancel()
        self._venue.user_stream.unsubscribe(self._connection)

    async def on_text(self, text: str) -> None:
        try:
            request_id, method, values = _parse(text)
        except ApiError as bad:
            self._send(_encode({"id": None, "status": bad.status, "error": bad.error()}))
            return
        self._venue.receipts.see(method, values)
        fault = self._venue.faults.strike(f"ws:{method}")
        if fault is None:
            self._send(self._answer(request_id, method, values))
        elif fault.kind == "delay" and not fault.flag("booked", default=False):
            # Holds this connection's later requests back too: answers stay in order.
            await asyncio.sleep(fault.number("ms", 1_000) / 1_000)
            self._send(self._answer(request_id, method, values))
        else:
            self._faulty(fault, request_id, method, values)
        self._venue.pump_soon()

    def _faulty(self, fault: Fault, request_id: object, method: str, values: Values) -> None:
        before = ("drop_before", "status", "limited", "banned", "reset", "disconnect")
        answer = b""
        if fault.flag("booked", default=fault.kind not in before):
            answer = self._answer(request_id, method, values)
        if fault.kind == "delay":
            loop = asyncio.get_running_loop()
            self._late.add(loop.call_later(fault.number("ms", 1_000) / 1_000, self._send, answer))
        elif fault.kind in ("status", "limited", "banned"):
            self._send(self._refusal(request_id, http_faults.refusal_of(fault), values))
        elif fault.kind == "broken_json":
            self._send(answer[: len(answer) // 2])
        elif fault.kind in _JUNK:
            self._send(_JUNK[fault.kind])
        elif fault.kind == "disconnect":
            self._connection.cut()
        elif fault.kind == "reset":
            self._connection.reset()

    def _send(self, payload: bytes) -> None:
        self._connection.push(text_frame(payload))
        self._connection.flush()

    def _answer(self, request_id: object, method: str, values: Values) -> bytes:
        self._venue.requests += 1
        try:
            result = self._result(method, values)
        except ApiError as refused:
            return self._refusal(request_id, refused, values)
        except VenueReject as rejected:
            return self._refusal(request_id, ApiError(400, rejected.code, rejected.msg), values)
        row: dict[str, object] = {"id": request_id, "status": 200, "result": result}
        return _encode({**row, **self._rate_limits(values)})

    def _refusal(self, request_id: object, refused: ApiError, values: Values) -> bytes:
        error = refused.error()
        if refused.retry_after_s is not None:
            now = self._venue.clock.now_ms()
            error["data"] = {"serverTime": now, "retryAfter": now + refused.retry_after_s * 1_000}
        row: dict[str, object] = {"id": request_id, "status": refused.status, "error": error}
        return _encode({**row, **self._rate_limits(values)})

    def _rate_limits(self, values: Values) -> dict[str, object]:
        if values.get("returnRateLimits") == "false":
            return {}
        return {"rateLimits": self._venue.limits.described(counted=True)}

    def _result(self, method: str, values: Values) -> object:
        venue = self._venue
        if method.startswith("userDataStream.") or method.startswith("session."):
            known = self._stream_method(method, values)
            if known is not None:
                return known
        endpoint = WS_API.get(method)
        if endpoint is None:
            raise ApiError(400, -1000, f"Unknown method '{method}'.")
        venue.limits.charge(endpoint.cost(values))
        if endpoint.access == "signed":
            venue.credentials.check_ws(values, venue.clock.now_ms())
        elif endpoint.access == "key":
            venue.credentials.check_key(values.get("apiKey"))
        params = Params(values)
        params.ignore(*_COMMON)
        return endpoint.handle(venue, params)

    def _stream_method(self, method: str, values: Values) -> object | None:
        venue = self._venue
        if method == "userDataStream.subscribe.signature":
            venue.limits.charge(2)
            venue.credentials.check_ws(values, venue.clock.now_ms())
            number = venue.user_stream.subscribe(self._connection, numbered=True)
            return {"subscriptionId": number}
        if method == "userDataStream.unsubscribe":
            venue.limits.charge(2)
            number_text = values.get("subscriptionId")
            number_or_all = int(number_text) if number_text and number_text.isdigit() else None
            if not venue.user_stream.unsubscribe(self._connection, number_or_all):
                raise ApiError(400, -1102, "This subscription does not exist on this connection.")
            return {}
        if method in ("userDataStream.subscribe", "session.logon"):
            # As Binance: both need a session logged on with an Ed25519 key, which this venue does not issue.
            raise ApiError(400, -4056, "HMAC-SHA-256 API key is not supported.")
        if method in ("session.status", "session.logout"):
            venue.limits.charge(2)
            return {
                "apiKey": None,
                "authorizedSince": None,
                "connectedSince": venue.clock.shown_ms(venue.started_ns),
                "returnRateLimits": True,
                "serverTime": venue.clock.now_ms(),
                "userDataStream": venue.user_stream.subscribers > 0,
            }
        return None


def _parse(text: str) -> tuple[object, str, Values]:
    try:
        # Numbers stay as written: the signature covers their text.
        message = json.loads(text, parse_float=str)
    except ValueError:
        raise ApiError(400, -1135, "Invalid JSON Request") from None
    if not isinstance(message, dict) or not isinstance(message.get("method"), str):
        raise ApiError(
            400, -1135, "Invalid JSON Request; expected an object with 'id', 'method' and 'params'"
        )
    params = message.get("params", {})
    if not isinstance(params, dict):
        raise ApiError(400, -1135, "Invalid JSON Request; 'params' must be an object")
    raw_id = message.get("id")
    if isinstance(raw_id, (dict, list, bool)):
        raise ApiError(400, -1135, "Invalid JSON Request; 'id' must be an integer, a string or null")
    return raw_id, message["method"], {k: _as_text(v) for k, v in params.items() if v is not None}


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
