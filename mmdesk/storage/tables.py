"""The tables of the history, alike in SQLite and PostgreSQL. All of it can be rebuilt from the journals.

Money is `ExactDecimal`, times are UTC nanoseconds, `sequence` is the journal's number of a row's fact.
"""

from decimal import Decimal

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Numeric, Table, Text
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
    _sequence(key=True),
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
