"""What opens which breaker on a whole desk: each at its threshold, from the events that a session brings."""

from math import nan

import pytest

from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerMove,
    BreakerState,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.effects import (
    AlertRaised,
    BreakerChanged,
)
from mmdesk.core.model.events import (
    BalancesAccepted,
    ClockMeasured,
    EngineMeasured,
    ProtectionChanged,
    SendAbandoned,
    TimePassed,
)
from mmdesk.core.model.market import BookDelta
from mmdesk.core.model.parameters import QuoteParameters
from tests.core.breaker_dialogue import (
    BID,
    CALM_TOP,
    MARKET,
    SYMBOL,
    VENUE,
    Watched,
    measured,
    only,
)
from tests.core.dialogue import (
    KEY,
    MS,
    START_WALL_NS,
    Dialogue,
    Said,
    said,
    top,
)

# -- what opens which ------------------------------------------------------------------------------


def test_a_crossed_book_opens_the_spread_breaker_at_once() -> None:
    desk = Watched().quoting()
    desk.sees(top(60_001.0, 60_000.0))
    assert desk.state_of(BreakerKind.SPREAD, MARKET) is BreakerState.OPEN


@pytest.mark.parametrize(("jump", "opens"), [(1.0499, False), (1.0501, True)])
def test_a_swing_of_five_percent_within_a_minute_opens_volatility_at_once(jump: float, opens: bool) -> None:
    desk = Watched(only(BreakerKind.VOLATILITY)).quoting().seconds(30)
    desk.sees(top(BID * jump, BID * jump + 0.01))
    assert (desk.state_of(BreakerKind.VOLATILITY, SYMBOL) is BreakerState.OPEN) is opens
    assert bool(desk.told(BreakerChanged)) is opens


def test_a_slow_walk_of_five_percent_does_not() -> None:
    desk = Watched(only(BreakerKind.VOLATILITY)).quoting()
    for step in range(13):
        price = BID * (1 + step * 0.005)
        desk.seconds(10, price, price + 0.01)
    assert desk.state_of(BreakerKind.VOLATILITY, SYMBOL) is BreakerState.CLOSED


def ack(desk: Watched, ms: float) -> None:
    """The venue takes the order that waits after this long."""
    desk.waits(ms)
    desk.accepts_all()


@pytest.mark.parametrize(("ms", "opens"), [(2_499.0, False), (2_500.1, True)])
def test_one_slow_acknowledgement_opens_order_latency(ms: float, opens: bool) -> None:
    desk = Watched(only(BreakerKind.ORDER_LATENCY)).sending()
    ack(desk, ms)
    assert (desk.state_of(BreakerKind.ORDER_LATENCY, VENUE) is BreakerState.OPEN) is opens


def test_an_order_that_is_never_answered_counts_while_it_waits() -> None:
    desk = Watched(only(BreakerKind.ORDER_LATENCY)).sending()
    desk.seconds(2.4)
    assert desk.state_of(BreakerKind.ORDER_LATENCY, VENUE) is BreakerState.CLOSED
    desk.seconds(0.2)
    assert desk.state_of(BreakerKind.ORDER_LATENCY, VENUE) is BreakerState.OPEN


def test_no_frame_for_two_seconds_opens_data_latency_and_a_venue_never_heard_does_not() -> None:
    desk = Watched(only(BreakerKind.DATA_LATENCY))
    desk.after(60_000)
    assert desk.state_of(BreakerKind.DATA_LATENCY, VENUE) is BreakerState.CLOSED
    desk.quoting().after(1_999)
    assert desk.state_of(BreakerKind.DATA_LATENCY, VENUE) is BreakerState.CLOSED
    desk.after(1)
    assert desk.breaker(BreakerKind.DATA_LATENCY, VENUE).reason == "no frame for 2 s"


def aged_frame(desk: Watched, age_ms: float, offset_ms: float, update_id: int) -> Said:
    """A frame as old as this by a venue's clock that is off by so much."""
    stamp = START_WALL_NS + desk.now_ns + 1_000 + round((offset_ms - age_ms) * MS)
    return said(BookDelta, instrument=KEY, bids=((BID, 1.0),), asks=(), first_id=update_id,
                last_id=update_id, exchange_ns=stamp)  # fmt: skip


@pytest.mark.parametrize("offset_ms", [-60_000.0, 0.0, 1_500.0])
@pytest.mark.parametrize(("age_ms", "opens"), [(499.0, False), (501.0, True)])
def test_the_age_of_data_is_told_by_the_venues_clock(offset_ms: float, age_ms: float, opens: bool) -> None:
    desk = Watched(only(BreakerKind.DATA_LATENCY)).quoting()
    desk.sees(said(ClockMeasured, venue="binance", offset_ns=round(offset_ms * MS)))
    for number in range(50):
        desk.waits(100)
        desk.sees(aged_frame(desk, age_ms, offset_ms, number + 2), said(TimePassed))
    assert (desk.state_of(BreakerKind.DATA_LATENCY, VENUE) is BreakerState.OPEN) is opens


