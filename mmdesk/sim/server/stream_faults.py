"""Faults of pushed messages: lost, doubled, swapped, broken, late, silent, or the end of the connection."""

import asyncio
from typing import Protocol

from mmdesk.sim.server.faults import Fault, Faults
from mmdesk.sim.server.frames import MALFORMED

_REPLACED = {"html": b"<html><body>502 Bad Gateway</body></html>", "empty": b"", "empty_object": b"{}"}


class Outlet(Protocol):
    """Where one stream's messages go."""

    def send(self, payload: bytes) -> None: ...

    def raw(self, frame: bytes) -> None: ...

    def cut(self) -> None: ...

    def flush(self) -> None: ...


class StreamFaults:
    """Stands between a message and its outlet; without rules for the place it is not asked at all."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._held: dict[str, bytes] = {}
        self._silent_until: dict[str, float] = {}

    def deliver(self, point: str, payload: bytes, outlet: Outlet) -> None:
        if self._silent(point):
            return
        held = self._held.pop(point, None)
        fault = self._faults.strike(point)
        if fault is None:
            outlet.send(payload)
        else:
            self._apply(fault, point, payload, outlet)
        if held is not None:
            outlet.send(held)

    @property
    def busy(self) -> bool:
        """Whether a message is held or a stream silent although no rule is left."""
        return bool(self._held or self._silent_until)

    def _silent(self, point: str) -> bool:
        until = self._silent_until.get(point)
        if until is None:
            return False
        if asyncio.get_running_loop().time() < until:
            return True
        del self._silent_until[point]
        return False

    def _apply(self, fault: Fault, point: str, payload: bytes, outlet: Outlet) -> None:
        kind = fault.kind
        if kind in _REPLACED:
            outlet.send(_REPLACED[kind])
        elif kind == "broken_json":
            outlet.send(payload[: len(payload) // 2])
        elif kind == "duplicate":
            outlet.send(payload)
            outlet.send(payload)
        elif kind == "reorder":
            self._held[point] = payload
        elif kind == "malformed_frame":
            outlet.raw(MALFORMED)
        elif kind == "disconnect":
            outlet.cut()
        elif kind == "delay":
            asyncio.get_running_loop().call_later(
                fault.number("ms", 1_000) / 1_000, _send_now, outlet, payload
            )
        elif kind == "freeze":
            loop = asyncio.get_running_loop()
            self._silent_until[point] = loop.time() + fault.number("duration_ms", 5_000) / 1_000


def _send_now(outlet: Outlet, payload: bytes) -> None:
    outlet.send(payload)
    outlet.flush()
