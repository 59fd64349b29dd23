"""What every surface shows: frozen read models made by the engine's publisher.

Read by the window, the text status and the API.

Prices and quantities of ours are Decimal, market statistics float (NaN never; None = unknown), times UTC
nanoseconds.
"""

from decimal import Decimal
from enum import StrEnum

import msgspec

from mmdesk.core.model.control import Control
from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.leftover import LeftoverDecision
from mmdesk.core.model.order import OrderState, VenueStatus
from mmdesk.core.model.state import Mode, TradingState
from mmdesk.core.model.values import Side
from mmdesk.ports.breaker_views import BreakerEventView, BreakerRuleView, BreakerSettingsView, BreakerView
from mmdesk.ports.control import Ticket
from mmdesk.ports.drill import DrillView
from mmdesk.ports.history import AnyHistory
from mmdesk.ports.view import View


class SessionView(View, frozen=True, kw_only=True):
    """Sent first on every connection: who is at the other end."""

    session: str
    version: str
    mode: Mode
    database: str
    started_wall_ns: int
    instruments: tuple[str, ...]
    tick_sizes: dict[str, Decimal]
    lot_sizes: dict[str, Decimal]
    drills: bool = False
    """Whether fire drills can be made: the venue is our own simulated one."""


class DeskView(View, frozen=True, kw_only=True):
    """The safety bar and status bar in one record, a few times a second."""

    wall_ns: int
    state: TradingState
    reason: str
    arm_blockers: tuple[str, ...]
    pnl_total_quote: Decimal
    pnl_realised_quote: Decimal
    pnl_unrealised_quote: Decimal
    fees_quote: Decimal
    pnl_residual_quote: Decimal
    open_orders: int
    unknown_orders: int
    markets_quoting: int
    markets_total: int
    messages: int
    messages_per_s: float
    book_gaps: int
    crossed_books: int
    quotes_placed: int
    cancels: int
    fills: int
    loop_lag_ms: float
    inbox_depth: int
    conflated: int
    journal_seq: int
    stored_seq: int
    storage_fault: str


class VenueView(View, frozen=True, kw_only=True):
    """One venue's connection and latency; `None` while nothing was measured.

    `protected_by` takes our orders off if this program dies; empty: nobody is asked to.
    """

    venue: str
    wall_ns: int
    connected: bool
    reconciling: bool
    last_message_age_ms: float | None
    data_age_p50_ms: float | None
    data_age_p95_ms: float | None
    ack_p50_ms: float | None
    ack_p95_ms: float | None
    tick_to_order_p50_ms: float | None
    tick_to_order_p99_ms: float | None
    reconnects: int
    malformed: int
    weight_used: float
    clock_offset_ms: float | None
    protected: bool = True
    protected_by: str = ""


class MarketView(View, frozen=True, kw_only=True):
    """One market: top of book, our quotes in it, and why we quote so.

    Also one point of the price and spread charts.
    """

    instrument: str
    wall_ns: int
    trusted: bool
    bid: float | None
    ask: float | None
    bid_quantity: float | None
    ask_quantity: float | None
    fair_value: float | None
    own_bid: Decimal | None
    own_ask: Decimal | None
    volatility_bps: float | None
    imbalance: float | None
    quoting: str
    quoting_reason: str
    data_age_ms: float | None
    explanations: tuple[QuoteExplanation, ...] = ()


class OrderSource(StrEnum):
    """Whose an order is. MANUAL: of an earlier session, and a person decided at the start that it rests on.
    FOREIGN ones do not carry our name, whoever placed them: counted in exposure, shown, never touched."""

    ENGINE = "engine"
    EARLIER = "earlier session"
    MANUAL = "manual"
    FOREIGN = "foreign"


class OrderView(View, frozen=True, kw_only=True):
    """One row of the Orders table; `open` false means the row may leave the table of working orders.

    A row of refusals (`denied_as`: by which control in which scope) stays while `denied_count`, how many
    there were, is above 0; its order is one of them.
    """

    client_id: str
    venue_id: str
    instrument: str
    side: Side
    price: Decimal
    quantity: Decimal
    filled_quantity: Decimal
    state: OrderState
    open: bool
    post_only: bool
    slot: str
    created_ns: int
    changed_ns: int
    ack_latency_ms: float | None
    source: OrderSource
    reason: str
    denied_as: str = ""
    denied_count: int = 0

    @property
    def is_shown(self) -> bool:
        """Whether it belongs into the table of working orders."""
        return self.open or self.denied_count > 0

    @property
    def key(self) -> str:
        """What tells one order from another: a foreign client id may be empty, or anything."""
        if self.denied_as:
            return f"denied {self.denied_as}"
        if self.source is OrderSource.FOREIGN:
            return f"{self.instrument} {self.venue_id}"
        return self.client_id


