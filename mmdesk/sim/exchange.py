"""The simulated venue in one object: orders and accounts on one side, a market source per symbol on the
other.

Pure and synchronous: time comes in as `now_ns`, randomness lives in the seeded source. One call never awaits.

    exchange = Exchange([AccountSpec(...)], [FlowSource(...)], start_ns=now_ns)
    exchange.advance(now_ns)          # run the market up to now (every few milliseconds)
    for event in exchange.drain():    # then send what happened: public and private events, in order
        ...
    exchange.place("demo", OrderRequest(...), now_ns)   # also advances; its events wait in the next drain()
"""

from collections import deque
from collections.abc import Sequence
from decimal import Decimal

from mmdesk.sim.accounts import Accounts
from mmdesk.sim.board import Board
from mmdesk.sim.clearing import Clearing, Feed
from mmdesk.sim.controls import Controls
from mmdesk.sim.intake import Intake
from mmdesk.sim.ledger import ledger
from mmdesk.sim.market import MarketSource, last_id_before
from mmdesk.sim.orders import WorkingOrder, page
from mmdesk.sim.types import (
    AccountSpec,
    Balance,
    Canceled,
    ExecutionType,
    OrderRequest,
    OrderStatus,
    Placed,
    VenueEvent,
    VenueOrder,
    VenueReject,
    VenueTrade,
)
from mmdesk.sim.units import from_e8, to_e8


