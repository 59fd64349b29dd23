"""Rows of the tables back into the model's records."""

from sqlalchemy import Row

from mmdesk.core.model.account import Position
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import Order, OrderIntent, OrderState, TimeInForce
from mmdesk.core.model.values import Side


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
