"""Fire drills in words: what is caused, which breaker has to open, and what came of one."""

from enum import StrEnum

import msgspec

from mmdesk.core.model.breakers import BreakerKind, Scope


class DrillKind(StrEnum):
    """What a drill causes at the venue."""

    LATENCY = "latency"
    SPREAD = "spread"
    JUMP = "jump"
    ERRORS = "errors"
    LOSS = "loss"

    @property
    def breakers(self) -> tuple[BreakerKind, ...]:
        """The breakers that have to notice it; one of them is enough."""
        return _BREAKERS[self]

    @property
    def unit(self) -> str:
        """Unit of how much is caused."""
        return _UNITS[self]


_BREAKERS = {
    DrillKind.LATENCY: (BreakerKind.ORDER_LATENCY, BreakerKind.DATA_LATENCY),
    DrillKind.SPREAD: (BreakerKind.SPREAD,),
    DrillKind.JUMP: (BreakerKind.VOLATILITY,),
    DrillKind.ERRORS: (BreakerKind.ERROR_RATE,),
    DrillKind.LOSS: (BreakerKind.DRAWDOWN,),
}
_UNITS = {
    DrillKind.LATENCY: "ms",
    DrillKind.SPREAD: "bps",
    DrillKind.JUMP: "pct",
    DrillKind.ERRORS: "pct",
    DrillKind.LOSS: "quote",
}


class DrillOutcome(StrEnum):
    """PASSED: the right breaker opened and every cancel was proved. OTHER_BREAKER: another one opened first.
    NOT_OPENED: none did in time. NOT_PROVED: orders were not proved gone. CUT_SHORT: it could not go on."""

    PASSED = "passed"
    OTHER_BREAKER = "other_breaker"
    NOT_OPENED = "not_opened"
    NOT_PROVED = "not_proved"
    CUT_SHORT = "cut_short"


class DrillDone(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """One drill and its times, in ms from the cause on; None: it did not come to that.

    `begun_ns` (UTC) is the moment before the cause was asked for, `amount` how much of it in the kind's unit.
    `breaker` and `scope` are of the first that opened, `reason` its own words. `sent_ms` and `confirmed_ms`
    are of the last of its `orders_cancelled` cancels, `proved_ms` when the venue's listing showed none.
    """

    kind: DrillKind
    instrument: str
    amount: float
    begun_ns: int
    outcome: DrillOutcome
    breaker: BreakerKind | None = None
    scope: Scope | None = None
    reason: str = ""
    opened_ms: float | None = None
    orders_cancelled: int = 0
    sent_ms: float | None = None
    confirmed_ms: float | None = None
    proved_ms: float | None = None
    why: str = ""
    """What kept it from passing; empty when it did."""
