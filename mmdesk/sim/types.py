"""Words of the simulated venue: orders, trades, public and private events, rules, refusals.

Money and sizes of an account are `Decimal`; public market data carry decimal TEXT exactly as it goes on the
wire (a recorded tape passes its own text through unchanged). Times are int nanoseconds (UTC) of its clock.
Names, states and codes are Binance spot's, because that is the protocol served.
"""

from decimal import Decimal
from enum import StrEnum

import msgspec


class Side(StrEnum):
    BUY = "BUY"
    SELL = "SELL"


class OrderType(StrEnum):
    LIMIT = "LIMIT"
    LIMIT_MAKER = "LIMIT_MAKER"
    MARKET = "MARKET"


class TimeInForce(StrEnum):
    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"


class OrderStatus(StrEnum):
    NEW = "NEW"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    EXPIRED_IN_MATCH = "EXPIRED_IN_MATCH"


class StpMode(StrEnum):
    """Self-trade prevention: which side gives way when both orders are of one account."""

    NONE = "NONE"
    EXPIRE_MAKER = "EXPIRE_MAKER"
    EXPIRE_TAKER = "EXPIRE_TAKER"
    EXPIRE_BOTH = "EXPIRE_BOTH"


class ExecutionType(StrEnum):
    NEW = "NEW"
    TRADE = "TRADE"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    TRADE_PREVENTION = "TRADE_PREVENTION"


class VenueReject(Exception):  # noqa: N818 - the venue's word, a verdict and not a failure of ours
    """A request the venue refuses: `code` and `msg` are Binance's own, ready for `{"code":..,"msg":..}`."""

    def __init__(self, code: int, msg: str) -> None:
        super().__init__(f"{code}: {msg}")
        self.code = code
        self.msg = msg


class SymbolRules(msgspec.Struct, frozen=True, kw_only=True):
    """One spot symbol: assets, steps, and the limits of every filter in `filters.py`."""

    symbol: str
    base_asset: str
    quote_asset: str
    tick_size: Decimal
    step_size: Decimal
    min_price: Decimal
    max_price: Decimal
    min_qty: Decimal
    max_qty: Decimal
    market_max_qty: Decimal
    min_notional: Decimal
    max_notional: Decimal = Decimal(9_000_000)
    bid_multiplier_up: Decimal = Decimal(5)
    bid_multiplier_down: Decimal = Decimal("0.2")
    ask_multiplier_up: Decimal = Decimal(5)
    ask_multiplier_down: Decimal = Decimal("0.2")
    max_num_orders: int = 200
    base_precision: int = 8
    quote_precision: int = 8


class AccountSpec(msgspec.Struct, frozen=True, kw_only=True):
    """An account at the start: its balances and its fee rates (0.001 = 10 bps)."""

    account_id: str
    balances: dict[str, Decimal]
    maker_fee: Decimal = Decimal("0.001")
    taker_fee: Decimal = Decimal("0.001")


class OrderRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a client asks for. MARKET needs exactly one of `quantity` and `quote_order_qty`."""

    symbol: str
    side: Side
    type: OrderType
    quantity: Decimal | None = None
    price: Decimal | None = None
    quote_order_qty: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    client_order_id: str = ""
    stp_mode: StpMode = StpMode.EXPIRE_MAKER


class VenueTrade(msgspec.Struct, frozen=True, kw_only=True):
    """One fill as one account sees it (`myTrades`)."""

    account_id: str
    symbol: str
    trade_id: int
    order_id: int
    client_order_id: str
    side: Side
    price: Decimal
    quantity: Decimal
    quote_quantity: Decimal
    commission: Decimal
    commission_asset: str
    is_maker: bool
    time_ns: int


class VenueOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One order at one moment. `price` is 0 for MARKET; `orig_quote_order_qty` is 0 unless asked by quote
    amount.
    """

    account_id: str
    symbol: str
    order_id: int
    client_order_id: str
    side: Side
    type: OrderType
    time_in_force: TimeInForce
    price: Decimal
    orig_qty: Decimal
    executed_qty: Decimal
    cumulative_quote_qty: Decimal
    orig_quote_order_qty: Decimal
    status: OrderStatus
    stp_mode: StpMode
    time_ns: int
    update_time_ns: int
    is_working: bool


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of `place`: the order after matching and the fills this very request made."""

    order: VenueOrder
    fills: tuple[VenueTrade, ...]


class Canceled(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of `cancel`: the final order; `cancel_client_id` names the cancel request (wire
    `clientOrderId`).
    """

    order: VenueOrder
    cancel_client_id: str


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    asset: str
    free: Decimal
    locked: Decimal


