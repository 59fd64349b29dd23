"""What each event means to the breakers: metrics move on, and what is bad enough opens one at once."""

from collections.abc import Callable
from typing import Any

from mmdesk.core.desk.breaker_moves import carry_out
from mmdesk.core.desk.breaker_readings import in_flight_ms, is_silent, reading_of, symbol_swing
from mmdesk.core.desk.breaker_results import follow_results
from mmdesk.core.desk.breaker_samples import sample_health, sample_metrics
from mmdesk.core.desk.breaker_verify import listed, verify
from mmdesk.core.desk.breaker_watch import MarketWatch, VenueWatch
from mmdesk.core.desk.desk import Desk
from mmdesk.core.model.breakers import BreakerKind, BreakerState, Scope, ScopeLevel
from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import (
    AccountReconciled,
    CancelAcknowledged,
    CancelRejected,
    CancelUnresolved,
    ClockJumped,
    ClockMeasured,
    EngineMeasured,
    FillReported,
    OpenOrdersListed,
    OrderAcknowledged,
    OrderRejected,
    SendAbandoned,
    SendUnresolved,
    TimePassed,
)
from mmdesk.core.model.market import (
    BookDelta,
    BookSnapshot,
    Event,
    FeedFault,
    TopOfBook,
    TradePrint,
)
from mmdesk.core.model.order import OrderState
from mmdesk.core.orders.lifecycle import UNKNOWN
from mmdesk.core.risk.breakers.breaker import Absent, Breaker

_MS = 1_000_000
EVALUATE_NS = 1_000_000_000
HEALTH_NS = 30_000_000_000
FAULT_PCT = 100.0
# An answer that takes longer than any time-out of a request will not come.
LOST_NS = 15_000_000_000

Unplaced = OrderRejected | SendUnresolved | SendAbandoned
Book = TopOfBook | BookDelta | BookSnapshot


def watch(desk: Desk, event: Event, out: list[AnyEffect]) -> None:
    """Let the breakers see an event whose state is applied already; nothing leaves before they did."""
    handler = _HANDLERS.get(type(event))
    if handler is not None and desk.breakers.on:
        handler(desk, event, out)


# -- market data -----------------------------------------------------------------------------------


def _on_book(desk: Desk, event: Book, out: list[AnyEffect]) -> None:
    market = desk.breakers.markets.get(event.instrument)
    if market is None:
        return
    _heard(desk, market.venue, event.exchange_ns, event, out)
    about = desk.markets[event.instrument]
    mid = about.features.mid
    if mid > 0.0:
        market.last_mid = mid
        if market.prices.note(mid, event.mono_ns):
            _look_at_swing(desk, market, event, out)
    elif not about.book.trusted and about.book.fault.startswith(FeedFault.CROSSED):
        _trip(desk, BreakerKind.SPREAD, Scope(ScopeLevel.INSTRUMENT, event.instrument), "crossed", event, out)


def _on_trade(desk: Desk, event: TradePrint, out: list[AnyEffect]) -> None:
    market = desk.breakers.markets.get(event.instrument)
    if market is not None:
        _heard(desk, market.venue, event.exchange_ns, event, out)


def _heard(desk: Desk, venue: VenueWatch, exchange_ns: int, event: Event, out: list[AnyEffect]) -> None:
    """A frame came, and how old it is by the venue's clock as last compared with ours."""
    venue.last_frame_ns = event.mono_ns
    if not exchange_ns or not venue.clock_known:
        return
    age_ms = max(0, event.wall_ns + desk.venues[venue.name].clock_offset_ns - exchange_ns) / _MS
    venue.ages.add(age_ms, event.mono_ns)
    breaker = venue.breakers.get(BreakerKind.DATA_LATENCY)
    if breaker is not None and age_ms > breaker.rule.open_above:
        carry_out(desk, breaker, breaker.notice(age_ms, event.mono_ns), event, out)


def _look_at_swing(desk: Desk, market: MarketWatch, event: Event, out: list[AnyEffect]) -> None:
    for breaker in (
        desk.breakers.board.get(BreakerKind.VOLATILITY, market.watched.scope(ScopeLevel.SYMBOL)),
        desk.breakers.board.get(BreakerKind.VOLATILITY, market.watched.scope(ScopeLevel.GLOBAL)),
    ):
        if breaker is None:
            continue
        own = breaker.scope.level is ScopeLevel.SYMBOL
        swing = (
            symbol_swing(desk, market.watched.symbol, event.mono_ns)
            if own
            else reading_of(desk, breaker, event.mono_ns)
        )
        if not isinstance(swing, Absent):
            carry_out(desk, breaker, breaker.notice(swing, event.mono_ns), event, out)


