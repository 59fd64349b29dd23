"""What the pre-trade controls remember: latches and their releases, and where losses are counted from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MONEY = sa.Text().with_variant(sa.Numeric(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "control_latches",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("control", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("latched", sa.Integer(), nullable=False),
        sa.Column("since_ns", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.create_index("control_latches_by_scope", "control_latches", ["control", "scope", "sequence"])
    op.create_table(
        "profit_marks",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("wall_ns", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("day_start_quote", MONEY, nullable=False),
        sa.Column("peak_quote", MONEY, nullable=False),
    )
