"""One breaker: when it opens, how it comes back, what only a person may do, and what no data means."""

from math import inf, nan, nextafter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerMove,
    BreakerState,
    Permission,
)
from mmdesk.core.risk.breakers.breaker import Absent, Breaker
from mmdesk.core.risk.breakers.table import TABLE, Signal, advance
from tests.core.breaker_walk import machine

S = 1_000_000_000
AT_ONCE = [kind for kind, rule in DEFAULT_RULES.items() if rule.violations == 0]
IN_A_ROW = [kind for kind, rule in DEFAULT_RULES.items() if rule.violations > 0]


class Clocked:
    """A breaker and its seconds."""

    def __init__(self, kind: BreakerKind = BreakerKind.SPREAD, **rule: float) -> None:
        self.now_ns = 1_000 * S
        self.breaker = Breaker(kind, GLOBAL_SCOPE, replace(DEFAULT_RULES[kind], **rule), DEFAULT_BREAKERS)

    def reads(self, *readings: float | Absent) -> "Clocked":
        for reading in readings:
            self.now_ns += S
            self.breaker.evaluate(reading, self.now_ns)
        return self

    def calm_for(self, seconds: int) -> "Clocked":
        return self.reads(*[0.0] * seconds)

    def opened(self) -> "Clocked":
        self.breaker.trip("test", self.now_ns)
        assert self.state is BreakerState.OPEN
        return self

    def half_open(self) -> "Clocked":
        """Opened once, and calm until its cooldown was over."""
        self.opened()
        while self.state is BreakerState.OPEN:
            self.calm_for(1)
        assert self.state is BreakerState.HALF_OPEN
        return self

    @property
    def state(self) -> BreakerState:
        return self.breaker.state


def unit(value: float) -> float:
    """The next number a reading can have."""
    return nextafter(value, inf)


# -- opening ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", IN_A_ROW)
def test_a_reading_on_the_threshold_passes_and_one_above_it_violates(kind: BreakerKind) -> None:
    rule = DEFAULT_RULES[kind]
    on_it = Clocked(kind).reads(*[rule.open_above] * 60)
    assert (on_it.state, on_it.breaker.violations) == (BreakerState.CLOSED, 0)
    almost = Clocked(kind).reads(*[unit(rule.open_above)] * (rule.violations - 1))
    assert (almost.state, almost.breaker.violations) == (BreakerState.CLOSED, rule.violations - 1)
    assert almost.reads(unit(rule.open_above)).state is BreakerState.OPEN


@pytest.mark.parametrize("kind", AT_ONCE)
def test_what_opens_at_once_opens_when_the_threshold_is_reached(kind: BreakerKind) -> None:
    limit = DEFAULT_RULES[kind].open_above
    opened = BreakerState.LATCHED if DEFAULT_RULES[kind].latches else BreakerState.OPEN
    assert Clocked(kind).reads(nextafter(limit, 0.0)).state is BreakerState.CLOSED
    assert Clocked(kind).reads(limit).state is opened
    noticed = Clocked(kind)
    assert noticed.breaker.notice(nextafter(limit, 0.0), noticed.now_ns) is None
    assert noticed.breaker.notice(limit, noticed.now_ns) is not None
    assert noticed.state is opened


@pytest.mark.parametrize("kind", [BreakerKind.ORDER_LATENCY, BreakerKind.DATA_LATENCY])
def test_one_reading_of_two_and_a_half_seconds_opens_alone(kind: BreakerKind) -> None:
    assert Clocked(kind).reads(nextafter(2_500.0, 0.0)).state is BreakerState.CLOSED
    assert Clocked(kind).reads(2_500.0).state is BreakerState.OPEN
    between = Clocked(kind)
    assert between.breaker.notice(nextafter(2_500.0, 0.0), between.now_ns) is None
    assert between.breaker.notice(2_500.0, between.now_ns) is BreakerMove.OPENED


def test_violations_must_be_in_a_row() -> None:
    assert Clocked().reads(21.0, 21.0, 20.0, 21.0, 21.0).state is BreakerState.CLOSED
    assert Clocked().reads(21.0, 21.0, 21.0).state is BreakerState.OPEN


