"""Breakers for the window's tests and pictures: every kind where it is watched, in any state."""

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerMove,
    BreakerState,
    Permission,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.ports.breaker_views import BreakerEventView, BreakerRuleView, BreakerSettingsView, BreakerView
from mmdesk.ports.history import BreakerHistory, MetricHistory, MetricPoint, ThresholdVersion
from mmdesk.ports.views import AnyView
from tests.gui.feed import BTC, START_NS

SECOND_NS = 1_000_000_000
VENUE = Scope(ScopeLevel.EXCHANGE, "binance")
MARKET = Scope(ScopeLevel.INSTRUMENT, BTC)
SYMBOL = Scope(ScopeLevel.SYMBOL, "BTC/USDT")
STRATEGY = Scope(ScopeLevel.STRATEGY, "glft")
_HALTED = (BreakerState.OPEN, BreakerState.LATCHED, BreakerState.FORCED_OPEN)

CALM: tuple[tuple[BreakerKind, Scope, float], ...] = (
    (BreakerKind.ORDER_LATENCY, VENUE, 18.0),
    (BreakerKind.DATA_LATENCY, VENUE, 4.2),
    (BreakerKind.SPREAD, MARKET, 0.04),
    (BreakerKind.VOLATILITY, SYMBOL, 0.21),
    (BreakerKind.VOLATILITY, GLOBAL_SCOPE, 0.0),
    (BreakerKind.ERROR_RATE, VENUE, 0.0),
    (BreakerKind.DRAWDOWN, STRATEGY, 3.1),
    (BreakerKind.DRAWDOWN, GLOBAL_SCOPE, 3.1),
    (BreakerKind.DATA_STALE, MARKET, 40.0),
    (BreakerKind.CLOCK_SKEW, VENUE, 2.0),
    (BreakerKind.RECONCILIATION, VENUE, 0.0),
    (BreakerKind.UNKNOWN_ORDERS, VENUE, 0.0),
    (BreakerKind.DEAD_MAN, VENUE, 0.0),
    (BreakerKind.STORAGE, GLOBAL_SCOPE, 0.0),
    (BreakerKind.LOOP_LAG, GLOBAL_SCOPE, 1.2),
    (BreakerKind.MESSAGE_RATE, MARKET, 12.0),
)


def breaker(
    kind: BreakerKind = BreakerKind.SPREAD,
    scope: Scope = MARKET,
    value: float | None = 0.04,
    state: BreakerState = BreakerState.CLOSED,
    **changes: object,
) -> BreakerView:
    rule = DEFAULT_RULES[kind]
    fields: dict[str, object] = {
        "wall_ns": START_NS,
        "permission": Permission.HALTED if state in _HALTED else Permission.ACTIVE,
        "threshold": rule.open_above,
        "warn_at": rule.warn_at,
        "unit": kind.unit,
        "violations": 0,
        "violations_needed": rule.violations,
        "reopens_in_ms": None,
        "opens_last_hour": 0,
        "latch_after": rule.latch_after,
        "since_ns": 0,
        "reason": "",
    }
    return BreakerView(kind=kind, scope=scope, value=value, state=state, **{**fields, **changes})  # type: ignore[arg-type]  # a test names the fields it means


def breaker_event(
    what: BreakerMove,
    wall_ns: int,
    kind: BreakerKind = BreakerKind.SPREAD,
    scope: Scope = MARKET,
    **changes: object,
) -> BreakerEventView:
    fields: dict[str, object] = {
        "state": BreakerState.OPEN,
        "value": 24.1,
        "threshold": DEFAULT_RULES[kind].open_above,
        "reason": "24.1 bps above 20",
        "who": "",
        "orders_cancelled": 0,
        "verify_ms": None,
    }
    return BreakerEventView(what=what, wall_ns=wall_ns, kind=kind, scope=scope, **{**fields, **changes})  # type: ignore[arg-type]  # a test names the fields it means


