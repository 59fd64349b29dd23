"""The life of a REST request: freeze, fault, limits, key, signature, parameters, handler, answer."""

import msgspec
from aiohttp import web

from mmdesk.sim.server import errors, http_faults
from mmdesk.sim.server.endpoints import KNOWN_PATHS, REST, Endpoint
from mmdesk.sim.server.errors import ApiError
from mmdesk.sim.server.params import Params
from mmdesk.sim.server.signature import parse_values
from mmdesk.sim.server.venue import Venue
from mmdesk.sim.types import VenueReject

_SIGNING = ("timestamp", "recvWindow", "signature")
_encode = msgspec.json.Encoder().encode


class Answer(msgspec.Struct):
    """What goes back: status, JSON body, headers."""

    status: int
    body: bytes
    headers: dict[str, str]


async def respond(venue: Venue, request: web.BaseRequest) -> web.StreamResponse:
    await venue.thawed()
    body = (await request.read()).decode("utf-8", "replace") if request.body_exists else ""
    path, _, query = request.raw_path.partition("?")
    # A request that was on its way when the venue froze is read now and judged by the clock after the thaw.
    await venue.thawed()

    def answer() -> Answer:
        return _answer(venue, request, path, query, body)

    venue.receipts.see(f"{request.method} {path}", parse_values(query, body))
    fault = venue.faults.strike(f"rest:{request.method} {path}")
    if fault is None:
        return http_faults.response(answer())
    return await http_faults.apply(fault, request, answer)


def _answer(venue: Venue, request: web.BaseRequest, path: str, query: str, body: str) -> Answer:
    venue.requests += 1
    headers: dict[str, str] = {}
    try:
        endpoint = _endpoint(request.method, path)
        values = parse_values(query, body)
        venue.limits.charge(endpoint.cost(values))
        _authorize(venue, endpoint, request, query, body, values)
        params = Params(values)
        params.ignore(*(_SIGNING if endpoint.access == "signed" else ()))
        status, payload = 200, _encode(endpoint.handle(venue, params))
        if endpoint.changes:
            headers = venue.limits.order_headers()
            venue.pump_soon()
    except ApiError as refused:
        status, payload = refused.status, refused.body()
        if refused.retry_after_s is not None:
            headers = {"Retry-After": str(refused.retry_after_s)}
    except VenueReject as rejected:
        status, payload = 400, _encode({"code": rejected.code, "msg": rejected.msg})
        venue.pump_soon()
    return Answer(status, payload, {**venue.limits.headers(), **headers})


def _endpoint(method: str, path: str) -> Endpoint:
    endpoint = REST.get((method, path))
    if endpoint is None:
        if path in KNOWN_PATHS:
            raise ApiError(405, -1000, f"{method} is not allowed for {path}.")
        raise errors.not_found(path)
    return endpoint


def _authorize(
    venue: Venue, endpoint: Endpoint, request: web.BaseRequest, query: str, body: str, values: dict[str, str]
) -> None:
    if endpoint.access == "public":
        return
    venue.credentials.check_key(request.headers.get("X-MBX-APIKEY"))
    if endpoint.access == "signed":
        venue.credentials.check_rest(query, body, values, venue.clock.now_ms())
