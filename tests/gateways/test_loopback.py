"""The way to the simulated venue: its names only, its authority only, and no re-sent request."""

import socket
from pathlib import Path

import aiohttp
import pytest

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.gateways.connection import Loopback
from mmdesk.gateways.loopback import ForeignHostError, LoopbackResolver, LoopbackTrust
from mmdesk.gateways.session import open_session
from mmdesk.sim.server.tls import server_context


def _venue(tmp_path: Path, port: int = 1) -> Loopback:
    _, ca_file = server_context(tmp_path)
    return Loopback(tls_port=port, ca_file=str(ca_file), hosts=("api.binance.com", "stream.binance.com"))


async def test_venue_names_lead_to_the_port_of_this_machine(tmp_path: Path) -> None:
    found = await LoopbackResolver(_venue(tmp_path, 4321)).resolve("Stream.Binance.com", 9443)
    assert [(f["host"], f["port"]) for f in found] == [("127.0.0.1", 4321)]


async def test_every_other_name_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ForeignHostError, match=r"example\.org.*api\.binance\.com"):
        await LoopbackResolver(_venue(tmp_path)).resolve("example.org", 443)


@pytest.mark.parametrize("url", ["https://example.org/", "https://1.2.3.4/", "https://127.0.0.1/"])
async def test_a_session_cannot_leave(tmp_path: Path, url: str) -> None:
    venue = _venue(tmp_path)
    async with open_session(venue, LoopbackTrust(venue.ca_file)) as session:
        with pytest.raises((aiohttp.ClientConnectorError, ForeignHostError)):
            await session.get(url)


async def test_the_session_never_sends_twice(tmp_path: Path) -> None:
    venue = _venue(tmp_path)
    async with open_session(venue, LoopbackTrust(venue.ca_file)) as session:
        assert session._retry_connection is False
    async with open_session(None, None) as session:
        assert session._retry_connection is False


def test_a_missing_authority_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="start the venue first"):
        LoopbackTrust(str(tmp_path / "nothing.pem"))
    junk = tmp_path / "junk.pem"
    junk.write_text("not a certificate")
    with pytest.raises(ConfigurationError):
        LoopbackTrust(str(junk))


async def test_a_restarted_venues_new_authority_is_trusted_after_a_refresh(tmp_path: Path) -> None:
    venue = _venue(tmp_path)
    trust = LoopbackTrust(venue.ca_file)
    before = len(trust.context.get_ca_certs())
    server_context(tmp_path)
    trust.refresh()
    trust.refresh()
    assert len(trust.context.get_ca_certs()) == before + 1


async def test_a_refused_connection_is_a_connector_error(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        venue = _venue(tmp_path, unused.getsockname()[1])
    async with open_session(venue, LoopbackTrust(venue.ca_file)) as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get("https://api.binance.com/api/v3/ping")
