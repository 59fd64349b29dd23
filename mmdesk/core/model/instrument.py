"""What can be traded where, and on which grid: one frozen record per market of a venue."""

from decimal import Decimal
from enum import StrEnum

import msgspec


class InstrumentStatus(StrEnum):
    """Whether a venue matches orders in a market now. UNKNOWN: it said a word we do not know."""

    TRADING = "trading"
    HALTED = "halted"
    AUCTION = "auction"
    CLOSED = "closed"
    UNKNOWN = "status unknown"


class Instrument(msgspec.Struct, frozen=True):
    """A spot market of one venue. Steps are exact; `key` names it everywhere in the desk."""

    venue: str
    symbol: str
    venue_symbol: str
    base: str
    quote: str
    tick_size: Decimal
    lot_size: Decimal
    min_quantity: Decimal
    max_quantity: Decimal
    min_notional_quote: Decimal
    maker_fee_rate: Decimal
    taker_fee_rate: Decimal
    status: InstrumentStatus = InstrumentStatus.TRADING
    """At the moment of `connect`; later changes are events."""

    @property
    def key(self) -> str:
        """`BTC/USDT@binance`: the symbol at its venue."""
        return f"{self.symbol}@{self.venue}"
