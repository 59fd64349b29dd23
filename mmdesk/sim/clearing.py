"""Books what the market reports: money moves, order states change, private events are written - in that
order.
"""

from collections import deque
from collections.abc import Callable

from mmdesk.sim.accounts import Account, Accounts
from mmdesk.sim.board import Board
from mmdesk.sim.matching import Resting
from mmdesk.sim.orders import OrderFile, WorkingOrder
from mmdesk.sim.types import (
    AccountUpdate,
    ExecutionReport,
    ExecutionType,
    OrderStatus,
    PublicEvent,
    VenueEvent,
    VenueTrade,
)
from mmdesk.sim.units import from_e8

MAX_WAITING = 50_000


class Outbox:
    """Events waiting to be drained. Private ones are never dropped; public ones are, when nobody drains."""

    def __init__(self) -> None:
        self.waiting: deque[VenueEvent] = deque()
        self.dropped = 0
        self.execution_id = 0

    def public(self, event: PublicEvent) -> None:
        if len(self.waiting) >= MAX_WAITING:
            self.dropped += 1
        else:
            self.waiting.append(event)

    def private(self, event: ExecutionReport | AccountUpdate) -> None:
        self.waiting.append(event)

    def drain(self) -> list[VenueEvent]:
        events = list(self.waiting)
        self.waiting.clear()
        return events


class Clearing:
    """Accounts, order file and outbox under one rule: state first, then tell."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self.file = OrderFile()
        self.outbox = Outbox()

    def report(
        self,
        order: WorkingOrder,
        execution: ExecutionType,
        now_ns: int,
        trade: VenueTrade | None = None,
        cancel_client_id: str = "",
    ) -> None:
        """Writes one executionReport of the order as it is now."""
        self.outbox.execution_id += 1
        self.outbox.private(
            ExecutionReport(
                account_id=order.owner,
                execution_type=execution,
                order=order.snapshot(),
                execution_id=self.outbox.execution_id,
                time_ns=now_ns,
                trade=trade,
                client_order_id=cancel_client_id or order.client_order_id,
                orig_client_order_id=order.client_order_id if cancel_client_id else "",
            )
        )

    def tell_balances(self, account: Account, now_ns: int) -> None:
        """Writes one outboundAccountPosition with the assets touched since the last one."""
        if account.touched:
            balances = tuple(account.balance(asset) for asset in sorted(account.touched))
            account.touched.clear()
            self.outbox.private(
                AccountUpdate(account_id=account.account_id, balances=balances, time_ns=now_ns)
            )

    def end(
        self,
        order: WorkingOrder,
        status: OrderStatus,
        execution: ExecutionType,
        now_ns: int,
        cancel_client_id: str = "",
    ) -> None:
        """Closes an order that is not filled: what it still reserves becomes free again."""
        account = self.accounts.get(order.owner)
        account.unlock(order.lock_asset, order.locked_e8)
        order.locked_e8 = 0
        order.status = status
        order.update_time_ns = now_ns
        self.file.close(order)
        self.report(order, execution, now_ns, cancel_client_id=cancel_client_id)

    def fill(
        self, order: WorkingOrder, ticks: int, lots: int, trade_id: int, now_ns: int, *, maker: bool
    ) -> None:
        """One side of a trade: pays from the reserve, receives less the fee, changes state, reports."""
        account = self.accounts.get(order.owner)
        quote_e8 = order.grid.quote_e8(ticks, lots)
        base_e8 = lots * order.grid.lot_e8
        rules = order.rules
        rate = account.maker_fee_e8 if maker else account.taker_fee_e8
        extra = account.corrections.popleft() if account.corrections else 0
        charge = self.accounts.charge
        if order.sign > 0:
            self._spend(account, order, quote_e8, order.grid.quote_e8(order.limit or ticks, lots))
            fee_asset = rules.base_asset
            fee = charge(account, fee_asset, base_e8, rate, extra * base_e8 // quote_e8)
        else:
            self._spend(account, order, base_e8, base_e8)
            fee_asset = rules.quote_asset
            fee = charge(account, fee_asset, quote_e8, rate, extra)
        order.executed += lots
        order.quote_units += ticks * lots
        order.update_time_ns = now_ns
        order.status = OrderStatus.PARTIALLY_FILLED if order.left else OrderStatus.FILLED
        if not order.left:
            account.unlock(order.lock_asset, order.locked_e8)
            order.locked_e8 = 0
            self.file.close(order)
        trade = VenueTrade(
            account_id=order.owner,
            symbol=rules.symbol,
            trade_id=trade_id,
            order_id=order.order_id,
            client_order_id=order.client_order_id,
            side=order.request.side,
            price=order.grid.price(ticks),
            quantity=from_e8(base_e8),
            quote_quantity=from_e8(quote_e8),
            commission=from_e8(fee),
            commission_asset=fee_asset,
            is_maker=maker,
            time_ns=now_ns,
        )
        self.file.fill(trade)
        self.report(order, ExecutionType.TRADE, now_ns, trade)

    def _spend(self, account: Account, order: WorkingOrder, cost_e8: int, reserved_e8: int) -> None:
        """Pays `cost_e8` out of the `reserved_e8` locked for this fill; a better price frees the rest."""
        asset = order.lock_asset
        account.unlock(asset, reserved_e8 - cost_e8)
        account.pay(asset, cost_e8)
        order.locked_e8 -= reserved_e8


class Feed:
    """The sink of one symbol's market (`MarketSink`)."""

    def __init__(self, clearing: Clearing, board: Board) -> None:
        self._clearing = clearing
        self._public: Callable[[PublicEvent], None] = clearing.outbox.public
        self._board = board

    def publish(self, event: PublicEvent) -> None:
        self._board.see(event)
        self._public(event)

    def traded(
        self, maker: Resting | None, taker: Resting | None, ticks: int, lots: int, trade_id: int, now_ns: int
    ) -> None:
        clearing = self._clearing
        touched: dict[str, Account] = {}
        for order, is_maker in ((maker, True), (taker, False)):
            if isinstance(order, WorkingOrder):
                clearing.fill(order, ticks, lots, trade_id, now_ns, maker=is_maker)
                self._outside(order, ticks, lots, -order.sign)
                touched[order.owner] = clearing.accounts.get(order.owner)
        for account in touched.values():
            clearing.tell_balances(account, now_ns)

    def prevented(self, order: Resting, now_ns: int) -> None:
        if isinstance(order, WorkingOrder):
            self._clearing.end(order, OrderStatus.EXPIRED_IN_MATCH, ExecutionType.TRADE_PREVENTION, now_ns)

    def _outside(self, order: WorkingOrder, ticks: int, lots: int, sign: int) -> None:
        """The counterparty's side of the trade; between two accounts both entries cancel out."""
        self._clearing.accounts.move_outside(order.rules.base_asset, sign * lots * order.grid.lot_e8)
        self._clearing.accounts.move_outside(
            order.rules.quote_asset, -sign * order.grid.quote_e8(ticks, lots)
        )