def test_a_frame_from_the_future_has_no_negative_age() -> None:
    desk = Watched(only(BreakerKind.DATA_LATENCY)).quoting()
    desk.sees(said(ClockMeasured, venue="binance", offset_ns=0))
    for number in range(20):
        desk.waits(100)
        desk.sees(aged_frame(desk, -400.0, 0.0, number + 2), said(TimePassed))
    assert desk.breaker(BreakerKind.DATA_LATENCY, VENUE).value == 0.0
    assert desk.state_of(BreakerKind.DATA_LATENCY, VENUE) is BreakerState.CLOSED


@pytest.mark.parametrize(("faults", "opens"), [(2, False), (3, True)])
def test_more_than_a_tenth_of_twenty_requests_failing_opens_the_error_rate(faults: int, opens: bool) -> None:
    desk = Watched(only(BreakerKind.ERROR_RATE)).quoting()
    desk.sees(measured(reads=18, read_faults=faults))
    desk.seconds(2)
    assert (desk.state_of(BreakerKind.ERROR_RATE, VENUE) is BreakerState.OPEN) is opens


@pytest.mark.parametrize(("field", "value"), [("at_once_at", 50.0), ("violations", 0.0)])
def test_one_fault_of_very_many_requests_is_no_rate(field: str, value: float) -> None:
    desk = Watched(only(BreakerKind.ERROR_RATE)).quoting()
    desk.changes(ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.ERROR_RATE, field, value), confirmed=True)
    assert desk.answer.ok
    desk.sees(measured(reads=1_000, read_faults=1))
    assert desk.state_of(BreakerKind.ERROR_RATE, VENUE) is BreakerState.CLOSED


def test_fewer_than_twenty_requests_say_nothing() -> None:
    desk = Watched(only(BreakerKind.ERROR_RATE)).quoting()
    desk.sees(measured(reads=17, read_faults=17))
    desk.seconds(5)
    assert desk.state_of(BreakerKind.ERROR_RATE, VENUE) is BreakerState.CLOSED


def test_refusals_of_ours_are_no_faults_of_the_venue() -> None:
    desk = Watched(only(BreakerKind.ERROR_RATE))
    desk.armed(*CALM_TOP)
    for _ in range(40):
        for order in desk.desk.register.live(KEY):
            desk.sees(desk.rejected(order.client_id, would_cross=True))
        desk.seconds(0.3)
    assert desk.desk.breakers.venues["binance"].requests >= 40
    assert desk.breaker(BreakerKind.ERROR_RATE, VENUE).value == 0.0


@pytest.mark.parametrize(("venue_fault", "counted"), [(True, 1), (False, 0)])
def test_an_order_that_never_left_counts_when_the_venue_could_not_be_reached(
    venue_fault: bool, counted: int
) -> None:
    desk = Watched()
    desk.armed(*CALM_TOP)
    client_id = desk.order("buy0").client_id
    desk.sees(said(SendAbandoned, client_id=client_id, reason="refused", venue_fault=venue_fault))
    assert desk.desk.breakers.venues["binance"].faults == counted


def test_a_ban_opens_at_once_and_until_it_is_over() -> None:
    desk = Watched(only(BreakerKind.ERROR_RATE)).quoting()
    until_ns = START_WALL_NS + desk.now_ns + 120_000 * MS
    desk.sees(measured(banned_until_ns=until_ns))
    assert desk.state_of(BreakerKind.ERROR_RATE, VENUE) is BreakerState.OPEN
    desk.proves().seconds(118)
    assert desk.state_of(BreakerKind.ERROR_RATE, VENUE) is BreakerState.OPEN
    desk.seconds(3)
    assert desk.state_of(BreakerKind.ERROR_RATE, VENUE) is BreakerState.HALF_OPEN


def test_a_ban_that_grows_while_open_is_told_once_with_its_new_end_which_is_kept_for_a_restart() -> None:
    desk = Watched(only(BreakerKind.ERROR_RATE)).quoting()
    desk.sees(measured(banned_until_ns=START_WALL_NS + desk.now_ns + 120_000 * MS))
    assert [alert.do.split(", ")[-1] for alert in desk.told(AlertRaised)] == ["not before 120 s."]
    desk.proves().seconds(10)
    until_ns = START_WALL_NS + desk.now_ns + 300_000 * MS
    desk.sees(measured(banned_until_ns=until_ns), measured(banned_until_ns=until_ns))
    assert [alert.what for alert in desk.told(AlertRaised)] == [
        "Error rate breaker of binance stays open longer."
    ]
    assert [(one.what, one.record.reopens_ns) for one in desk.told(BreakerChanged)] == [
        (BreakerMove.EXTENDED, until_ns)
    ]
    desk.seconds(298)
    assert desk.state_of(BreakerKind.ERROR_RATE, VENUE) is BreakerState.OPEN
    desk.seconds(3)
    assert desk.state_of(BreakerKind.ERROR_RATE, VENUE) is BreakerState.HALF_OPEN


