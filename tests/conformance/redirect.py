"""Sends unmodified exchange clients to our own venue: only name resolution and the trusted CA change."""

import contextlib
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 60.0
GONE_WITHIN_S = 60.0


@dataclass(frozen=True)
class RunningVenue:
    """A venue process and what its ready line said."""

    tls_port: int
    control_port: int
    ca_file: str
    api_key: str
    secret: str
    hosts: tuple[str, ...]
    process: "subprocess.Popen[str]"

    def control(self, path: str, body: object = None) -> Any:
        """GET, or POST when there is a body, on the control surface. Raises HTTPError on a refusal."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.control_port}{path}", data, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def ssl_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file)

    def session(self) -> aiohttp.ClientSession:
        """An HTTP session that reaches the venue under the exchange's own names and nothing else."""
        connector = aiohttp.TCPConnector(resolver=VenueResolver(self), ssl=self.ssl_context())
        return aiohttp.ClientSession(connector=connector)


class VenueResolver(AbstractResolver):
    """The exchange's names lead to the venue's port; any other name is refused."""

    def __init__(self, venue: RunningVenue) -> None:
        self._venue = venue

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host not in self._venue.hosts:
            raise OSError(f"tests reach only the venue, not {host}")
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._venue.tls_port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        return


@contextlib.contextmanager
def running_venue(*arguments: str) -> Iterator[RunningVenue]:
    """Start a real venue on free ports; it is asked to end, and must, when the block ends."""
    command = [
        sys.executable,
        "-m",
        "mmdesk.sim.server",
        "--json",
        "--parent-pid",
        str(os.getpid()),
        *arguments,
    ]
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=complaints, text=True)
        try:
            line = _first_line(process)
            if not line:
                complaints.seek(0)
                raise RuntimeError(f"the venue did not start: {complaints.read()}")
            ready = json.loads(line)
            yield RunningVenue(
                ready["tls_port"],
                ready["control_port"],
                ready["ca_file"],
                ready["api_key"],
                ready["secret"],
                tuple(ready["hosts"]),
                process,
            )
        finally:
            process.terminate()
            process.wait(GONE_WITHIN_S)
            assert process.stdout is not None
            process.stdout.close()


def _first_line(process: "subprocess.Popen[str]") -> str:
    """The ready line, or "" when the process ended first."""
    assert process.stdout is not None
    timer_end = time.monotonic() + READY_WITHIN_S
    line = process.stdout.readline()
    assert time.monotonic() < timer_end, "the venue took too long to start"
    return line


@contextlib.contextmanager
def redirected(venue: RunningVenue) -> Iterator[None]:
    """Patch `socket.getaddrinfo` and the CA variables for clients that make their own connections."""
    original = socket.getaddrinfo

    def lookup(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in venue.hosts:
            return original("127.0.0.1", venue.tls_port, *args, **kwargs)
        if name in (None, "127.0.0.1", "localhost"):
            return original(host, port, *args, **kwargs)
        raise OSError(f"tests reach only the venue, not {name}")

    names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "WEBSOCKET_CLIENT_CA_BUNDLE")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(before, venue.ca_file))
    socket.getaddrinfo = lookup
    try:
        yield
    finally:
        socket.getaddrinfo = original
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
