"""Tests talk to this machine only: an attempt to reach any other address fails the test."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

_attempts: list[str] = []


class OfflineError(OSError):
    """Raised in the code that tried to leave this machine."""


def _is_local(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost", socket.gethostname()):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(what: str) -> None:
    _attempts.append(what)
    raise OfflineError(f"tests stay on this machine, but this one tried: {what}")


def _guarded(name: str) -> Callable[..., Any]:
    original = getattr(socket.socket, name)

    def call(self: socket.socket, *args: Any) -> Any:
        address = args[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
            _refuse(f"{name} {address}")
        return original(self, *args)

    return call


def _guarded_lookup() -> Callable[..., Any]:
    original = socket.getaddrinfo

    def getaddrinfo(host: object, *args: Any, **kwargs: Any) -> Any:
        if not _is_local(host):
            _refuse(f"look-up of {host!r}")
        return original(host, *args, **kwargs)  # type: ignore[arg-type]  # bytes, str and None all pass through

    return getaddrinfo


@pytest.fixture(scope="session", autouse=True)
def _offline_sockets() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, _guarded(name))
    patch.setattr(socket, "getaddrinfo", _guarded_lookup())
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _no_attempt_to_leave(_offline_sockets: None) -> Iterator[None]:
    _attempts.clear()
    yield
    # Code under test may have swallowed the error as "exchange unreachable".
    if _attempts:
        pytest.fail("tried to leave this machine: " + "; ".join(_attempts))
