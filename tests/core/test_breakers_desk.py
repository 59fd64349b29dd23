"""Breakers on the desk: what opens them, what stops leaving, what is proved, what a person does."""

from collections.abc import Iterable
from decimal import Decimal
from math import nan
from typing import Any

import pytest
from msgspec.structs import replace

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerMove,
    BreakerRecord,
    BreakerSettings,
    BreakerState,
    Permission,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.effects import (
    AlertRaised,
    BreakerChanged,
    BreakerSettingsChanged,
    CommandDone,
    ExchangeHealthSampled,
    MetricsSampled,
    OrderDenied,
    ReconcileWanted,
    SendCancel,
    SendOrder,
    StateChanged,
)
from mmdesk.core.model.events import (
    BalancesAccepted,
    BreakerReset,
    BreakersChanged,
    BreakersUndone,
    BreakerTripped,
    CancelRequested,
    ClockMeasured,
    EngineMeasured,
    OpenOrdersListed,
    ProtectionChanged,
    SendAbandoned,
    TimePassed,
    TransferReported,
    VenueMeasured,
)
from mmdesk.core.model.market import BookDelta
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.state import TradingState
from mmdesk.core.risk.breakers.breaker import Breaker
from tests.core.dialogue import (
    KEY,
    MS,
    START_WALL_NS,
    Dialogue,
    Said,
    nothing,
    place,
    reconciled,
    said,
    snapshot,
    top,
)

BID, ASK = 60_000.0, 60_000.01
MARKET = Scope(ScopeLevel.INSTRUMENT, KEY)
VENUE = Scope(ScopeLevel.EXCHANGE, "binance")
SYMBOL = Scope(ScopeLevel.SYMBOL, "BTC/USDT")
STRATEGY = Scope(ScopeLevel.STRATEGY, "symmetric")
CALM_TOP = (BID, ASK)


class Watched(Dialogue):
    """A dialogue with a desk whose breakers watch."""

    def __init__(self, settings: BreakerSettings = DEFAULT_BREAKERS, **more: Any) -> None:
        quotes = QuoteParameters(order_refresh_time_s=0.2, filled_order_delay_s=0.0)
        super().__init__(quotes, RiskLimits(), breakers=settings, **more)

    def sending(self) -> "Watched":
        """Armed, with both sides on their way."""
        self.armed(*CALM_TOP)
        return self

    def quoting(self) -> "Watched":
        """Armed, with both sides resting."""
        self.sending().accepts_all()
        assert self.desk.markets[KEY].quoting == "both"
        return self

    def breaker(self, kind: BreakerKind, scope: Scope) -> Breaker:
        found = self.desk.breakers.board.get(kind, scope)
        assert found is not None
        return found

    def state_of(self, kind: BreakerKind, scope: Scope) -> BreakerState:
        return self.breaker(kind, scope).state

    def seconds(self, count: float, bid: float = BID, ask: float = ASK) -> "Watched":
        """Time with frames: a book, a beat and a look every tenth of a second; the effects of all of it."""
        told = []
        for _ in range(round(count * 10)):
            self.now_ns += 100 * MS
            self.sees(top(bid, ask), said(EngineMeasured, loop_lag_ms=1.0), said(TimePassed))
            told += self.effects
        self.effects = told
        return self

    def moves(self) -> list[tuple[BreakerKind, BreakerMove]]:
        return [(one.record.kind, one.what) for one in self.told(BreakerChanged)]

    def answers_cancels(self) -> "Watched":
        """The venue confirms every cancel that was just sent."""
        self.sees(*(self.canceled(one.client_id) for one in self.told(SendCancel)))
        return self

    def proves(self) -> "Watched":
        """Cancels confirmed, and a listing that shows nothing."""
        return self.answers_cancels().seconds(0.1).listing()

    def listing(self) -> "Watched":
        self.sees(said(OpenOrdersListed, venue="binance", open_orders=(), begun_mono_ns=self.now_ns))
        return self

    def trips(self, kind: BreakerKind, scope: Scope) -> "Watched":
        asked = {"ticket": "trip", "kind": kind, "scope": scope, "who": "ana", "reason": "drill"}
        self.sees(Said(BreakerTripped, asked))
        return self

    def resets(self, kind: BreakerKind, scope: Scope, reason: str = "looked into it") -> "Watched":
        asked = {"ticket": "reset", "kind": kind, "scope": scope, "who": "ana", "reason": reason}
        self.sees(Said(BreakerReset, asked))
        return self

    def changes(self, *changes: ThresholdChange, confirmed: bool = False) -> "Watched":
        self.sees(said(BreakersChanged, ticket="c", who="ana", changes=changes, confirmed=confirmed))
        return self

    @property
    def answer(self) -> CommandDone:
        (done,) = self.told(CommandDone)
        return done