@pytest.mark.parametrize("nonsense", [nan, inf, -inf, -1e-12])
@pytest.mark.parametrize("kind", list(DEFAULT_RULES))
def test_a_number_that_is_no_measurement_opens_at_once(kind: BreakerKind, nonsense: float) -> None:
    told = Clocked(kind).reads(nonsense)
    assert told.breaker.permission is Permission.HALTED
    assert told.breaker.value is None or told.breaker.value < 0
    between = Clocked(kind)
    between.breaker.notice(nonsense, between.now_ns)
    assert between.breaker.permission is Permission.HALTED


@pytest.mark.parametrize("kind", list(DEFAULT_RULES))
def test_data_that_stops_coming_is_a_violation_and_data_nobody_could_have_is_none(kind: BreakerKind) -> None:
    needed = max(3, DEFAULT_RULES[kind].violations)
    gone = Clocked(kind).reads(*[Absent.MISSING] * (needed - 1))
    assert gone.state is BreakerState.CLOSED
    assert gone.reads(Absent.MISSING).breaker.permission is Permission.HALTED
    assert Clocked(kind).reads(*[Absent.NOT_YET] * 60).state is BreakerState.CLOSED


# -- coming back -----------------------------------------------------------------------------------


def test_it_half_opens_after_the_cooldown_and_ten_calm_seconds() -> None:
    story = Clocked().opened().reads(*[25.0] * 25).calm_for(10)
    assert story.state is BreakerState.OPEN
    assert story.calm_for(1).state is BreakerState.HALF_OPEN


def test_calm_before_the_cooldown_is_over_is_not_enough() -> None:
    assert Clocked().opened().calm_for(29).state is BreakerState.OPEN
    assert Clocked().opened().calm_for(30).state is BreakerState.HALF_OPEN


@pytest.mark.parametrize(("reading", "comes_back"), [(16.0, True), (unit(16.0), False)])
def test_calm_is_eighty_percent_of_the_threshold(reading: float, comes_back: bool) -> None:
    story = Clocked().opened().reads(*[reading] * 120)
    assert (story.state is BreakerState.HALF_OPEN) is comes_back


def test_a_reading_above_eighty_percent_begins_the_calm_anew() -> None:
    story = Clocked().opened().calm_for(25).reads(17.0).calm_for(10)
    assert story.state is BreakerState.OPEN
    assert story.calm_for(1).state is BreakerState.HALF_OPEN


def test_no_data_keeps_it_open() -> None:
    assert Clocked().opened().reads(*[Absent.MISSING] * 600).state is BreakerState.OPEN


def test_what_only_orders_can_measure_is_probed_after_the_cooldown() -> None:
    story = Clocked(BreakerKind.ORDER_LATENCY).opened().reads(*[Absent.NOT_YET] * 30)
    assert story.state is BreakerState.HALF_OPEN


def test_it_stays_open_while_its_orders_are_not_proved_gone() -> None:
    story = Clocked().opened()
    story.breaker.blocked = True
    assert story.calm_for(600).state is BreakerState.OPEN
    story.breaker.blocked = False
    assert story.calm_for(1).state is BreakerState.HALF_OPEN


def test_probes_then_a_quarter_of_the_size_for_half_a_minute_then_closed() -> None:
    story = Clocked().half_open()
    breaker = story.breaker
    assert (breaker.probing, breaker.size_share, breaker.permission) == (True, 0.25, Permission.ACTIVE)
    assert story.calm_for(300).state is BreakerState.HALF_OPEN, "without probes nothing is proved"
    waiting = []
    for _ in range(2):
        breaker.probe_passed(story.now_ns)
        waiting.append(breaker.probing)
    assert waiting == [True, False]
    assert story.calm_for(29).state is BreakerState.HALF_OPEN
    assert breaker.size_share == 0.25
    assert story.calm_for(1).state is BreakerState.CLOSED
    assert breaker.size_share == 1.0


def test_a_probation_ends_only_after_ten_calm_seconds() -> None:
    story = Clocked().half_open()
    for _ in range(2):
        story.breaker.probe_passed(story.now_ns)
    assert story.reads(*[17.0] * 60).state is BreakerState.HALF_OPEN
    assert story.calm_for(10).state is BreakerState.HALF_OPEN
    assert story.calm_for(1).state is BreakerState.CLOSED


@pytest.mark.parametrize("bad", [20.001, nan, Absent.MISSING])
def test_any_violation_re_opens_a_half_open_breaker(bad: float | Absent) -> None:
    assert Clocked().half_open().reads(bad).state is BreakerState.OPEN
    story = Clocked().half_open()
    assert story.breaker.notice(20.0, story.now_ns) is None
    assert story.breaker.notice(unit(20.0), story.now_ns) is BreakerMove.OPENED


