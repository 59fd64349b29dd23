"""Breakers in the database: what happened, what a restart goes on with, metrics over time, and their end."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import URL, Connection, delete, update

from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerMove,
    BreakerState,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.effects import BreakerChanged, BreakerSettingsChanged
from mmdesk.ports.history import DeskMetric, MetricPoint
from mmdesk.ports.journal import Fact
from mmdesk.storage import tables
from mmdesk.storage.breaker_rows import HEALTH_KEPT_NS, METRICS_KEPT_NS, series_of
from mmdesk.storage.database import connect, database_url
from mmdesk.storage.histories import DatabaseHistories
from mmdesk.storage.projection import Place, Projector
from mmdesk.storage.pruning import SLICE_NS, prune
from mmdesk.storage.rows import Rows
from mmdesk.storage.store import Store, open_store
from mmdesk.storage.watch_histories import metric_history
from tests.storage.conftest import Opener, dump
from tests.storage.facts import VENUE, WALL_NS, breaker, health, metrics, opened, record

S = 10**9
# Samples that are too old are not stored.
NOW_NS = time.time_ns()
WIDER = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 30.0)
BEFORE = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 20.0)


def changed(*in_force: ThresholdChange, undo: bool = False) -> BreakerSettingsChanged:
    return BreakerSettingsChanged(
        who="ana", wall_ns=WALL_NS, old=(BEFORE,), new=(WIDER,), in_force=in_force, undo=undo
    )


def told(store: Store, *facts: Fact, wall_ns: int = WALL_NS) -> None:
    store.journal.append([opened(store.next_epoch)], wall_ns)
    for fact in facts:
        store.journal.append([fact], wall_ns)
    assert store.writer.flush()


OPENED = breaker(BreakerMove.OPENED, BreakerState.OPEN)
VERIFIED = breaker(BreakerMove.VERIFIED, BreakerState.OPEN)
LATCHED = breaker(BreakerMove.LATCHED, BreakerState.LATCHED, kind=BreakerKind.DRAWDOWN, scope=GLOBAL_SCOPE)


def test_what_happened_to_breakers_is_told_newest_first(open_here: Opener, data_dir: Path) -> None:
    told(open_here(), OPENED, VERIFIED, LATCHED, changed(WIDER))
    found = DatabaseHistories(data_dir).breaker_history(None, None, 0, WALL_NS + 1, 10)
    moves = [(event.what, event.verify_ms, event.orders_cancelled) for event in found.events]
    assert moves == [
        (BreakerMove.LATCHED, None, 6),
        (BreakerMove.VERIFIED, 180, 6),
        (BreakerMove.OPENED, None, 6),
    ]
    assert (found.events[2].value, found.events[2].threshold) == (31.5, 20.0)
    (version,) = found.versions
    assert (version.who, version.old, version.new, version.undo) == ("ana", (BEFORE,), (WIDER,), False)
    assert not found.cut


def test_breaker_events_can_be_asked_for_by_kind_scope_time_and_number(
    open_here: Opener, data_dir: Path
) -> None:
    told(open_here(), OPENED, VERIFIED, LATCHED)
    ask = DatabaseHistories(data_dir).breaker_history
    assert len(ask(BreakerKind.SPREAD, None, 0, WALL_NS + 1, 10).events) == 2
    assert len(ask(None, GLOBAL_SCOPE, 0, WALL_NS + 1, 10).events) == 1
    assert ask(BreakerKind.SPREAD, Scope(ScopeLevel.EXCHANGE, "other"), 0, WALL_NS + 1, 10).events == ()
    assert ask(None, None, 0, WALL_NS, 10).events == ()
    one = ask(None, None, 0, WALL_NS + 1, 1)
    assert ([event.what for event in one.events], one.cut) == ([BreakerMove.LATCHED], True)


def test_a_restart_goes_on_with_the_last_record_of_each_breaker_and_the_thresholds_in_force(
    open_here: Opener,
) -> None:
    first = open_here()
    told(first, OPENED, LATCHED, VERIFIED, changed(), changed(WIDER))
    first.close()
    known = open_here().remembered
    assert {one.kind: one for one in known.breakers} == {
        BreakerKind.SPREAD: record(BreakerState.OPEN),
        BreakerKind.DRAWDOWN: LATCHED.record,
    }
    assert known.breaker_changes == (WIDER,)


def test_a_breaker_latched_just_before_a_kill_is_latched_after_it(data_dir: Path, open_here: Opener) -> None:
    store = open_store(data_dir)
    store.journal.append([opened(store.next_epoch), LATCHED], WALL_NS)
    # The writer never ran: only the journal knows.
    store.journal.close()
    store._lock.release()
    assert [one.state for one in open_here().remembered.breakers] == [BreakerState.LATCHED]


def sampled(bps: float | None, at_s: int) -> Fact:
    """A second in which the drawdown of everything stood there."""
    second = metrics(NOW_NS + at_s * S, 10.0)
    drawdown = replace(second.metrics[1], value=bps)
    return replace(second, metrics=(second.metrics[0], drawdown))


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        ([sampled(12.0, 1), sampled(60.0, 2)], 60.0),
        ([sampled(60.0, 1), sampled(None, 2)], 60.0),
        ([sampled(60.0, 1), sampled(0.0, 2)], None),
        ([sampled(60.0, 1), LATCHED], 60.0),
    ],
)
def test_a_restart_knows_the_last_drawdown_that_was_measured(
    data_dir: Path, open_here: Opener, facts: list[Fact], known: float | None
) -> None:
    before = open_here(data_dir)
    told(before, *facts)
    before.close()
    left = open_here(data_dir).remembered.drawdowns
    assert [(one.scope, one.below_bps) for one in left] == ([(GLOBAL_SCOPE, known)] if known else [])


@pytest.mark.parametrize(
    ("move", "known"),
    [
        (
            breaker(BreakerMove.REDUCING, BreakerState.CLOSED, kind=BreakerKind.DRAWDOWN, scope=GLOBAL_SCOPE),
            31.5,
        ),
        (
            breaker(BreakerMove.RESET, BreakerState.HALF_OPEN, kind=BreakerKind.DRAWDOWN, scope=GLOBAL_SCOPE),
            None,
        ),
    ],
)
def test_a_move_after_the_last_sample_has_the_word_on_the_drawdown(
    data_dir: Path, open_here: Opener, move: Fact, known: float | None
) -> None:
    store = open_here(data_dir)
    told(store, sampled(60.0, 1))
    store.journal.append([move], NOW_NS + 2 * S)
    store.close()
    left = open_here(data_dir).remembered.drawdowns
    assert [one.below_bps for one in left] == ([known] if known else [])


def test_the_drawdown_of_another_account_is_not_gone_on_with(data_dir: Path, open_here: Opener) -> None:
    store = open_here(data_dir)
    told(store, sampled(60.0, 1))
    store.close()
    again = open_store(data_dir, accounts={"binance": "another"})
    assert again.remembered.drawdowns == ()
    again.close()


@pytest.mark.parametrize("scope", [VENUE, Scope(ScopeLevel.INSTRUMENT, "BTC/USDT@binance"), GLOBAL_SCOPE])
def test_a_breaker_stays_open_whatever_the_account(data_dir: Path, scope: Scope) -> None:
    store = open_store(data_dir, accounts={"binance": "old"})
    session = replace(opened(store.next_epoch), accounts={"binance": "old"})
    store.journal.append([session], 1)
    store.journal.append([breaker(BreakerMove.OPENED, BreakerState.OPEN, scope=scope)], 2)
    store.close()
    again = open_store(data_dir, accounts={"binance": "new"})
    assert [(one.scope, one.state) for one in again.remembered.breakers] == [(scope, BreakerState.OPEN)]
    again.close()


def test_a_metric_comes_back_second_by_second_with_its_gaps(open_here: Opener, data_dir: Path) -> None:
    now = time.time_ns()
    open_state = BreakerState.OPEN
    half_open = metrics(now + 3 * S, 5.0, BreakerState.HALF_OPEN)
    told(
        open_here(),
        metrics(now, 5.0),
        metrics(now + S, None),
        metrics(now + 2 * S, 25.0, open_state),
        half_open,
    )
    found = DatabaseHistories(data_dir).metric_history("spread", VENUE, now, now + 4 * S, 100)
    assert found.points == (
        MetricPoint(now, 5.0, 5.0, 20.0, 0, opened=False),
        MetricPoint(now + S, None, None, 20.0, 1, opened=False),
        MetricPoint(now + 2 * S, 25.0, 25.0, 20.0, 0, opened=True),
        MetricPoint(now + 3 * S, 5.0, 5.0, 20.0, 0, opened=False),
    )
    assert found.point_ns == 0


def test_what_is_too_much_is_folded_into_stretches_with_least_and_greatest(
    open_here: Opener, data_dir: Path
) -> None:
    now = time.time_ns()
    values: list[float | None] = [5.0, 9.0, 7.0, None, None, None, 1.0]
    told(open_here(), *(metrics(now + number * S, value) for number, value in enumerate(values)))
    found = DatabaseHistories(data_dir).metric_history("spread", VENUE, now, now + 9 * S, 3)
    assert found.point_ns == 3 * S
    assert found.points == (
        MetricPoint(now, 5.0, 9.0, 20.0, 0, opened=False),
        MetricPoint(now + 3 * S, None, None, 20.0, 3, opened=False),
        MetricPoint(now + 6 * S, 1.0, 1.0, 20.0, 0, opened=False),
    )


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """The tables in memory."""
    with connect(URL.create("sqlite", database=":memory:")).connect() as connection:
        with connection.begin():
            tables.metadata.create_all(connection)
        yield connection


@given(values=st.lists(st.none() | st.floats(-1e9, 1e9), min_size=1, max_size=40), most=st.integers(1, 50))
def test_folding_loses_no_extreme_and_no_gap(
    values: list[float | None], most: int, connection: Connection
) -> None:
    now, rows = time.time_ns(), Rows()
    for number, value in enumerate(values):
        rows.take(number, metrics(now + number * S, value), 0)
    with connection.begin():
        connection.execute(delete(tables.breaker_metrics))
        Projector(connection).store(connection, rows, Place())
    with connection.begin():
        found = metric_history(connection, "spread", VENUE, now, now + len(values) * S, most)
    assert len(found.points) <= most
    measured = [value for value in values if value is not None]
    lows = [point.low for point in found.points if point.low is not None]
    highs = [point.high for point in found.points if point.high is not None]
    assert (min(lows, default=None), max(highs, default=None)) == (
        min(measured, default=None),
        max(measured, default=None),
    )
    assert sum(point.missing for point in found.points) == values.count(None)


def test_figures_of_the_desk_are_metrics_too(open_here: Opener, data_dir: Path) -> None:
    now = time.time_ns()
    told(open_here(), metrics(now, 5.0))
    for metric, value in ((DeskMetric.PNL_TOTAL_QUOTE, -12.5), (DeskMetric.INBOX_DEPTH, 2.0)):
        found = DatabaseHistories(data_dir).metric_history(metric, GLOBAL_SCOPE, now, now + S, 10)
        assert found.points == (MetricPoint(now, value, value),)


def test_a_metric_there_is_not_is_refused_by_name(open_here: Opener, data_dir: Path) -> None:
    open_here()
    with pytest.raises(ValueError, match="mood is not measured; there are clock_skew"):
        DatabaseHistories(data_dir).metric_history("mood", GLOBAL_SCOPE, 0, 1, 1)


def test_the_health_of_one_exchange_comes_back_as_it_was_sampled(open_here: Opener, data_dir: Path) -> None:
    now = time.time_ns()
    told(open_here(), health(now), health(now, "other"), health(now + 30 * S))
    found = DatabaseHistories(data_dir).health_history("binance", now, now + 60 * S, 10)
    assert found.samples == (health(now + 30 * S), health(now))
    assert DatabaseHistories(data_dir).health_history("binance", now, now + 60 * S, 1).cut


def test_old_samples_go_and_events_stay(open_here: Opener, data_dir: Path) -> None:
    now = time.time_ns()
    old, older = now - METRICS_KEPT_NS + 60 * S, now - HEALTH_KEPT_NS + 60 * S
    told(open_here(), OPENED, metrics(old, 5.0), metrics(now, 6.0), health(older), health(now))
    with connect(database_url(data_dir, None)).begin() as connection:
        assert prune(connection, now) == 0
        gone = [prune(connection, now + 61 * S) for _ in range(5)]
    # One of exchange health, one of the desk, one of each of two series, then nothing more.
    assert gone == [1, 1, 1, 1, 0]
    found = dump(data_dir)
    assert len(found["circuit_breaker_events"]) == 1
    assert [len(found[name]) for name in ("breaker_metrics", "system_metrics", "exchange_health")] == [
        2,
        1,
        1,
    ]


def test_a_long_overdue_pruning_goes_slice_by_slice(connection: Connection) -> None:
    now, rows = time.time_ns(), Rows(now_ns=0)
    for number in range(40):
        rows.take(number, metrics(now - METRICS_KEPT_NS - number * SLICE_NS // 3, 1.0), 0)
    with connection.begin():
        for table in (tables.breaker_metrics, tables.system_metrics):
            connection.execute(delete(table))
        Projector(connection).store(connection, rows, Place())
        gone = [prune(connection, now) for _ in range(31)]
    assert (sum(gone), max(gone), gone[-1]) == (120, 4, 0)


def test_the_writer_prunes_while_it_runs(open_here: Opener, data_dir: Path) -> None:
    now = time.time_ns()
    first = open_here()
    told(first, metrics(now, 5.0))
    first.close()
    engine = connect(database_url(data_dir, None))
    with engine.begin() as connection:
        connection.execute(update(tables.breaker_metrics).values(wall_ns=now - METRICS_KEPT_NS))
    open_here()
    deadline = time.monotonic() + 60
    while dump(data_dir)["breaker_metrics"]:
        assert time.monotonic() < deadline, "nothing was let go"
        time.sleep(0.01)


def test_a_rebuild_does_not_fill_in_samples_that_are_too_old(open_here: Opener, data_dir: Path) -> None:
    now = time.time_ns()
    store = open_here()
    told(store, metrics(now - METRICS_KEPT_NS - S, 5.0), health(now - HEALTH_KEPT_NS - S), LATCHED)
    store.close()
    (data_dir / "mmdesk.db").unlink()
    again = open_here()
    found = dump(data_dir)
    assert [found[name] for name in ("breaker_metrics", "system_metrics", "exchange_health")] == [[], [], []]
    assert again.remembered.breakers == (LATCHED.record,)


def test_figures_that_are_no_numbers_are_stored_as_not_measured(open_here: Opener, data_dir: Path) -> None:
    now, nan = time.time_ns(), float("nan")
    bad = BreakerChanged(
        what=BreakerMove.OPENED, record=record(BreakerState.OPEN), permission=OPENED.permission
    )
    told(open_here(), metrics(now, nan), bad)
    (point,) = DatabaseHistories(data_dir).metric_history("spread", VENUE, now, now + 1, 10).points
    assert (point.low, point.missing) == (None, 1)


def test_a_series_has_one_number_and_no_other_has_it() -> None:
    names = [f"{symbol}/USDT@{venue}" for symbol in "ABCDEFGH" for venue in ("binance", "okx")]
    keys = [(kind, level, name) for kind in BreakerKind for level in ScopeLevel for name in names]
    assert len({series_of(*key) for key in keys}) == len(keys)
    assert series_of("spread", "exchange", "binance") == 145_234_975_392_793
