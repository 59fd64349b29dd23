"""What a venue's connection and its account listings do: streams lost and found, and the reconciliation
of both."""

from collections.abc import Iterable
from functools import partial

from mmdesk.core.desk.balance_desk import is_steady, take_balances
from mmdesk.core.desk.booking import book_fill
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.leftover_desk import is_of_another, listed, tell_leftovers, write_off_untold
from mmdesk.core.desk.lost_facts import take_told
from mmdesk.core.desk.order_events import find_order, see_order
from mmdesk.core.desk.telling import RECONCILE_AGAIN_NS, alert, want_reconcile
from mmdesk.core.model.effects import AnyEffect, QueryWanted
from mmdesk.core.model.events import (
    AccountReconciled,
    BalanceReported,
    ClockJumped,
    ClockMeasured,
    FillsListed,
    OpenOrdersListed,
    ProtectionChanged,
    VenueConnected,
    VenueLost,
)
from mmdesk.core.model.market import Event
from mmdesk.core.model.order import VenueOrder
from mmdesk.core.orders.compare import differences
from mmdesk.core.orders.entry import Entry
from mmdesk.core.orders.lifecycle import RESTING
from mmdesk.core.orders.reconcile import listed_absent
from mmdesk.core.risk.state_controls import RECEIVE_WINDOW_NS

# A listing that held a difference is followed by another one: the first at once, the next after this long.
UNCLEAN_AGAIN_NS = 1_000_000_000


def on_connected(desk: Desk, event: VenueConnected, out: list[AnyEffect]) -> None:
    """A new stream of the account is up: what happened before it has to be asked for."""
    venue = desk.venues[event.venue]
    venue.connected = True
    venue.connected_mono_ns = event.mono_ns
    venue.doubt()
    want_reconcile(desk, event.venue, "account stream connected", event, out)


def on_lost(desk: Desk, event: VenueLost, out: list[AnyEffect]) -> None:
    """The account stream is down: fills may happen untold, so nothing is quoted until it is reconciled."""
    venue = desk.venues[event.venue]
    was_connected = venue.connected
    venue.connected = False
    venue.doubt()
    if was_connected:
        alert(
            out,
            "critical",
            f"venue-lost-{event.venue}",
            f"{event.venue}: the account stream is lost.",
            event.reason,
            "Quotes are being pulled; quoting resumes by itself after a reconciliation.",
        )


def on_protection(desk: Desk, event: ProtectionChanged) -> None:
    """Orders that nobody would take off after our death are not risked."""
    venue = desk.venues[event.venue]
    venue.protected = event.protected
    venue.protected_by = event.by


def on_clock(desk: Desk, event: ClockMeasured, out: list[AnyEffect]) -> None:
    """The clocks of a venue and of this machine were compared."""
    venue = desk.venues[event.venue]
    was_off = venue.is_clock_off
    venue.clock_offset_ns = event.offset_ns
    if venue.is_clock_off and not was_off:
        alert(
            out,
            "critical",
            f"clock-{event.venue}",
            f"{event.venue}: its clock and ours differ by {event.offset_ns / 1e9:.1f} s.",
            f"More than the receive window of {RECEIVE_WINDOW_NS / 1e9:g} s: it may refuse what we sign.",
            "Quotes are held. Set the clock of this machine by the network; quoting resumes by itself.",
        )


def on_jump(desk: Desk, event: ClockJumped, out: list[AnyEffect]) -> None:
    """A gap in time is a loss of every stream: new ones come and everything is asked for again."""
    slept = event.slept_ns > 0
    alert(
        out,
        "warning",
        "clock-jumped",
        f"This machine slept for {event.slept_ns / 1e9:.1f} s."
        if slept
        else f"The clock of this machine was set by {event.stepped_ns / 1e9:+.1f} s.",
        "What happened at the exchanges meanwhile was not told to us.",
        "Quotes are held until every account is reconciled; then quoting goes on by itself.",
    )
    for venue in desk.venues.values():
        venue.connected = False
        venue.doubt()
        venue.balance.anchored_ns = venue.balance.anchored_ns if slept else 0


def on_balances(desk: Desk, event: BalanceReported, out: list[AnyEffect]) -> None:
    """The venue's word on balances."""
    take_balances(
        desk,
        event.venue,
        event.balances,
        event,
        out,
        complete=event.complete,
        exchange_ns=event.exchange_ns,
    )


def on_open_orders(desk: Desk, event: OpenOrdersListed, out: list[AnyEffect]) -> None:
    """All open orders of the account, between two reconciliations."""
    _take_open(desk, event.venue, event.open_orders, event, out)
    _ask_about_missing(desk, event.venue, event.open_orders, event.begun_mono_ns, out)


def on_fills(desk: Desk, event: FillsListed, out: list[AnyEffect]) -> None:
    """Fills of the last minutes, between two reconciliations; those we know change nothing."""
    for fill in event.fills:
        book_fill(desk, fill, event, out)