def only(*kinds: BreakerKind, **changes: object) -> BreakerSettings:
    """Settings that watch nothing but these."""
    return replace(DEFAULT_BREAKERS, rules={kind: DEFAULT_RULES[kind] for kind in kinds}, **changes)


def measured(**fields: object) -> Said:
    return said(EngineMeasured, loop_lag_ms=0.0, venues=(VenueMeasured(venue="binance", **fields),))  # type: ignore[arg-type]  # fields of the struct, by name


# -- opening: gate, cancels, proof -----------------------------------------------------------------


def test_a_wide_spread_opens_after_three_seconds_and_pulls_the_quotes() -> None:
    desk = Watched().quoting().seconds(1)
    wide = BID * 1.0021
    desk.seconds(2, BID, wide)
    assert desk.state_of(BreakerKind.SPREAD, MARKET) is BreakerState.CLOSED
    desk.seconds(1.1, BID, wide)
    assert desk.state_of(BreakerKind.SPREAD, MARKET) is BreakerState.OPEN
    (told,) = desk.told(BreakerChanged)
    assert (told.what, told.orders_cancelled) == (BreakerMove.OPENED, 2)
    assert told.permission is Permission.HALTED
    assert told.record.value == pytest.approx(20.98, abs=0.01)
    order = [type(one) for one in desk.effects if isinstance(one, BreakerChanged | SendCancel | SendOrder)]
    after = order[order.index(BreakerChanged) :]
    assert after[:3] == [BreakerChanged, SendCancel, SendCancel], "the gate closes before the cancels"


def test_nothing_leaves_while_it_is_open_and_cancels_always_do() -> None:
    desk = Watched().quoting().trips(BreakerKind.SPREAD, MARKET)
    resting = [one.client_id for one in desk.desk.register.live(KEY)]
    assert len(desk.told(SendCancel)) == 2
    desk.seconds(60)
    assert not desk.told(SendOrder)
    assert desk.desk.markets[KEY].hold == "circuit breaker: spread BTC/USDT@binance forced open"
    desk.sees(said(CancelRequested, ticket="x", client_ids=tuple(resting)))
    assert len(desk.told(SendCancel)) == 2


@pytest.mark.parametrize(
    ("kind", "scope"),
    [(BreakerKind.SPREAD, MARKET), (BreakerKind.ERROR_RATE, VENUE), (BreakerKind.VOLATILITY, SYMBOL),
     (BreakerKind.DRAWDOWN, STRATEGY), (BreakerKind.STORAGE, GLOBAL_SCOPE)],
)  # fmt: skip
def test_every_scope_that_covers_the_market_stops_it(kind: BreakerKind, scope: Scope) -> None:
    desk = Watched().quoting().trips(kind, scope)
    assert desk.desk.breakers.board.allowed[KEY].permission is Permission.HALTED
    assert len(desk.told(SendCancel)) == 2


def test_the_proof_is_a_listing_asked_for_after_the_last_cancel_was_confirmed() -> None:
    desk = Watched().quoting().trips(BreakerKind.SPREAD, MARKET)
    old_ns = desk.now_ns
    desk.waits(100)
    desk.answers_cancels()
    assert [one.venue for one in desk.told(ReconcileWanted)] == ["binance"]
    desk.sees(said(OpenOrdersListed, venue="binance", open_orders=(), begun_mono_ns=old_ns))
    assert not desk.moves(), "that listing was asked for before"
    desk.listing()
    (told,) = desk.told(BreakerChanged)
    assert (told.what, told.orders_cancelled) == (BreakerMove.VERIFIED, 2)
    assert told.verify_ms == 100


