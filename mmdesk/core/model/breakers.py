"""Circuit breakers in words: what is watched, where, by which rule, and what became of it (ORDERS 7)."""

from decimal import Decimal
from enum import StrEnum

import msgspec


class BreakerKind(StrEnum):
    """What is watched: the five breakers (latency has two metrics), then the built-in guards."""

    ORDER_LATENCY = "order_latency"
    DATA_LATENCY = "data_latency"
    SPREAD = "spread"
    VOLATILITY = "volatility"
    ERROR_RATE = "error_rate"
    DRAWDOWN = "drawdown"
    DATA_STALE = "data_stale"
    CLOCK_SKEW = "clock_skew"
    RECONCILIATION = "reconciliation"
    UNKNOWN_ORDERS = "unknown_orders"
    DEAD_MAN = "dead_man"
    STORAGE = "storage"
    LOOP_LAG = "loop_lag"
    MESSAGE_RATE = "message_rate"

    @property
    def unit(self) -> str:
        """Unit of its metric and thresholds."""
        return UNITS[self]

    @property
    def is_guard(self) -> bool:
        """Whether it is one of the built-in guards."""
        return self not in FIVE

    @property
    def words(self) -> str:
        """Its name in a sentence."""
        return self.value.replace("_", " ")


FIVE = frozenset(
    {
        BreakerKind.ORDER_LATENCY,
        BreakerKind.DATA_LATENCY,
        BreakerKind.SPREAD,
        BreakerKind.VOLATILITY,
        BreakerKind.ERROR_RATE,
        BreakerKind.DRAWDOWN,
    }
)
UNITS = {
    BreakerKind.ORDER_LATENCY: "ms",
    BreakerKind.DATA_LATENCY: "ms",
    BreakerKind.SPREAD: "bps",
    BreakerKind.VOLATILITY: "pct",
    BreakerKind.ERROR_RATE: "pct",
    BreakerKind.DRAWDOWN: "bps",
    BreakerKind.DATA_STALE: "ms",
    BreakerKind.CLOCK_SKEW: "ms",
    BreakerKind.RECONCILIATION: "assets",
    BreakerKind.UNKNOWN_ORDERS: "orders",
    BreakerKind.DEAD_MAN: "unprotected",
    BreakerKind.STORAGE: "faults",
    BreakerKind.LOOP_LAG: "ms",
    BreakerKind.MESSAGE_RATE: "pct",
}


