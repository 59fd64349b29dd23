"""Breakers, thresholds, metrics, fire drills and the health of exchanges, as rows of their tables."""

import math
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

import msgspec

from mmdesk.core.model.drill import DrillDone
from mmdesk.core.model.effects import (
    BreakerChanged,
    BreakerSettingsChanged,
    ExchangeHealthSampled,
    MetricsSampled,
)

Made = Iterator[tuple[str, tuple[Any, ...]]]
"""Names of tables, each with a row."""

DAY_NS: Final = 86_400 * 10**9
METRICS_KEPT_NS: Final = 7 * DAY_NS
HEALTH_KEPT_NS: Final = 90 * DAY_NS

_json = msgspec.json.Encoder()


@lru_cache(maxsize=4096)
def series_of(kind: str, scope_level: str, scope_name: str) -> int:
    """The number that stands for one metric of one scope: the same in every database, without asking one."""
    words = "\0".join((kind, scope_level, scope_name)).encode()
    # 48 bits: small on disk, and two of a thousand series meet once in 10^8 databases.
    return int.from_bytes(blake2b(words, digest_size=6).digest())


def breaker_changed(sequence: int, fact: BreakerChanged, wall_ns: int) -> Made:
    one = fact.record
    yield (
        "circuit_breaker_events",
        (
            sequence,
            wall_ns,
            str(fact.what),
            str(one.kind),
            str(one.scope.level),
            one.scope.name,
            str(one.state),
            str(fact.permission),
            _measured(one.value),
            _measured(one.threshold) or 0.0,
            one.reason,
            one.who,
            fact.orders_cancelled,
            fact.verify_ms,
            one.since_ns,
            one.reopens_ns,
            one.cooldown_s,
            _text(one.opened_ns),
        ),
    )


def thresholds_changed(sequence: int, fact: BreakerSettingsChanged, _wall_ns: int) -> Made:
    old, new, in_force = _text(fact.old), _text(fact.new), _text(fact.in_force)
    yield "threshold_versions", (sequence, fact.wall_ns, fact.who, old, new, in_force, int(fact.undo))


def metrics_sampled(sequence: int, fact: MetricsSampled, _wall_ns: int) -> Made:
    yield (
        "system_metrics",
        (
            sequence,
            fact.wall_ns,
            _measured(fact.loop_lag_ms) or 0.0,
            fact.inbox_depth,
            _measured(fact.memory_mb) or 0.0,
            fact.open_orders,
            fact.unknown_orders,
            f"{Decimal(fact.pnl_total_quote):f}",
        ),
    )
    for one in fact.metrics:
        kind, level, name = str(one.kind), str(one.scope.level), one.scope.name
        series = series_of(kind, level, name)
        yield "metric_series", (series, kind, level, name)
        value, threshold = _measured(one.value), _measured(one.threshold) or 0.0
        yield "breaker_metrics", (series, fact.wall_ns, value, threshold, str(one.state))


def health_sampled(sequence: int, fact: ExchangeHealthSampled, _wall_ns: int) -> Made:
    yield (
        "exchange_health",
        (
            sequence,
            fact.wall_ns,
            fact.venue,
            int(fact.connected),
            int(fact.reconciling),
            int(fact.protected),
            _measured(fact.data_age_p95_ms),
            _measured(fact.last_frame_age_ms),
            _measured(fact.ack_p95_ms),
            _measured(fact.error_rate_pct),
            _measured(fact.clock_offset_ms),
            _measured(fact.weight_used) or 0.0,
            fact.requests,
            fact.faults,
            fact.reconnects,
            fact.malformed,
            fact.open_orders,
            fact.unknown_orders,
            fact.banned_until_ns,
        ),
    )


def drill_done(sequence: int, fact: DrillDone, _wall_ns: int) -> Made:
    scope = fact.scope
    yield (
        "fire_drills",
        (
            sequence,
            fact.begun_ns,
            str(fact.kind),
            fact.instrument,
            _measured(fact.amount) or 0.0,
            str(fact.outcome),
            str(fact.breaker or ""),
            str(scope.level) if scope else "",
            scope.name if scope else "",
            fact.reason,
            _measured(fact.opened_ms),
            fact.orders_cancelled,
            _measured(fact.sent_ms),
            _measured(fact.confirmed_ms),
            _measured(fact.proved_ms),
            fact.why,
        ),
    )


def _text(value: object) -> str:
    return _json.encode(value).decode()


def _measured(value: float | None) -> float | None:
    """What is no number has not been measured: SQLite would make NULL of it behind our back."""
    return None if value is None or math.isnan(value) else value