def test_orders_that_are_not_proved_gone_in_five_seconds_latch_the_scope_and_call_a_person() -> None:
    desk = Watched().quoting().trips(BreakerKind.ORDER_LATENCY, VENUE)
    cancels = 0
    for _ in range(49):
        cancels += len(desk.seconds(0.1).told(SendCancel))
    assert BreakerMove.ESCALATED not in [what for _, what in desk.moves()]
    assert cancels == 8, "each cancel is repeated every second"
    desk.seconds(0.2)
    (told,) = desk.told(BreakerChanged)
    assert told.what is BreakerMove.ESCALATED
    (alarm,) = [one for one in desk.told(AlertRaised) if one.level == "critical"]
    assert "2 orders are not proved gone after 5 s" in alarm.what


def test_an_automatic_opening_that_escalates_is_latched() -> None:
    desk = Watched().quoting()
    desk.sees(said(ProtectionChanged, venue="binance", protected=True, by="g"), said(TimePassed))
    desk.seconds(1).sees(said(ProtectionChanged, venue="binance", protected=False, by="g"))
    desk.seconds(8)
    assert desk.state_of(BreakerKind.DEAD_MAN, VENUE) is BreakerState.LATCHED


def test_a_global_scope_that_cannot_be_proved_clear_stops_the_desk() -> None:
    desk = Watched().quoting().trips(BreakerKind.STORAGE, GLOBAL_SCOPE).seconds(5.1)
    assert [one.state for one in desk.told(StateChanged)] == [TradingState.STOPPED]


def test_one_cause_raises_one_alarm_about_orders_left() -> None:
    desk = Watched().quoting().trips(BreakerKind.SPREAD, MARKET).trips(BreakerKind.ERROR_RATE, VENUE)
    assert not desk.told(SendCancel)
    desk.seconds(5.2)
    assert [what for _, what in desk.moves()].count(BreakerMove.ESCALATED) == 1


def test_the_way_back_is_probes_one_by_one_then_a_quarter_then_all() -> None:
    desk = Watched(only(BreakerKind.SPREAD)).quoting().trips(BreakerKind.SPREAD, MARKET).proves()
    desk.resets(BreakerKind.SPREAD, MARKET)
    desk.wants(place("buy0", "59982.00", "0.00125"))
    desk.seconds(0.1).wants(*nothing)
    desk.accepts_all().wants(place("sell0", "60018.01", "0.00125"))
    desk.seconds(1).wants(*nothing)
    desk.accepts_all()
    desk.seconds(29.9)
    assert desk.state_of(BreakerKind.SPREAD, MARKET) is BreakerState.HALF_OPEN
    desk.seconds(2)
    assert (BreakerKind.SPREAD, BreakerMove.CLOSED) in desk.moves()
    desk.answers_cancels()
    assert {one.order.intent.quantity for one in desk.told(SendOrder)} == {Decimal("0.005")}


def test_probes_are_never_smaller_than_the_venue_takes() -> None:
    parameters = QuoteParameters(order_amount=Decimal("0.0002"))
    desk = Dialogue(parameters, breakers=DEFAULT_BREAKERS, remembered_breakers=())
    desk.armed(*CALM_TOP)
    (probe,) = desk.told(SendOrder)
    value = probe.order.intent.value_quote
    assert Decimal(5) <= value <= Decimal("5.6")


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


# -- drawdown --------------------------------------------------------------------------------------


def losing(bps: float) -> Watched:
    """A desk that bought 1 BTC at a price that loses this much of its capital of 7 million, a calm second
    later. The position is within its limits: no order of ours could reach it, and it is marked at the mid."""
    desk = Watched(only(BreakerKind.DRAWDOWN, capital_quote=Decimal(7_000_000))).quoting().seconds(1)
    bought = desk.order("buy0").client_id
    loss = Decimal(7_000_000) * Decimal(str(bps)) / 10_000
    price = f"{Decimal('60000.005') + loss / Decimal('0.005'):f}"
    desk.sees(desk.filled(bought, "0.005", "t1", price=price))
    return desk


