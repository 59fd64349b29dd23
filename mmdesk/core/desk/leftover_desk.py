"""Orders of earlier sessions on the desk: held until decided, then kept, cancelled or only counted."""

from collections.abc import Iterable

from msgspec.structs import replace

from mmdesk.core.desk.booking import book_held
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.sending import cancel
from mmdesk.core.desk.telling import alert, tell_move
from mmdesk.core.model.effects import AnyEffect, CommandDone, LeftoverChanged, OrderChanged
from mmdesk.core.model.events import AccountReconciled, LeftoversDecided
from mmdesk.core.model.leftover import Leftover, LeftoverDecision
from mmdesk.core.model.market import Event
from mmdesk.core.model.order import VenueOrder
from mmdesk.core.orders.entry import Entry
from mmdesk.core.orders.leftovers import adopted
from mmdesk.core.orders.lifecycle import TERMINAL
from mmdesk.core.orders.names import Origin

LEFT = "left by an earlier session"
# A desk that quotes moves its orders within this time.
GRACE_NS = 3_000_000_000
# Trade lists show a fill within seconds: what they lack for so long is older than what is asked for.
UNTOLD_NS = 30_000_000_000


def take_leftover(desk: Desk, seen: VenueOrder, event: Event, out: list[AnyEffect]) -> None:
    """An open order with our prefix that nobody remembers: held as the policy says."""
    register = desk.register
    filled = register.unplaced.take(seen.client_id)
    entry = register.insert(adopted(seen, filled, event.wall_ns), event.mono_ns)
    entry.filled_value = filled.value_quote
    desk.leftovers.hold(entry)
    book_held(desk, entry, event, out)
    register.claim(entry, seen.filled_quantity, None, event.wall_ns, event.mono_ns)
    if entry.leftover is LeftoverDecision.CANCEL and is_of_another(desk, seen):
        # Whoever made it may be at work: it shows within this time, or lets its order go.
        entry.leftover = LeftoverDecision.UNDECIDED
        entry.grace_mono_ns = event.mono_ns + GRACE_NS
    out.append(OrderChanged(order=entry.order))
    if entry.leftover is LeftoverDecision.CANCEL and entry.order.state not in TERMINAL:
        cancel(desk, entry, LEFT, event, out)
    tell_leftovers(desk, event, out)


def decide(desk: Desk, event: LeftoversDecided, out: list[AnyEffect]) -> None:
    """A person's word on some of them."""
    held = [desk.leftovers.entries.get(client_id) for client_id in event.client_ids]
    unknown = [c for c, entry in zip(event.client_ids, held, strict=True) if entry is None]
    _decide(desk, [entry for entry in held if entry is not None], event.decision, event, out)
    message = f"{len(event.client_ids) - len(unknown)} orders decided: {event.decision}."
    if unknown:
        message = f"Not open orders of an earlier session: {', '.join(unknown)}."
    out.append(CommandDone(ticket=event.ticket, ok=not unknown, message=message))
    tell_leftovers(desk, event, out)


def release_adopted(desk: Desk, reason: str, event: Event, out: list[AnyEffect]) -> None:
    """The desk is disarmed: what was adopted is pulled like every quote of ours."""
    found = [e for e in desk.leftovers.entries.values() if e.leftover is LeftoverDecision.ADOPT]
    for entry in found:
        entry.leftover = LeftoverDecision.CANCEL
        if entry.order.state not in TERMINAL:
            cancel(desk, entry, reason, event, out, at_once=True)
    if found:
        tell_leftovers(desk, event, out)


def watch_deadline(desk: Desk, event: Event, out: list[AnyEffect]) -> None:
    """Whoever was asked and did not answer in time is not asked again: the rest is cancelled."""
    leftovers = desk.leftovers
    if not leftovers.entries:
        return
    for entry in leftovers.undecided():
        if entry.grace_mono_ns and event.mono_ns >= entry.grace_mono_ns:
            _decide(desk, [entry], LeftoverDecision.CANCEL, event, out)
    undecided = leftovers.undecided()
    if undecided and leftovers.deadline_mono_ns and event.mono_ns >= leftovers.deadline_mono_ns:
        alert(
            out,
            "warning",
            "leftovers",
            f"{len(undecided)} orders of an earlier session are being cancelled.",
            "Nobody decided about them in time.",
            "Nothing now. The time allowed is orders.leftovers_decide_within_s.",
        )
        _decide(desk, undecided, LeftoverDecision.CANCEL, event, out)
    tell_leftovers(desk, event, out)


