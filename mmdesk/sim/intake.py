"""The way of an order into the market: checks, reserve, match, rest or expire."""

from mmdesk.sim.clearing import Clearing
from mmdesk.sim.filters import check_open_orders, check_order
from mmdesk.sim.market import MarketSource
from mmdesk.sim.orders import WorkingOrder
from mmdesk.sim.types import (
    ExecutionType,
    OrderRequest,
    OrderStatus,
    OrderType,
    Placed,
    Side,
    StpMode,
    TimeInForce,
    VenueReject,
)

WOULD_TAKE = "Order would immediately match and take."
NO_LIQUIDITY = "Order book liquidity is less than LOT_SIZE filter minimum quantity."


class Intake:
    """Numbers the orders of all accounts, one after the other."""

    def __init__(self, clearing: Clearing, last_order_id: int) -> None:
        self._clearing = clearing
        self._last_order_id = last_order_id
        self._last_made_id = 0

    def make_client_id(self) -> str:
        """A client id made by the venue, unique and 22 characters long like Binance's."""
        self._last_made_id += 1
        return f"venue{self._last_made_id:017d}"

    def check(
        self, account_id: str, request: OrderRequest, source: MarketSource, now_ns: int
    ) -> WorkingOrder:
        """The order, not yet numbered or booked. Raises VenueReject."""
        rules, grid = source.rules, source.grid
        account = self._clearing.accounts.get(account_id)
        checked = check_order(request, rules, grid, source.last_ticks())
        sign = 1 if request.side == Side.BUY else -1
        own = account_id if request.stp_mode != StpMode.NONE else None
        lots, cost = checked.lots, 0
        if lots is None:
            lots, cost = affordable(source, sign, checked.budget_e8 // grid.quote_unit_e8, own)
            if not lots:
                raise VenueReject(-2010, NO_LIQUIDITY)
        elif request.type == OrderType.MARKET:
            cost = reachable(source, sign, lots, None, own)[1]
        else:
            cost = checked.ticks * lots
            check_open_orders(len(self._clearing.file.open_of(account_id, rules.symbol)), rules)
        if request.type == OrderType.LIMIT_MAKER and crosses(source, sign, checked.ticks):
            raise VenueReject(-2010, WOULD_TAKE)
        known = self._clearing.file.find(account_id, rules.symbol, None, request.client_order_id)
        if known is not None and known.working:
            raise VenueReject(-2010, "Duplicate order sent.")
        client_order_id = request.client_order_id or self.make_client_id()
        order = WorkingOrder(
            0, account_id, request, client_order_id, checked.ticks, lots, rules, grid, now_ns
        )
        order.locked_e8 = cost * grid.quote_unit_e8 if sign > 0 else lots * grid.lot_e8
        account.require(order.lock_asset, order.locked_e8)
        order.working = False
        return order

    def admit(self, order: WorkingOrder, source: MarketSource, now_ns: int) -> Placed:
        """Books, matches and rests a checked order."""
        clearing = self._clearing
        account = clearing.accounts.get(order.owner)
        account.lock(order.lock_asset, order.locked_e8)
        self._last_order_id += 1
        order.order_id = self._last_order_id
        order.working = True
        clearing.file.add(order)
        clearing.report(order, ExecutionType.NEW, now_ns)
        fills_before = clearing.file.fills_total
        self._match(order, source, now_ns)
        if order.working and order.left:
            self._rest_or_end(order, source, now_ns)
        clearing.tell_balances(account, now_ns)
        made = clearing.file.fills_total - fills_before
        newest = [clearing.file.fills[i] for i in range(-made, 0)]
        return Placed(order=order.snapshot(), fills=tuple(t for t in newest if t.order_id == order.order_id))

    def _match(self, order: WorkingOrder, source: MarketSource, now_ns: int) -> None:
        request = order.request
        if request.type == OrderType.LIMIT_MAKER:
            return
        limit = None if request.type == OrderType.MARKET else order.limit
        if limit is not None and request.time_in_force == TimeInForce.FOK:
            own = order.owner if request.stp_mode != StpMode.NONE else None
            if reachable(source, order.sign, order.left, limit, own)[0] < order.left:
                return
        source.take(order, limit, now_ns)

    def _rest_or_end(self, order: WorkingOrder, source: MarketSource, now_ns: int) -> None:
        request = order.request
        if order.stopped:
            self._clearing.end(order, OrderStatus.EXPIRED_IN_MATCH, ExecutionType.TRADE_PREVENTION, now_ns)
        elif request.type == OrderType.LIMIT_MAKER or (
            request.type == OrderType.LIMIT and request.time_in_force == TimeInForce.GTC
        ):
            source.rest(order, now_ns)
        else:
            self._clearing.end(order, OrderStatus.EXPIRED, ExecutionType.EXPIRED, now_ns)


def crosses(source: MarketSource, sign: int, ticks: int) -> bool:
    """Would an order at `ticks` trade at once, with the shown top or with another account order?"""
    bid, _, ask, _ = source.top()
    shown = ask if sign > 0 else bid
    first = next(source.opposite(sign), (shown, 0, ""))[0]
    return any(best and (ticks - best) * sign >= 0 for best in (shown, first))


def reachable(
    source: MarketSource, sign: int, lots: int, limit: int | None, own: str | None
) -> tuple[int, int]:
    """(lots, cost in tick-lots) a taker would get for up to `lots`, its own account's orders left out."""
    got = cost = 0
    for ticks, there, owner in source.opposite(sign):
        if got >= lots or (limit is not None and (ticks - limit) * sign > 0):
            break
        if owner and owner == own:
            continue
        part = min(there, lots - got)
        got += part
        cost += part * ticks
    return got, cost


def affordable(source: MarketSource, sign: int, budget: int, own: str | None) -> tuple[int, int]:
    """(lots, cost) of a market order that may spend (or raise, for a sale) at most `budget` tick-lots."""
    got = cost = 0
    for ticks, there, owner in source.opposite(sign):
        if owner and owner == own:
            continue
        part = min(there, (budget - cost) // ticks)
        if not part:
            break
        got += part
        cost += part * ticks
    return got, cost
