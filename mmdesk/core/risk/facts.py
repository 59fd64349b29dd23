"""What the gate looks at: every number a pre-trade control needs, gathered once per order."""

from decimal import Decimal

import msgspec

from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.parameters import RiskLimits
from mmdesk.core.model.state import TradingState
from mmdesk.core.risk.breakers.board import FREE, Allowed


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The situation of one market at the moment an order is asked for.

    Quantities in base, values in quote. `open_buy` / `open_sell` are the remaining quantities of all orders
    that may still trade: sent, resting, being cancelled, UNKNOWN in full, and foreign ones. `free_*` is
    what the venue's balance leaves after all of these; None = no balance known. `data_age_ms` -1 = no data
    ever.
    """

    instrument: Instrument
    limits: RiskLimits
    state: TradingState
    venue_connected: bool
    reconciling: bool
    protected: bool = True
    book_trusted: bool
    book_fault: str
    data_age_ms: int
    mid: float
    last_good_mid: float
    best_bid_ticks: int
    best_ask_ticks: int
    position: Decimal
    open_buy: Decimal
    open_sell: Decimal
    open_orders: int
    own_best_bid: Decimal
    own_best_ask: Decimal
    slot_taken: bool
    free_quote: Decimal | None
    free_base: Decimal | None
    messages_last_s: int
    allowed: Allowed = FREE
    probe_waits: bool = False
