"""What the venue knows of our account, on request: orders, fills and balances, all pages."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from mmdesk.core.model.errors import ExchangeConnectionError
from mmdesk.core.model.events import OrderAbsent, OrderReported
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.order import VenueOrder, VenueStatus
from mmdesk.gateways import ccxt_parse as parse
from mmdesk.gateways.ccxt_errors import (
    VENUE_ERRORS,
    is_throttled,
    proves_absence,
    public_error,
    venue_refused,
)
from mmdesk.gateways.ccxt_protocol import CcxtExchange, Structure
from mmdesk.gateways.dialect import Dialect
from mmdesk.gateways.history import History, Page
from mmdesk.gateways.rate_limit import LimiterRefusedError, Priority, WeightLimiter
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import AccountBalances

T = TypeVar("T")
_OPEN = (VenueStatus.OPEN, VenueStatus.PARTIALLY_FILLED)


class AccountReads:
    """Reads raise `MarketMakerError`s; "no such order" is an answer, not an error."""

    def __init__(
        self, exchange: CcxtExchange, dialect: Dialect, clock: Clock, limiter: WeightLimiter
    ) -> None:
        self._exchange = exchange
        self._dialect = dialect
        self._clock = clock
        self._limiter = limiter
        self.ended = 0
        """Requests that left and ended, whatever came of them."""
        self.faults = 0
        """Those that failed by the venue's fault: a timeout, a 5xx, a 429, or no answer that can be read."""
        self.may_trade = True
        """The venue's last word, with the balances."""
        window_ms = dialect.history_window_ms
        self._fills = History(
            self._page_of_fills, lambda fill: int(fill.trade_id), dialect.fills_page, window_ms, clock
        )
        self._orders = History(
            self._page_of_orders, lambda order: int(order.venue_id), dialect.orders_page, window_ms, clock
        )

    async def query(self, client_id: str, instrument: Instrument) -> OrderReported | OrderAbsent:
        """The venue's word on one order of ours."""
        parameters = {self._dialect.cancel_id_parameter: client_id}

        async def fetch() -> VenueOrder | None:
            try:
                found = await self._exchange.fetch_order("", instrument.symbol, parameters)
            except VENUE_ERRORS as error:
                if proves_absence(error, self._dialect):
                    return None
                raise
            return parse.fetched_order(found, instrument.key, self._dialect)

        order = await self._read("query of an order", self._dialect.query_weight, fetch)
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        if order is None:
            return OrderAbsent(wall_ns=wall_ns, mono_ns=mono_ns, client_id=client_id)
        return OrderReported(wall_ns=wall_ns, mono_ns=mono_ns, order=order)

    async def open_orders(
        self, instruments: tuple[Instrument, ...], *, urgent: bool = False
    ) -> tuple[VenueOrder, ...]:
        """Ours or not; the venue gives all of a symbol at once."""
        priority = Priority.STOP_READ if urgent else Priority.READ
        orders: list[VenueOrder] = []
        for instrument in instruments:
            orders += await self.open_in(instrument.symbol, instrument.key, priority)
        return tuple(orders)

    async def open_in(self, symbol: str, key: str, priority: Priority = Priority.READ) -> list[VenueOrder]:
        """Open orders of one market, traded here or not."""

        async def fetch() -> list[VenueOrder]:
            found = await self._exchange.fetch_open_orders(symbol)
            return [parse.fetched_order(o, key, self._dialect) for o in found]

        return await self._read("reading open orders", self._dialect.open_orders_weight, fetch, priority)

    async def fills_since(self, since_wall_ns: int, instruments: tuple[Instrument, ...]) -> tuple[Fill, ...]:
        """Oldest first, all pages."""
        fills: list[Fill] = []
        for instrument in instruments:
            fills += await self._fills.since(since_wall_ns, instrument)
        return tuple(sorted(fills, key=lambda f: f.exchange_ns))

    async def closed_orders_since(
        self, since_wall_ns: int, instruments: tuple[Instrument, ...]
    ) -> tuple[VenueOrder, ...]:
        """Orders that ended, ours or not, all pages."""
        orders: list[VenueOrder] = []
        for instrument in instruments:
            orders += await self._orders.since(since_wall_ns, instrument)
        return tuple(one for one in orders if one.status not in _OPEN)

    async def balances(self) -> AccountBalances:
        """Notes whether the account may trade, too."""

        async def fetch() -> AccountBalances:
            found = await self._exchange.fetch_balance()
            self.may_trade = may_trade(found)
            return parse.fetched_balances(found)

        return await self._read("reading balances", self._dialect.balances_weight, fetch)

    async def _page_of_fills(self, instrument: Instrument, page: Page) -> list[Fill]:
        async def fetch() -> list[Fill]:
            size = self._dialect.fills_page
            found = await self._exchange.fetch_my_trades(
                instrument.symbol, page.since_ms, size, page.parameters("fromId")
            )
            return [parse.fetched_fill(t, instrument.key) for t in found]

        return await self._read("reading fills", self._dialect.fills_weight, fetch)

    async def _page_of_orders(self, instrument: Instrument, page: Page) -> list[VenueOrder]:
        async def fetch() -> list[VenueOrder]:
            size = self._dialect.orders_page
            found = await self._exchange.fetch_orders(
                instrument.symbol, page.since_ms, size, page.parameters("orderId")
            )
            return [parse.fetched_order(o, instrument.key, self._dialect) for o in found]

        return await self._read("reading ended orders", self._dialect.orders_weight, fetch)

    async def _read(
        self,
        doing: str,
        weight: int,
        fetch: Callable[[], Awaitable[T]],
        priority: Priority = Priority.READ,
    ) -> T:
        try:
            await self._limiter.acquire(weight, priority)
            found = await fetch()
            self.ended += 1
            return found
        except LimiterRefusedError as error:
            raise ExchangeConnectionError(
                f"{doing} failed: {error}; it is tried again later",
                retryable=True,
                retry_after_s=error.retry_after_s,
            ) from error
        except VENUE_ERRORS as error:
            self.ended += 1
            self.faults += not venue_refused(error, self._dialect) or is_throttled(error)
            raise public_error(error, doing) from None


def may_trade(balance: Structure) -> bool:
    """Whether the account answer lets us trade; a venue that says nothing does."""
    info = balance.get("info")
    return not (isinstance(info, dict) and info.get("canTrade") is False)