# -- orders ----------------------------------------------------------------------------------------


def _on_acknowledged(desk: Desk, event: OrderAcknowledged, out: list[AnyEffect]) -> None:
    sent = desk.breakers.board.settled(event.client_id)
    if sent is None:
        return
    key, sent_ns = sent
    venue = desk.breakers.markets[key].venue
    # The socket's own stamp where there is one; a stamp from the future is no measurement.
    took_ms = (event.mono_ns - (event.sent_mono_ns or sent_ns)) / _MS
    venue.acknowledgements.add(took_ms, event.mono_ns)
    venue.ended(1, 0, event.mono_ns)
    breaker = _at_exchange(desk, BreakerKind.ORDER_LATENCY, venue.name)
    if breaker is not None:
        carry_out(desk, breaker, breaker.notice(took_ms, event.mono_ns), event, out)
    desk.breakers.board.answered(key, event.mono_ns)


def _on_outcome(desk: Desk, event: Unplaced, out: list[AnyEffect]) -> None:
    sent = desk.breakers.board.settled(event.client_id)
    if sent is None:
        return
    venue = desk.breakers.markets[sent[0]].venue
    if isinstance(event, SendAbandoned) and not event.venue_fault:
        return
    _ended(desk, venue, event, out, fault=not isinstance(event, OrderRejected))
    if isinstance(event, OrderRejected) and event.barred:
        scope = Scope(ScopeLevel.EXCHANGE, venue.name)
        _trip(desk, BreakerKind.ERROR_RATE, scope, f"the account is barred: {event.code}", event, out)


def _on_cancel_outcome(
    desk: Desk, event: CancelAcknowledged | CancelRejected | CancelUnresolved, out: list[AnyEffect]
) -> None:
    order = desk.register.get(event.client_id)
    market = desk.breakers.markets.get(order.intent.instrument) if order is not None else None
    if market is not None:
        _ended(desk, market.venue, event, out, fault=isinstance(event, CancelUnresolved))
    if desk.breakers.verifying:
        verify(desk, event, out)


def _ended(desk: Desk, venue: VenueWatch, event: Event, out: list[AnyEffect], *, fault: bool) -> None:
    venue.ended(1, int(fault), event.mono_ns)
    breaker = _at_exchange(desk, BreakerKind.ERROR_RATE, venue.name)
    if fault and breaker is not None:
        _look_at_fault(desk, breaker, event, out)


def _look_at_fault(desk: Desk, breaker: Breaker, event: Event, out: list[AnyEffect]) -> None:
    """One request is no rate: by itself its fault counts only where the venue has to prove itself."""
    if breaker.state is BreakerState.HALF_OPEN:
        carry_out(desk, breaker, breaker.notice(FAULT_PCT, event.mono_ns), event, out)


# -- account, engine, time -------------------------------------------------------------------------


def _on_fill(desk: Desk, event: FillReported, out: list[AnyEffect]) -> None:
    """A fill may be a loss: drawdown does not wait for its second."""
    follow_results(desk)
    for breaker in list(desk.breakers.board.breakers.values()):
        if breaker.kind is BreakerKind.DRAWDOWN:
            reading = reading_of(desk, breaker, event.mono_ns)
            carry_out(desk, breaker, breaker.evaluate(reading, event.mono_ns), event, out)


def _on_clock(desk: Desk, event: ClockMeasured, _out: list[AnyEffect]) -> None:
    if event.venue in desk.breakers.venues:
        desk.breakers.venues[event.venue].clock_known = True


def _on_jump(desk: Desk, _event: ClockJumped, _out: list[AnyEffect]) -> None:
    """Ages by the wall clock mean nothing until the clocks are compared anew."""
    for venue in desk.breakers.venues.values():
        venue.clock_known = False
        venue.ages.clear()


def _on_measured(desk: Desk, event: EngineMeasured, out: list[AnyEffect]) -> None:
    state = desk.breakers
    state.engine = event
    state.loop_lag_ms = _worse(state.loop_lag_ms, event.loop_lag_ms)
    for measured in event.venues:
        venue = state.venues.get(measured.venue)
        if venue is None:
            continue
        reads = measured.reads - venue.measured.reads
        faults = measured.read_faults - venue.measured.read_faults
        venue.measured = measured
        if reads > 0 or faults > 0:
            venue.ended(max(reads, faults), max(0, faults), event.mono_ns)
        breaker = _at_exchange(desk, BreakerKind.ERROR_RATE, venue.name)
        if breaker is None:
            continue
        if faults > 0:
            _look_at_fault(desk, breaker, event, out)
        if measured.banned_until_ns > event.wall_ns:
            until_ns = measured.banned_until_ns - event.wall_ns + event.mono_ns
            move = breaker.trip("banned by the venue (418)", event.mono_ns, until_ns)
            carry_out(desk, breaker, move, event, out)