def on_reconciled(desk: Desk, event: AccountReconciled, out: list[AnyEffect]) -> None:
    """Everything the venue knows against everything we know: missing fills are booked, orders shown are
    adopted, orders that ended are ended, orders not shown are asked about one by one."""
    venue = desk.venues[event.venue]
    begun_ns = event.begun_mono_ns or event.mono_ns
    fills_before = desk.counters.fills
    _name_filled(desk, (*event.open_orders, *event.closed_orders))
    for fill in event.fills:
        book_fill(desk, fill, event, out)
    take_told(desk, event, desk.counters.fills - fills_before)
    find = partial(find_order, desk)
    apart = differences(_live(desk, event.venue), find, _ours(desk, event.open_orders), begun_ns)
    _take_open(desk, event.venue, event.open_orders, event, out)
    for seen in event.closed_orders:
        see_order(desk, seen, event, out)
    take_balances(
        desk,
        event.venue,
        event.balances,
        event,
        out,
        complete=True,
        exchange_ns=event.balances_ns,
    )
    _note_absent(desk, event, begun_ns)
    _ask_about_missing(desk, event.venue, event.open_orders, begun_ns, out)
    write_off_untold(desk, begun_ns, event, out)
    venue.listed(begun_ns, clean=not apart and desk.counters.fills == fills_before)
    _go_on(desk, event, out)


def _name_filled(desk: Desk, orders: Iterable[VenueOrder]) -> None:
    """Orders of ours that filled while we knew nothing of them: a fill is told by the venue's id alone."""
    names = desk.register.names
    for seen in orders:
        if seen.filled_quantity > 0 and names.is_ours(seen.client_id) and not is_of_another(desk, seen):
            names.note(seen.instrument, seen.venue_id, seen.client_id)


def try_open(desk: Desk, name: str) -> None:
    """Quoting at a venue goes on once its account agrees with ours and its market is heard again."""
    newest = max((market.last_mono_ns for market in desk.markets_of(name)), default=0)
    desk.venues[name].try_open(newest)


def _go_on(desk: Desk, event: AccountReconciled, out: list[AnyEffect]) -> None:
    venue = desk.venues[event.venue]
    venue.reconcile_asked_ns = 0
    try_open(desk, event.venue)
    if not venue.connected or not venue.reconciling or venue.agrees:
        return
    if venue.clean_listings or not venue.relisted:
        # What died with the last life is put right by the first listing: the next one most likely agrees.
        venue.relisted = venue.relisted or not venue.clean_listings
        want_reconcile(desk, event.venue, "the same once more", event, out)
    else:
        venue.reconcile_asked_ns = event.mono_ns - RECONCILE_AGAIN_NS + UNCLEAN_AGAIN_NS


def _ours(desk: Desk, orders: Iterable[VenueOrder]) -> list[VenueOrder]:
    names = desk.register.names
    return [
        seen
        for seen in orders
        if names.is_ours(seen.client_id) or names.by_venue_id(seen.instrument, seen.venue_id)
    ]


def _live(desk: Desk, venue: str) -> list[Entry]:
    return [
        entry
        for market in desk.markets_of(venue)
        for entry in desk.register.live_entries(market.instrument.key)
    ]


def _take_open(
    desk: Desk, name: str, orders: tuple[VenueOrder, ...], event: Event, out: list[AnyEffect]
) -> None:
    for seen in orders:
        see_order(desk, seen, event, out)
    keys = {key for key, one in desk.instruments.items() if one.venue == name}
    desk.venues[name].foreign.keep_only(keys, {(seen.instrument, seen.venue_id) for seen in orders})
    listed(desk, orders, keys, event)
    tell_leftovers(desk, event, out)


def _unlisted(desk: Desk, venue: str, orders: tuple[VenueOrder, ...]) -> list[Entry]:
    by_client = {(seen.instrument, seen.client_id) for seen in orders}
    by_venue = {(seen.instrument, seen.venue_id) for seen in orders if seen.venue_id}
    found = []
    for entry in _live(desk, venue):
        order, key = entry.order, entry.order.intent.instrument
        if (key, order.client_id) not in by_client and (key, order.venue_id) not in by_venue:
            found.append(entry)
    return found


def _note_absent(desk: Desk, event: AccountReconciled, begun_ns: int) -> None:
    for entry in _unlisted(desk, event.venue, event.open_orders):
        if entry.is_unknown:
            instrument = desk.instruments[entry.order.intent.instrument]
            steady = is_steady(desk, instrument)
            listed_absent(entry, event.since_ns, begun_ns, balance_is_steady=steady)


def _ask_about_missing(
    desk: Desk, venue: str, orders: tuple[VenueOrder, ...], begun_ns: int, out: list[AnyEffect]
) -> None:
    for entry in _unlisted(desk, venue, orders):
        order = entry.order
        if order.state in RESTING and entry.changed_mono_ns < begun_ns:
            reason = "not among the venue's open orders"
            out.append(
                QueryWanted(instrument=order.intent.instrument, client_id=order.client_id, reason=reason)
            )
