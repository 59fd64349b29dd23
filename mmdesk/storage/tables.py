"""The tables of the history, alike in SQLite and PostgreSQL. All of it can be rebuilt from the journals.

Money is `ExactDecimal`, times are UTC nanoseconds, `sequence` is the journal's number of a row's fact.
"""

from decimal import Decimal

from sqlalchemy import BigInteger, Column, Double, Index, Integer, MetaData, Numeric, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class ExactDecimal(TypeDecorator[Decimal]):
    """NUMERIC in PostgreSQL, plain decimal text in SQLite, whose own numbers are floats.

    In SQLite SQL compares and sorts such a column as text; to sort by value, `cast(column, Numeric)` makes
    a float of it, good enough to sort by, never to add up.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Decimal] | TypeEngine[str]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Numeric())
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        if value is None or dialect.name == "postgresql":
            return value
        return f"{value:f}"

    def process_result_value(self, value: str | Decimal | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


metadata = MetaData()


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=False)


def _ns(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _sequence(*, key: bool = False) -> Column[int]:
    return Column("sequence", BigInteger, primary_key=key, nullable=False, autoincrement=False)


def _money(name: str) -> Column[Decimal]:
    return Column(name, ExactDecimal, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _measured(name: str) -> Column[float]:
    """NULL where nothing was measured."""
    return Column(name, Double)


def _float(name: str) -> Column[float]:
    return Column(name, Double, nullable=False)


projection = Table(
    "projection",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _sequence(),
    _text("segment"),
    _ns("next_byte"),
    _ns("wall_ns"),
)
"""One row: the last fact in the tables, and where in the journals the next one starts."""

sessions = Table(
    "sessions",
    metadata,
    _text("session", key=True),
    _sequence(),
    Column("epoch", BigInteger, nullable=False),
    _text("version"),
    _text("mode"),
    _text("accounts"),
    _text("instruments"),
    _ns("opened_ns"),
    _ns("closed_ns"),
    _text("close_reason"),
)

parameter_versions = Table(
    "parameter_versions",
    metadata,
    _sequence(key=True),
    _text("instrument", key=True),
    _ns("wall_ns"),
    _text("parameters"),
    _text("limits"),
)

orders = Table(
    "orders",
    metadata,
    _text("client_id", key=True),
    _sequence(),
    _text("venue_id"),
    _text("instrument"),
    _text("side"),
    _money("price"),
    _money("quantity"),
    _text("time_in_force"),
    _text("slot"),
    _text("state"),
    _money("filled_quantity"),
    _money("average_price"),
    _ns("created_ns"),
    _ns("acknowledged_ns"),
    _ns("changed_ns"),
    _ns("ack_latency_ns"),
    _text("reason"),
    Index("orders_by_time", "created_ns"),
    Index("orders_by_state", "state"),
)

order_events = Table(
    "order_events",
    metadata,
    # In SQLite the row's own number: the biggest table needs no second tree to find a sequence.
    Column(
        "sequence",
        BigInteger().with_variant(Integer(), "sqlite"),
        primary_key=True,
        nullable=False,
        autoincrement=False,
    ),
    _text("client_id"),
    _ns("wall_ns"),
    _text("kind"),
    _text("detail"),
    Index("order_events_by_order", "client_id", "sequence"),
)

order_explanations = Table(
    "order_explanations",
    metadata,
    _text("client_id", key=True),
    _sequence(),
    _text("explanation"),
)

trades = Table(
    "trades",
    metadata,
    _text("instrument", key=True),
    _text("trade_id", key=True),
    _sequence(),
    _text("client_id"),
    _text("venue_id"),
    _text("side"),
    _money("price"),
    _money("quantity"),
    _money("fee"),
    _text("fee_asset"),
    _number("is_maker"),
    _ns("exchange_ns"),
    _ns("wall_ns"),
    Column("mid", ExactDecimal),
    Index("trades_by_time", "exchange_ns"),
    Index("trades_by_order", "client_id"),
)

positions = Table(
    "positions",
    metadata,
    _text("instrument", key=True),
    _sequence(),
    _ns("wall_ns"),
    _money("quantity"),
    _money("average_price"),
    _money("realised_quote"),
    _money("fees_quote"),
    _money("bought_quantity"),
    _money("sold_quantity"),
)

balance_snapshots = Table(
    "balance_snapshots",
    metadata,
    _sequence(key=True),
    _text("asset", key=True),
    _text("venue"),
    _ns("wall_ns"),
    _money("free"),
    _money("used"),
)

trading_states = Table(
    "trading_states",
    metadata,
    _sequence(key=True),
    _ns("wall_ns"),
    _text("state"),
    _text("reason"),
)

alerts = Table(
    "alerts",
    metadata,
    _sequence(key=True),
    _ns("wall_ns"),
    _text("level"),
    _text("key"),
    _text("what"),
    _text("why"),
    _text("do"),
    Index("alerts_by_time", "wall_ns"),
)

circuit_breaker_events = Table(
    "circuit_breaker_events",
    metadata,
    _sequence(key=True),
    _ns("wall_ns"),
    _text("what"),
    _text("kind"),
    _text("scope_level"),
    _text("scope_name"),
    _text("state"),
    _text("permission"),
    _measured("value"),
    _float("threshold"),
    _text("reason"),
    _text("who"),
    _number("orders_cancelled"),
    Column("verify_ms", Integer),
    _ns("since_ns"),
    _ns("reopens_ns"),
    _float("cooldown_s"),
    _text("opened_ns"),
    Index("breaker_events_by_scope", "kind", "scope_level", "scope_name", "sequence"),
    Index("breaker_events_by_time", "wall_ns"),
)
"""Each row is also the breaker's whole record after it: the last one of a scope is what a restart goes on
with. `verify_ms` is NULL but for the rows that tell how the cancels went; `opened_ns` is a JSON list."""

threshold_versions = Table(
    "threshold_versions",
    metadata,
    _sequence(key=True),
    _ns("wall_ns"),
    _text("who"),
    _text("old"),
    _text("new"),
    _text("in_force"),
    _number("undo"),
)
"""Changes of breaker thresholds by a person; `old`, `new` and `in_force` are JSON lists."""

system_metrics = Table(
    "system_metrics",
    metadata,
    _sequence(key=True),
    _ns("wall_ns"),
    _float("loop_lag_ms"),
    _number("inbox_depth"),
    _float("memory_mb"),
    _number("open_orders"),
    _number("unknown_orders"),
    _money("pnl_total_quote"),
    Index("system_metrics_by_time", "wall_ns"),
)
"""The desk once a second, for 7 days."""

metric_series = Table(
    "metric_series",
    metadata,
    Column("series", BigInteger, primary_key=True, nullable=False, autoincrement=False),
    _text("kind"),
    _text("scope_level"),
    _text("scope_name"),
)
"""What the numbers in `breaker_metrics` stand for; a number is made from the three words."""

breaker_metrics = Table(
    "breaker_metrics",
    metadata,
    Column("series", BigInteger, primary_key=True, nullable=False, autoincrement=False),
    Column("wall_ns", BigInteger, primary_key=True, nullable=False, autoincrement=False),
    _measured("value"),
    _float("threshold"),
    _text("state"),
    sqlite_with_rowid=False,
)
"""Every breaker's metric once a second, for 7 days: the bulk of the database, hence no sequence and no
names. Without rowid the rows of a series lie together in order of time."""

exchange_health = Table(
    "exchange_health",
    metadata,
    _sequence(key=True),
    _ns("wall_ns"),
    _text("venue"),
    _number("connected"),
    _number("reconciling"),
    _number("protected"),
    _measured("data_age_p95_ms"),
    _measured("last_frame_age_ms"),
    _measured("ack_p95_ms"),
    _measured("error_rate_pct"),
    _measured("clock_offset_ms"),
    _float("weight_used"),
    _number("requests"),
    _number("faults"),
    _number("reconnects"),
    _number("malformed"),
    _number("open_orders"),
    _number("unknown_orders"),
    _ns("banned_until_ns"),
    Index("exchange_health_by_time", "wall_ns"),
)
"""Each exchange every 30 s, for 90 days."""
control_latches = Table(
    "control_latches",
    metadata,
    _sequence(key=True),
    _ns("wall_ns"),
    _number("control"),
    _text("scope"),
    _number("latched"),
    _ns("since_ns"),
    _text("detail"),
    _text("reason"),
    Index("control_latches_by_scope", "control", "scope", "sequence"),
)
"""Each time a control latched or was released; the newest row of a control and scope is how it stands."""

profit_marks = Table(
    "profit_marks",
    metadata,
    _sequence(key=True),
    _ns("wall_ns"),
    _number("day"),
    _money("day_start_quote"),
    _money("peak_quote"),
)
"""Where losses are counted from; the newest row holds."""

fire_drills = Table(
    "fire_drills",
    metadata,
    _sequence(key=True),
    _ns("begun_ns"),
    _text("kind"),
    _text("instrument"),
    _float("amount"),
    _text("outcome"),
    _text("breaker"),
    _text("scope_level"),
    _text("scope_name"),
    _text("reason"),
    _measured("opened_ms"),
    _number("orders_cancelled"),
    _measured("sent_ms"),
    _measured("confirmed_ms"),
    _measured("proved_ms"),
    _text("why"),
)
"""Each fire drill with its times from the cause on; `breaker` and scope are empty when none opened."""
