"""Orders as requests: parameters checked as Binance checks them, then the exchange decides."""

from enum import StrEnum
from typing import TypeVar

from mmdesk.sim.server import errors
from mmdesk.sim.server.errors import ApiError
from mmdesk.sim.server.params import Params
from mmdesk.sim.server.venue import Venue
from mmdesk.sim.types import (
    Canceled,
    OrderRequest,
    OrderStatus,
    OrderType,
    Side,
    StpMode,
    TimeInForce,
    VenueReject,
)

Row = dict[str, object]
_E = TypeVar("_E", bound=StrEnum)
_RESPONSES = ("ACK", "RESULT", "FULL")
_FULL_BY_DEFAULT = (OrderType.LIMIT, OrderType.MARKET)
_UNSUPPORTED = {
    "STOP_LOSS": "Stop loss",
    "STOP_LOSS_LIMIT": "Stop loss limit",
    "TAKE_PROFIT": "Take profit",
    "TAKE_PROFIT_LIMIT": "Take profit limit",
}


def place(venue: Venue, p: Params) -> object:
    request, response = _order_request(venue, p)
    p.finish()
    venue.limits.charge_order()
    placed = venue.exchange.place(venue.account_id, request, venue.clock.now_ns())
    return venue.account_wire.placed(placed, response)


def test(venue: Venue, p: Params) -> object:
    """Checks everything, books nothing."""
    request, _ = _order_request(venue, p)
    rates = p.flag("computeCommissionRates")
    p.finish()
    venue.exchange.place(venue.account_id, request, venue.clock.now_ns(), test=True)
    return commission(venue, request.symbol) if rates else {}


def commission(venue: Venue, symbol: str) -> Row:
    maker, taker = venue.exchange.fees(venue.account_id)
    zero = {"maker": "0.00000000", "taker": "0.00000000", "buyer": "0.00000000", "seller": "0.00000000"}
    standard = {**zero, "maker": f"{maker:.8f}", "taker": f"{taker:.8f}"}
    return {
        "symbol": symbol,
        "standardCommission": standard,
        "specialCommission": zero,
        "taxCommission": zero,
        "discount": {
            "enabledForAccount": False,
            "enabledForSymbol": False,
            "discountAsset": "BNB",
            "discount": "0.75",
        },
    }


def cancel(venue: Venue, p: Params) -> object:
    symbol, order_id, client_id = _which(p, "orderId", "origClientOrderId")
    new_id = p.client_id("newClientOrderId") or ""
    restriction = p.choice("cancelRestrictions")
    p.finish()
    return venue.account_wire.canceled(_cancel(venue, symbol, order_id, client_id, new_id, restriction))


def cancel_all(venue: Venue, p: Params) -> object:
    symbol = p.symbol()
    p.finish()
    canceled = venue.exchange.cancel_all(venue.account_id, symbol, venue.clock.now_ns())
    return [venue.account_wire.canceled(c) for c in canceled]


def cancel_replace(venue: Venue, p: Params) -> object:
    """Cancel, then place; `STOP_ON_FAILURE` places only after a cancel. ApiError has both halves."""
    mode = p.need("cancelReplaceMode")
    if mode not in ("STOP_ON_FAILURE", "ALLOW_FAILURE"):
        raise errors.bad_value("cancelReplaceMode")
    cancel_id, cancel_client_id = p.integer("cancelOrderId"), p.client_id("cancelOrigClientOrderId")
    if cancel_id is None and cancel_client_id is None:
        raise errors.mandatory("cancelOrderId")
    new_cancel_id = p.client_id("cancelNewClientOrderId") or ""
    restriction = p.choice("cancelRestrictions")
    p.ignore("orderRateLimitExceededMode")
    request, response = _order_request(venue, p)
    p.finish()
    cancelled, placed = _NOT_TRIED, _NOT_TRIED
    try:
        done = _cancel(venue, request.symbol, cancel_id, cancel_client_id, new_cancel_id, restriction)
        cancelled = ("SUCCESS", venue.account_wire.canceled(done))
    except (VenueReject, ApiError) as refused:
        cancelled = ("FAILURE", {"code": refused.code, "msg": refused.msg})
    if cancelled[0] == "SUCCESS" or mode == "ALLOW_FAILURE":
        try:
            venue.limits.charge_order()
            booked = venue.exchange.place(venue.account_id, request, venue.clock.now_ns())
            placed = ("SUCCESS", venue.account_wire.placed(booked, response))
        except (VenueReject, ApiError) as refused:
            placed = ("FAILURE", {"code": refused.code, "msg": refused.msg})
    return _both(cancelled, placed)


_Half = tuple[str, Row | None]
_NOT_TRIED: _Half = ("NOT_ATTEMPTED", None)


def _both(cancelled: _Half, placed: _Half) -> Row:
    data: Row = {
        "cancelResult": cancelled[0],
        "newOrderResult": placed[0],
        "cancelResponse": cancelled[1],
        "newOrderResponse": placed[1],
    }
    if cancelled[0] == placed[0] == "SUCCESS":
        return data
    if "SUCCESS" in (cancelled[0], placed[0]):
        raise ApiError(409, -2021, "Order cancel-replace partially failed.", data=data)
    raise ApiError(400, -2022, "Order cancel-replace failed.", data=data)


