"""Fire drills in the database, through the journal and back."""

from pathlib import Path

from msgspec.structs import replace

from mmdesk.core.model.breakers import BreakerKind, Scope, ScopeLevel
from mmdesk.core.model.drill import DrillDone, DrillKind, DrillOutcome
from mmdesk.storage.histories import DatabaseHistories
from tests.storage.conftest import Opener
from tests.storage.facts import WALL_NS, opened

PASSED = DrillDone(
    kind=DrillKind.LATENCY,
    instrument="BTC/USDT@binance",
    amount=750.0,
    begun_ns=WALL_NS,
    outcome=DrillOutcome.PASSED,
    breaker=BreakerKind.DATA_LATENCY,
    scope=Scope(ScopeLevel.EXCHANGE, "binance"),
    reason="755.9 ms above 500",
    opened_ms=3887.8,
    orders_cancelled=6,
    sent_ms=3888.6,
    confirmed_ms=4440.0,
    proved_ms=4442.1,
)
FAILED = DrillDone(
    kind=DrillKind.JUMP,
    instrument="BTC/USDT@binance",
    amount=7.5,
    begun_ns=WALL_NS + 1,
    outcome=DrillOutcome.NOT_OPENED,
    why="no breaker opened within 60 s",
)


def test_drills_are_read_back_newest_first_just_as_they_were(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    store.journal.append([opened(store.next_epoch), PASSED], WALL_NS)
    store.journal.append([FAILED], WALL_NS)
    assert store.writer.flush()
    ask = DatabaseHistories(data_dir).drill_history
    assert (ask(10).drills, ask(10).cut) == ((FAILED, PASSED), False)
    assert (ask(1).drills, ask(1).cut) == ((FAILED,), True)


def test_a_drill_that_only_the_journal_knows_is_in_the_database_after_a_restart(
    open_here: Opener, data_dir: Path
) -> None:
    store = open_here()
    assert store.writer.flush()
    store.journal.append([opened(store.next_epoch), replace(PASSED, amount=800.0)], WALL_NS)
    store.close()
    open_here()
    (found,) = DatabaseHistories(data_dir).drill_history(10).drills
    assert found.amount == 800.0
