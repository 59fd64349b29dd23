"""What the venue's answers and reports do to one order of ours."""

from collections.abc import Callable
from typing import Any

from mmdesk.core.desk.booking import adopt_if_risen, learn_venue_id
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.leftover_desk import take_leftover
from mmdesk.core.desk.second_instance import (
    is_another_at_work,
    stop_for_another,
    was_ended_by_another,
)
from mmdesk.core.desk.sending import cancel
from mmdesk.core.desk.telling import alert, tell_move
from mmdesk.core.model.breakers import Permission
from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import (
    CancelAcknowledged,
    CancelRejected,
    CancelUnresolved,
    OrderAbsent,
    OrderAcknowledged,
    OrderRejected,
    SendAbandoned,
    SendUnresolved,
)
from mmdesk.core.model.market import Event
from mmdesk.core.model.order import OrderState, VenueOrder, VenueStatus
from mmdesk.core.orders.entry import Entry
from mmdesk.core.orders.lifecycle import RESTING, Signal
from mmdesk.core.orders.reconcile import sighted_absent

_MS = 1_000_000
# After a venue said no, its slot waits: a quote that crossed is priced anew soon, anything else needs a
# change.
CROSSED_PAUSE_NS = 200 * _MS
REJECTED_PAUSE_NS = 5_000 * _MS
ABANDONED_PAUSE_NS = 1_000 * _MS

_ENDINGS = {
    VenueStatus.FILLED: Signal.FILLED,
    VenueStatus.CANCELED: Signal.CANCELED,
    VenueStatus.EXPIRED: Signal.EXPIRED,
}

Handler = Callable[[Desk, Entry, Any, list[AnyEffect]], None]


def on_order_event(desk: Desk, client_id: str, event: Event, out: list[AnyEffect]) -> str:
    """Apply an answer about one order; returns its instrument, empty when it is not in memory."""
    entry = desk.register.entry(client_id)
    if entry is None:
        return ""
    before = entry.order.state
    HANDLERS[type(event)](desk, entry, event, out)
    adopt_if_risen(desk, entry, before, event, out)
    return entry.order.intent.instrument


def see_order(desk: Desk, seen: VenueOrder, event: Event, out: list[AnyEffect]) -> None:
    """The venue's word on an order, ours or not, from its stream, a query or a listing."""
    instrument = desk.instruments.get(seen.instrument)
    if instrument is None or not _is_believable(seen):
        return
    client_id = _name_of(desk, seen)
    if was_ended_by_another(desk, seen):
        stop_for_another(desk, seen, event, out)
    if not client_id:
        desk.venues[instrument.venue].foreign.see(seen)
        return
    entry = desk.register.entry(client_id)
    if entry is None:
        _see_leftover(desk, seen, event, out)
        return
    before = entry.order.state
    learn_venue_id(desk, entry, seen.venue_id, event, out)
    _take_word(desk, entry, seen, event, out)
    adopt_if_risen(desk, entry, before, event, out)


def find_order(desk: Desk, seen: VenueOrder) -> Entry | None:
    """Our record of an order the venue names; None when it is not ours or not in memory."""
    return desk.register.entry(_name_of(desk, seen))


def _name_of(desk: Desk, seen: VenueOrder) -> str:
    """Our client id of it, by its own word or by the venue id of an order we made; empty: foreign."""
    names = desk.register.names
    if names.is_ours(seen.client_id):
        return seen.client_id
    return names.by_venue_id(seen.instrument, seen.venue_id)


def _take_word(desk: Desk, entry: Entry, seen: VenueOrder, event: Event, out: list[AnyEffect]) -> None:
    register = desk.register
    if seen.status is VenueStatus.REJECTED:
        moved = register.signal(entry, Signal.REJECTED, event.wall_ns, event.mono_ns, "rejected by the venue")
        tell_move(desk, entry, moved, event, out)
        return
    entry.forget_absence()
    ending = _ENDINGS.get(seen.status)
    if ending is None:
        if entry.order.state in (OrderState.CANCELED, OrderState.EXPIRED):
            # Most likely an old message. If not, this cancel ends it; either way it does no harm.
            cancel(desk, entry, "ended here, but shown as open", event, out)
        else:
            moved = register.signal(entry, Signal.SEEN_OPEN, event.wall_ns, event.mono_ns)
            tell_move(desk, entry, moved, event, out)
    elif ending is not Signal.FILLED and entry.order.state is OrderState.FILLED:
        return
    # A venue that says "filled" means all of it, whatever its cumulative number lags behind.
    filled = seen.quantity if ending is Signal.FILLED else seen.filled_quantity
    moved = register.claim(entry, filled, ending, event.wall_ns, event.mono_ns)
    tell_move(desk, entry, moved, event, out)


def _see_leftover(desk: Desk, seen: VenueOrder, event: Event, out: list[AnyEffect]) -> None:
    """An order with our prefix that nobody remembers: an open one is a leftover, or another desk's."""
    if seen.status not in (VenueStatus.OPEN, VenueStatus.PARTIALLY_FILLED):
        return
    if is_another_at_work(desk, seen):
        stop_for_another(desk, seen, event, out)
    else:
        take_leftover(desk, seen, event, out)