class PositionView(View, frozen=True, kw_only=True):
    """One row of the Positions table."""

    instrument: str
    quantity: Decimal
    target_quantity: Decimal
    limit_quantity: Decimal
    average_price: Decimal
    mark: float | None
    unrealised_quote: Decimal
    realised_quote: Decimal
    fees_quote: Decimal


class FillView(View, frozen=True, kw_only=True):
    """One row of the Fills table and one triangle on the price chart. `ack_latency_ms` is its order's."""

    instrument: str
    trade_id: str
    client_id: str
    venue_id: str
    wall_ns: int
    side: Side
    price: Decimal
    quantity: Decimal
    fee: Decimal
    fee_asset: str
    is_maker: bool
    edge_bps: float | None
    source: OrderSource = OrderSource.ENGINE
    ack_latency_ms: float | None = None


class LeftoverView(View, frozen=True, kw_only=True):
    """One row of the start-up table: an order of an earlier session and what three witnesses say of it.

    `journal_state` is our record now. `venue_status` None: the venue does not list it (`listed` says whether
    it was asked yet). `last_state` None: only the venue knew it; else as the last session left it, at
    `last_known_ns`. `inventory_effect` is signed base if the rest fills. Answer with `DecideLeftovers`;
    undecided rows are cancelled at `decide_by_ns` (UTC, 0 = never). `open` false: the row is settled.
    """

    client_id: str
    venue_id: str
    instrument: str
    side: Side
    price: Decimal
    quantity: Decimal
    journal_state: OrderState
    journal_filled: Decimal
    journal_reason: str
    venue_status: VenueStatus | None
    venue_filled: Decimal | None
    listed: bool
    last_state: OrderState | None
    last_filled: Decimal | None
    last_known_ns: int
    remaining_quantity: Decimal
    inventory_effect: Decimal
    decision: LeftoverDecision
    decide_by_ns: int
    open: bool


class StopView(View, frozen=True, kw_only=True):
    """How far a stop is at one venue: cancels asked for, proved gone, and in doubt.

    A new stop begins at zero again. `done`: no further try is made; `proved`: a fetch showed that none of
    ours is open. `why`: what keeps it from being proved, empty while nothing does.
    """

    venue: str
    wall_ns: int
    requested: int
    confirmed: int
    unknown: int
    elapsed_s: float
    done: bool
    proved: bool
    why: str


class HistoryView(View, frozen=True, kw_only=True):
    """The answer to a question about the past, for whoever has this ticket."""

    ticket: str
    history: AnyHistory


class ControlView(View, frozen=True, kw_only=True):
    """One pre-trade control in one scope (ORDERS 6): a row of the Limits table, told at most once a second.

    `scope` is a market, one side of it (`BTC/USDT@binance buy`), an asset, a venue, or `desk`. `limit`, `use`
    and `headroom` are in `unit`; all None where the control is a rule and not a number: then `needs` says
    what it takes and `now` what is. `use` None beside a `limit`: not known, so orders are refused. `blocks`:
    no order of the scope passes now; `latched`: until a person releases it. `refusals` of this session,
    `last_refusal` in words with limit and value, `last_refusal_ns` UTC (0 = none).
    """

    control: Control
    scope: str
    unit: str = ""
    limit: Decimal | None = None
    use: Decimal | None = None
    headroom: Decimal | None = None
    needs: str = ""
    now: str = ""
    blocks: bool = False
    latched: bool = False
    refusals: int = 0
    last_refusal: str = ""
    last_refusal_ns: int = 0

    @property
    def key(self) -> tuple[int, str]:
        return (self.control, self.scope)


class LogView(View, frozen=True, kw_only=True):
    """One line of the log panel. `count` collapses repeats."""

    wall_ns: int
    level: str
    module: str
    message: str
    context: str = ""
    count: int = 1


class AlertView(View, frozen=True, kw_only=True):
    """An alert in three lines: what, why, what to do."""

    wall_ns: int
    level: str
    key: str
    what: str
    why: str
    do: str


AnyView = (
    SessionView
    | DeskView
    | VenueView
    | MarketView
    | OrderView
    | PositionView
    | FillView
    | LogView
    | AlertView
    | LeftoverView
    | StopView
    | HistoryView
    | ControlView
    | BreakerView
    | BreakerEventView
    | BreakerRuleView
    | BreakerSettingsView
    | DrillView
    | Ticket
)


class Frame(msgspec.Struct, frozen=True):
    """One message from the engine: the views that changed since the last frame, oldest first."""

    sequence: int
    views: tuple[AnyView, ...]
