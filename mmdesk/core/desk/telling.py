"""How changes are told: order records, alerts, and requests to the engine; none is repeated without need."""

from mmdesk.core.desk.desk import Desk
from mmdesk.core.model.effects import AlertRaised, AnyEffect, OrderChanged, ReconcileWanted
from mmdesk.core.model.market import Event
from mmdesk.core.model.order import Order
from mmdesk.core.orders.entry import Entry
from mmdesk.core.orders.lifecycle import IllegalMove

# A reconciliation that got no answer is asked for again after this long.
RECONCILE_AGAIN_NS = 10_000_000_000


def want_reconcile(
    desk: Desk, venue: str, reason: str, event: Event, out: list[AnyEffect], since_ns: int = 0
) -> None:
    """Ask for a reconciliation unless one is under way; `since_ns` (UTC) is how far it must reach back."""
    about = desk.venues[venue]
    if about.reconcile_asked_ns and event.mono_ns - about.reconcile_asked_ns < RECONCILE_AGAIN_NS:
        return
    about.reconcile_asked_ns = event.mono_ns
    out.append(ReconcileWanted(venue=venue, reason=reason, since_ns=since_ns))


def tell_move(
    desk: Desk, entry: Entry, moved: Order | IllegalMove | None, event: Event, out: list[AnyEffect]
) -> None:
    """Tell an order's change; a move that cannot be true is counted, told and looked into."""
    if moved is None:
        return
    if isinstance(moved, Order):
        out.append(OrderChanged(order=entry.order))
        return
    desk.counters.illegal_moves += 1
    out.append(
        AlertRaised(
            level="warning",
            key=f"illegal-move-{moved.state}-{moved.signal}",
            what=f"Order {moved.client_id} cannot be {moved.signal} while it is {moved.state}.",
            why="The venue's messages contradict each other or came in an impossible order.",
            do="Nothing now: the account is being reconciled. Report it if it happens again.",
        )
    )
    venue = desk.instruments[entry.order.intent.instrument].venue
    want_reconcile(desk, venue, f"{moved.client_id}: {moved.signal} while {moved.state}", event, out)


def alert(out: list[AnyEffect], level: str, key: str, what: str, why: str, do: str) -> None:
    """An alert in three lines."""
    out.append(AlertRaised(level=level, key=key, what=what, why=why, do=do))
