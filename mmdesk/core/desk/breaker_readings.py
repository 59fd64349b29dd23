"""What each breaker reads in a second: one number per kind and scope, from what the desk knows anyway."""

from collections.abc import Callable

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.others_spread import spread_of_others
from mmdesk.core.model.breakers import BreakerKind, Scope, ScopeLevel
from mmdesk.core.risk.breakers.breaker import Absent, Breaker, Reading

_MS = 1_000_000
_S = 1_000_000_000
# How many symbols must swing at once for it to be the whole market.
SYMBOLS_FOR_GLOBAL = 3

Source = Callable[[Desk, Breaker, int], Reading]


def reading_of(desk: Desk, breaker: Breaker, mono_ns: int) -> Reading:
    """The reading of this moment."""
    return _SOURCES[breaker.kind](desk, breaker, mono_ns)


def _order_latency(desk: Desk, breaker: Breaker, mono_ns: int) -> Reading:
    """p95 of acknowledgements; an order that waits longer than that says more than those that came."""
    venue = desk.breakers.venues[breaker.scope.name]
    known = venue.acknowledgements.quantile(mono_ns, breaker.rule.min_samples)
    waits_ms = in_flight_ms(desk, venue.name, mono_ns)
    if waits_ms > breaker.rule.open_above and (isinstance(known, Absent) or waits_ms > known):
        return waits_ms
    return known


def _data_latency(desk: Desk, breaker: Breaker, mono_ns: int) -> Reading:
    venue = desk.breakers.venues[breaker.scope.name]
    if is_silent(desk, breaker, mono_ns):
        return Absent.MISSING
    return venue.ages.quantile(mono_ns, breaker.rule.min_samples)


def _spread(desk: Desk, breaker: Breaker, _mono_ns: int) -> Reading:
    market = desk.markets[breaker.scope.name]
    if market.book.trusted and market.features.mid > 0.0:
        spread_bps = spread_of_others(market, desk.register)
        return Absent.MISSING if spread_bps is None else spread_bps
    return _missing_once_seen(desk, breaker.scope.name)


def _volatility(desk: Desk, breaker: Breaker, mono_ns: int) -> Reading:
    """Of a symbol: the widest swing of its markets. Of everything: the third widest of the symbols, where one
    with a threshold of its own counts by how near it is to that."""
    if breaker.scope.level is ScopeLevel.SYMBOL:
        return symbol_swing(desk, breaker.scope.name, mono_ns)
    symbols = dict.fromkeys(one.watched.symbol for one in desk.breakers.markets.values())
    swings = []
    for symbol in symbols:
        swing = symbol_swing(desk, symbol, mono_ns)
        if not isinstance(swing, Absent):
            swings.append(_as_of_all(desk, breaker, symbol, swing))
    swings.sort(reverse=True)
    return swings[SYMBOLS_FOR_GLOBAL - 1] if len(swings) >= SYMBOLS_FOR_GLOBAL else Absent.NOT_YET


def _as_of_all(desk: Desk, breaker: Breaker, symbol: str, swing: float) -> float:
    """A symbol's swing on the scale of the breaker of all: both reach their thresholds together."""
    own = desk.breakers.board.breakers[breaker.kind, Scope(ScopeLevel.SYMBOL, symbol)].rule.open_above
    of_all = breaker.rule.open_above
    # As it is where they are the same: nothing is lost by calculating.
    return swing if own == of_all else swing / own * of_all


def symbol_swing(desk: Desk, symbol: str, mono_ns: int) -> Reading:
    """max/min - 1 of a symbol's mids in percent: of its market where it is widest."""
    markets = [one for one in desk.breakers.markets.values() if one.watched.symbol == symbol]
    if all(desk.markets[one.watched.key].features.mid <= 0.0 for one in markets):
        return Absent.MISSING if any(one.last_mid > 0.0 for one in markets) else Absent.NOT_YET
    swings = [one.prices.swing_pct(mono_ns) for one in markets]
    return max((one for one in swings if not isinstance(one, Absent)), default=Absent.NOT_YET)


def _error_rate(desk: Desk, breaker: Breaker, mono_ns: int) -> Reading:
    venue = desk.breakers.venues[breaker.scope.name]
    return venue.outcomes.rate_pct(mono_ns, breaker.rule.min_samples)


