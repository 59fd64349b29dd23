"""From symbols to instruments: markets from disk or the venue, exact grids, and the account's own fee
rates.
"""

import difflib
from decimal import Decimal

from mmdesk.core.model.errors import SymbolNotSupportedError
from mmdesk.core.model.instrument import Instrument
from mmdesk.gateways import ccxt_parse as parse
from mmdesk.gateways.ccxt_errors import VENUE_ERRORS, public_error
from mmdesk.gateways.ccxt_protocol import CcxtExchange, Structure
from mmdesk.gateways.connection import VenueConnection
from mmdesk.gateways.dialect import Dialect
from mmdesk.gateways.markets_cache import MarketsCache
from mmdesk.gateways.rate_limit import Priority, WeightLimiter
from mmdesk.ports.clock import Clock

# A venue with no more markets than this is told whole.
_FEW = 6


class MarketLoader:
    """Runs before trading starts: setting thousands of markets blocks the loop for half a second."""

    def __init__(
        self,
        exchange: CcxtExchange,
        dialect: Dialect,
        connection: VenueConnection,
        clock: Clock,
        limiter: WeightLimiter,
    ) -> None:
        self._exchange = exchange
        self._dialect = dialect
        self._connection = connection
        self._clock = clock
        self._limiter = limiter
        # A simulated venue may come back with other rules (another tape), and asking it is cheap.
        folder = "" if connection.loopback else connection.markets_cache_dir
        self._cache = MarketsCache(folder, dialect.exchange_id, connection.timings.markets_max_age_s)

    async def load(self) -> tuple[Instrument, ...]:
        """Instruments of the connection's symbols, in their order. Raises SymbolNotSupportedError,
        ConfigurationError, ExchangeConnectionError."""
        markets = await self._markets()
        return tuple([await self._instrument(markets, s) for s in self._connection.symbols])

    async def _markets(self) -> dict[str, Structure]:
        if (stored := self._cache.load(self._clock.wall_ns())) is not None:
            return self._exchange.set_markets(*stored)
        await self._limiter.acquire(self._dialect.markets_weight, Priority.READ)
        try:
            markets = await self._exchange.load_markets()
        except VENUE_ERRORS as error:
            raise public_error(error, "loading the markets") from None
        self._cache.save(markets, self._exchange.currencies or {}, self._clock.wall_ns())
        return markets

    async def _instrument(self, markets: dict[str, Structure], symbol: str) -> Instrument:
        market = markets.get(symbol)
        if market is None or not market.get("spot"):
            raise SymbolNotSupportedError(_not_traded(symbol, market, markets, self._exchange.id))
        return parse.instrument_of(market, self._exchange.id, await self._fees(market), self._dialect)

    async def _fees(self, market: Structure) -> tuple[Decimal, Decimal]:
        """The account's rates; without keys, or where the venue does not say, the market's."""
        if not self._connection.has_credentials:
            return parse.fee_rates(market)
        await self._limiter.acquire(self._dialect.fee_weight, Priority.READ)
        try:
            return parse.fee_rates(await self._exchange.fetch_trading_fee(market["symbol"]))
        except VENUE_ERRORS as error:
            raise public_error(error, "reading the account's fees") from None


def _not_traded(symbol: str, market: Structure | None, markets: dict[str, Structure], venue: str) -> str:
    if market is not None:
        choose = "choose another symbol under [[venues]] in the settings file"
        return f"{symbol} is not a spot market on {venue}: {choose}"
    known = sorted(markets)
    close = difflib.get_close_matches(symbol, known, n=3)
    if len(known) <= _FEW:
        hint = f"It has {', '.join(known)}."
    else:
        hint = f"Did you mean {', '.join(close)}?" if close else "Symbols look like BTC/USDT."
    return f"{venue} has no market {symbol!r}. {hint} Write it under [[venues]] in the settings (--config)"
