"""Answers questions about the past, each on a connection of its own: readers never wait for the writer."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from mmdesk.core.model.breakers import BreakerKind, Scope, ThresholdChange
from mmdesk.core.risk.breakers.rehearsal import MetricSeries
from mmdesk.ports.history import BreakerHistory, DrillHistory, HealthHistory, MetricHistory, OrderHistory
from mmdesk.storage.database import connect, database_url, reason_of
from mmdesk.storage.order_histories import order_history
from mmdesk.storage.readings import metric_series, session_begins
from mmdesk.storage.remember import threshold_changes
from mmdesk.storage.watch_histories import breaker_history, drill_history, health_history, metric_history

T = TypeVar("T")


class DatabaseHistories:
    """`ports.history.Histories` from one database."""

    def __init__(self, data_dir: Path, url: str | None = None) -> None:
        """Raises ConfigurationError when the URL is not understood."""
        self._engine = connect(database_url(data_dir, url), read_only=True)

    def order_history(self, client_id: str) -> OrderHistory | None:
        """See `ports.history.Histories`."""
        return self._read(lambda connection: order_history(connection, client_id))

    def metric_history(
        self, metric: str, scope: Scope, from_ns: int, to_ns: int, most_points: int
    ) -> MetricHistory:
        """See `ports.history.Histories`."""
        return self._read(lambda it: metric_history(it, metric, scope, from_ns, to_ns, most_points))

    def breaker_history(
        self, kind: BreakerKind | None, scope: Scope | None, from_ns: int, to_ns: int, most: int
    ) -> BreakerHistory:
        """See `ports.history.Histories`."""
        return self._read(lambda it: breaker_history(it, kind, scope, from_ns, to_ns, most))

    def health_history(self, venue: str, from_ns: int, to_ns: int, most: int) -> HealthHistory:
        """See `ports.history.Histories`."""
        return self._read(lambda it: health_history(it, venue, from_ns, to_ns, most))

    def drill_history(self, most: int) -> DrillHistory:
        """See `ports.history.Histories`."""
        return self._read(lambda it: drill_history(it, most))

    def metric_series(self, from_ns: int, to_ns: int) -> list[MetricSeries]:
        """Every breaker's metric: some 15 readings a second and market, 16 bytes each. Raises OSError."""
        return self._read(lambda it: list(metric_series(it, from_ns, to_ns)))

    def session_begins(self, from_ns: int, to_ns: int) -> list[int]:
        """When mmdesk was started. Raises OSError."""
        return self._read(lambda it: session_begins(it, from_ns, to_ns))

    def thresholds_in_force(self) -> tuple[ThresholdChange, ...]:
        """What people changed over the settings file and holds now. Raises OSError."""
        return self._read(threshold_changes)

    def _read(self, query: Callable[[Connection], T]) -> T:
        try:
            with self._engine.connect() as connection:
                return query(connection)
        except SQLAlchemyError as error:
            raise OSError(reason_of(error)) from error
        except msgspec.DecodeError as error:
            raise OSError(f"a stored record cannot be read: {error}") from error
