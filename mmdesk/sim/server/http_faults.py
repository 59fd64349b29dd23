"""Faults of REST answers: lost, late, cut, replaced by junk or refused, before or after booking."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from aiohttp import web

from mmdesk.sim.server.errors import ApiError
from mmdesk.sim.server.faults import Fault
from mmdesk.sim.server.frames import reset

HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
_JSON = "application/json;charset=UTF-8"


class Answering(Protocol):
    """The answer as it would be without the fault."""

    status: int
    body: bytes
    headers: dict[str, str]


def response(answer: Answering) -> web.Response:
    headers = {**answer.headers, "Content-Type": _JSON}
    return web.Response(status=answer.status, body=answer.body, headers=headers)


async def apply(
    fault: Fault, request: web.BaseRequest, answer: Callable[[], Answering]
) -> web.StreamResponse:
    """Answer under `fault`; calling `answer()` is what books, so not calling it means nothing happened."""
    if fault.kind == "delay":
        return await _late(fault, answer)
    if fault.kind in ("drop_before", "drop_after", "reset"):
        return await _lost(fault, request, answer)
    if fault.kind in ("status", "limited", "banned"):
        if fault.flag("booked", default=False):
            answer()
        return refused(fault)
    real = answer() if fault.flag("booked", default=True) else None
    body = b"{}" if real is None else real.body
    if fault.kind == "cut_body":
        return await _cut(request, body)
    return _junk(fault, body)


def refusal_of(fault: Fault) -> ApiError:
    """The error that a `status`, `limited` or `banned` fault answers."""
    wait = int(fault.number("retry_after_s", 5))
    if fault.kind == "limited":
        return ApiError(429, -1003, "Too much request weight used; please try again later.", wait)
    if fault.kind == "banned":
        return ApiError(418, -1003, "Way too much request weight used; IP banned.", wait)
    status = int(fault.number("status", 503))
    code = int(fault.number("code", -1001))
    return ApiError(status, code, fault.text("msg", "Internal error; unable to process your request."))


async def _late(fault: Fault, answer: Callable[[], Answering]) -> web.Response:
    seconds = fault.number("ms", 1_000) / 1_000
    if fault.flag("booked", default=False):
        real = answer()
        await asyncio.sleep(seconds)
        return response(real)
    await asyncio.sleep(seconds)
    return response(answer())


async def _lost(fault: Fault, request: web.BaseRequest, answer: Callable[[], Answering]) -> web.Response:
    if fault.kind == "drop_after" or fault.flag("booked", default=False):
        answer()
    await asyncio.sleep(fault.number("hold_ms", 0) / 1_000)
    if fault.kind == "reset":
        reset(request.transport)
    elif request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)  # never reaches the client: its connection is gone


def refused(fault: Fault) -> web.Response:
    error = refusal_of(fault)
    headers = {"Content-Type": _JSON}
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    return web.Response(status=error.status, body=error.body(), headers=headers)


async def _cut(request: web.BaseRequest, body: bytes) -> web.StreamResponse:
    cut = web.StreamResponse(headers={"Content-Type": _JSON, "Content-Length": str(len(body) + 1)})
    await cut.prepare(request)
    await cut.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return cut


def _junk(fault: Fault, body: bytes) -> web.Response:
    content_type = "text/html" if fault.kind == "html" else _JSON
    junk = {
        "html": HTML,
        "empty": b"",
        "empty_object": b"{}",
        "broken_json": body[: len(body) // 2] + b"\x00",
    }
    return web.Response(body=junk[fault.kind], headers={"Content-Type": content_type})
