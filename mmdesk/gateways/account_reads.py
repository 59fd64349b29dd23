"""What the venue knows of our account, on request: orders, fills and balances, all pages."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from mmdesk.core.model.account import Balance
from mmdesk.core.model.errors import ExchangeConnectionError
from mmdesk.core.model.events import OrderAbsent, OrderReported
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.order import VenueOrder
from mmdesk.gateways import ccxt_parse as parse
from mmdesk.gateways.ccxt_errors import VENUE_ERRORS, proves_absence, public_error
from mmdesk.gateways.ccxt_protocol import CcxtExchange, Structure
from mmdesk.gateways.dialect import Dialect
from mmdesk.gateways.rate_limit import LimiterRefusedError, Priority, WeightLimiter
from mmdesk.ports.clock import Clock

T = TypeVar("T")
_NS_PER_MS = 1_000_000
_MAX_PAGES = 500


class AccountReads:
    """Reads raise `MarketMakerError`s; "no such order" is an answer, not an error."""

    def __init__(
        self, exchange: CcxtExchange, dialect: Dialect, clock: Clock, limiter: WeightLimiter
    ) -> None:
        self._exchange = exchange
        self._dialect = dialect
        self._clock = clock
        self._limiter = limiter

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

            async def fetch(i: Instrument = instrument) -> list[VenueOrder]:
                found = await self._exchange.fetch_open_orders(i.symbol)
                return [parse.fetched_order(o, i.key, self._dialect) for o in found]

            weight = self._dialect.open_orders_weight
            orders += await self._read("reading open orders", weight, fetch, priority)
        return tuple(orders)

    async def fills_since(self, since_wall_ns: int, instruments: tuple[Instrument, ...]) -> tuple[Fill, ...]:
        """Oldest first, all pages: the first by time, the following ones by trade id."""
        fills: list[Fill] = []
        for instrument in instruments:
            fills += await self._fills_of(instrument, since_wall_ns)
        return tuple(sorted(fills, key=lambda f: f.exchange_ns))

    async def balances(self) -> tuple[Balance, ...]:
        async def fetch() -> tuple[Balance, ...]:
            return parse.fetched_balances(await self._exchange.fetch_balance())

        return await self._read("reading balances", self._dialect.balances_weight, fetch)

    async def _fills_of(self, instrument: Instrument, since_wall_ns: int) -> list[Fill]:
        fills: list[Fill] = []
        since_ms: int | None = since_wall_ns // _NS_PER_MS
        parameters: Structure = {}
        page_size = self._dialect.fills_page
        for _ in range(_MAX_PAGES):

            async def fetch(s: int | None = since_ms, p: Structure = parameters) -> list[Fill]:
                found = await self._exchange.fetch_my_trades(instrument.symbol, s, page_size, dict(p))
                return [parse.fetched_fill(t, instrument.key) for t in found]

            page = await self._read("reading fills", self._dialect.fills_weight, fetch)
            fills += page
            if len(page) < page_size:
                return fills
            since_ms, parameters = None, {"fromId": max(int(f.trade_id) for f in page) + 1}
        raise ExchangeConnectionError(
            f"reading fills failed: more than {_MAX_PAGES} pages of {page_size}; ask for a later start"
        )

    async def _read(
        self,
        doing: str,
        weight: int,
        fetch: Callable[[], Awaitable[T]],
        priority: Priority = Priority.READ,
    ) -> T:
        try:
            await self._limiter.acquire(weight, priority)
            return await fetch()
        except LimiterRefusedError as error:
            raise ExchangeConnectionError(
                f"{doing} failed: {error}; it is tried again later",
                retryable=True,
                retry_after_s=error.retry_after_s,
            ) from error
        except VENUE_ERRORS as error:
            raise public_error(error, doing) from None
