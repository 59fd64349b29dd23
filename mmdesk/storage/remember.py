"""What earlier sessions left behind, read from the database once it is caught up."""

from collections.abc import Mapping
from typing import Final

import msgspec
from sqlalchemy import Connection, Row, func, select

from mmdesk.core.model.account import Position
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import Order, OrderIntent, OrderState, TimeInForce
from mmdesk.core.model.values import Side
from mmdesk.ports.journal import Remembered
from mmdesk.storage import tables
from mmdesk.storage.projection import Place

HORIZON_NS: Final = 3_600 * 10**9
"""Fills up to this long before the last fact are remembered: a reconciliation asks the venue that far."""

FINISHED: Final = (
    OrderState.DENIED,
    OrderState.FILLED,
    OrderState.REJECTED,
    OrderState.CANCELED,
    OrderState.EXPIRED,
)


def remembered(
    connection: Connection, place: Place, epoch: int, accounts: Mapping[str, str] | None = None
) -> Remembered:
    """`epoch` is the highest used before this session. `accounts` (venue -> fingerprint) leaves out what
    belongs to other accounts: a new demo starts flat, whatever the last one held. None keeps everything.
    """
    orders, trades, positions = tables.orders, tables.trades, tables.positions
    unfinished = select(orders).where(orders.c.state.not_in([state.value for state in FINISHED]))
    since = place.wall_ns - HORIZON_NS
    recent = select(trades).where((trades.c.exchange_ns >= since) | (trades.c.wall_ns >= since))
    first = _first_sequences(connection, accounts or {})

    def ours(row: Row[tuple[object, ...]]) -> bool:
        venue = row._mapping["instrument"].rpartition("@")[2]
        return accounts is None or (venue in first and row._mapping["sequence"] > first[venue])

    return Remembered(
        epoch=epoch,
        orders=tuple(
            order_of(row) for row in connection.execute(unfinished.order_by(orders.c.created_ns)) if ours(row)
        ),
        positions=tuple(position_of(row) for row in connection.execute(select(positions)) if ours(row)),
        fills=tuple(
            fill_of(row) for row in connection.execute(recent.order_by(trades.c.sequence)) if ours(row)
        ),
        last_wall_ns=place.wall_ns,
    )


def _first_sequences(connection: Connection, accounts: Mapping[str, str]) -> dict[str, int]:
    """Venue -> sequence of the session since which it has been this account without a break."""
    first: dict[str, int] = {}
    ended: set[str] = set()
    newest_first = select(tables.sessions).order_by(tables.sessions.c.sequence.desc())
    for row in connection.execute(newest_first):
        used = msgspec.json.decode(row._mapping["accounts"], type=dict[str, str])
        for venue in used.keys() & accounts.keys() - ended:
            if used[venue] == accounts[venue]:
                first[venue] = row._mapping["sequence"]
            else:
                ended.add(venue)
        if len(ended) == len(accounts):
            break
    return first


def highest_epoch(connection: Connection) -> int:
    found: int | None = connection.execute(select(func.max(tables.sessions.c.epoch))).scalar()
    return found or 0


def order_of(row: Row[tuple[object, ...]]) -> Order:
    r = row._mapping
    intent = OrderIntent(
        r["client_id"],
        r["instrument"],
        Side(r["side"]),
        r["price"],
        r["quantity"],
        TimeInForce(r["time_in_force"]),
        r["slot"],
    )
    return Order(
        intent,
        OrderState(r["state"]),
        r["venue_id"],
        r["filled_quantity"],
        r["average_price"],
        r["created_ns"],
        r["acknowledged_ns"],
        r["changed_ns"],
        r["ack_latency_ns"],
        r["reason"],
    )


def fill_of(row: Row[tuple[object, ...]]) -> Fill:
    r = row._mapping
    return Fill(
        r["instrument"],
        r["trade_id"],
        r["client_id"],
        r["venue_id"],
        Side(r["side"]),
        r["price"],
        r["quantity"],
        r["fee"],
        r["fee_asset"],
        bool(r["is_maker"]),
        r["exchange_ns"],
    )


def position_of(row: Row[tuple[object, ...]]) -> Position:
    r = row._mapping
    return Position(
        r["instrument"],
        r["quantity"],
        r["average_price"],
        r["realised_quote"],
        r["fees_quote"],
        r["bought_quantity"],
        r["sold_quantity"],
    )
