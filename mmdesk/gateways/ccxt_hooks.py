"""Hooks around one ccxt instance: malformed frames survive, answers keep their code, writes are timed.

The class stays unmodified; only attributes of the instance are wrapped, and each wrapper calls the original.
"""

import re
from collections.abc import Callable, Mapping
from math import inf
from typing import Any

import aiohttp
import ccxt

from mmdesk.gateways.ccxt_errors import MALFORMED_ERRORS, THROTTLED_STATUS, remember_answer
from mmdesk.gateways.ccxt_parse import MalformedError
from mmdesk.gateways.ccxt_protocol import CcxtClient, CcxtExchange, Structure
from mmdesk.gateways.dialect import Dialect
from mmdesk.gateways.outbound import Outbound

_UNDECODABLE = (ccxt.BaseError, *MALFORMED_ERRORS)
_CODE = re.compile(r"-?[0-9]{1,9}")
_SHOWN = 40

OnMalformed = Callable[[CcxtClient, Exception], None]
OnAnswer = Callable[[int, float | None, int], None]
"""(weight used in this minute as the venue counts, Retry-After in seconds, HTTP status)."""


class StreamEndedError(ConnectionError):
    """The venue ended a stream while the connection stays up; ccxt alone would wait for ever."""


class Frames:
    """How many WebSocket frames came, market data, account and answers together."""

    def __init__(self) -> None:
        self.count = 0


def attach(
    exchange: CcxtExchange,
    dialect: Dialect,
    outbound: Outbound,
    on_malformed: OnMalformed,
    on_answer: OnAnswer,
    on_balance: Callable[[Structure], None],
    on_wrong_time: Callable[[], None],
) -> Frames:
    """Wrap a fresh exchange, before its first connection; returns the count of what its connections bring."""
    make_client = exchange.client
    frames = Frames()

    def client(url: str) -> CcxtClient:
        found = make_client(url)
        # Each connection of a URL is a new object, wrapped once.
        if "mmdesk_guarded" not in vars(found):
            vars(found)["mmdesk_guarded"] = True
            _guard_frames(exchange, found, on_malformed, frames)
            _time_writes(found, outbound)
            _retrieve_rejections(found)
        return found

    exchange.client = client
    _notice_stream_end(exchange, dialect)
    _see_balances(exchange, on_balance)
    _keep_codes(exchange, dialect, on_answer, on_wrong_time)
    return frames


def _guard_frames(
    exchange: CcxtExchange, client: CcxtClient, on_malformed: OnMalformed, frames: Frames
) -> None:
    handle = client.handle_message

    def guarded(message: Any) -> None:
        if exchange.clients.get(client.url) is not client:
            return  # given up on: what it still says is of a generation before the reconciliation
        frames.count += 1
        if isinstance(message.data, aiohttp.WebSocketError):
            # Not even a frame: ccxt takes it for a lost connection, makes a new one, and tells nobody why.
            on_malformed(client, message.data)
        # An exception here would end the receive loop without a word (VENUES 3.5).
        try:
            handle(message)
        except _UNDECODABLE as error:
            on_malformed(client, error)

    client.handle_message = guarded


def _time_writes(client: CcxtClient, outbound: Outbound) -> None:
    send = client.send

    async def timed(message: Any) -> None:
        outgoing = None
        if isinstance(message, dict) and isinstance(message.get("params"), dict):
            outgoing = outbound.find(str(message.get("method")), message["params"])
            if outgoing is None and message.get("method") == "order.place":
                return  # given up on before it could leave: it must not leave now
        if outgoing is None:
            await send(message)
            return
        if outgoing.revoked:
            return
        outgoing.client, outgoing.request_id = client, str(message["id"])
        outgoing.writing = True
        await send(message)
        outbound.written(outgoing)

    client.send = timed


def _retrieve_rejections(client: CcxtClient) -> None:
    reject = client.reject

    def rejecting(error: Any, message_hash: str | None = None) -> Any:
        future = client.futures.get(message_hash) if message_hash is not None else None
        result = reject(error, message_hash)
        # ccxt rejects futures nobody waits for; asyncio would report each one when it is collected.
        if future is not None and future.done() and not future.cancelled():
            future.exception()
        return result

    client.reject = rejecting


def _notice_stream_end(exchange: CcxtExchange, dialect: Dialect) -> None:
    handle = exchange.handle_message

    def noticing(client: CcxtClient, message: Any) -> None:
        handle(client, message)
        event = message.get("event") if isinstance(message, dict) else None
        if isinstance(event, dict) and event.get("e") in dialect.stream_end_events:
            client.on_error(StreamEndedError("the venue ended the user stream"))

    exchange.handle_message = noticing


def _see_balances(exchange: CcxtExchange, on_balance: Callable[[Structure], None]) -> None:
    handle = exchange.handle_balance

    def seeing(client: CcxtClient, message: Structure) -> None:
        on_balance(message)
        handle(client, message)

    exchange.handle_balance = seeing


def _keep_codes(
    exchange: CcxtExchange, dialect: Dialect, on_answer: OnAnswer, on_wrong_time: Callable[[], None]
) -> None:
    handle, handle_ws = exchange.handle_errors, exchange.handle_ws_error
    # While a WebSocket answer is handled: its status. ccxt hands over the code in the status' place.
    ws_statuses: list[int | None] = []

    def keeping_ws(client: CcxtClient, message: Structure) -> None:
        status = message.get("status")
        ws_statuses.append(status if isinstance(status, int) else None)
        try:
            handle_ws(client, message)
        finally:
            ws_statuses.pop()

    def keeping(
        status: int,
        reason: Any,
        url: Any,
        method: Any,
        headers: Any,
        body: Any,
        response: Any,
        request_headers: Any,
        request_body: Any,
    ) -> None:
        lower = {str(k).lower(): v for k, v in headers.items()} if isinstance(headers, Mapping) else {}
        wait_s = _number(lower.get("retry-after")) if status in THROTTLED_STATUS else None
        on_answer(int(_number(lower.get(dialect.used_weight_header)) or 0), wait_s, status)
        try:
            handle(status, reason, url, method, headers, body, response, request_headers, request_body)
        except ccxt.BaseError as error:
            code = _code_of(response)
            if code in dialect.wrong_time_codes:
                on_wrong_time()
            remember_answer(error, code, wait_s, ws_statuses[-1] if ws_statuses else status)
            raise
        # ccxt reads `{}` and an empty or a text body as "there are none", which of open orders would be the
        # proof of a stop, and of fills the end of the search for them.
        if method == "GET" and str(url).partition("?")[0].endswith(dialect.list_paths):
            _demand_list(response, body)

    exchange.handle_errors = keeping
    exchange.handle_ws_error = keeping_ws


def _demand_list(response: Any, body: Any) -> None:
    if not isinstance(response, list):
        raise MalformedError(f"the answer is no list: {str(body)[:_SHOWN]!r}")


def _code_of(response: Any) -> str:
    """The code of a body in the venue's form, a whole number and a text; empty for any other, which proves
    nothing.
    """
    code, said = (response.get("code"), response.get("msg")) if isinstance(response, dict) else (None, None)
    if isinstance(code, bool) or not isinstance(code, int | str) or not _CODE.fullmatch(str(code)):
        return ""
    # ccxt looks a text up among the codes first: a number there would outvote the code itself.
    said = "" if said is None else said
    return str(code) if isinstance(said, str) and not _CODE.fullmatch(said) else ""


def _number(value: Any) -> float | None:
    """What a header counts; None for what cannot be a count (NaN, infinity, below zero)."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number < inf else None
