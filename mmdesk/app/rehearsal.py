"""`mmdesk rehearse`: what edited thresholds would have done over the stored hours or over a recording."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from mmdesk.app.compose import settings_of
from mmdesk.app.options import BadInputError
from mmdesk.app.paths import Paths
from mmdesk.app.recorded_readings import recorded_readings
from mmdesk.app.threshold_words import changes_of
from mmdesk.config.schema import Settings
from mmdesk.core.model.breakers import BreakerSettings, ThresholdChange
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.inheritance import merge_changes
from mmdesk.core.model.rehearsal import Opening, Rehearsal, RehearsedBreaker
from mmdesk.core.risk.breakers.rehearsal import (
    MetricSeries,
    in_series,
    markets_of,
    rehearse_versions,
)
from mmdesk.core.risk.breakers.rules import change_problems
from mmdesk.storage.histories import DatabaseHistories

_S = 1_000_000_000
_HOUR_NS = 3_600 * _S
SHOWN_PERCENTILES = (50.0, 95.0, 99.0, 99.9)
MOST_SHOWN_OPENINGS = 3


def print_rehearsal(
    paths: Paths,
    config: Path | None,
    source: float | Sequence[Path],
    said: Sequence[str],
    *,
    as_one_object: bool,
) -> None:
    """What `mmdesk rehearse` prints, over recordings or so many hours. Raises BadInputError."""
    try:
        if isinstance(source, float):
            rehearsal = rehearse_stored(paths, config, source, said)
        else:
            rehearsal = rehearse_recorded(paths, config, source, said)
    except ConfigurationError as error:
        raise BadInputError(str(error)) from error
    if as_one_object:
        print(as_json(rehearsal))
    else:
        Console().print(*as_tables(rehearsal))


def rehearse_stored(paths: Paths, config: Path | None, hours: float, said: Sequence[str]) -> Rehearsal:
    """The last `hours` against the thresholds in force, changed as `said`. Raises BadInputError (every
    mistake at once, or nothing is stored), ConfigurationError."""
    settings = settings_of(config, paths)
    edits = changes_of(said)
    url = settings.storage.database_url
    if url is None and not paths.database.is_file():
        raise BadInputError(
            f"nothing is stored in {paths.data_dir}. Let mmdesk run first, or check --data-dir"
        )
    histories = DatabaseHistories(paths.data_dir, url.get_secret_value() if url else None)
    now_ns = time.time_ns()
    try:
        in_force = histories.thresholds_in_force()
        when = (now_ns - round(hours * _HOUR_NS), now_ns)
        series, begins = histories.metric_series(*when), histories.session_begins(*when)
    except OSError as error:
        raise BadInputError(f"the stored metrics cannot be read: {error}") from error
    if not series:
        raise BadInputError(f"no metric is stored of the last {hours:g} hours. Ask for more with --hours")
    return _rehearsed(settings, in_force, edits, series, begins)


def rehearse_recorded(
    paths: Paths, config: Path | None, files: Sequence[Path], said: Sequence[str]
) -> Rehearsal:
    """Recordings against the thresholds of the settings, changed as `said`. Raises BadInputError (every
    mistake at once), ConfigurationError (a recording that cannot be read names its line)."""
    settings = settings_of(config, paths)
    edits = changes_of(said)
    rules = settings.breakers.to_core()
    _refuse_contradictions(rules, (), edits)
    return _rehearsed(settings, (), edits, in_series(recorded_readings(files, rules, edits)))


def _rehearsed(
    settings: Settings,
    in_force: tuple[ThresholdChange, ...],
    edits: tuple[ThresholdChange, ...],
    series: Sequence[MetricSeries],
    begins: Sequence[int] = (),
) -> Rehearsal:
    rules = settings.breakers.to_core()
    _refuse_contradictions(rules, in_force, edits)
    changes = merge_changes(in_force, edits)
    (found,) = rehearse_versions(rules, (changes,), markets_of(series), series, begins)
    return found


def _refuse_contradictions(
    rules: BreakerSettings, in_force: tuple[ThresholdChange, ...], edits: tuple[ThresholdChange, ...]
) -> None:
    if wrong := change_problems(rules, in_force, edits):
        raise BadInputError("these thresholds cannot hold:\n" + "\n".join(f"  {line}" for line in wrong))


def as_json(rehearsal: Rehearsal) -> str:
    """One object on one line."""
    return msgspec.json.encode(rehearsal).decode()


def as_tables(rehearsal: Rehearsal) -> list[Table]:
    """For a person: breakers with their openings and curve, then what it would cost each market."""
    shown = Table(title=f"Rehearsed over {rehearsal.seconds / 60:.1f} minutes")
    shown.add_column("breaker")
    for name in ("opens above", "openings", "halted s", *(f"p{rank:g}" for rank in SHOWN_PERCENTILES)):
        shown.add_column(name, justify="right")
    shown.add_column("when (UTC)")
    for one in rehearsal.breakers:
        shown.add_row(*_row(one))
    markets = Table(title="Quoting time lost")
    markets.add_column("market")
    markets.add_column("s", justify="right")
    for key, halted_s in rehearsal.halted_s.items():
        markets.add_row(key, f"{halted_s:.0f}")
    return [shown, markets]


def _row(one: RehearsedBreaker) -> list[str]:
    curve = dict(one.curve)
    values = [f"{curve[rank]:.4g}" if curve else "no data" for rank in SHOWN_PERCENTILES]
    times = [_when(opening) for opening in one.openings[:MOST_SHOWN_OPENINGS]]
    if one.opened > MOST_SHOWN_OPENINGS:
        times.append("...")
    return [
        f"{one.kind.words} {one.scope}",
        f"{one.threshold:g} {one.kind.unit}",
        str(one.opened),
        f"{one.halted_s:.0f}",
        *values,
        ", ".join(times),
    ]


def _when(opening: Opening) -> str:
    begins = datetime.fromtimestamp(opening.begins_ns // _S, UTC)
    return f"{begins:%H:%M:%S} latched" if opening.latched else f"{begins:%H:%M:%S}"
