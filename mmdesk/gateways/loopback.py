"""The way to a simulated venue: real host names, real TLS, but every name leads to one port of this
machine.
"""

import socket
import ssl
from pathlib import Path

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.gateways.connection import Loopback


class ForeignHostError(OSError):
    """Something asked for a host outside the simulated venue. Nothing left this machine."""


class LoopbackResolver(AbstractResolver):
    """Sends the venue's host names to 127.0.0.1:`tls_port`, whatever port was asked, and refuses every
    other name.
    """

    def __init__(self, venue: Loopback) -> None:
        self._hosts = frozenset(host.lower() for host in venue.hosts)
        self._port = venue.tls_port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host.lower() not in self._hosts:
            raise ForeignHostError(
                f"refused to look up {host!r}: this connection leads to the simulated venue only "
                f"(known hosts: {', '.join(sorted(self._hosts))})"
            )
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._port,
                family=socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Nothing to release."""


class LoopbackTrust:
    """TLS that trusts the venue's own CA and nothing else; a restarted venue has a new CA under the same
    file name.
    """

    def __init__(self, ca_file: str) -> None:
        """Raises ConfigurationError when the file cannot be read."""
        self._path = Path(ca_file)
        self._loaded = b""
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if (error := self._load()) is not None:
            raise ConfigurationError(
                f"cannot read the simulated venue's certificate authority {self._path}: {error}; "
                "start the venue first and pass the ca_file it prints"
            ) from error

    def refresh(self) -> None:
        """Load the authority again if the file changed; while the venue is down there may be none."""
        self._load()

    def _load(self) -> Exception | None:
        try:
            pem = self._path.read_bytes()
            if pem != self._loaded:
                self.context.load_verify_locations(cadata=pem.decode("ascii"))
                self._loaded = pem
        except (OSError, ValueError) as error:
            return error
        return None


def loopback_connector(venue: Loopback, trust: LoopbackTrust) -> aiohttp.TCPConnector:
    """A connector for `aiohttp.ClientSession`; IP addresses in URLs cannot leave either: they are no venue
    hosts.
    """
    return _NamesOnlyConnector(resolver=LoopbackResolver(venue), ssl=trust.context, use_dns_cache=False)


class _NamesOnlyConnector(aiohttp.TCPConnector):
    """aiohttp skips the resolver for literal addresses; here they are refused as well."""

    async def _resolve_host(self, host: str, port: int, traces: object = None) -> list[ResolveResult]:
        return await self._resolver.resolve(host, port)
