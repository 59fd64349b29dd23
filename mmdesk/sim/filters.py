"""The venue's filters: the same names, order of checks and messages as Binance spot (code -1013)."""

from decimal import Decimal

import msgspec

from mmdesk.sim.types import OrderRequest, OrderType, Side, SymbolRules, VenueReject
from mmdesk.sim.units import E8, Grid, to_e8


class Checked(msgspec.Struct, frozen=True):
    """A request in integers. `lots` is None for a market order by quote amount (`budget_e8`)."""

    ticks: int
    lots: int | None
    budget_e8: int


def check_order(request: OrderRequest, rules: SymbolRules, grid: Grid, reference_ticks: int) -> Checked:
    """Ticks and lots of a request that passes every filter of its symbol.

    `reference_ticks` stands for the average price that PERCENT_PRICE_BY_SIDE and the market NOTIONAL use.
    Raises VenueReject -1111 (more than 8 decimals) or -1013 `Filter failure: <NAME>`.
    """
    market = request.type == OrderType.MARKET
    if market and request.quantity is None:
        budget_e8 = _amount("quoteOrderQty", request.quote_order_qty)
        if budget_e8 < to_e8(rules.min_notional) or budget_e8 > to_e8(rules.max_notional):
            raise failure("NOTIONAL")
        return Checked(0, None, budget_e8)
    qty_e8 = _amount("quantity", request.quantity)
    ticks = 0 if market else _price_ticks(request, rules, grid, reference_ticks)
    _check_lot(qty_e8, rules, grid, market=market)
    lots = qty_e8 // grid.lot_e8
    notional_e8 = grid.quote_e8(ticks or reference_ticks, lots)
    if notional_e8 < to_e8(rules.min_notional) or notional_e8 > to_e8(rules.max_notional):
        raise failure("NOTIONAL")
    return Checked(ticks, lots, 0)


def check_open_orders(count: int, rules: SymbolRules) -> None:
    """Raises VenueReject -1013 MAX_NUM_ORDERS when one more order would be too many."""
    if count >= rules.max_num_orders:
        raise failure("MAX_NUM_ORDERS")


def failure(name: str) -> VenueReject:
    return VenueReject(-1013, f"Filter failure: {name}")


def _amount(name: str, value: Decimal | None) -> int:
    if value is None or not value.is_finite() or value <= 0:
        raise VenueReject(-1013, f"Invalid {name}.")
    try:
        return to_e8(value)
    except ValueError:
        raise VenueReject(-1111, f"Parameter '{name}' has too much precision.") from None


def _price_ticks(request: OrderRequest, rules: SymbolRules, grid: Grid, reference_ticks: int) -> int:
    price_e8 = _amount("price", request.price)
    low, high = to_e8(rules.min_price), to_e8(rules.max_price)
    if not low <= price_e8 <= high or (price_e8 - low) % grid.tick_e8:
        raise failure("PRICE_FILTER")
    buy = request.side == Side.BUY
    up = rules.bid_multiplier_up if buy else rules.ask_multiplier_up
    down = rules.bid_multiplier_down if buy else rules.ask_multiplier_down
    scaled = price_e8 * E8
    reference_e8 = reference_ticks * grid.tick_e8
    if reference_ticks and not reference_e8 * to_e8(down) <= scaled <= reference_e8 * to_e8(up):
        raise failure("PERCENT_PRICE_BY_SIDE")
    return price_e8 // grid.tick_e8


def _check_lot(qty_e8: int, rules: SymbolRules, grid: Grid, *, market: bool) -> None:
    low = to_e8(rules.min_qty)
    if not low <= qty_e8 <= to_e8(rules.max_qty) or (qty_e8 - low) % grid.lot_e8:
        raise failure("LOT_SIZE")
    if market and qty_e8 > to_e8(rules.market_max_qty):
        raise failure("MARKET_LOT_SIZE")
