"""What a person, a change of thresholds and a restart do to the breakers, and what is kept of them."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from math import nan

import pytest
from msgspec.structs import replace

from mmdesk.core.model.breaker_defaults import DEFAULT_RULES
from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerMove,
    BreakerRecord,
    BreakerState,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.effects import (
    BreakerChanged,
    BreakerSettingsChanged,
    CommandDone,
    ExchangeHealthSampled,
    MetricsSampled,
    OrderDenied,
    SendOrder,
)
from mmdesk.core.model.events import (
    BreakersUndone,
    TimePassed,
)
from tests.core.breaker_dialogue import (
    ASK,
    BID,
    CALM_TOP,
    MARKET,
    STRATEGY,
    SYMBOL,
    Watched,
    only,
)
from tests.core.dialogue import (
    KEY,
    MS,
    START_WALL_NS,
    Dialogue,
    reconciled,
    said,
    snapshot,
    top,
)

# -- people ----------------------------------------------------------------------------------------


def test_trip_now_needs_no_reason_and_a_reset_needs_one() -> None:
    desk = Watched().quoting().trips(BreakerKind.SPREAD, MARKET)
    assert desk.answer.ok
    assert [one.what for one in desk.told(BreakerChanged)] == [BreakerMove.FORCED]
    assert desk.proves().resets(BreakerKind.SPREAD, MARKET, reason=" ").answer.ok is False
    assert "say why" in desk.answer.message
    desk.resets(BreakerKind.SPREAD, MARKET, reason="drill is over")
    (told,) = desk.told(BreakerChanged)
    assert (told.what, told.record.reason, told.record.who) == (BreakerMove.RESET, "drill is over", "ana")


def test_a_reset_waits_until_the_orders_are_proved_gone() -> None:
    desk = Watched().quoting().trips(BreakerKind.SPREAD, MARKET).resets(BreakerKind.SPREAD, MARKET)
    assert desk.answer.ok is False
    assert "not proved gone yet" in desk.answer.message


def test_what_is_not_watched_or_closed_is_refused_with_a_reason() -> None:
    desk = Watched().quoting()
    elsewhere = Scope(ScopeLevel.EXCHANGE, "kraken")
    assert "not watched" in desk.trips(BreakerKind.SPREAD, elsewhere).answer.message
    assert "nothing to reset" in desk.resets(BreakerKind.SPREAD, MARKET).answer.message


SPREAD_30 = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 30.0)


def test_a_change_holds_at_once_is_a_fact_and_can_be_undone() -> None:
    desk = Watched().quoting().changes(SPREAD_30)
    (fact,) = desk.told(BreakerSettingsChanged)
    assert (fact.who, fact.undo, fact.new, fact.in_force) == ("ana", False, (SPREAD_30,), (SPREAD_30,))
    assert [one.value for one in fact.old] == [None]
    assert desk.breaker(BreakerKind.SPREAD, MARKET).rule.open_above == 30.0
    desk.seconds(5, BID, BID * 1.0025)
    assert desk.state_of(BreakerKind.SPREAD, MARKET) is BreakerState.CLOSED
    desk.sees(said(BreakersUndone, ticket="u", who="ben"))
    (fact,) = desk.told(BreakerSettingsChanged)
    assert (fact.who, fact.undo, fact.in_force, fact.can_undo) == ("ben", True, (), False)
    assert desk.breaker(BreakerKind.SPREAD, MARKET).rule.open_above == 20.0
    assert desk.sees(said(BreakersUndone, ticket="u", who="ben")).told(CommandDone)[0].ok is False


@pytest.mark.parametrize(
    ("value", "asks"), [(40.0, False), (40.1, True), (10.0, False), (9.9, True)]
)  # fmt: skip
def test_more_than_double_or_less_than_half_is_asked_about(value: float, asks: bool) -> None:
    change = replace(SPREAD_30, value=value)
    desk = Watched().quoting().changes(change)
    assert desk.answer.ok is not asks
    if asks:
        assert f"open_above 20 -> {value:g} bps" in desk.answer.message
        assert desk.changes(change, confirmed=True).answer.ok
    assert desk.breaker(BreakerKind.SPREAD, MARKET).rule.open_above == value


def test_a_change_that_contradicts_itself_is_refused_as_a_whole() -> None:
    warn = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.DRAWDOWN, "warn_at", 90.0)
    bad = ThresholdChange(ScopeLevel.EXCHANGE, "binance", BreakerKind.SPREAD, "at_once_at", 5.0)
    desk = Watched().quoting().changes(SPREAD_30, warn, bad, confirmed=True)
    assert desk.answer.ok is False
    assert "reduce_at 80 is below warn_at 90 bps" in desk.answer.message
    assert "at_once_at 5 is below open_above 30 bps" in desk.answer.message
    assert desk.breaker(BreakerKind.SPREAD, MARKET).rule == DEFAULT_RULES[BreakerKind.SPREAD]


def test_a_change_of_what_this_desk_does_not_trade_is_refused() -> None:
    elsewhere = replace(SPREAD_30, level=ScopeLevel.EXCHANGE, name="kraken")
    desk = Watched().quoting().changes(elsewhere)
    assert (desk.answer.ok, desk.answer.message) == (False, "spread of kraken is not watched on this desk.")


@pytest.mark.parametrize("value", [nan, float("inf"), -1.0])
def test_a_threshold_that_is_no_number_is_refused(value: float) -> None:
    desk = Watched().quoting().changes(replace(SPREAD_30, value=value), confirmed=True)
    assert desk.answer.ok is False


def test_the_nearest_level_has_the_word() -> None:
    at_exchange = replace(SPREAD_30, level=ScopeLevel.EXCHANGE, name="binance", value=25.0)
    at_market = replace(SPREAD_30, level=ScopeLevel.INSTRUMENT, name=KEY, value=22.0)
    of_strategy = replace(SPREAD_30, level=ScopeLevel.STRATEGY, name="symmetric", value=21.0)
    desk = Watched().quoting()
    went = []
    for one in (of_strategy, at_exchange, at_market, replace(of_strategy, value=None)):
        desk.changes(one)
        went.append(desk.breaker(BreakerKind.SPREAD, MARKET).rule.open_above)
    assert went == [21.0, 21.0, 21.0, 22.0]


# -- a restart -------------------------------------------------------------------------------------


def last_records(desk: Watched, effects: Iterable[object]) -> tuple[BreakerRecord, ...]:
    """What a database would remember."""
    known = {
        (one.record.kind, one.record.scope): one.record for one in effects if isinstance(one, BreakerChanged)
    }
    return tuple(known.values())


def test_after_a_restart_open_stays_open_and_its_cooldown_went_on() -> None:
    before = Watched(only(BreakerKind.SPREAD)).quoting().seconds(1)
    before.sees(top(60_001.0, 60_000.0))
    records = last_records(before, before.effects)
    after = Watched(only(BreakerKind.SPREAD), remembered_breakers=records)
    after.now_ns = before.now_ns + 20_000 * MS
    after.armed(*CALM_TOP)
    assert not after.told(SendOrder)
    assert after.state_of(BreakerKind.SPREAD, MARKET) is BreakerState.OPEN
    after.seconds(9)
    assert after.state_of(BreakerKind.SPREAD, MARKET) is BreakerState.OPEN
    after.seconds(2)
    assert after.state_of(BreakerKind.SPREAD, MARKET) is BreakerState.HALF_OPEN


@pytest.mark.parametrize("state", [BreakerState.LATCHED, BreakerState.FORCED_OPEN])
def test_after_a_restart_what_only_a_person_opens_waits_for_one(state: BreakerState) -> None:
    record = BreakerRecord(kind=BreakerKind.DRAWDOWN, scope=STRATEGY, state=state, since_ns=START_WALL_NS)
    desk = Watched(remembered_breakers=(record,))
    desk.armed(*CALM_TOP)
    desk.seconds(4_000 / 10)
    assert not desk.told(SendOrder)
    assert desk.state_of(BreakerKind.DRAWDOWN, STRATEGY) is state


def test_after_a_restart_everything_else_has_to_prove_itself() -> None:
    desk = Watched(remembered_breakers=())
    desk.armed(*CALM_TOP)
    (probe,) = desk.told(SendOrder)
    assert probe.order.intent.quantity == Decimal("0.00125")
    assert {one.state for one in desk.desk.breakers.board.breakers.values()} == {BreakerState.HALF_OPEN}


def test_openings_before_a_restart_count_towards_the_latch() -> None:
    now_ns = START_WALL_NS
    record = BreakerRecord(
        kind=BreakerKind.SPREAD, scope=MARKET, state=BreakerState.CLOSED, since_ns=now_ns - 5,
        opened_ns=(now_ns - 900_000 * MS, now_ns - 600_000 * MS, now_ns - 300_000 * MS),
    )  # fmt: skip
    desk = Watched(only(BreakerKind.SPREAD), remembered_breakers=(record,))
    desk.armed(*CALM_TOP)
    desk.sees(top(60_001.0, 60_000.0))
    assert desk.state_of(BreakerKind.SPREAD, MARKET) is BreakerState.LATCHED


# -- what is kept ----------------------------------------------------------------------------------


def test_a_second_stays_a_second_where_beats_come_late_now_and_then() -> None:
    desk, samples = Watched().quoting(), 0
    began_ns = desk.now_ns
    for number in range(1, 601):
        late_ms = 3 * number % 11
        desk.waits((began_ns - desk.now_ns) / MS + number * 100 + late_ms).after(0)
        samples += len(desk.told(MetricsSampled))
    assert samples in (60, 61)


def test_every_metric_is_sampled_once_a_second_and_health_every_half_minute() -> None:
    desk = Watched().quoting().seconds(61)
    samples = desk.told(MetricsSampled)
    assert len(samples) in (60, 61)
    assert {(one.kind, one.scope) for one in samples[-1].metrics} == set(desk.desk.breakers.board.breakers)
    spread = next(one for one in samples[-1].metrics if one.kind is BreakerKind.SPREAD)
    assert spread.value == pytest.approx(0.00167, abs=1e-4)
    assert (samples[-1].open_orders, samples[-1].loop_lag_ms) == (2, 1.0)
    assert [one.venue for one in desk.told(ExchangeHealthSampled)] in (["binance"] * 2, ["binance"] * 3)


def test_a_desk_without_rules_watches_and_keeps_nothing() -> None:
    desk = Dialogue()
    desk.armed(*CALM_TOP)
    desk.sees(top(60_001.0, 60_000.0), snapshot(BID, ASK), reconciled()).after(60_000)
    assert not desk.told(MetricsSampled)
    assert not desk.told(BreakerChanged)
    assert not desk.told(OrderDenied)


def in_spread(level: ScopeLevel, name: str, field: str, value: float) -> ThresholdChange:
    return ThresholdChange(level, name, BreakerKind.SPREAD, field, value)


def test_a_change_that_contradicts_what_another_level_says_of_a_market_is_refused() -> None:
    desk = Watched().quoting().changes(in_spread(ScopeLevel.INSTRUMENT, KEY, "warn_at", 18.0), confirmed=True)
    desk.changes(in_spread(ScopeLevel.GLOBAL, "", "open_above", 15.0))
    assert desk.answer.ok is False
    assert desk.answer.message == f"spread at {KEY}: warn_at 18 is above open_above 15 bps. Warn earlier."
    desk.changes(
        in_spread(ScopeLevel.EXCHANGE, "binance", "open_above", 18.0),
        in_spread(ScopeLevel.STRATEGY, "symmetric", "open_above", 17.9),
    )
    assert "warn_at 18 is above open_above 17.9 bps" in desk.answer.message
    assert desk.changes(in_spread(ScopeLevel.GLOBAL, "", "open_above", 18.0)).answer.ok


def test_a_change_that_more_than_doubles_what_holds_in_a_market_asks_wherever_it_is_said() -> None:
    desk = Watched().quoting().changes(in_spread(ScopeLevel.INSTRUMENT, KEY, "open_above", 10.0))
    desk.changes(in_spread(ScopeLevel.STRATEGY, "symmetric", "open_above", 20.1))
    assert desk.answer.ok is False
    assert "spread open_above 10 -> 20.1 bps" in desk.answer.message
    assert desk.changes(in_spread(ScopeLevel.STRATEGY, "symmetric", "open_above", 20.0)).answer.ok


def test_a_threshold_that_no_breaker_would_inherit_is_refused_with_all_else_that_is_wrong() -> None:
    volatility = ThresholdChange(ScopeLevel.EXCHANGE, "binance", BreakerKind.VOLATILITY, "open_above", 4.0)
    rate = ThresholdChange(ScopeLevel.INSTRUMENT, KEY, BreakerKind.ERROR_RATE, "open_above", 9.0)
    wrong = in_spread(ScopeLevel.GLOBAL, "", "at_once_at", 5.0)
    desk = Watched().quoting().changes(volatility, rate, wrong, confirmed=True)
    assert desk.answer.message.splitlines() == [
        "volatility of binance is not watched on this desk.",
        f"error rate of {KEY} is not watched on this desk.",
        "spread at all: at_once_at 5 is below open_above 20 bps. Raise it, or set it to 0 (off).",
    ]


def test_another_window_of_one_breaker_leaves_what_the_others_measured() -> None:
    desk = Watched(only(BreakerKind.VOLATILITY, BreakerKind.ERROR_RATE)).quoting()
    desk.seconds(1, BID * 1.04, ASK * 1.04)
    desk.changes(ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.ERROR_RATE, "window_s", 50.0))
    assert desk.answer.ok
    desk.seconds(0.2, BID * 0.985, ASK * 0.985)
    assert desk.state_of(BreakerKind.VOLATILITY, SYMBOL) is BreakerState.OPEN


def test_health_is_kept_every_thirty_seconds_however_late_each_beat_comes() -> None:
    desk, at_ns = Watched(only(BreakerKind.LOOP_LAG)).quoting(), []
    for beat in range(2_000):
        # Now later, now less late: some come nearer to each other than they were due.
        desk.waits(100 + beat * 7 % 30)
        at_ns += [one.wall_ns for one in desk.sees(said(TimePassed)).told(ExchangeHealthSampled)]
    assert len(at_ns) == 8
    assert all(abs(after - at - 30_000 * MS) < 200 * MS for at, after in pairwise(at_ns))
