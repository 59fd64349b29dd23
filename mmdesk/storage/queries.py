"""Questions to the history, asked on connections of their own: readers never wait for the writer."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Select, func, select

from mmdesk.core.model.account import Position
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import Order
from mmdesk.storage import tables
from mmdesk.storage.database import connect, database_url
from mmdesk.storage.records import fill_of, order_of, position_of
from mmdesk.storage.remember import FINISHED

MOST_ROWS = 10_000


class SessionSummary(msgspec.Struct, frozen=True):
    """One session in numbers; `closed_ns` is 0 while it runs or when it did not end on purpose."""

    session: str
    epoch: int
    mode: str
    version: str
    opened_ns: int
    closed_ns: int
    close_reason: str
    orders: int
    fills: int
    traded_quote: Decimal


class History:
    """Reads one database; each call uses a connection of its own. Raises sqlalchemy.exc.DBAPIError."""

    def __init__(self, data_dir: Path, url: str | None = None) -> None:
        """Raises ConfigurationError when the URL is not understood."""
        self._engine = connect(database_url(data_dir, url), read_only=True)

    def recent_fills(self, limit: int = 500, instrument: str | None = None) -> list[Fill]:
        """Newest first; at most 10,000."""
        trades = tables.trades
        query = select(trades).order_by(trades.c.exchange_ns.desc(), trades.c.sequence.desc())
        if instrument is not None:
            query = query.where(trades.c.instrument == instrument)
        return [fill_of(row) for row in self._rows(query.limit(min(limit, MOST_ROWS)))]

    def recent_orders(self, limit: int = 500, *, unfinished_only: bool = False) -> list[Order]:
        """Newest first; at most 10,000."""
        orders = tables.orders
        query = select(orders).order_by(orders.c.created_ns.desc(), orders.c.client_id.desc())
        if unfinished_only:
            query = query.where(orders.c.state.not_in([state.value for state in FINISHED]))
        return [order_of(row) for row in self._rows(query.limit(min(limit, MOST_ROWS)))]

    def positions(self) -> list[Position]:
        """By instrument."""
        found = self._rows(select(tables.positions).order_by(tables.positions.c.instrument))
        return [position_of(row) for row in found]

    def sessions(self, limit: int = 50) -> list[SessionSummary]:
        """Newest first."""
        newest = select(tables.sessions).order_by(tables.sessions.c.sequence.desc()).limit(limit)
        later: int | None = None
        summaries = []
        for row in self._rows(newest):
            summaries.append(self._summary(row._mapping, later))
            later = row._mapping["sequence"]
        return summaries

    def _summary(self, session: Any, before: int | None) -> SessionSummary:
        """A session's facts are those from its own first to the next session's."""
        events, trades = tables.order_events, tables.trades
        sent = select(func.count()).select_from(events).where(events.c.kind == "sent")
        orders = int(self._rows(self._within(sent, events, session, before))[0][0])
        fills = self._within(select(trades.c.price, trades.c.quantity), trades, session, before)
        values = [row[0] * row[1] for row in self._rows(fills)]
        return SessionSummary(
            session["session"],
            session["epoch"],
            session["mode"],
            session["version"],
            session["opened_ns"],
            session["closed_ns"],
            session["close_reason"],
            orders,
            len(values),
            sum(values, Decimal(0)),
        )

    @staticmethod
    def _within(query: Select[Any], table: Any, session: Any, before: int | None) -> Select[Any]:
        query = query.where(table.c.sequence >= session["sequence"])
        return query if before is None else query.where(table.c.sequence < before)

    def _rows(self, query: Select[Any]) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(query))