def listed(desk: Desk, orders: Iterable[VenueOrder], instruments: set[str], event: Event) -> None:
    """A complete listing of these instruments came: what it does not name, the venue does not have open."""
    leftovers = desk.leftovers
    if not leftovers.entries:
        return
    words = {(one.instrument, one.client_id): one for one in orders}
    for client_id, entry in leftovers.entries.items():
        instrument = entry.order.intent.instrument
        if instrument in instruments:
            entry.listed = True
            entry.venue_word = words.get((instrument, client_id))
    if leftovers.deadline_mono_ns == 0 and leftovers.undecided():
        leftovers.deadline_mono_ns = event.mono_ns + leftovers.policy.within_ns
        leftovers.decide_by_ns = event.wall_ns + leftovers.policy.within_ns


def write_off_untold(desk: Desk, begun_ns: int, event: AccountReconciled, out: list[AnyEffect]) -> None:
    """A venue told all it knows, asked at `begun_ns`, and fills that it counts of a leftover are still not
    among them: they are older than what it is asked for. Nothing is made up for them, but the order's end is
    believed from now on; a person is told that the position lacks them."""
    for entry in list(desk.register.behind.values()):
        order = entry.order
        if desk.instruments[order.intent.instrument].venue != event.venue or entry.leftover is None:
            continue
        if begun_ns - entry.behind_mono_ns < UNTOLD_NS:
            continue
        entry.untold = entry.venue_filled - order.filled_quantity
        moved = desk.register.claim(entry, entry.venue_filled, None, event.wall_ns, event.mono_ns)
        tell_move(desk, entry, moved, event, out)
        alert(
            out,
            "critical",
            f"untold-{order.client_id}",
            f"Order {order.client_id} of an earlier session filled {entry.untold} that cannot be booked.",
            "The venue counts it, but no longer tells these fills: they are older than what it is asked for.",
            "The position does not hold them: compare it with the venue before arming.",
        )


def is_of_another(desk: Desk, seen: VenueOrder) -> bool:
    """Whether another data folder made it."""
    names = desk.register.names
    other = names.origin(seen.client_id, desk.client_ids.used) is Origin.OTHER
    return other and names.is_of_a_data_folder(seen.client_id)


def tell_leftovers(desk: Desk, event: Event, out: list[AnyEffect]) -> None:
    """Tell the rows that changed since they were told last; settled ones are told once more and forgotten."""
    leftovers = desk.leftovers
    for client_id, entry in list(leftovers.entries.items()):
        row = _row(desk, entry)
        if leftovers.told.get(client_id) != row:
            leftovers.told[client_id] = row
            out.append(LeftoverChanged(leftover=row))
        if not row.open:
            leftovers.forget(client_id)


def _decide(
    desk: Desk, entries: list[Entry], decision: LeftoverDecision, event: Event, out: list[AnyEffect]
) -> None:
    for entry in entries:
        entry.leftover = decision
        if decision is LeftoverDecision.CANCEL and entry.order.state not in TERMINAL:
            cancel(desk, entry, LEFT, event, out, at_once=True)


def _row(desk: Desk, entry: Entry) -> Leftover:
    leftovers = desk.leftovers
    undecided = entry.leftover is LeftoverDecision.UNDECIDED
    return Leftover(
        # What a cancel says of itself is not news for this table.
        journal=replace(entry.order, changed_ns=0),
        remembered=entry.remembered,
        venue=entry.venue_word,
        listed=entry.listed,
        decision=entry.leftover or LeftoverDecision.CANCEL,
        decide_by_ns=leftovers.decide_by_ns if undecided else 0,
        open=entry.order.state not in TERMINAL,
    )