def _drawdown(desk: Desk, breaker: Breaker, _mono_ns: int) -> Reading:
    watch = desk.breakers
    return watch.result(breaker.scope).bps(watch.capital_quote)


def _data_stale(desk: Desk, breaker: Breaker, mono_ns: int) -> Reading:
    last_ns = desk.markets[breaker.scope.name].last_mono_ns
    return max(0, mono_ns - last_ns) / _MS if last_ns else Absent.NOT_YET


def _clock_skew(desk: Desk, breaker: Breaker, _mono_ns: int) -> Reading:
    venue = breaker.scope.name
    if not desk.breakers.venues[venue].clock_known:
        return Absent.NOT_YET
    return abs(desk.venues[venue].clock_offset_ns) / _MS


def _reconciliation(desk: Desk, breaker: Breaker, _mono_ns: int) -> Reading:
    mismatch = desk.venues[breaker.scope.name].balance_mismatch
    return float(len(mismatch.split(", "))) if mismatch else 0.0


def _unknown_orders(desk: Desk, breaker: Breaker, _mono_ns: int) -> Reading:
    return float(unknown_at(desk, breaker.scope.name))


def _dead_man(desk: Desk, breaker: Breaker, _mono_ns: int) -> Reading:
    venue = breaker.scope.name
    if desk.venues[venue].protected:
        desk.breakers.venues[venue].was_protected = True
        return 0.0
    # Whoever shall protect us takes a moment to come; until then the gate waits.
    return 1.0 if desk.breakers.venues[venue].was_protected else Absent.NOT_YET


def _storage(desk: Desk, _breaker: Breaker, _mono_ns: int) -> Reading:
    engine = desk.breakers.engine
    return Absent.NOT_YET if engine is None else float(bool(engine.storage_fault))


def _loop_lag(desk: Desk, _breaker: Breaker, _mono_ns: int) -> Reading:
    watch = desk.breakers
    if watch.engine is None:
        return Absent.NOT_YET
    return Absent.MISSING if watch.loop_lag_ms is None else watch.loop_lag_ms


def _message_rate(desk: Desk, breaker: Breaker, mono_ns: int) -> Reading:
    """Messages of the last second in percent of what is allowed: above 100 only cancels go on."""
    market = desk.markets[breaker.scope.name]
    return market.rate.count(mono_ns) / market.limits.max_messages_per_s * 100.0


def in_flight_ms(desk: Desk, venue: str, mono_ns: int) -> float:
    """How long the order that waits longest for its outcome waits."""
    sent_ns = desk.breakers.board.oldest_in_flight_ns(venue)
    return max(0, mono_ns - sent_ns) / _MS if sent_ns else 0.0


def is_silent(desk: Desk, breaker: Breaker, mono_ns: int) -> bool:
    """Whether a venue that was heard before has sent no frame for as long as the rule bears."""
    last_ns, silent_s = desk.breakers.venues[breaker.scope.name].last_frame_ns, breaker.rule.silent_s
    return bool(last_ns and silent_s) and mono_ns - last_ns >= silent_s * _S


def unknown_at(desk: Desk, venue: str) -> int:
    """Orders of unknown fate at a venue."""
    return sum(
        entry.is_unknown
        for market in desk.markets_of(venue)
        for entry in desk.register.live_entries(market.instrument.key)
    )


def _missing_once_seen(desk: Desk, key: str) -> Absent:
    return Absent.MISSING if desk.breakers.markets[key].last_mid > 0.0 else Absent.NOT_YET


_SOURCES: dict[BreakerKind, Source] = {
    BreakerKind.ORDER_LATENCY: _order_latency,
    BreakerKind.DATA_LATENCY: _data_latency,
    BreakerKind.SPREAD: _spread,
    BreakerKind.VOLATILITY: _volatility,
    BreakerKind.ERROR_RATE: _error_rate,
    BreakerKind.DRAWDOWN: _drawdown,
    BreakerKind.DATA_STALE: _data_stale,
    BreakerKind.CLOCK_SKEW: _clock_skew,
    BreakerKind.RECONCILIATION: _reconciliation,
    BreakerKind.UNKNOWN_ORDERS: _unknown_orders,
    BreakerKind.DEAD_MAN: _dead_man,
    BreakerKind.STORAGE: _storage,
    BreakerKind.LOOP_LAG: _loop_lag,
    BreakerKind.MESSAGE_RATE: _message_rate,
}
