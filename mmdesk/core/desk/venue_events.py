"""What a venue's connection and its account listings do: streams lost and found, and the reconciliation
of both."""

from mmdesk.core.desk.booking import book_fill
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.leftover_desk import listed, tell_leftovers
from mmdesk.core.desk.order_events import see_order
from mmdesk.core.desk.telling import alert, want_reconcile
from mmdesk.core.model.account import Balance
from mmdesk.core.model.effects import AnyEffect, BalancesChanged, QueryWanted
from mmdesk.core.model.events import (
    AccountReconciled,
    BalanceReported,
    ProtectionChanged,
    VenueConnected,
    VenueLost,
)
from mmdesk.core.orders.lifecycle import RESTING
from mmdesk.core.orders.reconcile import LISTING_AGE_NS, listed_absent


def on_connected(desk: Desk, event: VenueConnected, out: list[AnyEffect]) -> None:
    """The account stream is up: what happened before it has to be asked for."""
    venue = desk.venues[event.venue]
    venue.connected = True
    venue.reconciling = True
    venue.reconcile_asked_ns = 0
    want_reconcile(desk, event.venue, "account stream connected", event, out)


def on_lost(desk: Desk, event: VenueLost, out: list[AnyEffect]) -> None:
    """The account stream is down: fills may happen untold, so nothing is quoted until it is reconciled."""
    venue = desk.venues[event.venue]
    was_connected = venue.connected
    venue.connected = False
    venue.reconciling = True
    venue.reconcile_asked_ns = 0
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


def on_balances(desk: Desk, event: BalanceReported, out: list[AnyEffect]) -> None:
    """The venue's word on balances."""
    _take_balances(desk, event.venue, event.balances, complete=event.complete, out=out)


def on_reconciled(desk: Desk, event: AccountReconciled, out: list[AnyEffect]) -> None:
    """Everything the venue knows against everything we know: missing fills are booked, orders shown are
    adopted, orders not shown are asked about one by one."""
    venue = desk.venues[event.venue]
    for fill in event.fills:
        book_fill(desk, fill, event, out)
    for seen in event.open_orders:
        see_order(desk, seen, event, out)
    keys = {key for key, one in desk.instruments.items() if one.venue == event.venue}
    venue.foreign.keep_only(keys, {(seen.instrument, seen.venue_id) for seen in event.open_orders})
    listed(desk, event.open_orders, keys, event)
    tell_leftovers(desk, event, out)
    _look_for_absent(desk, event, out)
    _take_balances(desk, event.venue, event.balances, complete=True, out=out)
    venue.reconcile_asked_ns = 0
    if venue.connected:
        venue.reconciling = False


def _look_for_absent(desk: Desk, event: AccountReconciled, out: list[AnyEffect]) -> None:
    by_client = {(seen.instrument, seen.client_id) for seen in event.open_orders}
    by_venue = {(seen.instrument, seen.venue_id) for seen in event.open_orders if seen.venue_id}
    for market in desk.markets_of(event.venue):
        key = market.instrument.key
        for entry in desk.register.live_entries(key):
            order = entry.order
            if (key, order.client_id) in by_client or (key, order.venue_id) in by_venue:
                continue
            if entry.is_unknown:
                listed_absent(entry, event.since_ns, event.mono_ns)
            elif order.state in RESTING and event.mono_ns - entry.changed_mono_ns >= LISTING_AGE_NS:
                out.append(
                    QueryWanted(
                        instrument=key,
                        client_id=order.client_id,
                        reason="not among the venue's open orders",
                    )
                )


def _take_balances(
    desk: Desk, venue: str, balances: tuple[Balance, ...], *, complete: bool, out: list[AnyEffect]
) -> None:
    believable = [one for one in balances if one.free.is_finite() and one.used.is_finite()]
    desk.counters.malformed += len(balances) - len(believable)
    desk.portfolio.report_balances(venue, believable, complete=complete)
    out.append(BalancesChanged(venue=venue, balances=desk.portfolio.balances(venue)))