class Exchange:
    """See the module text. Every method that takes `now_ns` first advances the market to it."""

    def __init__(
        self, accounts: Sequence[AccountSpec], sources: Sequence[MarketSource], *, start_ns: int
    ) -> None:
        self._clearing = Clearing(Accounts(list(accounts)))
        self._sources = {source.rules.symbol: source for source in sources}
        self._boards = {symbol: Board(source) for symbol, source in self._sources.items()}
        self._intake = Intake(self._clearing, last_id_before(start_ns))
        self._now_ns = start_ns
        self.controls = Controls(self._sources)
        for symbol, source in self._sources.items():
            source.connect(Feed(self._clearing, self._boards[symbol]), start_ns)

    def symbols(self) -> tuple[str, ...]:
        return tuple(self._sources)

    def board(self, symbol: str) -> Board:
        """Raises VenueReject -1121 for an unknown symbol."""
        board = self._boards.get(symbol)
        if board is None:
            raise VenueReject(-1121, "Invalid symbol.")
        return board

    def fees(self, account_id: str) -> tuple[Decimal, Decimal]:
        """(maker, taker) rates of the account."""
        account = self._clearing.accounts.get(account_id)
        return from_e8(account.maker_fee_e8), from_e8(account.taker_fee_e8)

    def advance(self, now_ns: int) -> None:
        """Runs every market up to `now_ns`. A time before the last one does nothing: the clock never goes
        back.
        """
        if now_ns > self._now_ns:
            self._now_ns = now_ns
            for source in self._sources.values():
                source.advance(now_ns)

    def drain(self) -> list[VenueEvent]:
        """All events since the last call, in the order they happened. Depth diffs come every 100 ms of venue
        time
        (synthetic) or as recorded (tape). At most 50,000 wait, then public ones are dropped."""
        return self._clearing.outbox.drain()

    def place(self, account_id: str, request: OrderRequest, now_ns: int, *, test: bool = False) -> Placed:
        """Checks and matches one order; `test=True` only checks (order/test) and returns the order as not
        working.

        Raises VenueReject: -1121 symbol, -1111 precision, -1013 `Filter failure: <NAME>` or a closed market,
        -2010 (balance, would take, duplicate client id, account barred). Parameters missing or extra
        (-1102/-1106) are the protocol's business.
        An empty `client_order_id` gets one made by the venue.
        """
        source = self._source(request.symbol)
        self.controls.check(account_id, request.symbol)
        self.advance(now_ns)
        order = self._intake.check(account_id, request, source, self._now_ns)
        if test:
            return Placed(order=order.snapshot(), fills=())
        return self._intake.admit(order, source, self._now_ns)

    def cancel(
        self,
        account_id: str,
        symbol: str,
        now_ns: int,
        *,
        order_id: int | None = None,
        client_order_id: str | None = None,
        new_client_order_id: str = "",
    ) -> Canceled:
        """Raises VenueReject -2011 `Unknown order sent.` when it is not open (any more)."""
        self._source(symbol)
        self.advance(now_ns)
        order = self._clearing.file.find(account_id, symbol, order_id, client_order_id)
        named = (
            order_id is None or not client_order_id or (order and order.client_order_id == client_order_id)
        )
        if order is None or not order.working or not named:
            raise VenueReject(-2011, "Unknown order sent.")
        return self._cancel(order, new_client_order_id)

    def cancel_all(self, account_id: str, symbol: str, now_ns: int) -> list[Canceled]:
        """Raises VenueReject -2011 when nothing is open, as Binance does."""
        self._source(symbol)
        self.advance(now_ns)
        orders = self._clearing.file.open_of(account_id, symbol)
        if not orders:
            raise VenueReject(-2011, "Unknown order sent.")
        return [self._cancel(order, "") for order in orders]

    def order(
        self,
        account_id: str,
        symbol: str,
        now_ns: int,
        *,
        order_id: int | None = None,
        client_order_id: str | None = None,
    ) -> VenueOrder:
        """Raises VenueReject -2013 `Order does not exist.`"""
        self._source(symbol)
        self.advance(now_ns)
        order = self._clearing.file.find(account_id, symbol, order_id, client_order_id)
        if order is None:
            raise VenueReject(-2013, "Order does not exist.")
        return order.snapshot()

    def open_orders(self, account_id: str, now_ns: int, symbol: str | None = None) -> list[VenueOrder]:
        """Oldest first; of every symbol without `symbol`."""
        if symbol is not None:
            self._source(symbol)
        self.advance(now_ns)
        return [order.snapshot() for order in self._clearing.file.open_of(account_id, symbol)]

    def all_orders(
        self,
        account_id: str,
        symbol: str,
        now_ns: int,
        *,
        order_id: int | None = None,
        start_ns: int | None = None,
        end_ns: int | None = None,
        limit: int = 500,
    ) -> list[VenueOrder]:
        """Oldest first: from `order_id` upward, or inside the times, or the newest `limit`."""
        self._source(symbol)
        self.advance(now_ns)
        mine = (
            o
            for o in self._clearing.file.orders.values()
            if o.owner == account_id and o.rules.symbol == symbol
        )
        found = page(
            mine,
            lambda order: (order.time_ns, order.order_id),
            from_id=order_id,
            start_ns=start_ns,
            end_ns=end_ns,
            limit=limit,
        )
        return [order.snapshot() for order in found]

    def my_trades(
        self,
        account_id: str,
        symbol: str,
        now_ns: int,
        *,
        order_id: int | None = None,
        from_id: int | None = None,
        start_ns: int | None = None,
        end_ns: int | None = None,
        limit: int = 500,
    ) -> list[VenueTrade]:
        """Oldest first: from trade `from_id` upward, or inside the times, or the newest `limit`."""
        self._source(symbol)
        self.advance(now_ns)
        mine = (
            trade
            for trade in self._clearing.file.fills
            if trade.account_id == account_id
            and trade.symbol == symbol
            and order_id in (None, trade.order_id)
        )
        return page(
            mine,
            lambda trade: (trade.time_ns, trade.trade_id),
            from_id=from_id,
            start_ns=start_ns,
            end_ns=end_ns,
            limit=limit,
        )

    def balances(self, account_id: str, now_ns: int) -> list[Balance]:
        """Every asset the account ever held, zeros too."""
        self.advance(now_ns)
        return self._clearing.accounts.get(account_id).balances()

    def transfer(self, account_id: str, asset: str, amount: Decimal, now_ns: int) -> None:
        """A deposit (+) or withdrawal (-) of `amount`; the outside gives or takes it.

        Raises VenueReject -2010 when less is free, ValueError beyond 8 decimals.
        """
        self.advance(now_ns)
        account, amount_e8 = self._clearing.accounts.get(account_id), to_e8(amount)
        account.require(asset, -amount_e8)
        account.receive(asset, amount_e8)
        self._clearing.accounts.move_outside(asset, -amount_e8)
        self._clearing.tell_balances(account, self._now_ns)

    def surcharge(self, account_id: str, asset: str, amount: Decimal) -> deque[int]:
        """The account's next fill pays `amount` of the quote asset as commission by mistake, the one after it
        gets it back. Returns what is still to come, in 1e-8: emptied, it does not.

        Raises VenueReject -2010 when less is free.
        """
        account, amount_e8 = self._clearing.accounts.get(account_id), to_e8(amount)
        account.require(asset, amount_e8)
        account.corrections.extend((amount_e8, -amount_e8))
        return account.corrections

    def ledger(self) -> dict[str, object]:
        """The truth tests compare with: {"orders": [...], "fills": [...], "balances": {account: {asset:
        {...}}},
        "fee_pot": {asset: ...}}, plain dicts with decimal strings, oldest first."""
        return ledger(self._clearing)

    def state(self) -> dict[str, object]:
        """Time, counts, and per symbol what its source says: kind, regime or tape position, paused, top."""
        book = self._clearing
        return {
            "now_ns": self._now_ns,
            "open_orders": len(book.file.open),
            "orders": len(book.file.orders),
            "fills": book.file.fills_total,
            "events_waiting": len(book.outbox.waiting),
            "events_dropped": book.outbox.dropped,
            "markets": {symbol: source.state() for symbol, source in self._sources.items()},
        }

    def _source(self, symbol: str) -> MarketSource:
        source = self._sources.get(symbol)
        if source is None:
            raise VenueReject(-1121, "Invalid symbol.")
        return source

    def _cancel(self, order: WorkingOrder, cancel_client_id: str) -> Canceled:
        self._sources[order.rules.symbol].withdraw(order, self._now_ns)
        name = cancel_client_id or self._intake.make_client_id()
        self._clearing.end(order, OrderStatus.CANCELED, ExecutionType.CANCELED, self._now_ns, name)
        self._clearing.tell_balances(self._clearing.accounts.get(order.owner), self._now_ns)
        return Canceled(order=order.snapshot(), cancel_client_id=name)