def _is_believable(seen: VenueOrder) -> bool:
    values = (seen.price, seen.quantity, seen.filled_quantity)
    return all(value.is_finite() and value >= 0 for value in values) and seen.quantity > 0


def _acknowledged(desk: Desk, entry: Entry, event: OrderAcknowledged, out: list[AnyEffect]) -> None:
    learn_venue_id(desk, entry, event.venue_id, event, out)
    sent_ns = event.sent_mono_ns or entry.created_mono_ns
    before = entry.order
    moved = desk.register.acknowledge(entry, event.wall_ns, event.mono_ns, event.mono_ns - sent_ns)
    if entry.order is not before or moved is not entry.order:
        tell_move(desk, entry, moved, event, out)


def _rejected(desk: Desk, entry: Entry, event: OrderRejected, out: list[AnyEffect]) -> None:
    reason = f"{event.code}: {event.message}" if event.code else event.message
    slot = entry.slot
    moved = desk.register.signal(entry, Signal.REJECTED, event.wall_ns, event.mono_ns, reason)
    tell_move(desk, entry, moved, event, out)
    if slot is not None:
        pause_ns = CROSSED_PAUSE_NS if event.would_cross else REJECTED_PAUSE_NS
        slot.hold_until(event.mono_ns + pause_ns, "refused by the venue")
    if not event.would_cross and entry.order.state is OrderState.REJECTED:
        _tell_refusal(desk, entry, event, reason, out)


def _tell_refusal(desk: Desk, entry: Entry, event: OrderRejected, reason: str, out: list[AnyEffect]) -> None:
    key = entry.order.intent.instrument
    venue = desk.instruments[key].venue
    if not event.barred:
        alert(
            out,
            "warning",
            f"rejected-{venue}-{event.code}",
            f"{venue} refused order {event.client_id}.",
            reason,
            "Check balance, permissions and the market's rules; quoting goes on with the next try.",
        )
    elif desk.breakers.board.allowed[key].permission is not Permission.HALTED:
        # The first of a ladder: its breaker opens with it, and what is under way meets the same answer.
        alert(
            out,
            "critical",
            f"barred-{venue}",
            f"{venue} lets this account place no orders: quoting there stops.",
            reason,
            "See on the venue's own page whether the key is valid, may trade and may be used from here. It "
            "is tried again ever more rarely, then the error rate breaker waits for your reset.",
        )


def _send_unresolved(desk: Desk, entry: Entry, event: SendUnresolved, out: list[AnyEffect]) -> None:
    moved = desk.register.signal(entry, Signal.UNRESOLVED, event.wall_ns, event.mono_ns, event.reason)
    tell_move(desk, entry, moved, event, out)


def _send_abandoned(desk: Desk, entry: Entry, event: SendAbandoned, out: list[AnyEffect]) -> None:
    slot = entry.slot
    reason = f"never sent: {event.reason}"
    moved = desk.register.signal(entry, Signal.ABANDONED, event.wall_ns, event.mono_ns, reason)
    tell_move(desk, entry, moved, event, out)
    if slot is not None:
        slot.hold_until(event.mono_ns + ABANDONED_PAUSE_NS, "not sent")


def _cancel_acknowledged(desk: Desk, entry: Entry, event: CancelAcknowledged, out: list[AnyEffect]) -> None:
    if entry.order.state is OrderState.FILLED:
        return
    filled = event.filled_quantity
    moved = desk.register.claim(entry, filled, Signal.CANCELED, event.wall_ns, event.mono_ns)
    tell_move(desk, entry, moved, event, out)


def _cancel_rejected(desk: Desk, entry: Entry, event: CancelRejected, out: list[AnyEffect]) -> None:
    signal = Signal.CANCEL_GONE if event.gone else Signal.CANCEL_REFUSED
    reason = f"{event.code}: {event.message}" if event.code else event.message
    moved = desk.register.signal(entry, signal, event.wall_ns, event.mono_ns, reason)
    tell_move(desk, entry, moved, event, out)
    if event.gone and entry.is_unknown:
        sighted_absent(entry, event.mono_ns)


def _cancel_unresolved(desk: Desk, entry: Entry, event: CancelUnresolved, out: list[AnyEffect]) -> None:
    moved = desk.register.signal(entry, Signal.CANCEL_UNRESOLVED, event.wall_ns, event.mono_ns, event.reason)
    tell_move(desk, entry, moved, event, out)


def _absent(desk: Desk, entry: Entry, event: OrderAbsent, out: list[AnyEffect]) -> None:
    if entry.order.state in RESTING:
        moved = desk.register.signal(
            entry, Signal.CANCEL_GONE, event.wall_ns, event.mono_ns, "the venue does not know it"
        )
        tell_move(desk, entry, moved, event, out)
    if entry.is_unknown:
        sighted_absent(entry, event.mono_ns)


HANDLERS: dict[type[Event], Handler] = {
    OrderAcknowledged: _acknowledged,
    OrderRejected: _rejected,
    SendUnresolved: _send_unresolved,
    SendAbandoned: _send_abandoned,
    CancelAcknowledged: _cancel_acknowledged,
    CancelRejected: _cancel_rejected,
    CancelUnresolved: _cancel_unresolved,
    OrderAbsent: _absent,
}
