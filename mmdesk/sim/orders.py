"""The venue's file of account orders and fills: working state, look-ups, paging, bounded history."""

from collections import deque
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypeVar

from mmdesk.sim.matching import Resting
from mmdesk.sim.types import OrderRequest, OrderStatus, OrderType, Side, SymbolRules, VenueOrder, VenueTrade
from mmdesk.sim.units import Grid, from_e8

HISTORY = 200_000

Item = TypeVar("Item")


class WorkingOrder(Resting):
    """An account's order while it lives; `snapshot()` is what leaves this package."""

    __slots__ = (
        "client_order_id",
        "executed",
        "grid",
        "locked_e8",
        "orig_lots",
        "quote_units",
        "request",
        "rules",
        "status",
        "time_ns",
        "update_time_ns",
        "working",
    )

    def __init__(
        self,
        order_id: int,
        account_id: str,
        request: OrderRequest,
        client_order_id: str,
        ticks: int,
        lots: int,
        rules: SymbolRules,
        grid: Grid,
        now_ns: int,
    ) -> None:
        super().__init__(
            order_id, 1 if request.side == Side.BUY else -1, ticks, lots, account_id, request.stp_mode
        )
        self.request = request
        self.client_order_id = client_order_id
        self.rules = rules
        self.grid = grid
        self.orig_lots = lots
        self.executed = 0
        self.quote_units = 0  # sum of ticks * lots over the fills
        self.locked_e8 = 0
        self.status = OrderStatus.NEW
        self.time_ns = now_ns
        self.update_time_ns = now_ns
        self.working = True

    @property
    def lock_asset(self) -> str:
        return self.rules.quote_asset if self.sign > 0 else self.rules.base_asset

    def snapshot(self) -> VenueOrder:
        request, grid = self.request, self.grid
        return VenueOrder(
            account_id=self.owner,
            symbol=self.rules.symbol,
            order_id=self.order_id,
            client_order_id=self.client_order_id,
            side=request.side,
            type=request.type,
            time_in_force=request.time_in_force,
            price=Decimal(0) if request.type == OrderType.MARKET else grid.price(self.limit),
            orig_qty=grid.quantity(self.orig_lots),
            executed_qty=grid.quantity(self.executed),
            cumulative_quote_qty=from_e8(self.quote_units * grid.quote_unit_e8),
            orig_quote_order_qty=request.quote_order_qty or Decimal(0),
            status=self.status,
            stp_mode=request.stp_mode,
            time_ns=self.time_ns,
            update_time_ns=self.update_time_ns,
            is_working=self.working,
        )


class OrderFile:
    """Every order and fill of the accounts, oldest first; the oldest closed ones go when 200,000 are kept."""

    def __init__(self, history: int = HISTORY) -> None:
        self.history = history
        self.orders: dict[int, WorkingOrder] = {}
        self.open: dict[int, WorkingOrder] = {}
        self.by_client: dict[tuple[str, str, str], int] = {}
        self.fills: deque[VenueTrade] = deque(maxlen=history)
        self.fills_total = 0

    def add(self, order: WorkingOrder) -> None:
        self.orders[order.order_id] = order
        self.open[order.order_id] = order
        self.by_client[order.owner, order.rules.symbol, order.client_order_id] = order.order_id
        if len(self.orders) > self.history:
            self._forget_oldest()

    def close(self, order: WorkingOrder) -> None:
        order.working = False
        self.open.pop(order.order_id, None)

    def fill(self, trade: VenueTrade) -> None:
        self.fills.append(trade)
        self.fills_total += 1

    def find(
        self, account_id: str, symbol: str, order_id: int | None, client_order_id: str | None
    ) -> WorkingOrder | None:
        """By venue id when given, otherwise the newest order of that client id."""
        if order_id is None and client_order_id:
            order_id = self.by_client.get((account_id, symbol, client_order_id))
        order = self.orders.get(order_id) if order_id is not None else None
        if order is None or order.owner != account_id or order.rules.symbol != symbol:
            return None
        return order

    def open_of(self, account_id: str, symbol: str | None = None) -> list[WorkingOrder]:
        return [o for o in self.open.values() if o.owner == account_id and symbol in (None, o.rules.symbol)]

    def _forget_oldest(self) -> None:
        for order_id, order in self.orders.items():
            if order_id not in self.open:
                del self.orders[order_id]
                key = (order.owner, order.rules.symbol, order.client_order_id)
                if self.by_client.get(key) == order_id:
                    del self.by_client[key]
                return


def page(
    items: Iterable[Item],
    key: Callable[[Item], tuple[int, int]],
    *,
    from_id: int | None,
    start_ns: int | None,
    end_ns: int | None,
    limit: int,
) -> list[Item]:
    """One page of a history kept oldest first: from an id or a start upward, otherwise the newest `limit`.

    `key` gives (time in ns, id) of an item.
    """
    picked = []
    for item in items:
        time_ns, number = key(item)
        late = end_ns is not None and time_ns > end_ns
        early = (start_ns is not None and time_ns < start_ns) or (from_id is not None and number < from_id)
        if not late and not early:
            picked.append(item)
    return picked[:limit] if from_id is not None or start_ns is not None else picked[-limit:]