@pytest.mark.parametrize(
    ("bps", "state", "permission"),
    [
        (49.999, BreakerState.CLOSED, Permission.ACTIVE),
        (79.999, BreakerState.CLOSED, Permission.ACTIVE),
        (80.001, BreakerState.CLOSED, Permission.REDUCING),
        (99.999, BreakerState.CLOSED, Permission.REDUCING),
        (100.001, BreakerState.LATCHED, Permission.HALTED),
    ],
)
def test_a_loss_of_capital_reduces_then_latches(
    bps: float, state: BreakerState, permission: Permission
) -> None:
    desk = losing(bps).seconds(1.1)
    for scope in (STRATEGY, GLOBAL_SCOPE):
        breaker = desk.breaker(BreakerKind.DRAWDOWN, scope)
        assert breaker.value == pytest.approx(bps, abs=0.0005)
        assert (breaker.state, breaker.permission) == (state, permission)


def test_reducing_lets_only_orders_leave_that_bring_the_position_down() -> None:
    desk = losing(90.0).seconds(1.1)
    desk.answers_cancels().seconds(1)
    assert [one.intent.side.value for one in desk.desk.register.live(KEY)] == ["sell"]
    desk.sees(desk.canceled(desk.order("sell0").client_id))
    (sent,) = desk.told(SendOrder)
    assert (sent.order.intent.side.value, sent.order.intent.quantity) == ("sell", desk.position)
    bids = [one for one in desk.desk.markets[KEY].explanations if one.side.value == "buy"]
    assert bids[0].blocked_by == "circuit breaker"


def test_a_deposit_or_withdrawal_is_no_result() -> None:
    desk = Watched(only(BreakerKind.DRAWDOWN)).quoting().seconds(2)
    moved = {"venue": "binance", "asset": "USDT", "amount": Decimal(-900_000)}
    desk.sees(said(TransferReported, **moved, exchange_ns=START_WALL_NS + desk.now_ns))
    desk.sees(desk.balances(USDT="100000", BTC="100"))
    desk.seconds(2)
    assert desk.breaker(BreakerKind.DRAWDOWN, GLOBAL_SCOPE).value == 0.0


def test_fees_are_a_loss() -> None:
    desk = Watched(only(BreakerKind.DRAWDOWN, capital_quote=Decimal(10_000))).quoting().seconds(1)
    price = "60000.005"
    desk.sees(desk.filled(desk.order("buy0").client_id, "0.005", "t1", price=price, fee="101"))
    assert desk.state_of(BreakerKind.DRAWDOWN, GLOBAL_SCOPE) is BreakerState.LATCHED


def test_the_capital_is_what_the_account_is_worth_at_the_start() -> None:
    desk = Watched().quoting().seconds(2)
    assert desk.desk.breakers.capital_quote == Decimal("7000000.5")


def test_a_drawdown_that_a_person_resets_is_counted_from_there() -> None:
    desk = losing(120.0).answers_cancels().seconds(0.1).listing()
    for scope in (STRATEGY, GLOBAL_SCOPE):
        desk.resets(BreakerKind.DRAWDOWN, scope)
        assert desk.answer.ok
    desk.seconds(5)
    assert desk.breaker(BreakerKind.DRAWDOWN, GLOBAL_SCOPE).value == pytest.approx(0.0, abs=1e-6)
    assert desk.state_of(BreakerKind.DRAWDOWN, GLOBAL_SCOPE) is BreakerState.HALF_OPEN


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
    desk.sees(said(BalancesAccepted, ticket="b", venue="binance", reason="a deposit of mine"))
    assert desk.state_of(BreakerKind.RECONCILIATION, VENUE) is BreakerState.HALF_OPEN


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
    states = {one.state for one in desk.desk.breakers.board.breakers.values()}
    desk.armed(*CALM_TOP)
    (probe,) = desk.told(SendOrder)
    assert probe.order.intent.quantity == Decimal("0.00125")
    assert states == {BreakerState.CLOSED}
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