def status(venue: Venue, p: Params) -> object:
    symbol, order_id, client_id = _which(p, "orderId", "origClientOrderId")
    p.finish()
    now = venue.clock.now_ns()
    order = venue.exchange.order(venue.account_id, symbol, now, order_id=order_id, client_order_id=client_id)
    return venue.account_wire.order(order)


def open_orders(venue: Venue, p: Params) -> object:
    symbol = p.symbol_or_none()
    p.finish()
    if symbol is not None:
        venue.exchange.board(symbol)
    orders = venue.exchange.open_orders(venue.account_id, venue.clock.now_ns(), symbol)
    return [venue.account_wire.order(o) for o in orders]


def _cancel(
    venue: Venue,
    symbol: str,
    order_id: int | None,
    client_id: str | None,
    new_id: str,
    restriction: str | None,
) -> Canceled:
    now, account = venue.clock.now_ns(), venue.account_id
    if restriction is not None:
        _check_restriction(venue, symbol, order_id, client_id, restriction)
    return venue.exchange.cancel(
        account, symbol, now, order_id=order_id, client_order_id=client_id, new_client_order_id=new_id
    )


def _check_restriction(
    venue: Venue, symbol: str, order_id: int | None, client_id: str | None, restriction: str
) -> None:
    allowed = {"ONLY_NEW": OrderStatus.NEW, "ONLY_PARTIALLY_FILLED": OrderStatus.PARTIALLY_FILLED}
    if restriction not in allowed:
        raise errors.bad_value("cancelRestrictions")
    order = venue.exchange.order(
        venue.account_id, symbol, venue.clock.now_ns(), order_id=order_id, client_order_id=client_id
    )
    if order.status is not allowed[restriction]:
        raise ApiError(400, -2011, "Order was not canceled due to cancel restrictions.")


def _which(p: Params, id_name: str, client_name: str) -> tuple[str, int | None, str | None]:
    symbol, order_id, client_id = p.symbol(), p.integer(id_name), p.client_id(client_name)
    if order_id is None and client_id is None:
        message = f"Param '{client_name}' or '{id_name}' must be sent, but both were empty/null!"
        raise ApiError(400, -1102, message)
    return symbol, order_id, client_id


def _order_request(venue: Venue, p: Params) -> tuple[OrderRequest, str]:
    symbol = p.symbol()
    side = _member(p.need("side"), Side, ApiError(400, -1117, "Invalid side."))
    type_ = _order_type(p.need("type"))
    venue.exchange.board(symbol)
    p.ignore("strategyId", "strategyType")
    if p.has("icebergQty"):
        raise ApiError(400, -2010, "Iceberg orders are not supported for this symbol.")
    _only_what_the_type_takes(p, type_)
    stp = p.choice("selfTradePreventionMode") or "EXPIRE_MAKER"
    request = OrderRequest(
        symbol=symbol,
        side=side,
        type=type_,
        quantity=p.decimal("quantity"),
        price=p.decimal("price"),
        quote_order_qty=p.decimal("quoteOrderQty"),
        time_in_force=_time_in_force(p),
        client_order_id=p.client_id("newClientOrderId") or "",
        stp_mode=_member(stp, StpMode, errors.bad_value("selfTradePreventionMode")),
    )
    response = p.choice("newOrderRespType") or ("FULL" if type_ in _FULL_BY_DEFAULT else "ACK")
    if response not in _RESPONSES:
        raise errors.bad_value("newOrderRespType")
    return request, response


def _order_type(text: str) -> OrderType:
    if text in _UNSUPPORTED:
        raise ApiError(400, -2010, f"{_UNSUPPORTED[text]} orders are not supported for this symbol.")
    return _member(text, OrderType, ApiError(400, -1116, "Invalid orderType."))


def _time_in_force(p: Params) -> TimeInForce:
    text = p.choice("timeInForce")
    if text is None:
        return TimeInForce.GTC
    return _member(text, TimeInForce, ApiError(400, -1115, "Invalid timeInForce."))


def _only_what_the_type_takes(p: Params, type_: OrderType) -> None:
    needed = {
        OrderType.LIMIT: ("timeInForce", "quantity", "price"),
        OrderType.LIMIT_MAKER: ("quantity", "price"),
        OrderType.MARKET: () if p.has("quoteOrderQty") else ("quantity",),
    }[type_]
    for name in needed:
        p.need(name)
    taken = {*needed, "quoteOrderQty"} if type_ is OrderType.MARKET else set(needed)
    if type_ is OrderType.MARKET and p.has("quoteOrderQty"):
        taken.discard("quantity")
    for name in ("timeInForce", "price", "quantity", "quoteOrderQty", "stopPrice", "trailingDelta"):
        if p.has(name) and name not in taken:
            raise ApiError(400, -1106, f"Parameter '{name}' sent when not required.")


def _member(text: str, kind: type[_E], otherwise: ApiError) -> _E:
    try:
        return kind(text)
    except ValueError:
        raise otherwise from None
