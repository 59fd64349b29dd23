"""A dialogue with a desk whose breakers watch: trips, resets, seconds of calm, and the proof of a listing."""

from typing import Any

from msgspec.structs import replace

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerMove,
    BreakerSettings,
    BreakerState,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.effects import (
    BreakerChanged,
    CommandDone,
    SendCancel,
)
from mmdesk.core.model.events import (
    BreakerReset,
    BreakersChanged,
    BreakerTripped,
    EngineMeasured,
    OpenOrdersListed,
    TimePassed,
    VenueMeasured,
)
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.risk.breakers.breaker import Breaker
from tests.core.dialogue import (
    KEY,
    MS,
    Dialogue,
    Said,
    said,
    top,
)

BID, ASK = 60_000.0, 60_000.01
MARKET = Scope(ScopeLevel.INSTRUMENT, KEY)
VENUE = Scope(ScopeLevel.EXCHANGE, "binance")
SYMBOL = Scope(ScopeLevel.SYMBOL, "BTC/USDT")
STRATEGY = Scope(ScopeLevel.STRATEGY, "symmetric")
CALM_TOP = (BID, ASK)


class Watched(Dialogue):
    """A dialogue with a desk whose breakers watch."""

    def __init__(self, settings: BreakerSettings = DEFAULT_BREAKERS, **more: Any) -> None:
        quotes = QuoteParameters(order_refresh_time_s=0.2, filled_order_delay_s=0.0)
        super().__init__(quotes, RiskLimits(), breakers=settings, **more)

    def sending(self) -> "Watched":
        """Armed, with both sides on their way."""
        self.armed(*CALM_TOP)
        return self

    def quoting(self) -> "Watched":
        """Armed, with both sides resting."""
        self.sending().accepts_all()
        assert self.desk.markets[KEY].quoting == "both"
        return self

    def breaker(self, kind: BreakerKind, scope: Scope) -> Breaker:
        found = self.desk.breakers.board.get(kind, scope)
        assert found is not None
        return found

    def state_of(self, kind: BreakerKind, scope: Scope) -> BreakerState:
        return self.breaker(kind, scope).state

    def seconds(self, count: float, bid: float = BID, ask: float = ASK) -> "Watched":
        """Time with frames: a book, a beat and a look every tenth of a second; the effects of all of it."""
        told = []
        for _ in range(round(count * 10)):
            self.now_ns += 100 * MS
            self.sees(top(bid, ask), said(EngineMeasured, loop_lag_ms=1.0), said(TimePassed))
            told += self.effects
        self.effects = told
        return self

    def moves(self) -> list[tuple[BreakerKind, BreakerMove]]:
        return [(one.record.kind, one.what) for one in self.told(BreakerChanged)]

    def answers_cancels(self) -> "Watched":
        """The venue confirms every cancel that was just sent."""
        self.sees(*(self.canceled(one.client_id) for one in self.told(SendCancel)))
        return self

    def proves(self) -> "Watched":
        """Cancels confirmed, and a listing that shows nothing."""
        return self.answers_cancels().seconds(0.1).listing()

    def listing(self) -> "Watched":
        self.sees(said(OpenOrdersListed, venue="binance", open_orders=(), begun_mono_ns=self.now_ns))
        return self

    def trips(self, kind: BreakerKind, scope: Scope) -> "Watched":
        asked = {"ticket": "trip", "kind": kind, "scope": scope, "who": "ana", "reason": "drill"}
        self.sees(Said(BreakerTripped, asked))
        return self

    def resets(self, kind: BreakerKind, scope: Scope, reason: str = "looked into it") -> "Watched":
        asked = {"ticket": "reset", "kind": kind, "scope": scope, "who": "ana", "reason": reason}
        self.sees(Said(BreakerReset, asked))
        return self

    def changes(self, *changes: ThresholdChange, confirmed: bool = False) -> "Watched":
        self.sees(said(BreakersChanged, ticket="c", who="ana", changes=changes, confirmed=confirmed))
        return self

    @property
    def answer(self) -> CommandDone:
        (done,) = self.told(CommandDone)
        return done


def only(*kinds: BreakerKind, **changes: object) -> BreakerSettings:
    """Settings that watch nothing but these."""
    return replace(DEFAULT_BREAKERS, rules={kind: DEFAULT_RULES[kind] for kind in kinds}, **changes)


def measured(**fields: object) -> Said:
    return said(EngineMeasured, loop_lag_ms=0.0, venues=(VenueMeasured(venue="binance", **fields),))  # type: ignore[arg-type]  # fields of the struct, by name
