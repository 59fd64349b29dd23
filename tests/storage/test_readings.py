"""What a rehearsal reads: every metric of a stretch of time in its order, and the thresholds in force."""

import time
from math import nan
from pathlib import Path

import pytest

from mmdesk.core.model.breakers import GLOBAL_SCOPE, BreakerKind, ScopeLevel, ThresholdChange
from mmdesk.core.model.effects import BreakerSettingsChanged
from mmdesk.storage.histories import DatabaseHistories
from tests.storage.conftest import Opener
from tests.storage.facts import VENUE, WALL_NS, metrics, opened

S = 10**9


def test_the_metrics_of_all_breakers_come_oldest_first_and_only_of_the_time_asked_for(
    open_here: Opener, data_dir: Path
) -> None:
    # Of metrics older than a week nothing is kept.
    start_ns = time.time_ns() - 60 * S
    store = open_here()
    store.journal.append([opened(store.next_epoch)], start_ns)
    for second, value in enumerate((10.0, None, 30.5, 40.0)):
        store.journal.append([metrics(start_ns + second * S, value)], start_ns + second * S)
    assert store.writer.flush()
    found = DatabaseHistories(data_dir).metric_series(start_ns + S, start_ns + 3 * S)
    told = {(one.kind, one.scope): (list(one.at_ns), list(one.values)) for one in found}
    times = [start_ns + S, start_ns + 2 * S]
    assert told == {
        (BreakerKind.SPREAD, VENUE): (times, [pytest.approx(nan, nan_ok=True), 30.5]),
        (BreakerKind.DRAWDOWN, GLOBAL_SCOPE): (times, [3.0, 3.0]),
    }


def test_a_rehearsal_learns_when_mmdesk_was_started(open_here: Opener, data_dir: Path) -> None:
    first = open_here()
    fact = opened(first.next_epoch)
    first.journal.append([fact], fact.wall_ns)
    assert first.writer.flush()
    histories = DatabaseHistories(data_dir)
    assert histories.session_begins(fact.wall_ns, fact.wall_ns + 1) == [fact.wall_ns]
    assert histories.session_begins(fact.wall_ns + 1, fact.wall_ns + S) == []


def test_the_thresholds_in_force_are_those_of_the_newest_change(open_here: Opener, data_dir: Path) -> None:
    wider = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 30.0)
    store = open_here()
    store.journal.append([opened(store.next_epoch)], WALL_NS)
    assert store.writer.flush()
    assert DatabaseHistories(data_dir).thresholds_in_force() == ()
    fact = BreakerSettingsChanged(
        who="ana", wall_ns=WALL_NS, old=(), new=(wider,), in_force=(wider,), undo=False
    )
    store.journal.append([fact], WALL_NS)
    assert store.writer.flush()
    assert DatabaseHistories(data_dir).thresholds_in_force() == (wider,)
