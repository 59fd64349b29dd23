"""What the market shows: events of the public feeds.

Prices and quantities are floats (statistics, not money).
"""

from enum import StrEnum

import msgspec

from mmdesk.core.model.values import Side

Level = tuple[float, float]
"""(price in quote, quantity in base)."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Anything the core is told.

    `wall_ns` (UTC) is for records, `mono_ns` for ages; both are taken once, at the edge.
    """

    wall_ns: int
    mono_ns: int


class TopOfBook(Event, frozen=True, kw_only=True):
    """Best bid and ask after venue update `update_id`; `exchange_ns` is 0 where the venue sends no time."""

    instrument: str
    bid: float
    bid_quantity: float
    ask: float
    ask_quantity: float
    update_id: int
    exchange_ns: int = 0


class BookSnapshot(Event, frozen=True, kw_only=True):
    """The book after `update_id`, best level first on both sides."""

    instrument: str
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    update_id: int
    exchange_ns: int = 0


class BookDelta(Event, frozen=True, kw_only=True):
    """Changed levels of updates `first_id..last_id`; a quantity of zero removes the level."""

    instrument: str
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    first_id: int
    last_id: int
    exchange_ns: int = 0


class TradePrint(Event, frozen=True, kw_only=True):
    """A public trade; `taker_side` is the side that crossed the spread."""

    instrument: str
    price: float
    quantity: float
    taker_side: Side
    trade_id: str
    exchange_ns: int = 0


class FeedFault(StrEnum):
    """Why a feed cannot be trusted until its next snapshot."""

    GAP = "gap"
    CROSSED = "crossed"
    DISCONNECTED = "disconnected"
    MALFORMED = "malformed"
    SILENT = "silent"


class FeedLost(Event, frozen=True, kw_only=True):
    """The market data of one instrument is not to be believed until its next snapshot."""

    instrument: str
    fault: FeedFault
    detail: str = ""
