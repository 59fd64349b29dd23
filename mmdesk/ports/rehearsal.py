"""A promise: thresholds are rehearsed somewhere that has time for it, never where orders are decided."""

from typing import Protocol

import msgspec

from mmdesk.core.model.breakers import BreakerSettings, ThresholdChange
from mmdesk.core.model.rehearsal import Rehearsal
from mmdesk.core.risk.breakers.board import Watched


class RehearsalJob(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be rehearsed: `edits` over what is in force, and what is in force alone, over the same past.

    `recording` is the path of one; empty: the metrics stored from `from_ns` to `to_ns` (UTC). Without
    `markets` (nothing is connected yet) those that the metrics tell of are taken.
    """

    settings: BreakerSettings
    in_force: tuple[ThresholdChange, ...]
    edits: tuple[ThresholdChange, ...]
    markets: tuple[Watched, ...]
    from_ns: int
    to_ns: int
    recording: str = ""


class Rehearsals(Protocol):
    """Must not hold up the caller's loop. A call that is cancelled ends its work soon."""

    async def rehearse(self, job: RehearsalJob) -> tuple[Rehearsal, Rehearsal]:
        """With what is in force, and with the edits. Raises OSError and ConfigurationError, in words."""
        ...