class BreakerState(StrEnum):
    """Where a breaker stands. LATCHED and FORCED_OPEN are left by a person only."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"
    LATCHED = "latched"
    FORCED_OPEN = "forced_open"


class BreakerMove(StrEnum):
    """What happened to a breaker. The first six are moves to another state; EXTENDED: an open one stays so
    longer than was told; WARNED and REDUCING are grades of a closed one, CALMED their end; VERIFIED and
    ESCALATED tell how the cancels of an opening went."""

    OPENED = "opened"
    HALF_OPENED = "half_open"
    CLOSED = "closed"
    LATCHED = "latched"
    FORCED = "forced"
    RESET = "reset"
    EXTENDED = "extended"
    WARNED = "warned"
    REDUCING = "reducing"
    CALMED = "calmed"
    VERIFIED = "verified"
    ESCALATED = "escalated"


class Permission(StrEnum):
    """What orders may leave. REDUCING: those that reduce the position. Cancels always pass."""

    ACTIVE = "active"
    REDUCING = "reducing"
    HALTED = "halted"

    @property
    def rank(self) -> int:
        """Higher is worse; of all that cover a market the worst counts."""
        return _RANKS[self]


_RANKS = {Permission.ACTIVE: 0, Permission.REDUCING: 1, Permission.HALTED: 2}


class ScopeLevel(StrEnum):
    """How much a breaker covers. SYMBOL is one symbol on all exchanges, INSTRUMENT one market of one."""

    INSTRUMENT = "instrument"
    SYMBOL = "symbol"
    EXCHANGE = "exchange"
    STRATEGY = "strategy"
    GLOBAL = "global"


class Scope(msgspec.Struct, frozen=True, array_like=True):
    """What a breaker covers: `name` is `BTC/USDT@binance`, `BTC/USDT`, `binance`, `glft`, or empty for
    GLOBAL."""

    level: ScopeLevel
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.level.value


GLOBAL_SCOPE = Scope(ScopeLevel.GLOBAL)


class BreakerRule(msgspec.Struct, frozen=True, kw_only=True):
    """Thresholds of one kind, in its unit.

    A reading above `open_above` is a violation; `violations` of them in a row, one a second, open it. With
    `violations` 0 it opens at once, and reaching `open_above` counts. One reading that reaches `at_once_at`
    opens at once whatever went before (0: off). `warn_at` and `reduce_at` are reached below it (0: off).
    `silent_s` without any data opens at once too (0: off). The metric covers `window_s` and needs
    `min_samples`. It closes when the reading stayed at or below 80 %
    of `open_above` for `close_window_s`, not before `cooldown_s`; that doubles with each re-opening within
    10 min, up to `cooldown_max_s`. The `latch_after`th opening within an hour latches (0: none does);
    `latches`: each does.
    """

    open_above: float
    at_once_at: float = 0.0
    warn_at: float = 0.0
    reduce_at: float = 0.0
    silent_s: float = 0.0
    violations: int = 3
    window_s: float = 10.0
    min_samples: int = 1
    close_window_s: float = 10.0
    cooldown_s: float = 30.0
    cooldown_max_s: float = 600.0
    latch_after: int = 4
    latches: bool = False


class ThresholdChange(msgspec.Struct, frozen=True):
    """One field of one kind's rule at one level: `level` GLOBAL changes the default that all inherit.

    `field` is a field of `BreakerRule`; `value` None means: inherit again.
    """

    level: ScopeLevel
    name: str
    kind: BreakerKind
    field: str
    value: float | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.level.value, self.name, self.kind.value, self.field)


class BreakerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """All rules: `rules` by kind (a kind that is missing is not watched), `overrides` per level.

    Inheritance: default (GLOBAL) -> EXCHANGE -> SYMBOL -> INSTRUMENT -> STRATEGY, field by field.
    HALF_OPEN: `probes` orders one by one, then `half_open_size` of the size for `half_open_s`. Orders of a
    scope must be proved gone `verify_within_s` after it opened. `close_at` is the share of the threshold
    below which it is calm. `capital_quote` is what drawdown is measured against (0: the account's worth at
    the start).
    """

    rules: dict[BreakerKind, BreakerRule]
    overrides: tuple[ThresholdChange, ...] = ()
    close_at: float = 0.8
    probes: int = 2
    half_open_size: float = 0.25
    half_open_s: float = 30.0
    verify_within_s: float = 5.0
    capital_quote: Decimal = Decimal(0)


class BreakerRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A breaker after its last change: all that a restart needs. Times are UTC ns, 0 = none.

    `opened_ns` are its openings of the last hour, oldest first; `reopens_ns` is when its cooldown ends, and
    `cooldown_s` how long that was. `value` None: no data. `who` is empty when the desk did it by itself.
    """

    kind: BreakerKind
    scope: Scope
    state: BreakerState
    since_ns: int
    reopens_ns: int = 0
    cooldown_s: float = 0.0
    opened_ns: tuple[int, ...] = ()
    value: float | None = None
    threshold: float = 0.0
    reason: str = ""
    who: str = ""


class DrawdownBefore(msgspec.Struct, frozen=True, array_like=True):
    """How far a strategy, or everything, stood below its best when an earlier session was last heard of, in
    basis points of the capital."""

    scope: Scope
    below_bps: float


class MetricSample(msgspec.Struct, frozen=True, array_like=True):
    """One breaker's metric at one second; `value` None: no data (a violation, unless there never was any).

    Written without the names of its fields: dozens of them are journaled every second.
    """

    kind: BreakerKind
    scope: Scope
    value: float | None
    threshold: float
    state: BreakerState
