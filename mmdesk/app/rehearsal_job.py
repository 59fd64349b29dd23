"""The rehearsal process: one job from stdin, its outcome to stdout, at the lowest priority. Imports little.

A process and not a thread of the engine: sorting a day of readings holds Python's lock for longer than a
quote may wait.
"""

import os
import sys
from pathlib import Path

import msgspec

from mmdesk.app.recorded_readings import recorded_readings
from mmdesk.core.model.breakers import BreakerKind, ScopeLevel, ThresholdChange
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.inheritance import merge_changes, rule_for
from mmdesk.core.model.rehearsal import Rehearsal
from mmdesk.core.risk.breakers.board import Watched
from mmdesk.core.risk.breakers.rehearsal import MetricSeries, in_series, markets_of, rehearse_versions
from mmdesk.ports.rehearsal import RehearsalJob
from mmdesk.storage.histories import DatabaseHistories

NICENESS = 19
# Two days of many markets, in 16 bytes a reading, are far below.
MEMORY_BYTES = 2 << 30
TOO_MUCH = "the rehearsal needs too much memory: ask for fewer hours or a shorter recording"


class RehearsalOrder(msgspec.Struct, frozen=True):
    """A job and where the metrics are; the URL may hold a password, hence no command line."""

    job: RehearsalJob
    data_dir: str
    database_url: str | None = None

    def __repr__(self) -> str:
        return f"RehearsalOrder({self.data_dir!r})"


class RehearsalReply(msgspec.Struct, frozen=True):
    """Both rehearsals (in force, edited), or why there are none."""

    found: tuple[Rehearsal, Rehearsal] | None = None
    error: str = ""


def serve_rehearsal() -> int:
    """Read the order, write the reply; returns the exit code."""
    _stay_small()
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=RehearsalOrder)
    try:
        reply = RehearsalReply(carry_out(order))
    except (OSError, ConfigurationError) as error:
        reply = RehearsalReply(error=str(error))
    except MemoryError:
        reply = RehearsalReply(error=TOO_MUCH)
    sys.stdout.buffer.write(msgspec.msgpack.encode(reply))
    sys.stdout.buffer.flush()
    return 0


def _stay_small() -> None:
    """The desk goes first: what it needs of time and memory is not taken here."""
    if sys.platform == "win32":
        return
    import resource

    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def carry_out(order: RehearsalOrder) -> tuple[Rehearsal, Rehearsal]:
    """Raises OSError when the database cannot be read, ConfigurationError naming what is wrong with a
    recording."""
    job = order.job
    edited = merge_changes(job.in_force, job.edits)
    if job.recording:
        return _recorded(job, edited)
    series, begins = _stored(order)
    markets = job.markets or markets_of(series)
    now, then = rehearse_versions(job.settings, (job.in_force, edited), markets, series, begins)
    return now, then


def _stored(order: RehearsalOrder) -> tuple[list[MetricSeries], list[int]]:
    histories = DatabaseHistories(Path(order.data_dir), order.database_url)
    try:
        when = (order.job.from_ns, order.job.to_ns)
        return histories.metric_series(*when), histories.session_begins(*when)
    except OSError as error:
        raise OSError(f"the database cannot be read: {error}") from error


def _recorded(job: RehearsalJob, edited: tuple[ThresholdChange, ...]) -> tuple[Rehearsal, Rehearsal]:
    series = _readings(job, job.in_force)
    markets = [one for one in job.markets if _tells_of(series, one)] or markets_of(series)
    if _windows(job, markets, job.in_force) == _windows(job, markets, edited):
        now, then = rehearse_versions(job.settings, (job.in_force, edited), markets, series)
        return now, then
    # Another window makes other readings of the same recording.
    (now,) = rehearse_versions(job.settings, (job.in_force,), markets, series)
    (then,) = rehearse_versions(job.settings, (edited,), markets, _readings(job, edited))
    return now, then


def _readings(job: RehearsalJob, changes: tuple[ThresholdChange, ...]) -> list[MetricSeries]:
    return in_series(recorded_readings([Path(job.recording)], job.settings, changes, job.markets))


def _tells_of(series: list[MetricSeries], market: Watched) -> bool:
    return any(one.scope == market.scope(ScopeLevel.INSTRUMENT) for one in series)


def _windows(job: RehearsalJob, markets: list[Watched], changes: tuple[ThresholdChange, ...]) -> list[float]:
    kind = BreakerKind.VOLATILITY
    if kind not in job.settings.rules:
        return []
    scopes = [market.scope(ScopeLevel.SYMBOL) for market in markets]
    return [rule_for(job.settings, changes, kind, scope).window_s for scope in scopes]