def _worse(known_ms: float | None, new_ms: float) -> float:
    """The longer lag; one that is no measurement (negative, NaN) is worse than any."""
    if known_ms is None or not new_ms >= 0.0:
        return new_ms
    return known_ms if known_ms >= new_ms or not known_ms >= 0.0 else new_ms


def _on_time(desk: Desk, event: TimePassed, out: list[AnyEffect]) -> None:
    """Ten times a second: silence and answers that do not come; once a second: every breaker."""
    state, mono_ns = desk.breakers, event.mono_ns
    for venue in state.venues.values():
        data = _at_exchange(desk, BreakerKind.DATA_LATENCY, venue.name)
        if data is not None and is_silent(desk, data, mono_ns):
            reason = f"no frame for {data.rule.silent_s:g} s"
            carry_out(desk, data, data.trip(reason, mono_ns), event, out)
        orders = _at_exchange(desk, BreakerKind.ORDER_LATENCY, venue.name)
        if orders is not None:
            waits_ms = in_flight_ms(desk, venue.name, mono_ns)
            carry_out(desk, orders, orders.notice(waits_ms, mono_ns), event, out)
    verify(desk, event, out)
    if mono_ns >= state.next_evaluation_ns:
        # From when it was due: each comes a little late, and with beats of 100 ms that made every second 1.1.
        on_time = mono_ns - state.next_evaluation_ns < EVALUATE_NS
        state.next_evaluation_ns = (state.next_evaluation_ns if on_time else mono_ns) + EVALUATE_NS
        _evaluate(desk, event, out)
        if mono_ns >= state.next_health_ns:
            # From this look's due time: from its own, a later one that is less late would just miss it.
            state.next_health_ns = state.next_evaluation_ns - EVALUATE_NS + HEALTH_NS
            sample_health(desk, event, out)


def _evaluate(desk: Desk, event: TimePassed, out: list[AnyEffect]) -> None:
    follow_results(desk)
    _settle_lost(desk, event, out)
    for breaker in list(desk.breakers.board.breakers.values()):
        reading = reading_of(desk, breaker, event.mono_ns)
        carry_out(desk, breaker, breaker.evaluate(reading, event.mono_ns), event, out)
    sample_metrics(desk, event, out)
    desk.breakers.loop_lag_ms = None


def _settle_lost(desk: Desk, event: TimePassed, out: list[AnyEffect]) -> None:
    """Orders that moved on without an outcome of their send are not waited for: it was lost."""
    for client_id in desk.breakers.board.waiting_since(event.mono_ns - LOST_NS):
        order = desk.register.get(client_id)
        if order is not None and order.state is OrderState.SENDING:
            continue
        sent = desk.breakers.board.settled(client_id)
        if sent is not None:
            fault = order is not None and order.state in UNKNOWN
            _ended(desk, desk.breakers.markets[sent[0]].venue, event, out, fault=fault)


def _trip(
    desk: Desk, kind: BreakerKind, scope: Scope, reason: str, event: Event, out: list[AnyEffect]
) -> None:
    breaker = desk.breakers.board.get(kind, scope)
    if breaker is not None:
        carry_out(desk, breaker, breaker.trip(reason, event.mono_ns), event, out)


def _at_exchange(desk: Desk, kind: BreakerKind, venue: str) -> Breaker | None:
    return desk.breakers.venues[venue].breakers.get(kind)


_HANDLERS: dict[type[Event], Callable[[Desk, Any, list[AnyEffect]], None]] = {
    TopOfBook: _on_book,
    BookDelta: _on_book,
    BookSnapshot: _on_book,
    TradePrint: _on_trade,
    OrderAcknowledged: _on_acknowledged,
    OrderRejected: _on_outcome,
    SendUnresolved: _on_outcome,
    SendAbandoned: _on_outcome,
    CancelAcknowledged: _on_cancel_outcome,
    CancelRejected: _on_cancel_outcome,
    CancelUnresolved: _on_cancel_outcome,
    FillReported: _on_fill,
    AccountReconciled: listed,
    OpenOrdersListed: listed,
    ClockMeasured: _on_clock,
    ClockJumped: _on_jump,
    EngineMeasured: _on_measured,
    TimePassed: _on_time,
}
