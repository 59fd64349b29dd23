"""Measures for the core what it cannot know: the loop's lateness, the disk's faults, what the wire showed."""

import sys
from collections.abc import Callable, Mapping

from mmdesk.core.model.events import EngineMeasured, VenueMeasured
from mmdesk.engine.inbox import Inbox
from mmdesk.engine.parts import StorageStatus
from mmdesk.ports.gateway import Gateway, GatewayHealth

if sys.platform != "win32":
    import resource

# ru_maxrss is in bytes on macOS and in KiB elsewhere.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1_024


class Measuring:
    """One `EngineMeasured` per beat."""

    def __init__(
        self, gateways: Mapping[str, Gateway], inbox: Inbox, storage: Callable[[], StorageStatus]
    ) -> None:
        self._gateways = gateways
        self._inbox = inbox
        self._storage = storage

    def event(self, wall_ns: int, mono_ns: int, loop_lag_ms: float) -> EngineMeasured:
        """What is true at this beat, which came `loop_lag_ms` late."""
        return EngineMeasured(
            wall_ns=wall_ns,
            mono_ns=mono_ns,
            loop_lag_ms=loop_lag_ms,
            storage_fault=self._storage().fault,
            inbox_depth=self._inbox.depth,
            memory_mb=_peak_memory_mb(),
            venues=tuple(_measured(gateway.health()) for gateway in self._gateways.values()),
        )


def _measured(health: GatewayHealth) -> VenueMeasured:
    return VenueMeasured(
        venue=health.venue,
        reads=health.reads,
        read_faults=health.read_faults,
        banned_until_ns=health.banned_until_ns,
        weight_used=health.weight_used,
        reconnects=sum(stream.reconnects for stream in health.streams),
        malformed=health.malformed,
    )


def _peak_memory_mb() -> float:
    if sys.platform == "win32":
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT / 1e6
