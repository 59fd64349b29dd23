"""The latest orders that the gate refused, one row for each control and scope however often it refused."""

from decimal import Decimal

from msgspec.structs import replace

from mmdesk.core.model.order import OrderState, TimeInForce
from mmdesk.core.pipeline import Desk
from mmdesk.core.risk.refusals import Tally
from mmdesk.ports.views import OrderSource, OrderView

MOST = 20
SHOWN_NS = 600_000_000_000
"""After its last refusal a row stays this long; the Limits table and the history keep all of it."""

Key = tuple[int, str]


class DeniedWatch:
    """Reads the desk's refusals between two steps."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shown: dict[Key, OrderView] = {}
        self._counted = -1

    def changes(self, wall_ns: int) -> list[OrderView]:
        """One view per row that changed; one whose time is over, or that others push out, is told as gone."""
        refusals = self._desk.refusals
        if refusals.count == self._counted and not self._shown:
            return []
        self._counted = refusals.count
        latest = refusals.latest(MOST, wall_ns - SHOWN_NS)
        rows = {key: _view(tally) for key, tally in latest.items()}
        gone = [_gone(view) for key, view in self._shown.items() if key not in rows]
        changed = [view for key, view in rows.items() if view != self._shown.get(key)]
        self._shown = rows
        return gone + changed


def _view(tally: Tally) -> OrderView:
    intent, last = tally.intent, tally.last
    times = f", {tally.count} times" if tally.count > 1 else ""
    return OrderView(
        client_id=intent.client_id,
        venue_id="",
        instrument=intent.instrument,
        side=intent.side,
        price=intent.price,
        quantity=intent.quantity,
        filled_quantity=Decimal(0),
        state=OrderState.DENIED,
        open=False,
        post_only=intent.time_in_force is TimeInForce.POST_ONLY,
        slot=intent.slot,
        created_ns=tally.last_wall_ns,
        changed_ns=tally.last_wall_ns,
        ack_latency_ms=None,
        source=OrderSource.ENGINE,
        reason=f"{last.control}: {last.value} against {last.limit}{times}",
        denied_as=f"{last.number} {last.scope}",
        denied_count=tally.count,
    )


def _gone(view: OrderView) -> OrderView:
    return replace(view, denied_count=0)
