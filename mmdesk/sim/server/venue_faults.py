"""Faults of the whole venue: standing still, refusing connections, being wrong about the time."""

import asyncio

from mmdesk.sim.server.faults import Fault
from mmdesk.sim.server.listener import TlsPort
from mmdesk.sim.server.venue import Venue


class VenueFaults:
    """Brings the venue in line with its `venue` rules whenever they change or run out (`duration_ms`)."""

    def __init__(self, venue: Venue, port: TlsPort) -> None:
        self._venue = venue
        self._port = port
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def refresh(self) -> None:
        for fault in self._venue.faults.listed():
            if fault.match.startswith("venue") and fault.id not in self._timers:
                self._begin(fault)
        frozen, refusing = (self._venue.standing(kind) is not None for kind in ("freeze", "refuse"))
        skewed = self._venue.standing("clock_skew")
        self._venue.clock.skew_ns = int(skewed.number("ms", 0) * 1_000_000) if skewed else 0
        self._venue.freeze(frozen=frozen)
        self._port.listen(accept=not refusing)

    def close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _begin(self, fault: Fault) -> None:
        fault.struck += 1
        seconds = fault.number("duration_ms", 86_400_000) / 1_000
        self._timers[fault.id] = asyncio.get_running_loop().call_later(seconds, self._end, fault.id)

    def _end(self, fault_id: int) -> None:
        self._timers.pop(fault_id, None)
        self._venue.faults.clear(fault_id)
        self.refresh()
