"""What the gate looks at: every number a pre-trade control needs, gathered once per order."""

from decimal import Decimal

import msgspec

from mmdesk.core.model.instrument import Instrument, InstrumentStatus
from mmdesk.core.model.parameters import DeskLimits, RiskLimits
from mmdesk.core.model.state import TradingState
from mmdesk.core.risk.breakers.board import FREE, Allowed


class Exposure(msgspec.Struct, frozen=True):
    """Worst cases before the order, in the desk's currency; None = something in them cannot be valued.

    `unit` is what one base is worth. `asset_long` / `asset_short` (negative or zero): the asset over all
    markets if every buy, or every sell, fills; in markets where it is the quote, every sell or every buy.
    `venue` and `desk`: the larger of both sides of each market, added up without signs. `quote_*` is the same
    for the order's quote, `quote_worth` what one of it is worth; 0 where the quote is money and no asset.
    """

    unit: Decimal | None = None
    asset_long: Decimal | None = None
    asset_short: Decimal | None = None
    venue: Decimal | None = None
    desk: Decimal | None = None
    quote_worth: Decimal | None = Decimal(0)
    quote_long: Decimal | None = Decimal(0)
    quote_short: Decimal | None = Decimal(0)


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The situation of one market at the moment an order is asked for.

    Quantities in base, values in quote. `open_buy` / `open_sell` are the remaining quantities of all orders
    that may still trade: sent, resting, being cancelled, UNKNOWN in full, and foreign ones. `free_*` is
    what the venue's balance leaves after all of these; None = no balance known. `data_age_ms` -1 = no data
    ever. `unanswered_ms`: age of an order just like this one that nobody answered, -1 = none.
    `fills_in_window`: of the order's side. `day_profit_quote` and `drawdown_quote` in the desk's currency,
    None = not known. `latched`: what a person has to release before the order may leave, by control.
    """

    instrument: Instrument
    limits: RiskLimits
    desk_limits: DeskLimits
    state: TradingState
    status: InstrumentStatus
    may_trade: bool
    venue_connected: bool
    reconciling: bool
    balance_mismatch: str = ""
    protected: bool = True
    foreign_known: bool = True
    clock_offset_ns: int = 0
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
    exposure: Exposure
    slot_taken: bool
    unanswered_ms: int
    fills_in_window: int
    throttled: str = ""
    free_quote: Decimal | None
    free_base: Decimal | None
    messages_last_s: int
    day_profit_quote: Decimal | None
    day_lost: str = ""
    drawdown_quote: Decimal | None
    drawn_down: str = ""
    allowed: Allowed = FREE
    probe_waits: bool = False
