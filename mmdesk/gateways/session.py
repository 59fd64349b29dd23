"""The HTTP session handed to ccxt: never re-sends a request by itself, and knows when a request's bytes
left.
"""

import ssl
from collections.abc import Callable
from typing import Any

import aiohttp

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.gateways.connection import Loopback
from mmdesk.gateways.loopback import LoopbackTrust, loopback_connector


def open_session(
    venue: Loopback | None,
    trust: LoopbackTrust | None,
    on_body: Callable[[bytes], None] | None = None,
) -> aiohttp.ClientSession:
    """A session on the running loop: to the simulated venue, or (without one) to the world.

    `on_body` is told of each request body at the moment it is written.
    Raises ConfigurationError when aiohttp lost the switch that stops it from re-sending
    requests (VENUES 3.9): an order could be sent twice behind our back.
    """
    connector = (
        loopback_connector(venue, trust)
        if venue is not None and trust is not None
        else aiohttp.TCPConnector(ssl=ssl.create_default_context())
    )
    traces = [_body_trace(on_body)] if on_body is not None else []
    session = aiohttp.ClientSession(connector=connector, trace_configs=traces)
    if not hasattr(session, "_retry_connection"):
        raise ConfigurationError(
            "this aiohttp has no `_retry_connection` switch: it may send a request twice after a disconnect; "
            "install the aiohttp named in requirements/runtime.lock"
        )
    session._retry_connection = False
    return session


def _body_trace(on_body: Callable[[bytes], None]) -> aiohttp.TraceConfig:
    async def chunk_sent(
        session: aiohttp.ClientSession, context: Any, parameters: aiohttp.TraceRequestChunkSentParams
    ) -> None:
        on_body(parameters.chunk)

    trace = aiohttp.TraceConfig()
    trace.on_request_chunk_sent.append(chunk_sent)
    return trace
