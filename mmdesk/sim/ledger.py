"""The venue's books as plain data: what a test compares a client's database with."""

from mmdesk.sim.clearing import Clearing
from mmdesk.sim.types import VenueOrder, VenueTrade
from mmdesk.sim.units import from_e8


def ledger(clearing: Clearing) -> dict[str, object]:
    """Orders and fills oldest first, balances and fee pot; decimals as plain strings, times in ns."""
    accounts = clearing.accounts
    return {
        "orders": [order_row(order.snapshot()) for order in clearing.file.orders.values()],
        "fills": [fill_row(trade) for trade in clearing.file.fills],
        "balances": {
            name: {b.asset: {"free": f"{b.free:f}", "locked": f"{b.locked:f}"} for b in account.balances()}
            for name, account in accounts.by_id.items()
        },
        "fee_pot": {asset: f"{from_e8(amount):f}" for asset, amount in accounts.fee_pot.items()},
    }


def order_row(order: VenueOrder) -> dict[str, object]:
    return {
        "account": order.account_id,
        "symbol": order.symbol,
        "order_id": order.order_id,
        "client_order_id": order.client_order_id,
        "side": order.side.value,
        "type": order.type.value,
        "time_in_force": order.time_in_force.value,
        "price": f"{order.price:f}",
        "orig_qty": f"{order.orig_qty:f}",
        "executed_qty": f"{order.executed_qty:f}",
        "cumulative_quote_qty": f"{order.cumulative_quote_qty:f}",
        "status": order.status.value,
        "time_ns": order.time_ns,
        "update_time_ns": order.update_time_ns,
    }


def fill_row(trade: VenueTrade) -> dict[str, object]:
    return {
        "account": trade.account_id,
        "symbol": trade.symbol,
        "trade_id": trade.trade_id,
        "order_id": trade.order_id,
        "client_order_id": trade.client_order_id,
        "side": trade.side.value,
        "price": f"{trade.price:f}",
        "quantity": f"{trade.quantity:f}",
        "quote_quantity": f"{trade.quote_quantity:f}",
        "commission": f"{trade.commission:f}",
        "commission_asset": trade.commission_asset,
        "is_maker": trade.is_maker,
        "time_ns": trade.time_ns,
    }