Level = tuple[str, str]  # price, quantity as wire text; quantity "0.00000000" removes the level


class DepthUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """Diff of one symbol's book. Contiguous: `first_update_id` is the previous `final_update_id` + 1."""

    symbol: str
    first_update_id: int
    final_update_id: int
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    time_ns: int


class BookTicker(msgspec.Struct, frozen=True, kw_only=True):
    """Best bid and ask after book change `update_id`."""

    symbol: str
    update_id: int
    bid_price: str
    bid_qty: str
    ask_price: str
    ask_qty: str
    time_ns: int


class PublicTrade(msgspec.Struct, frozen=True, kw_only=True):
    symbol: str
    trade_id: int
    price: str
    quantity: str
    buyer_is_maker: bool
    time_ns: int


class AggTrade(msgspec.Struct, frozen=True, kw_only=True):
    """Trades of one taker order at one price, joined."""

    symbol: str
    agg_id: int
    price: str
    quantity: str
    first_trade_id: int
    last_trade_id: int
    buyer_is_maker: bool
    time_ns: int


class ExecutionReport(msgspec.Struct, frozen=True, kw_only=True):
    """Private order event. `trade` is set for TRADE only; `orig_client_order_id` (wire `C`) for CANCELED
    only;
    there `client_order_id` (wire `c`) is the id of the cancel request."""

    account_id: str
    execution_type: ExecutionType
    order: VenueOrder
    execution_id: int
    time_ns: int
    trade: VenueTrade | None = None
    client_order_id: str = ""
    orig_client_order_id: str = ""


class AccountUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """Private balance event (`outboundAccountPosition`): the assets that changed."""

    account_id: str
    balances: tuple[Balance, ...]
    time_ns: int


VenueEvent = DepthUpdate | BookTicker | PublicTrade | AggTrade | ExecutionReport | AccountUpdate
PublicEvent = DepthUpdate | BookTicker | PublicTrade | AggTrade


class Depth(msgspec.Struct, frozen=True, kw_only=True):
    """Book snapshot, best level first."""

    symbol: str
    last_update_id: int
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]


class Kline(msgspec.Struct, frozen=True, kw_only=True):
    """One candle; texts are 8-decimal wire text, `close_time_ns` is the last millisecond of the interval."""

    open_time_ns: int
    close_time_ns: int
    open: str
    high: str
    low: str
    close: str
    volume: str
    quote_volume: str
    trade_count: int
    taker_buy_volume: str
    taker_buy_quote_volume: str


class Ticker24h(msgspec.Struct, frozen=True, kw_only=True):
    """Rolling 24 h figures (`ticker/24hr`, `@ticker`, `@miniTicker`)."""

    symbol: str
    price_change: str
    price_change_percent: str
    weighted_avg_price: str
    prev_close_price: str
    last_price: str
    last_qty: str
    bid_price: str
    bid_qty: str
    ask_price: str
    ask_qty: str
    open_price: str
    high_price: str
    low_price: str
    volume: str
    quote_volume: str
    open_time_ns: int
    close_time_ns: int
    first_id: int
    last_id: int
    count: int