# -- guards ----------------------------------------------------------------------------------------


def test_a_loop_that_is_late_for_three_seconds_opens_and_one_late_beat_does_not() -> None:
    desk = Watched(only(BreakerKind.LOOP_LAG)).quoting()
    desk.sees(said(EngineMeasured, loop_lag_ms=900.0))
    desk.seconds(5)
    assert desk.state_of(BreakerKind.LOOP_LAG, GLOBAL_SCOPE) is BreakerState.CLOSED
    for _ in range(4):
        desk.waits(1_000)
        desk.sees(said(EngineMeasured, loop_lag_ms=250.1), said(TimePassed))
    assert desk.state_of(BreakerKind.LOOP_LAG, GLOBAL_SCOPE) is BreakerState.OPEN


def test_a_lag_that_is_no_number_is_worse_than_any() -> None:
    desk = Watched(only(BreakerKind.LOOP_LAG)).quoting()
    desk.sees(said(EngineMeasured, loop_lag_ms=nan), said(EngineMeasured, loop_lag_ms=1.0))
    desk.seconds(1)
    assert desk.state_of(BreakerKind.LOOP_LAG, GLOBAL_SCOPE) is BreakerState.OPEN


def test_a_disk_that_fails_opens_everything() -> None:
    desk = Watched().quoting()
    fault = {"loop_lag_ms": 0.0, "storage_fault": "disk is full"}
    desk.sees(said(EngineMeasured, **fault)).after(1_000)
    assert desk.state_of(BreakerKind.STORAGE, GLOBAL_SCOPE) is BreakerState.OPEN


@pytest.mark.parametrize(("offset_ms", "opens"), [(1_999.9, False), (2_000.0, True), (-2_000.0, True)])
def test_clocks_that_differ_by_a_receive_window_open(offset_ms: float, opens: bool) -> None:
    desk = Watched(only(BreakerKind.CLOCK_SKEW)).quoting()
    desk.sees(said(ClockMeasured, venue="binance", offset_ns=round(offset_ms * MS)))
    desk.seconds(1.1)
    assert (desk.state_of(BreakerKind.CLOCK_SKEW, VENUE) is BreakerState.OPEN) is opens


def test_losing_who_protects_us_opens_and_never_having_had_anybody_waits() -> None:
    desk = Watched(only(BreakerKind.DEAD_MAN))
    desk.sees(said(ProtectionChanged, venue="binance", protected=False, by="")).after(3_000)
    assert desk.state_of(BreakerKind.DEAD_MAN, VENUE) is BreakerState.CLOSED
    desk.sees(said(ProtectionChanged, venue="binance", protected=True, by="guardian")).after(1_000)
    desk.sees(said(ProtectionChanged, venue="binance", protected=False, by="guardian")).after(1_000)
    assert desk.state_of(BreakerKind.DEAD_MAN, VENUE) is BreakerState.OPEN


def test_a_reconciliation_mismatch_latches_until_the_balances_are_accepted() -> None:
    desk = Watched().quoting()
    desk.desk.venues["binance"].balance_mismatch = "BTC +0.5"
    desk.seconds(1.1)
    assert desk.state_of(BreakerKind.RECONCILIATION, VENUE) is BreakerState.LATCHED
    desk.proves()
    desk.sees(said(BalancesAccepted, ticket="b", venue="binance", reason="a deposit of mine", who="ana"))
    assert desk.state_of(BreakerKind.RECONCILIATION, VENUE) is BreakerState.HALF_OPEN
    assert desk.breaker(BreakerKind.RECONCILIATION, VENUE).who == "ana"


def test_six_orders_of_unknown_fate_open_and_five_do_not() -> None:
    opened = []
    for count in (5, 6):
        quotes = QuoteParameters(order_levels=count, order_level_spread_bps=1.0)
        desk = Dialogue(quotes, breakers=only(BreakerKind.UNKNOWN_ORDERS))
        desk.armed(*CALM_TOP)
        ids = [one.client_id for one in desk.desk.register.live(KEY)][:count]
        desk.sees(*(desk.unresolved(one) for one in ids)).after(1_100).after(1_100)
        board = desk.desk.breakers.board
        opened.append(board.breakers[BreakerKind.UNKNOWN_ORDERS, VENUE].state)
    assert opened == [BreakerState.CLOSED, BreakerState.OPEN]
