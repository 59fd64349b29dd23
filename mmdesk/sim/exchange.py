"""The simulated venue in one object: orders and accounts on one side, a market source per symbol on the other.

Pure and synchronous: time comes in as `now_ns`, randomness lives in the seeded source. One call never awaits.

    exchange = Exchange(accounts=[AccountSpec(...)], sources=[FlowSource(...)])
    exchange.advance(now_ns)          # run the market up to now (every few milliseconds)
    for event in exchange.drain():    # then send what happened: public and private events, in order
        ...
    exchange.place("demo", OrderRequest(...), now_ns)   # also advances; its events wait in the next drain()
"""

from collections.abc import Sequence
from decimal import Decimal

from mmdesk.sim.types import (
    AccountSpec,
    AggTrade,
    Balance,
    BookTicker,
    Canceled,
    Depth,
    Kline,
    OrderRequest,
    Placed,
    PublicTrade,
    SymbolRules,
    Ticker24h,
    VenueEvent,
    VenueOrder,
    VenueTrade,
)


class Board:
    """Public view of one symbol: what the REST market endpoints and the tickers read."""

    rules: SymbolRules

    def depth(self, limit: int = 100) -> Depth:
        """The book, best first, at most `limit` levels a side. Its `last_update_id` fits the DepthUpdate stream."""
        raise NotImplementedError

    def book_ticker(self) -> BookTicker:
        """Best bid and ask now; an empty side has price and quantity 0."""
        raise NotImplementedError

    def recent_trades(self, limit: int = 500) -> list[PublicTrade]:
        """Newest last, bounded to the last 1,000."""
        raise NotImplementedError

    def agg_trades(
        self,
        *,
        from_id: int | None = None,
        start_ns: int | None = None,
        end_ns: int | None = None,
        limit: int = 500,
    ) -> list[AggTrade]:
        """Oldest first from `from_id` or `start_ns`; without both, the newest `limit`."""
        raise NotImplementedError

    def klines(
        self, interval: str, *, start_ns: int | None = None, end_ns: int | None = None, limit: int = 500
    ) -> list[Kline]:
        """Candles, oldest first, the open one last. Raises VenueReject -1120 for an unknown interval."""
        raise NotImplementedError

    def ticker_24h(self, now_ns: int) -> Ticker24h:
        raise NotImplementedError


class Controls:
    """What an operator of the venue may do to the market while it runs (`POST /sim/market`).

    `symbol=None` means every symbol. Each raises ValueError with what, why and what to do, when the source cannot.
    """

    def pause(self, symbol: str | None = None) -> None:
        """The market stands still; our orders are still accepted."""
        raise NotImplementedError

    def resume(self, symbol: str | None = None) -> None:
        raise NotImplementedError

    def regime(self, name: str, symbol: str | None = None) -> None:
        """calm | volatile | gap | thin (synthetic flow only)."""
        raise NotImplementedError

    def jump(self, bps: float, symbol: str | None = None) -> None:
        """Moves the fair value at once by `bps` (signed; synthetic flow only)."""
        raise NotImplementedError

    def widen(self, bps: float, symbol: str | None = None) -> None:
        """Extra half spread kept by the flow, 0 = back to normal (synthetic flow only)."""
        raise NotImplementedError

    def seek(self, offset_s: float, symbol: str | None = None) -> None:
        """Forward to `offset_s` seconds from the start of the tape (recordings only)."""
        raise NotImplementedError

    def speed(self, factor: float, symbol: str | None = None) -> None:
        """Play factor of a tape, or event-rate factor of the flow; > 0."""
        raise NotImplementedError


class Exchange:
    """See the module text. Every method that takes `now_ns` first advances the market to it."""

    controls: Controls

    def __init__(
        self, accounts: Sequence[AccountSpec], sources: Sequence["object"], *, start_ns: int
    ) -> None:
        raise NotImplementedError

    def symbols(self) -> tuple[str, ...]:
        raise NotImplementedError

    def board(self, symbol: str) -> Board:
        """Raises VenueReject -1121 for an unknown symbol."""
        raise NotImplementedError

    def fees(self, account_id: str) -> tuple[Decimal, Decimal]:
        """(maker, taker) rates of the account."""
        raise NotImplementedError

    def advance(self, now_ns: int) -> None:
        """Runs every market up to `now_ns`. A time before the last one does nothing (the venue's clock never goes back)."""
        raise NotImplementedError

    def drain(self) -> list[VenueEvent]:
        """All events since the last call, in the order they happened. Depth diffs come every 100 ms of venue time
        (synthetic) or as recorded (tape). At most 50,000 wait; beyond that public events are dropped and counted."""
        raise NotImplementedError

    def place(self, account_id: str, request: OrderRequest, now_ns: int, *, test: bool = False) -> Placed:
        """Checks and matches one order; `test=True` only checks (order/test).

        Raises VenueReject: -1121 symbol, -1111 precision, -1013 `Filter failure: <NAME>`, -2010 (balance, would take,
        duplicate client id). Parameters missing or extra (-1102/-1106) are the protocol's business.
        An empty `client_order_id` gets one made by the venue.
        """
        raise NotImplementedError

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
        raise NotImplementedError

    def cancel_all(self, account_id: str, symbol: str, now_ns: int) -> list[Canceled]:
        """Raises VenueReject -2011 when nothing is open, as Binance does."""
        raise NotImplementedError

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
        raise NotImplementedError

    def open_orders(self, account_id: str, now_ns: int, symbol: str | None = None) -> list[VenueOrder]:
        raise NotImplementedError

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
        raise NotImplementedError

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
        raise NotImplementedError

    def balances(self, account_id: str, now_ns: int) -> list[Balance]:
        """Every asset the account ever held, zeros too."""
        raise NotImplementedError

    def ledger(self) -> dict[str, object]:
        """The truth tests compare with: {"orders": [...], "fills": [...], "balances": {account: {asset: {...}}}},
        plain dicts with decimal strings, oldest first."""
        raise NotImplementedError

    def state(self) -> dict[str, object]:
        """Time, and per symbol: source, regime or tape position, paused, counts, top, dropped events."""
        raise NotImplementedError
