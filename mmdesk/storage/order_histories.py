"""The whole history of one order, of this session or an earlier one, by its client id."""

from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, select

from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.ports.history import BookedFill, OrderEvent, OrderHistory
from mmdesk.storage import tables
from mmdesk.storage.records import fill_of, order_of

MOST_EVENTS: Final = 500
"""Of each kind of row; a history is one message of the link."""


def order_history(connection: Connection, client_id: str) -> OrderHistory | None:
    """See `ports.history.Histories`."""
    orders, events, trades = tables.orders, tables.order_events, tables.trades
    explained = tables.order_explanations

    def rows(query: Select[Any]) -> list[Any]:
        return list(connection.execute(query.limit(MOST_EVENTS + 1)))

    order = rows(select(orders).where(orders.c.client_id == client_id))
    told = rows(
        select(events.c.sequence, events.c.wall_ns, events.c.kind, events.c.detail)
        .where(events.c.client_id == client_id)
        .order_by(events.c.sequence)
    )
    if not order and not told:
        return None
    why = rows(select(explained.c.explanation).where(explained.c.client_id == client_id))
    fills = rows(select(trades).where(trades.c.client_id == client_id).order_by(trades.c.sequence))
    return OrderHistory(
        client_id=client_id,
        order=order_of(order[0]) if order else None,
        explanation=msgspec.json.decode(why[0][0], type=QuoteExplanation) if why else None,
        events=tuple(OrderEvent(*row) for row in told[:MOST_EVENTS]),
        fills=tuple(map(_booked, fills[:MOST_EVENTS])),
        cut=len(told) > MOST_EVENTS or len(fills) > MOST_EVENTS,
    )


def _booked(row: Any) -> BookedFill:
    mid = row._mapping["mid"]
    return BookedFill(fill_of(row), row._mapping["wall_ns"], None if mid is None else float(mid))