def rules() -> tuple[BreakerRuleView, ...]:
    """The defaults, wherever they are watched."""
    return tuple(BreakerRuleView(kind=kind, scope=scope, rule=DEFAULT_RULES[kind]) for kind, scope, _ in CALM)


def thresholds(*in_force: ThresholdChange, who: str = "", can_undo: bool = False) -> BreakerSettingsView:
    """The defaults, and what people changed over them."""
    return BreakerSettingsView(
        wall_ns=START_NS, who=who, in_force=in_force, can_undo=can_undo, settings=DEFAULT_BREAKERS
    )


def calm() -> tuple[AnyView, ...]:
    """All closed, with their rules."""
    return (thresholds(), *rules(), *(breaker(kind, scope, value) for kind, scope, value in CALM))


def troubled() -> tuple[AnyView, ...]:
    """One of each state, over `calm`."""
    return (
        breaker(
            value=24.1,
            state=BreakerState.OPEN,
            reopens_in_ms=41_300,
            reason="24.1 bps above 20",
            opens_last_hour=2,
            since_ns=START_NS + 570_000_000_000,
        ),
        breaker(BreakerKind.DATA_LATENCY, VENUE, 612.0, violations=2),
        breaker(BreakerKind.ERROR_RATE, VENUE, 3.0, BreakerState.HALF_OPEN, probing=True),
        breaker(
            BreakerKind.DRAWDOWN,
            GLOBAL_SCOPE,
            104.0,
            BreakerState.LATCHED,
            reason="104 bps reached 100",
            since_ns=START_NS + 570_000_000_000,
        ),
        breaker(BreakerKind.LOOP_LAG, GLOBAL_SCOPE, 1.4, BreakerState.FORCED_OPEN, reason="tripped by hand"),
    )


def metric_history() -> MetricHistory:
    """An hour of spread, second by second: a jump at half time that opens it, and a minute without data."""
    points = []
    for second in range(3_600):
        value = 24.0 if 1_800 <= second < 1_860 else 2.0 + second % 7 / 10
        if 2_400 <= second < 2_460:
            points.append(MetricPoint(START_NS + second * SECOND_NS, None, None, 20.0, missing=1))
        else:
            opened = 1_803 <= second < 1_890
            points.append(MetricPoint(START_NS + second * SECOND_NS, value, value, 20.0, opened=opened))
    return MetricHistory("spread", MARKET, START_NS, START_NS + 3_600 * SECOND_NS, tuple(points))


def event_history() -> BreakerHistory:
    """Opened, proved, half-open, closed: newest first."""
    moves = (
        (BreakerMove.CLOSED, 1_920),
        (BreakerMove.HALF_OPENED, 1_890),
        (BreakerMove.VERIFIED, 1_804),
        (BreakerMove.OPENED, 1_803),
    )
    events = tuple(breaker_event(what, START_NS + at * SECOND_NS, verify_ms=180) for what, at in moves)
    return BreakerHistory(events, ())


def version_history() -> BreakerHistory:
    """Two people changed thresholds, and the second one took it back."""

    def spread(value: float | None, scope: Scope = MARKET) -> ThresholdChange:
        return ThresholdChange(scope.level, scope.name, BreakerKind.SPREAD, "open_above", value)

    quicker = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.DRAWDOWN, "reduce_at", 70.0)
    slower = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.DRAWDOWN, "reduce_at", None)
    hour_ns = 3_600 * SECOND_NS
    set_by_ben = ((spread(None), slower), (spread(30.0), quicker))
    set_by_ana = ((spread(25.0, VENUE),), (spread(22.5, VENUE),))
    versions = (
        ThresholdVersion(START_NS, "ben", *set_by_ben[::-1], undo=True),
        ThresholdVersion(START_NS - hour_ns, "ben", *set_by_ben, undo=False),
        ThresholdVersion(START_NS - 3 * hour_ns, "ana", *set_by_ana, undo=False),
    )
    return BreakerHistory((), versions)
