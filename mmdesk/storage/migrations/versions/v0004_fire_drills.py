"""Fire drills: what was caused, what opened, and the times until the last cancel was confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "fire_drills",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("begun_ns", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("breaker", sa.Text(), nullable=False),
        sa.Column("scope_level", sa.Text(), nullable=False),
        sa.Column("scope_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_ms", sa.Double()),
        sa.Column("orders_cancelled", sa.Integer(), nullable=False),
        sa.Column("sent_ms", sa.Double()),
        sa.Column("confirmed_ms", sa.Double()),
        sa.Column("proved_ms", sa.Double()),
        sa.Column("why", sa.Text(), nullable=False),
    )
