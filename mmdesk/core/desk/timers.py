"""What time alone does: data goes stale, requests lose their outcome, unknown orders are asked about."""

from mmdesk.core.desk.breaker_moves import resume_all
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.leftover_desk import watch_deadline
from mmdesk.core.desk.lost_facts import try_to_regain
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.profit_desk import watch_profit
from mmdesk.core.desk.sending import CANCEL_AGAIN_NS, cancel
from mmdesk.core.desk.telling import alert, tell_move, want_reconcile
from mmdesk.core.desk.venue_events import try_open
from mmdesk.core.market.staleness import age_ms, is_stale
from mmdesk.core.model.effects import AnyEffect, FeedDoubted, QueryWanted
from mmdesk.core.model.events import TimePassed
from mmdesk.core.model.market import Event, FeedFault
from mmdesk.core.model.order import OrderState
from mmdesk.core.model.state import TradingState
from mmdesk.core.orders.entry import Entry
from mmdesk.core.orders.lifecycle import RESTING, TERMINAL, Signal
from mmdesk.core.orders.reconcile import (
    Verdict,
    is_due_in_flight,
    is_overdue,
    may_never_have_been,
    needed_since_ns,
    verdict,
)

# Fills that the venue counts and we miss come by the stream within this time, or are asked for.
BEHIND_NS = 2_000_000_000
# Which probes also ask for the whole account: proof needs a listing after the horizon, not every probe does.
_LISTING_PROBES = (0, 3, 4, 5)


def start_clocks(desk: Desk, event: Event) -> None:
    """Before the first event: the ages of remembered orders start with this session, breakers go on."""
    mono_ns = event.mono_ns
    resume_all(desk, event)
    for entry in desk.register.live_entries():
        entry.created_mono_ns = entry.changed_mono_ns = mono_ns
        entry.unknown_mono_ns = mono_ns if entry.is_unknown else 0


def on_time(desk: Desk, event: TimePassed, out: list[AnyEffect]) -> list[MarketDesk]:
    """Let time pass; returns the markets to quote anew (all: ages moved on)."""
    for market in desk.markets.values():
        _tell_silence(market, event, out)
    for entry in desk.register.live_entries():
        _look_at(desk, entry, event, out)
    watch_profit(desk, event, out)
    watch_deadline(desk, event, out)
    for entry in list(desk.register.behind.values()):
        if event.mono_ns - entry.backfill_mono_ns >= BEHIND_NS:
            entry.backfill_mono_ns = event.mono_ns
            reason = f"fills of {entry.order.client_id} are missing"
            want_reconcile(desk, _venue_of(desk, entry), reason, event, out)
    for venue in desk.venues.values():
        if not venue.reconciling or not venue.connected:
            continue
        if venue.agrees:
            try_open(desk, venue.name)
        else:
            want_reconcile(desk, venue.name, "no reconciliation yet", event, out)
    try_to_regain(desk, event, out)
    return list(desk.markets.values())


def _tell_silence(market: MarketDesk, event: TimePassed, out: list[AnyEffect]) -> None:
    if market.silent or not market.trusted:
        return
    if is_stale(market.last_mono_ns, event.mono_ns, market.limits.max_data_age_ms):
        market.silent = True
        market.book.went_silent()
        detail = f"no market data for {age_ms(market.last_mono_ns, event.mono_ns)} ms"
        key = market.instrument.key
        out.append(FeedDoubted(instrument=key, fault=FeedFault.SILENT, detail=detail))


def _look_at(desk: Desk, entry: Entry, event: TimePassed, out: list[AnyEffect]) -> None:
    """Move one live order on where time alone says what to do."""
    if is_overdue(entry, event.mono_ns):
        sending = entry.order.state is OrderState.SENDING
        signal = Signal.UNRESOLVED if sending else Signal.CANCEL_UNRESOLVED
        moved = desk.register.signal(entry, signal, event.wall_ns, event.mono_ns, "no outcome came")
        tell_move(desk, entry, moved, event, out)
    if entry.is_unknown:
        _resolve(desk, entry, event, out)
    elif is_due_in_flight(entry, event.mono_ns):
        entry.asked_mono_ns = event.mono_ns
        order = entry.order
        out.append(
            QueryWanted(
                instrument=order.intent.instrument, client_id=order.client_id, reason="no outcome yet"
            )
        )
    elif entry.order.state in RESTING and entry.ending is None and _is_homeless(desk, entry):
        cancel(desk, entry, "not part of the ladder", event, out)
    stopped = desk.state is TradingState.STOPPED
    if (
        stopped
        and entry.order.state not in TERMINAL
        and event.mono_ns - entry.cancel_mono_ns >= CANCEL_AGAIN_NS
    ):
        cancel(desk, entry, desk.reason, event, out)


def _is_homeless(desk: Desk, entry: Entry) -> bool:
    """An order of an earlier session, or of a level that was taken away."""
    market = desk.markets[entry.order.intent.instrument]
    if entry.is_kept:
        return False
    return market.venue.connected and (entry.slot is None or entry.slot not in market.slots)


def _resolve(desk: Desk, entry: Entry, event: TimePassed, out: list[AnyEffect]) -> None:
    """Bring an unknown order nearer to proof."""
    order = entry.order
    what = verdict(entry, event.mono_ns)
    if what is Verdict.ABSENT:
        reason = "proved absent: queries, open and ended orders, fills and balances do not know it"
        quarantined = order.state is OrderState.QUARANTINED
        never = quarantined and may_never_have_been(entry)
        signal = Signal.NEVER_BOOKED if never else Signal.PROVED_ABSENT
        moved = desk.register.signal(entry, signal, event.wall_ns, event.mono_ns, reason)
        tell_move(desk, entry, moved, event, out)
    elif what is Verdict.QUARANTINE:
        moved = desk.register.signal(entry, Signal.LOST_SIGHT, event.wall_ns, event.mono_ns, order.reason)
        tell_move(desk, entry, moved, event, out)
        alert(
            out,
            "critical",
            f"quarantined-{order.client_id}",
            f"Order {order.client_id} is still of unknown fate after 60 s.",
            "The venue neither shows it nor proves that it never existed.",
            "It counts in full against the limits. Look for it on the venue's own page.",
        )
    elif what is Verdict.PROBE:
        listing = entry.probes in _LISTING_PROBES or order.state is OrderState.QUARANTINED
        entry.probes += 1
        instrument = order.intent.instrument
        out.append(QueryWanted(instrument=instrument, client_id=order.client_id, reason="fate unknown"))
        if not entry.is_kept:
            cancel(desk, entry, "fate unknown", event, out, at_once=True)
        if listing:
            since_ns = needed_since_ns(entry)
            want_reconcile(desk, _venue_of(desk, entry), "orders of unknown fate", event, out, since_ns)


def _venue_of(desk: Desk, entry: Entry) -> str:
    return desk.instruments[entry.order.intent.instrument].venue
