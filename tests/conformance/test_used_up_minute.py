"""A minute of request weight that somebody else has used up: the gateway waits, and says so."""

import asyncio
import logging
import socket
import ssl
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.gateways.gateway_harness import running
from tests.gateways.venue_process import VenueProcess

# 23 whole books: 250 of the minute's 6,000 each, what is left is less than cancels keep for themselves.
BOOKS = 23


def use_up(venue: VenueProcess) -> None:
    """Another program on our address."""
    info = venue.info
    host = next(one for one in info["hosts"] if one.startswith("api"))
    trust = ssl.create_default_context(cafile=info["ca_file"])
    other = HTTPConnection(host)
    other.sock = trust.wrap_socket(
        socket.create_connection(("127.0.0.1", info["tls_port"])), server_hostname=host
    )
    for _ in range(BOOKS):
        other.request("GET", "/api/v3/depth?symbol=BTCUSDT&limit=5000")
        other.getresponse().read()
    other.close()


async def test_c32_a_used_up_minute_is_told_once_with_the_wait(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mmdesk.gateways.ccxt_gateway")
    venue = VenueProcess(tmp_path)
    try:
        async with running(venue.connection()) as (gateway, _, _):
            assert gateway.health().reads_wait_s == 0.0
            # Once more when the minute turned meanwhile.
            for _ in range(2):
                await asyncio.to_thread(use_up, venue)
                await gateway.open_orders()
                if gateway.health().reads_wait_s:
                    break
            assert 0.0 < gateway.health().reads_wait_s <= 60.25
    finally:
        venue.stop()
    told = [one.getMessage() for one in caplog.records if "in this minute: requests wait" in one.getMessage()]
    assert len(told) == 1
