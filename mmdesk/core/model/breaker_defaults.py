"""The breakers' thresholds when nobody says otherwise: the table of ORDERS 7, and the built-in guards."""

from mmdesk.core.model.breakers import BreakerKind, BreakerRule, BreakerSettings

_GUARD_COOLDOWN_S = 5.0
_GUARD_CLOSE_WINDOW_S = 2.0


def _guard(open_above: float, violations: int, *, latch_after: int = 0, latches: bool = False) -> BreakerRule:
    """Guards watch facts that come right by themselves: they are quicker to believe again."""
    return BreakerRule(
        open_above=open_above,
        violations=violations,
        window_s=1.0,
        close_window_s=_GUARD_CLOSE_WINDOW_S,
        cooldown_s=_GUARD_COOLDOWN_S,
        latch_after=latch_after,
        latches=latches,
    )


DEFAULT_RULES: dict[BreakerKind, BreakerRule] = {
    BreakerKind.ORDER_LATENCY: BreakerRule(open_above=500.0, at_once_at=2_500.0, min_samples=5),
    BreakerKind.DATA_LATENCY: BreakerRule(open_above=500.0, at_once_at=2_500.0, min_samples=5, silent_s=2.0),
    BreakerKind.SPREAD: BreakerRule(open_above=20.0, window_s=1.0),
    BreakerKind.VOLATILITY: BreakerRule(open_above=5.0, violations=0, window_s=60.0),
    BreakerKind.ERROR_RATE: BreakerRule(open_above=10.0, violations=2, window_s=60.0, min_samples=20),
    BreakerKind.DRAWDOWN: BreakerRule(
        open_above=100.0, warn_at=50.0, reduce_at=80.0, violations=0, window_s=1.0, latches=True
    ),
    BreakerKind.DATA_STALE: _guard(3_000.0, 0),
    BreakerKind.CLOCK_SKEW: _guard(2_000.0, 0),
    BreakerKind.RECONCILIATION: _guard(1.0, 0, latches=True),
    BreakerKind.UNKNOWN_ORDERS: _guard(5.0, 2, latch_after=4),
    BreakerKind.DEAD_MAN: _guard(1.0, 0),
    BreakerKind.STORAGE: _guard(1.0, 0),
    BreakerKind.LOOP_LAG: _guard(250.0, 3, latch_after=4),
    BreakerKind.MESSAGE_RATE: _guard(150.0, 3, latch_after=4),
}

DEFAULT_BREAKERS = BreakerSettings(rules=DEFAULT_RULES)
