"""An account's orders, fills and balances as Binance writes them in REST answers and user-stream events."""

from collections.abc import Iterable
from decimal import Decimal

from mmdesk.sim.server.clock import VenueClock
from mmdesk.sim.types import (
    AccountUpdate,
    Balance,
    Canceled,
    ExecutionReport,
    ExecutionType,
    OrderStatus,
    Placed,
    VenueOrder,
    VenueTrade,
)

Row = dict[str, object]


def text8(value: Decimal) -> str:
    """Eight decimals, as every amount on the wire."""
    return f"{value:.8f}"


class AccountWire:
    """Renders with the venue's shown clock."""

    def __init__(self, clock: VenueClock) -> None:
        self._ms = clock.shown_ms

    def order(self, o: VenueOrder) -> Row:
        """One row of `order`, `openOrders`, `allOrders`."""
        return {
            "symbol": o.symbol,
            "orderId": o.order_id,
            "orderListId": -1,
            "clientOrderId": o.client_order_id,
            **_amounts(o),
            "stopPrice": "0.00000000",
            "icebergQty": "0.00000000",
            "time": self._ms(o.time_ns),
            "updateTime": self._ms(o.update_time_ns),
            "isWorking": o.is_working,
            "workingTime": self._ms(o.time_ns),
            "origQuoteOrderQty": text8(o.orig_quote_order_qty),
            "selfTradePreventionMode": o.stp_mode.value,
        }

    def placed(self, placed: Placed, response: str) -> Row:
        """Answer of a new order: `response` is ACK, RESULT or FULL."""
        o = placed.order
        row: Row = {
            "symbol": o.symbol,
            "orderId": o.order_id,
            "orderListId": -1,
            "clientOrderId": o.client_order_id,
            "transactTime": self._ms(o.update_time_ns),
        }
        if response == "ACK":
            return row
        row |= {
            **_amounts(o),
            "origQuoteOrderQty": text8(o.orig_quote_order_qty),
            "workingTime": self._ms(o.time_ns),
            "selfTradePreventionMode": o.stp_mode.value,
        }
        if response == "FULL":
            row["fills"] = [_fill(t) for t in placed.fills]
        return row

    def canceled(self, canceled: Canceled) -> Row:
        o = canceled.order
        return {
            "symbol": o.symbol,
            "origClientOrderId": o.client_order_id,
            "orderId": o.order_id,
            "orderListId": -1,
            "clientOrderId": canceled.cancel_client_id,
            "transactTime": self._ms(o.update_time_ns),
            **_amounts(o),
            "origQuoteOrderQty": text8(o.orig_quote_order_qty),
            "selfTradePreventionMode": o.stp_mode.value,
        }

    def my_trade(self, t: VenueTrade) -> Row:
        return {
            "symbol": t.symbol,
            "id": t.trade_id,
            "orderId": t.order_id,
            "orderListId": -1,
            "price": text8(t.price),
            "qty": text8(t.quantity),
            "quoteQty": text8(t.quote_quantity),
            "commission": text8(t.commission),
            "commissionAsset": t.commission_asset,
            "time": self._ms(t.time_ns),
            "isBuyer": t.side == "BUY",
            "isMaker": t.is_maker,
            "isBestMatch": True,
        }

    def account(
        self,
        balances: Iterable[Balance],
        maker: Decimal,
        taker: Decimal,
        now_ns: int,
        *,
        omit_zero: bool,
        may_trade: bool,
    ) -> Row:
        return {
            "makerCommission": int(maker * 10_000),
            "takerCommission": int(taker * 10_000),
            "buyerCommission": 0,
            "sellerCommission": 0,
            "commissionRates": {
                "maker": text8(maker),
                "taker": text8(taker),
                "buyer": "0.00000000",
                "seller": "0.00000000",
            },
            "canTrade": may_trade,
            "canWithdraw": False,
            "canDeposit": False,
            "brokered": False,
            "requireSelfTradePrevention": False,
            "preventSor": False,
            "updateTime": self._ms(now_ns),
            "accountType": "SPOT",
            "balances": [
                {"asset": b.asset, "free": text8(b.free), "locked": text8(b.locked)}
                for b in balances
                if not omit_zero or b.free or b.locked
            ],
            "permissions": ["SPOT"],
            "uid": 1,
        }

    def account_event(self, update: AccountUpdate) -> Row:
        at = self._ms(update.time_ns)
        rows = [{"a": b.asset, "f": text8(b.free), "l": text8(b.locked)} for b in update.balances]
        return {"e": "outboundAccountPosition", "E": at, "u": at, "B": rows}

    def balance_event(self, asset: str, delta: Decimal, now_ns: int) -> Row:
        """A deposit or withdrawal: only the venue's operator makes these (`POST /sim/transfer`)."""
        at = self._ms(now_ns)
        return {"e": "balanceUpdate", "E": at, "a": asset, "d": text8(delta), "T": at}

    def execution_event(self, report: ExecutionReport) -> Row:
        o, t, at = report.order, report.trade, self._ms(report.time_ns)
        row: Row = {
            "e": "executionReport",
            "E": at,
            "s": o.symbol,
            "c": report.client_order_id or o.client_order_id,
            "S": o.side.value,
            "o": o.type.value,
            "f": o.time_in_force.value,
            "q": text8(o.orig_qty),
            "p": text8(o.price),
            "P": "0.00000000",
            "F": "0.00000000",
            "g": -1,
            "C": report.orig_client_order_id,
            "x": report.execution_type.value,
            "X": o.status.value,
            "r": "NONE",
            "i": o.order_id,
            "l": text8(t.quantity) if t else "0.00000000",
            "z": text8(o.executed_qty),
            "L": text8(t.price) if t else "0.00000000",
            "n": text8(t.commission) if t else "0",
            "N": t.commission_asset if t else None,
            "T": at,
            "t": t.trade_id if t else -1,
            "v": -1,
            "I": report.execution_id,
            "w": o.status in (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED),
            "m": t.is_maker if t else False,
            "M": t is not None,
            "O": self._ms(o.time_ns),
            "Z": text8(o.cumulative_quote_qty),
            "Y": text8(t.quote_quantity) if t else "0.00000000",
            "Q": text8(o.orig_quote_order_qty),
            "W": self._ms(o.time_ns),
            "V": o.stp_mode.value,
        }
        if report.execution_type is not ExecutionType.TRADE_PREVENTION:
            del row["v"]
        return row


def _amounts(o: VenueOrder) -> Row:
    return {
        "price": text8(o.price),
        "origQty": text8(o.orig_qty),
        "executedQty": text8(o.executed_qty),
        "cummulativeQuoteQty": text8(o.cumulative_quote_qty),
        "status": o.status.value,
        "timeInForce": o.time_in_force.value,
        "type": o.type.value,
        "side": o.side.value,
    }


def _fill(t: VenueTrade) -> Row:
    return {
        "price": text8(t.price),
        "qty": text8(t.quantity),
        "commission": text8(t.commission),
        "commissionAsset": t.commission_asset,
        "tradeId": t.trade_id,
    }
