"""The last fills of earlier sessions, for the eyes only: positions hold them already."""

from typing import Final

from sqlalchemy import Connection, select

from mmdesk.ports.journal import PastFill
from mmdesk.storage import tables
from mmdesk.storage.loss import Ours
from mmdesk.storage.records import fill_of

MOST: Final = 500


def past_fills(connection: Connection, up_to: int, ours: Ours, most: int = MOST) -> tuple[PastFill, ...]:
    """Oldest first, of the account in use, up to the fact `up_to`: what a loss hides is told again later."""
    trades, orders = tables.trades, tables.orders.c
    newest = (
        select(trades, orders.ack_latency_ns)
        .join(tables.orders, orders.client_id == trades.c.client_id, isouter=True)
        .where(trades.c.sequence <= up_to)
        # By the index there is: a year of fills must not hold up a start.
        .order_by(trades.c.exchange_ns.desc())
        .limit(most)
    )
    found = [
        PastFill(
            fill=fill_of(row),
            wall_ns=row._mapping["wall_ns"],
            mid=float(row._mapping["mid"] or 0),
            ack_latency_ns=row._mapping["ack_latency_ns"] or 0,
        )
        for row in connection.execute(newest)
        if ours(row._mapping["instrument"].rpartition("@")[2], row._mapping["sequence"])
    ]
    return tuple(reversed(found))
