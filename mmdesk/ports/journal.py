"""The append-only record that recovery, replay equality and the database are built from."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from mmdesk.core.model.account import Position
from mmdesk.core.model.breakers import BreakerRecord, DrawdownBefore, ThresholdChange
from mmdesk.core.model.drill import DrillDone
from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import AnyEvent
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.latch import Latch, ProfitMarks
from mmdesk.core.model.loss import FactsLost
from mmdesk.core.model.order import Order
from mmdesk.core.model.parameters import DEFAULT_LIMITS, DeskLimits, QuoteParameters, RiskLimits
from mmdesk.core.model.state import KeptStop


class SessionOpened(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """First fact of a session: who runs, with what.

    `epoch` is part of every client order id of the session.
    """

    session: str
    epoch: int
    wall_ns: int
    version: str
    mode: str
    instruments: tuple[Instrument, ...]
    parameters: dict[str, QuoteParameters]
    limits: dict[str, RiskLimits]
    desk_limits: DeskLimits = DEFAULT_LIMITS
    accounts: dict[str, str] = {}
    """Venue -> fingerprint of the account's key: what another account left is not ours to go on with."""


class SessionClosed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Last fact of a session that ended on purpose."""

    session: str
    wall_ns: int
    reason: str


Fact = SessionOpened | SessionClosed | DrillDone | AnyEvent | AnyEffect


class PastFill(msgspec.Struct, frozen=True):
    """A fill of an earlier session as it was booked at `wall_ns` (UTC); `mid` of then and the latency of its
    order are 0 where nobody knows them."""

    fill: Fill
    wall_ns: int
    mid: float = 0.0
    ack_latency_ns: int = 0


class Remembered(msgspec.Struct, frozen=True):
    """What the journal and database know of earlier sessions, for the start.

    Orders not proved finished, positions, booked fill keys since the reconcile horizon, the highest epoch
    ever used, controls that are latched, and where losses are counted from (None = nothing is known).
    `breakers`: the record of the last `BreakerChanged` of each (kind, scope), whatever `what` it was.
    `breaker_changes`: `in_force` of the last `BreakerSettingsChanged`. `drawdowns`: the last word on each.
    With `lost`, positions and fills are those before the loss. `stopped`: the kill switch was used, whatever
    the account, and nobody released it. `past_fills`: the last ones, oldest first, to be shown and nothing
    else.
    """

    epoch: int
    orders: tuple[Order, ...]
    positions: tuple[Position, ...]
    fills: tuple[Fill, ...]
    last_wall_ns: int
    breakers: tuple[BreakerRecord, ...] = ()
    breaker_changes: tuple[ThresholdChange, ...] = ()
    lost: FactsLost | None = None
    latches: tuple[Latch, ...] = ()
    profit: ProfitMarks | None = None
    stopped: KeptStop | None = None
    past_fills: tuple[PastFill, ...] = ()
    drawdowns: tuple[DrawdownBefore, ...] = ()


class Journal(Protocol):
    """One `write()` per call, in order; what was appended survives the death of the process."""

    def append(self, facts: Sequence[Fact], wall_ns: int) -> int:
        """Append all facts as one write; returns the sequence number of the last.

        Raises OSError when the disk fails.
        """
        ...

    def close(self) -> None: ...
