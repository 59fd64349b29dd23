"""Makes a ccxt.pro exchange with every switch set as VENUES 3 asks."""

import logging

import aiohttp
import ccxt.pro

from mmdesk.gateways.ccxt_protocol import CcxtExchange
from mmdesk.gateways.connection import VenueConnection
from mmdesk.gateways.dialect import Dialect

_PONGS_MISSED = 2


def make_exchange(
    connection: VenueConnection, dialect: Dialect, session: aiohttp.ClientSession
) -> CcxtExchange:
    """An unmodified exchange class on our session; nothing is sent yet."""
    # At DEBUG ccxt logs signed requests with the API key.
    logging.getLogger("ccxt").setLevel(logging.INFO)
    timings = connection.timings
    exchange: CcxtExchange = getattr(ccxt.pro, dialect.exchange_id)(
        {
            "apiKey": connection.api_key,
            "secret": connection.secret,
            "session": session,
            # Its queue is first-in-first-out on the wall clock: a cancel would wait behind a book snapshot.
            "enableRateLimit": False,
            "timeout": timings.request_timeout_ms,
            "verbose": False,
            "streaming": {"keepAlive": timings.keep_alive_ms, "maxPingPongMisses": _PONGS_MISSED},
            "options": {**dialect.options, "recvWindow": timings.receive_window_ms},
        }
    )
    exchange.ws_dial_backoff = {}
    return exchange
