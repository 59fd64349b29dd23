"""Breakers on the desk: the gate closes, orders are cancelled and proved gone, and the way back is probes."""

from decimal import Decimal

import pytest

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS
from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerMove,
    BreakerState,
    Permission,
    Scope,
)
from mmdesk.core.model.effects import (
    AlertRaised,
    BreakerChanged,
    ListingWanted,
    SendCancel,
    SendOrder,
    StateChanged,
)
from mmdesk.core.model.events import (
    CancelRequested,
    OpenOrdersListed,
    ProtectionChanged,
    TimePassed,
)
from mmdesk.core.model.parameters import QuoteParameters
from mmdesk.core.model.state import TradingState
from tests.core.breaker_dialogue import (
    BID,
    CALM_TOP,
    MARKET,
    STRATEGY,
    SYMBOL,
    VENUE,
    Watched,
    only,
)
from tests.core.dialogue import (
    KEY,
    Dialogue,
    nothing,
    place,
    said,
)

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
    assert desk.desk.markets[KEY].hold == "spread breaker of BTC/USDT@binance is forced open"
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
    assert [one.venue for one in desk.told(ListingWanted)] == ["binance"]
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
    sent = desk.told(SendOrder)[0].explanation
    assert sent is not None
    assert (sent.size_share, sent.size_reason) == (0.25, f"spread breaker of {KEY} is half open")
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
    assert {(why.size_share, why.size_reason) for why in desk.desk.markets[KEY].explanations} == {(1.0, "")}


def test_probes_are_never_smaller_than_the_venue_takes() -> None:
    parameters = QuoteParameters(order_amount=Decimal("0.0002"))
    desk = Dialogue(parameters, breakers=DEFAULT_BREAKERS, remembered_breakers=())
    desk.armed(*CALM_TOP)
    (probe,) = desk.told(SendOrder)
    value = probe.order.intent.value_quote
    assert Decimal(5) <= value <= Decimal("5.6")