def test_a_half_open_breaker_that_opens_at_once_opens_where_its_threshold_is_reached() -> None:
    story = Clocked(BreakerKind.VOLATILITY).half_open()
    assert story.breaker.notice(5.0, story.now_ns) is BreakerMove.OPENED
    assert story.breaker.reason == "5 pct reached 5"


def test_what_one_reading_says_is_kept_as_the_reason() -> None:
    story = Clocked(BreakerKind.ORDER_LATENCY)
    assert story.breaker.notice(2_499.0, story.now_ns) is None
    story.breaker.notice(nan, story.now_ns)
    assert story.breaker.reason == "nan ms is not a measurement"
    story = Clocked(BreakerKind.ORDER_LATENCY).reads(2_500.0)
    assert story.breaker.reason == "2500 ms reached 2500"
    story.breaker.force("ana", "", story.now_ns)
    assert (story.breaker.who, story.breaker.reason) == ("ana", "tripped by hand")
    story = Clocked()
    story.breaker.force("ana", "drill", story.now_ns)
    assert story.breaker.reason == "drill"


def test_once_closed_again_it_takes_as_many_violations_as_before() -> None:
    story = Clocked().half_open()
    for _ in range(2):
        story.breaker.probe_passed(story.now_ns)
    assert story.calm_for(30).reads(25.0, 25.0).state is BreakerState.CLOSED
    assert story.reads(25.0).state is BreakerState.OPEN


def resumed(state: BreakerState, *, cooldown_s: int = 0) -> Clocked:
    """A breaker of a session that goes on."""
    story = Clocked()
    story.breaker.resume(
        state, since_ns=story.now_ns - S, history=[], reopens_ns=0, cooldown_ns=cooldown_s * S
    )
    return story


def test_after_a_restart_it_takes_as_many_probes_as_ever() -> None:
    story = resumed(BreakerState.CLOSED)
    for _ in range(2):
        assert story.breaker.probing
        story.breaker.probe_passed(story.now_ns)
    assert not story.breaker.probing


def test_the_cooldown_doubles_over_a_restart_too() -> None:
    assert resumed(BreakerState.HALF_OPEN, cooldown_s=60).opened().breaker.cooldown_ns == 120 * S
    assert resumed(BreakerState.CLOSED).opened().breaker.cooldown_ns == 30 * S
    late = resumed(BreakerState.HALF_OPEN, cooldown_s=60)
    late.now_ns += 600 * S
    assert late.opened().breaker.cooldown_ns == 30 * S


