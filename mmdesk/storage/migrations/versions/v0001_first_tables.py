"""The tables of the first version: sessions, orders and their events, trades, positions, balances, alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# In SQLite the row's own number: a database made before this has a second tree instead, and is as good.
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MONEY = sa.Text().with_variant(sa.Numeric(), "postgresql")


def upgrade() -> None:
    _projection()
    _sessions()
    _parameter_versions()
    _orders()
    _order_events()
    _order_explanations()
    _trades()
    _positions()
    _balance_snapshots()
    _trading_states()
    _alerts()


def _projection() -> None:
    op.create_table(
        "projection",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("next_byte", sa.BigInteger(), nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("session", sa.Text(), primary_key=True, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("accounts", sa.Text(), nullable=False),
        sa.Column("instruments", sa.Text(), nullable=False),
        sa.Column("opened_ns", sa.BigInteger(), nullable=False),
        sa.Column("closed_ns", sa.BigInteger(), nullable=False),
        sa.Column("close_reason", sa.Text(), nullable=False),
    )


def _parameter_versions() -> None:
    op.create_table(
        "parameter_versions",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("instrument", sa.Text(), primary_key=True, nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("limits", sa.Text(), nullable=False),
    )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("client_id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("venue_id", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("price", MONEY, nullable=False),
        sa.Column("quantity", MONEY, nullable=False),
        sa.Column("time_in_force", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("filled_quantity", MONEY, nullable=False),
        sa.Column("average_price", MONEY, nullable=False),
        sa.Column("created_ns", sa.BigInteger(), nullable=False),
        sa.Column("acknowledged_ns", sa.BigInteger(), nullable=False),
        sa.Column("changed_ns", sa.BigInteger(), nullable=False),
        sa.Column("ack_latency_ns", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.create_index("orders_by_state", "orders", ["state"])
    op.create_index("orders_by_time", "orders", ["created_ns"])


def _order_events() -> None:
    op.create_table(
        "order_events",
        sa.Column("sequence", SEQUENCE, primary_key=True, autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
    )
    op.create_index("order_events_by_order", "order_events", ["client_id", "sequence"])


def _order_explanations() -> None:
    op.create_table(
        "order_explanations",
        sa.Column("client_id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
    )


def _trades() -> None:
    op.create_table(
        "trades",
        sa.Column("instrument", sa.Text(), primary_key=True, nullable=False),
        sa.Column("trade_id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("venue_id", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("price", MONEY, nullable=False),
        sa.Column("quantity", MONEY, nullable=False),
        sa.Column("fee", MONEY, nullable=False),
        sa.Column("fee_asset", sa.Text(), nullable=False),
        sa.Column("is_maker", sa.Integer(), nullable=False),
        sa.Column("exchange_ns", sa.BigInteger(), nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("mid", MONEY),
    )
    op.create_index("trades_by_order", "trades", ["client_id"])
    op.create_index("trades_by_time", "trades", ["exchange_ns"])


def _positions() -> None:
    op.create_table(
        "positions",
        sa.Column("instrument", sa.Text(), primary_key=True, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("quantity", MONEY, nullable=False),
        sa.Column("average_price", MONEY, nullable=False),
        sa.Column("realised_quote", MONEY, nullable=False),
        sa.Column("fees_quote", MONEY, nullable=False),
        sa.Column("bought_quantity", MONEY, nullable=False),
        sa.Column("sold_quantity", MONEY, nullable=False),
    )


def _balance_snapshots() -> None:
    op.create_table(
        "balance_snapshots",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("asset", sa.Text(), primary_key=True, nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("free", MONEY, nullable=False),
        sa.Column("used", MONEY, nullable=False),
    )


def _trading_states() -> None:
    op.create_table(
        "trading_states",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("do", sa.Text(), nullable=False),
    )
    op.create_index("alerts_by_time", "alerts", ["wall_ns"])
