"""Tells the core when the protection of a venue comes or goes: without it nothing is quoted there."""

from collections.abc import Callable, Iterable

import structlog

from mmdesk.core.model.events import AnyEvent, ProtectionChanged
from mmdesk.engine.parts import Protection
from mmdesk.ports.clock import Clock

logger = structlog.get_logger(__name__)


class Guarding:
    """`look` before the first event and with every heartbeat."""

    def __init__(
        self,
        protection: Protection | None,
        venues: Iterable[str],
        put: Callable[[AnyEvent], None],
        clock: Clock,
    ) -> None:
        self._protection = protection
        self._put = put
        self._clock = clock
        self._told: dict[str, bool | None] = dict.fromkeys(venues) if protection is not None else {}

    def look(self) -> None:
        """Tell what changed since the last look."""
        protection = self._protection
        if protection is None:
            return
        for venue, told in self._told.items():
            protected = protection.protects(venue)
            if protected is not told:
                self._told[venue] = protected
                logger.info("protection", venue=venue, protected=protected, by=protection.by)
                wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
                self._put(
                    ProtectionChanged(
                        wall_ns=wall_ns, mono_ns=mono_ns, venue=venue, protected=protected, by=protection.by
                    )
                )
