"""Takes off what earlier sessions left in markets no longer traded: nothing else of a desk looks there."""

from mmdesk.core.model.errors import ExchangeConnectionError
from mmdesk.core.model.order import VenueOrder
from mmdesk.core.orders.identity import OwnIds
from mmdesk.gateways.account_reads import AccountReads
from mmdesk.gateways.ccxt_errors import VENUE_ERRORS, cancel_outcome, public_error
from mmdesk.gateways.ccxt_protocol import CcxtExchange
from mmdesk.gateways.connection import VenueConnection
from mmdesk.gateways.dialect import Dialect
from mmdesk.gateways.rate_limit import Priority, WeightLimiter

_TRIES = 3


class Strays:
    """Orders of this data folder in `stray_symbols`; those of others stay where they are."""

    def __init__(
        self,
        exchange: CcxtExchange,
        dialect: Dialect,
        connection: VenueConnection,
        limiter: WeightLimiter,
        reads: AccountReads,
    ) -> None:
        self._exchange = exchange
        self._dialect = dialect
        self._connection = connection
        self._own = OwnIds(connection.app_prefix, connection.instance)
        self._limiter = limiter
        self._reads = reads

    async def take_off(self) -> None:
        """Cancel until a listing shows none; call it with the markets loaded.

        Raises MarketMakerError: a desk that started would say of orders that rest that there are none.
        """
        for symbol in self._connection.stray_symbols:
            # A market that is gone from the venue holds no orders.
            if symbol in (self._exchange.markets or {}):
                await self._take_off(symbol)

    async def _take_off(self, symbol: str) -> None:
        ours: list[VenueOrder] = []
        for _ in range(_TRIES):
            listed = await self._reads.open_in(symbol, f"{symbol}@{self._dialect.exchange_id}")
            ours = [one for one in listed if one.client_id in self._own]
            if not ours:
                return
            for order in ours:
                await self._cancel(order, symbol)
        raise ExchangeConnectionError(
            f"{len(ours)} orders of an earlier session still rest in {symbol}, which is no longer traded: "
            "the venue does not take them off; it is tried again",
            retryable=True,
        )

    async def _cancel(self, order: VenueOrder, symbol: str) -> None:
        await self._limiter.acquire(self._dialect.cancel_weight, Priority.CANCEL)
        try:
            await self._exchange.cancel_order(order.venue_id, symbol, {})
        except VENUE_ERRORS as error:
            # One that ended meanwhile is what was wanted; the next listing says about all others.
            if getattr(cancel_outcome(error, self._dialect, order.client_id, 0, 0), "gone", False):
                return
            raise public_error(error, f"cancelling an order in {symbol}") from None
