"""Breakers and their metrics: events, changes of thresholds, the desk and every exchange over time."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MONEY = sa.Text().with_variant(sa.Numeric(), "postgresql")


def upgrade() -> None:
    _circuit_breaker_events()
    _threshold_versions()
    _system_metrics()
    _breaker_metrics()
    _exchange_health()


def _circuit_breaker_events() -> None:
    op.create_table(
        "circuit_breaker_events",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope_level", sa.Text(), nullable=False),
        sa.Column("scope_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("value", sa.Double()),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("orders_cancelled", sa.Integer(), nullable=False),
        sa.Column("verify_ms", sa.Integer()),
        sa.Column("since_ns", sa.BigInteger(), nullable=False),
        sa.Column("reopens_ns", sa.BigInteger(), nullable=False),
        sa.Column("cooldown_s", sa.Double(), nullable=False),
        sa.Column("opened_ns", sa.Text(), nullable=False),
    )
    scope = ["kind", "scope_level", "scope_name", "sequence"]
    op.create_index("breaker_events_by_scope", "circuit_breaker_events", scope)
    op.create_index("breaker_events_by_time", "circuit_breaker_events", ["wall_ns"])


def _threshold_versions() -> None:
    op.create_table(
        "threshold_versions",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("in_force", sa.Text(), nullable=False),
        sa.Column("undo", sa.Integer(), nullable=False),
    )


def _system_metrics() -> None:
    op.create_table(
        "system_metrics",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("loop_lag_ms", sa.Double(), nullable=False),
        sa.Column("inbox_depth", sa.Integer(), nullable=False),
        sa.Column("memory_mb", sa.Double(), nullable=False),
        sa.Column("open_orders", sa.Integer(), nullable=False),
        sa.Column("unknown_orders", sa.Integer(), nullable=False),
        sa.Column("pnl_total_quote", MONEY, nullable=False),
    )
    op.create_index("system_metrics_by_time", "system_metrics", ["wall_ns"])


def _breaker_metrics() -> None:
    op.create_table(
        "metric_series",
        sa.Column("series", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope_level", sa.Text(), nullable=False),
        sa.Column("scope_name", sa.Text(), nullable=False),
    )
    op.create_table(
        "breaker_metrics",
        sa.Column("series", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("value", sa.Double()),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )


def _exchange_health() -> None:
    op.create_table(
        "exchange_health",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("connected", sa.Integer(), nullable=False),
        sa.Column("reconciling", sa.Integer(), nullable=False),
        sa.Column("protected", sa.Integer(), nullable=False),
        sa.Column("data_age_p95_ms", sa.Double()),
        sa.Column("last_frame_age_ms", sa.Double()),
        sa.Column("ack_p95_ms", sa.Double()),
        sa.Column("error_rate_pct", sa.Double()),
        sa.Column("clock_offset_ms", sa.Double()),
        sa.Column("weight_used", sa.Double(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("reconnects", sa.Integer(), nullable=False),
        sa.Column("malformed", sa.Integer(), nullable=False),
        sa.Column("open_orders", sa.Integer(), nullable=False),
        sa.Column("unknown_orders", sa.Integer(), nullable=False),
        sa.Column("banned_until_ns", sa.BigInteger(), nullable=False),
    )
    op.create_index("exchange_health_by_time", "exchange_health", ["wall_ns"])