def test_the_cooldown_doubles_up_to_ten_minutes_and_is_forgotten_after_ten() -> None:
    story = Clocked(latch_after=0)
    lengths = []
    for _ in range(7):
        story.opened()
        lengths.append(story.breaker.cooldown_ns // S)
        while story.state is BreakerState.OPEN:
            story.calm_for(1)
    assert lengths == [30, 60, 120, 240, 480, 600, 600]
    story.now_ns += 599 * S
    assert story.opened().breaker.cooldown_ns == 600 * S
    while story.state is BreakerState.OPEN:
        story.calm_for(1)
    story.now_ns += 600 * S
    assert story.opened().breaker.cooldown_ns == 30 * S


def test_the_fourth_opening_within_an_hour_latches() -> None:
    story = Clocked()
    for _ in range(3):
        story.half_open()
    story.breaker.trip("again", story.now_ns)
    assert story.state is BreakerState.LATCHED
    assert story.calm_for(4_000).state is BreakerState.LATCHED


def test_openings_of_more_than_an_hour_ago_do_not_count() -> None:
    story = Clocked()
    for _ in range(3):
        story.half_open()
    story.now_ns += 3_600 * S
    assert story.opened().breaker.history == [story.now_ns]


def test_a_ban_is_sat_out() -> None:
    story = Clocked(BreakerKind.ERROR_RATE)
    story.breaker.trip("banned", story.now_ns, story.now_ns + 120 * S)
    assert story.calm_for(119).state is BreakerState.OPEN
    story.breaker.trip("banned", story.now_ns, story.now_ns + 60 * S)
    assert story.calm_for(59).state is BreakerState.OPEN
    assert story.calm_for(1).state is BreakerState.HALF_OPEN


# -- drawdown --------------------------------------------------------------------------------------


def test_drawdown_warns_reduces_and_latches_at_its_thresholds() -> None:
    story = Clocked(BreakerKind.DRAWDOWN)
    breaker = story.breaker
    went = []
    for bps in (nextafter(50.0, 0.0), 50.0, nextafter(80.0, 0.0), 80.0, 65.0, 64.0, nextafter(100.0, 0.0)):
        story.reads(bps)
        went.append((breaker.grade, breaker.permission))
    assert went == [
        (BreakerMove.CALMED, Permission.ACTIVE),
        (BreakerMove.WARNED, Permission.ACTIVE),
        (BreakerMove.WARNED, Permission.ACTIVE),
        (BreakerMove.REDUCING, Permission.REDUCING),
        # Left at 80 % of 80 bps, not before.
        (BreakerMove.REDUCING, Permission.REDUCING),
        (BreakerMove.WARNED, Permission.ACTIVE),
        (BreakerMove.REDUCING, Permission.REDUCING),
    ]
    assert story.reads(100.0).state is BreakerState.LATCHED


@pytest.mark.parametrize(
    ("thresholds", "reading", "grade"),
    [
        ({"warn_at": 50.0, "reduce_at": 0.0}, 60.0, BreakerMove.WARNED),
        ({"warn_at": 0.0, "reduce_at": 80.0}, 85.0, BreakerMove.REDUCING),
        ({"warn_at": 0.0, "reduce_at": 0.0}, 85.0, BreakerMove.CALMED),
    ],
)
def test_a_grade_may_have_no_other_beside_it(
    thresholds: dict[str, float], reading: float, grade: BreakerMove
) -> None:
    assert Clocked(BreakerKind.DRAWDOWN, **thresholds).reads(reading).breaker.grade is grade


def test_what_is_halted_has_no_grade() -> None:
    story = Clocked(BreakerKind.DRAWDOWN).reads(100.0)
    assert story.state is BreakerState.LATCHED
    assert story.breaker.evaluate(85.0, story.now_ns + S) is None
    assert story.breaker.grade is BreakerMove.CALMED


def test_drawdown_never_closes_by_itself() -> None:
    story = Clocked(BreakerKind.DRAWDOWN).reads(100.0)
    story.breaker.probe_passed(story.now_ns)
    assert story.calm_for(10_000).state is BreakerState.LATCHED


# -- people ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [BreakerState.LATCHED, BreakerState.FORCED_OPEN, BreakerState.OPEN])
def test_a_reset_needs_a_reason_and_leads_to_proof_not_to_closed(state: BreakerState) -> None:
    story = Clocked()
    if state is BreakerState.OPEN:
        story.opened()
    elif state is BreakerState.LATCHED:
        story.opened().breaker.escalate("not gone", story.now_ns)
    else:
        story.breaker.force("ana", "", story.now_ns)
    assert story.state is state
    assert story.breaker.reset("ana", " \t", story.now_ns) is None
    assert story.state is state
    assert story.breaker.reset("ana", "the venue is back", story.now_ns) is BreakerMove.RESET
    assert (story.state, story.breaker.who) == (BreakerState.HALF_OPEN, "ana")


def test_what_was_tripped_by_hand_stays_open_through_calm_and_violations() -> None:
    story = Clocked()
    assert story.breaker.force("ana", "drill", story.now_ns) is BreakerMove.FORCED
    assert story.calm_for(5_000).reads(*[99.0] * 10).state is BreakerState.FORCED_OPEN
    assert story.breaker.force("ana", "again", story.now_ns) is None


# -- the table -------------------------------------------------------------------------------------


def test_every_pair_that_is_not_in_the_table_is_illegal() -> None:
    legal = {(state, signal) for state in BreakerState for signal in Signal if advance(state, signal)}
    assert legal == set(TABLE)
    assert len(TABLE) == 14
    closing = {state for (state, _), after in TABLE.items() if after is BreakerState.CLOSED}
    assert closing == {BreakerState.HALF_OPEN}
    by_itself = [s for s in Signal if s not in (Signal.RESET, Signal.FORCE)]
    for state in (BreakerState.LATCHED, BreakerState.FORCED_OPEN):
        assert not any(advance(state, signal) for signal in by_itself)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**63))
def test_random_lives_of_one_breaker_keep_to_the_table(seed: int) -> None:
    machine(seed)
