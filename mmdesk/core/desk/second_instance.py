"""Another mmdesk on the same account: two desks would trade against each other, so this one stops."""

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.sending import cancel
from mmdesk.core.desk.telling import alert
from mmdesk.core.model.effects import AnyEffect, StateChanged
from mmdesk.core.model.leftover import LeftoverDecision
from mmdesk.core.model.market import Event
from mmdesk.core.model.order import VenueOrder
from mmdesk.core.model.state import TradingState
from mmdesk.core.orders.identity import CANCEL_MARK
from mmdesk.core.orders.names import Origin

REASON = "another mmdesk works on this account"


def is_another_at_work(desk: Desk, seen: VenueOrder) -> bool:
    """Whether an open order with our prefix that nobody remembers proves another desk alive: it was made by a
    later session of this data folder, or by another folder's after we had looked."""
    venue = desk.venues[desk.instruments[seen.instrument].venue]
    origin = desk.register.names.origin(seen.client_id, desk.client_ids.used)
    return origin is Origin.LATER or (origin is Origin.OTHER and venue.was_listed)


def was_ended_by_another(desk: Desk, seen: VenueOrder) -> bool:
    """Whether the id that ended an order is one that another desk's cancels carry."""
    ended_by = seen.ended_by.removesuffix(CANCEL_MARK)
    if ended_by == seen.ended_by or not desk.register.names.is_ours(ended_by):
        return False
    # The numbers of cancels are not those of orders: any number of this session's is ours.
    origin = desk.register.names.origin(ended_by, 0, any_number=True)
    return origin in (Origin.LATER, Origin.OTHER)


def stop_for_another(desk: Desk, seen: VenueOrder, event: Event, out: list[AnyEffect]) -> None:
    """Latch STOPPED and tell, once; what the other one rests is counted as a foreign order's exposure."""
    venue = desk.instruments[seen.instrument].venue
    desk.venues[venue].foreign.see(seen)
    if desk.state is TradingState.STOPPED and desk.reason == REASON:
        return
    alert(
        out,
        "critical",
        f"second-instance-{venue}",
        f"{venue}: another mmdesk works on this account.",
        f"Order {seen.client_id} was made or ended by it. Two desks trade against each other.",
        "Everything was stopped. End one of the two, or give each its own account; then disarm and arm.",
    )
    desk.state = TradingState.STOPPED
    desk.reason = REASON
    out.append(StateChanged(state=desk.state, reason=REASON))
    cancel_everything(desk, REASON, event, out)


def cancel_everything(desk: Desk, reason: str, event: Event, out: list[AnyEffect]) -> None:
    """Cancel all of ours that may still trade, whatever its state and whoever wanted it kept."""
    for entry in desk.register.live_entries():
        if entry.leftover is not None:
            entry.leftover = LeftoverDecision.CANCEL
        cancel(desk, entry, reason, event, out, at_once=True)
