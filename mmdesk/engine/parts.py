"""What an engine is given: it makes none of its adapters and reads no settings file."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS
from mmdesk.core.model.breakers import BreakerSettings
from mmdesk.core.model.leftover import LeftoverPolicy
from mmdesk.core.model.loss import FactsLost
from mmdesk.core.model.parameters import DEFAULT_LIMITS, DeskLimits, QuoteParameters, RiskLimits
from mmdesk.core.model.state import KeptStop, Mode
from mmdesk.engine.clock import Clocks, read_clocks
from mmdesk.ports.clock import Clock
from mmdesk.ports.drill import Drill
from mmdesk.ports.gateway import Gateway
from mmdesk.ports.history import Histories
from mmdesk.ports.journal import Journal, Remembered
from mmdesk.ports.rehearsal import Rehearsals


class StorageStatus(msgspec.Struct, frozen=True):
    """How far the database is behind the journal, and what is wrong with either (empty = nothing).

    `is_old_damage`: the fault is about journal files of before, found to be damaged; new facts are written.
    """

    journal_seq: int
    stored_seq: int
    fault: str = ""
    is_old_damage: bool = False


class EngineSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Who runs and with what. `parameters` and `limits` are by instrument key (`BTC/USDT@binance`).

    `accounts` has a fingerprint of each venue's key. `app_prefix` starts every client order id of every
    session; `instance`, which tells data folders apart, and the epoch in base 36 follow it. `leftovers` says
    what becomes of orders that earlier sessions left. `facts_lost`: the journal is damaged, nothing is armed
    until what is missing is known again. When more than `inbox_size` events wait, market data is conflated.
    """

    session: str
    epoch: int
    version: str
    mode: Mode
    parameters: Mapping[str, QuoteParameters]
    limits: Mapping[str, RiskLimits]
    remembered: Remembered
    desk_limits: DeskLimits = DEFAULT_LIMITS
    accounts: Mapping[str, str] = {}
    database: str = ""
    app_prefix: str = "mmd"
    instance: str = ""
    record_market: bool = False
    connect_within_s: float | None = None
    publish_rate_hz: float = 10.0
    inbox_size: int = 64
    facts_lost: FactsLost | None = None
    leftovers: LeftoverPolicy = LeftoverPolicy()
    breakers: BreakerSettings = DEFAULT_BREAKERS


class Protection(Protocol):
    """Who takes our orders off when this program dies or hangs."""

    by: str

    def protects(self, venue: str) -> bool:
        """Whether it would now."""
        ...


class StopWord(Protocol):
    """Where a stop is kept that the journal could not take; it needs no free space."""

    def keep(self, stop: KeptStop) -> None:
        """It is on the medium when this returns. Raises OSError."""
        ...

    def clear(self) -> None:
        """The journal has it, or a person left it. Raises OSError."""
        ...


class EngineParts(msgspec.Struct, frozen=True):
    """The world as the engine sees it: only ports. Without `protection` unprotected quoting is allowed."""

    gateways: Sequence[Gateway]
    journal: Journal
    clock: Clock
    storage_status: Callable[[], StorageStatus]
    protection: Protection | None = None
    clocks: Callable[[], Clocks] = read_clocks
    histories: Histories | None = None
    rehearsals: Rehearsals | None = None
    facts_regained: Callable[[], None] | None = None
    """Called from a thread when the venues told again what was lost. Raises OSError."""
    drill: Drill | None = None
    """Where every venue is our own simulated one."""
    stop_word: StopWord | None = None


class StartError(Exception):
    """The engine could not start: what, why, what to do. `bad_input` when a person must change something."""

    def __init__(self, message: str, *, bad_input: bool) -> None:
        super().__init__(message)
        self.bad_input = bad_input
