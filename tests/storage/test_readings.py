"""What a rehearsal reads: every metric of a stretch of time in its order, and the thresholds in force."""

import time
from pathlib import Path

from mmdesk.core.model.breakers import GLOBAL_SCOPE, BreakerKind, ScopeLevel, ThresholdChange
from mmdesk.core.model.effects import BreakerSettingsChanged
from mmdesk.core.risk.breakers.rehearsal import MetricReading
from mmdesk.storage.histories import DatabaseHistories
from tests.storage.conftest import Opener
from tests.storage.facts import VENUE, WALL_NS, metrics, opened

S = 10**9


def test_readings_of_all_breakers_come_oldest_first_and_only_of_the_time_asked_for(
    open_here: Opener, data_dir: Path
) -> None:
    # Of metrics older than a week nothing is kept.
    start_ns = time.time_ns() - 60 * S
    store = open_here()
    store.journal.append([opened(store.next_epoch)], start_ns)
    for second, value in enumerate((10.0, None, 30.5, 40.0)):
        store.journal.append([metrics(start_ns + second * S, value)], start_ns + second * S)
    assert store.writer.flush()
    found = DatabaseHistories(data_dir).readings(start_ns + S, start_ns + 3 * S)
    assert [one.at_ns for one in found] == [start_ns + S] * 2 + [start_ns + 2 * S] * 2
    assert set(found) == {
        MetricReading(start_ns + S, BreakerKind.SPREAD, VENUE, None),
        MetricReading(start_ns + S, BreakerKind.DRAWDOWN, GLOBAL_SCOPE, 3.0),
        MetricReading(start_ns + 2 * S, BreakerKind.SPREAD, VENUE, 30.5),
        MetricReading(start_ns + 2 * S, BreakerKind.DRAWDOWN, GLOBAL_SCOPE, 3.0),
    }


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
