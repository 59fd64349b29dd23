"""Rebuilds from the venues what a damaged journal lost: by itself where they tell all and balances agree."""

from mmdesk.core.desk.balance_desk import tolerances
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.telling import alert, want_reconcile
from mmdesk.core.model.effects import AnyEffect, FactsRegained
from mmdesk.core.model.events import AccountReconciled
from mmdesk.core.model.loss import FactsLost
from mmdesk.core.model.market import Event
from mmdesk.core.portfolio.explained import unexplained


def take_told(desk: Desk, event: AccountReconciled, booked: int) -> None:
    """A venue told what it knows since `event.since_ns`; `booked` fills of it were new to us."""
    state, lost = desk.regaining, desk.regaining.lost
    if lost is None or not lost.since_ns:
        return
    state.booked += booked
    if event.since_ns > lost.since_ns or event.venue in state.agreed:
        return
    for fill in event.fills:
        state.untold.pop(fill.key, None)
    state.tries[event.venue] = state.tries.get(event.venue, 0) + 1
    why_not = _why_not(desk, lost, event)
    if why_not:
        state.why_not[event.venue] = why_not
    else:
        state.agreed.add(event.venue)
        state.why_not.pop(event.venue, None)


def try_to_regain(desk: Desk, event: Event, out: list[AnyEffect]) -> None:
    """Give the desk back once every venue told all; ask again the ones whose word does not add up yet."""
    state, lost = desk.regaining, desk.regaining.lost
    if lost is None or not lost.since_ns:
        return
    for venue in desk.venues.values():
        if venue.reconciling or venue.balance_mismatch:
            return
        if venue.name not in state.agreed:
            if not state.is_hopeless(venue.name):
                reason = "facts of the journal are lost"
                want_reconcile(desk, venue.name, reason, event, out, since_ns=lost.since_ns)
            return
    if state.untold or not set(lost.instruments) <= desk.instruments.keys():
        return
    state.lost = None
    out.append(FactsRegained(since_ns=lost.since_ns, fills=state.booked))
    alert(
        out,
        "warning",
        "facts-regained",
        "What the damaged journal lost was rebuilt from the venues.",
        f"{state.booked} fills were booked from what they told, and the balances agree with them.",
        "Nothing: the desk may be armed again. The damaged files are kept; have the disk checked.",
    )


def _why_not(desk: Desk, lost: FactsLost, event: AccountReconciled) -> str:
    before = next((one for one in lost.balances if one.venue == event.venue), None)
    if before is None:
        return "no balances of before the loss are known"
    if not event.balances_ns:
        return "the venue does not say of when its balances are"
    off = unexplained(
        before.balances,
        before.wall_ns,
        event.balances,
        event.balances_ns,
        event.fills,
        desk.instruments,
        tolerances(desk, event.venue),
    )
    return ", ".join(f"{asset} {amount:+f}" for asset, amount in sorted(off.items()))
