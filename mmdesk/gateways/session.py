"""The HTTP session handed to ccxt: never re-sends a request by itself, and knows when a request's bytes
left.
"""

import ssl

import aiohttp

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.gateways.connection import Loopback
from mmdesk.gateways.loopback import LoopbackTrust, loopback_connector


def open_session(venue: Loopback | None, trust: LoopbackTrust | None) -> aiohttp.ClientSession:
    """A session on the running loop: to the simulated venue, or (without one) to the world.

    Raises ConfigurationError when aiohttp lost the switch that stops it from re-sending
    requests (VENUES 3.9): an order could be sent twice behind our back.
    """
    connector = (
        loopback_connector(venue, trust)
        if venue is not None and trust is not None
        else aiohttp.TCPConnector(ssl=ssl.create_default_context())
    )
    session = aiohttp.ClientSession(connector=connector)
    if not hasattr(session, "_retry_connection"):
        raise ConfigurationError(
            "this aiohttp has no `_retry_connection` switch: it may send a request twice after a disconnect; "
            "install the aiohttp named in requirements/runtime.lock"
        )
    session._retry_connection = False
    return session
