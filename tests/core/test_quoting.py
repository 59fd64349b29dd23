"""How the desk quotes, as a dialogue."""

from decimal import Decimal

import msgspec
import pytest

from mmdesk.core.model.effects import (
    CommandDone,
    FeedDoubted,
    FillBooked,
    OrderDenied,
    SendOrder,
    StateChanged,
)
from mmdesk.core.model.events import (
    ArmRequested,
    CancelRequested,
    DisarmRequested,
    ParametersChanged,
    PauseRequested,
    StopRequested,
)
from mmdesk.core.model.market import FeedFault, FeedLost
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.state import TradingState
from tests.core.dialogue import (
    KEY,
    Dialogue,
    cancel,
    nothing,
    place,
    reconciled,
    said,
    snapshot,
    top,
)

WIDE = QuoteParameters(bid_spread_bps=10.0, ask_spread_bps=10.0)
# 10 bps around a mid of 60,000.005: bids down, asks up.
BID, ASK = "59940.00", "60060.01"


def quoting(parameters: QuoteParameters = WIDE, limits: RiskLimits | None = None) -> Dialogue:
    """A desk with its first quotes resting."""
    return Dialogue(parameters, limits).armed().accepts_all()


def test_nothing_is_quoted_before_a_person_arms() -> None:
    desk = Dialogue(WIDE).sees(snapshot(60_000.0, 60_000.01), top(60_000.0, 60_000.01))
    desk.wants(*nothing)
    assert desk.desk.state is TradingState.DISARMED


def test_arming_is_refused_with_every_unmet_condition() -> None:
    desk = Dialogue(WIDE).sees(said(ArmRequested, ticket="t"))
    [done] = desk.told(CommandDone)
    assert not done.ok
    assert "account stream" in done.message
    assert "book is not trusted" in done.message
    assert desk.told(StateChanged) == []


def test_an_armed_desk_quotes_both_sides_rounded_away_from_the_market() -> None:
    desk = Dialogue(WIDE).armed().wants(place("buy0", BID, "0.005"), place("sell0", ASK, "0.005"))
    [buy, _sell] = desk.told(SendOrder)
    assert buy.order.intent.client_id == "mm0001x1"
    assert buy.caused_mono_ns == desk.now_ns
    assert buy.explanation is not None
    assert buy.explanation.final_price == Decimal(BID)
    assert buy.explanation.blocked_by == ""


def test_levels_step_away_in_price_and_size() -> None:
    ladder = QuoteParameters(
        bid_spread_bps=10.0,
        ask_spread_bps=10.0,
        order_levels=2,
        order_level_spread_bps=5.0,
        order_level_amount=Decimal("0.002"),
    )
    Dialogue(ladder).armed().wants(
        place("buy0", BID, "0.005"),
        place("buy1", "59910.00", "0.007"),
        place("sell0", ASK, "0.005"),
        place("sell1", "60090.01", "0.007"),
    )


def test_an_order_within_tolerance_keeps_its_place_in_the_queue() -> None:
    desk = quoting().waits(1_500).sees(top(60_002.0, 60_002.01)).wants(*nothing)
    explanation = desk.desk.markets[KEY].explanations[0]
    assert explanation.kept_by_tolerance
    assert explanation.final_price == Decimal(BID)


def test_an_order_outside_tolerance_is_moved_only_after_the_refresh_time() -> None:
    desk = quoting().sees(top(60_060.0, 60_060.01)).wants(*nothing)
    desk.waits(1_000).sees(top(60_060.0, 60_060.01)).wants(cancel("buy0"), cancel("sell0"))


def test_a_slot_stays_empty_until_the_venue_confirms_the_cancel() -> None:
    desk = quoting()
    old = desk.order("buy0").client_id
    desk.waits(1_000).sees(top(60_060.0, 60_060.01)).wants(cancel("buy0"), cancel("sell0"))
    desk.sees(top(60_061.0, 60_061.01)).wants(*nothing)
    desk.sees(desk.canceled(old)).wants(place("buy0", "60000.94"))


def test_an_order_that_is_too_old_is_replaced_even_where_it_should_be() -> None:
    desk = quoting(msgspec.structs.replace(WIDE, max_order_age_s=2.0)).waits(2_001)
    desk.sees(top(60_000.0, 60_000.01)).wants(cancel("buy0"), cancel("sell0"))


def test_a_post_only_quote_never_reaches_the_other_side() -> None:
    tight = QuoteParameters(bid_spread_bps=0.0, ask_spread_bps=0.0, minimum_spread_bps=0.0)
    Dialogue(tight).armed(60_000.0, 60_000.05).wants(place("buy0", "60000.02"), place("sell0", "60000.03"))
    Dialogue(tight).armed(60_000.0, 60_000.01).wants(place("buy0", "60000.00"), place("sell0", "60000.01"))


def test_inventory_skew_clamps_behind_the_best_price() -> None:
    pushy = QuoteParameters(
        bid_spread_bps=1.0, ask_spread_bps=1.0, inventory_skew=5.0, filled_order_delay_s=0.0
    )
    desk = Dialogue(pushy).armed().accepts_all()
    buy = desk.order("buy0").client_id
    desk.sees(desk.filled(buy, "0.005", "t1", price="59994.00"))
    desk.sees(desk.filled("mm0001x900", "0.02", "t2", price="59994.00"))
    desk.waits(1_100).sees(top(60_000.0, 60_000.01))
    explanation = desk.desk.markets[KEY].explanations[1]
    assert explanation.skew_quote < 0
    assert explanation.clamped
    assert explanation.rounded_price < Decimal("60000.01")


def test_minimum_spread_widens_both_sides_alike() -> None:
    narrow = QuoteParameters(bid_spread_bps=0.0, ask_spread_bps=0.0, minimum_spread_bps=20.0)
    desk = Dialogue(narrow).armed().wants(place("buy0", BID), place("sell0", ASK))
    for why in desk.desk.markets[KEY].explanations:
        assert [why.widened_bps, why.half_spread_bps] == pytest.approx([10.0, 10.0])
    wide = Dialogue(WIDE).armed().desk.markets[KEY].explanations
    assert [why.widened_bps for why in wide] == [0.0, 0.0]


def test_the_explanation_tells_what_the_venue_takes_of_a_fill() -> None:
    assert [why.fee_bps for why in Dialogue(WIDE).armed().desk.markets[KEY].explanations] == [10.0, 10.0]


def test_above_the_ceiling_nothing_is_bought_and_the_explanation_says_so() -> None:
    desk = Dialogue(msgspec.structs.replace(WIDE, price_ceiling=Decimal(59_000))).armed()
    desk.wants(place("sell0", ASK))
    explanation = desk.desk.markets[KEY].explanations[0]
    assert (explanation.blocked_by, explanation.blocked_value) == ("price ceiling", "59000.0")


def test_at_the_inventory_limit_the_side_is_blocked_with_the_limit() -> None:
    desk = quoting(msgspec.structs.replace(WIDE, inventory_limit_quantity=Decimal("0.005")))
    desk.sees(desk.filled(desk.order("buy0").client_id, "0.005", "t1"))
    desk.waits(2_000).sees(top(60_000.0, 60_000.01))
    explanation = desk.desk.markets[KEY].explanations[0]
    assert (explanation.blocked_by, explanation.blocked_value) == ("inventory limit", "0.005 BTC")
    assert desk.desk.markets[KEY].quoting in ("ask only", "off")


def test_after_a_fill_its_side_waits_and_the_other_does_not() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    desk.sees(desk.filled(buy, "0.005", "t1")).wants(*nothing)
    assert desk.desk.markets[KEY].explanations[0].blocked_by == "filled order delay"
    desk.waits(1_001).sees(top(60_000.0, 60_000.01))
    assert [one.order.intent.slot for one in desk.told(SendOrder)] == ["buy0"]


def test_a_fill_is_booked_with_the_mid_of_its_moment() -> None:
    desk = quoting()
    [booked] = desk.sees(desk.filled(desk.order("buy0").client_id, "0.002", "t1")).told(FillBooked)
    assert booked.position.quantity == Decimal("0.002")
    assert abs(booked.mid - 60_000.005) < 1e-6
    assert desk.order("buy0").state.value == "partially_filled"


def test_disarming_pulls_all_quotes() -> None:
    desk = quoting().sees(said(DisarmRequested, ticket="t")).wants(cancel("buy0"), cancel("sell0"))
    assert desk.desk.markets[KEY].hold == "disarmed"


def test_a_pause_pulls_quotes_and_resuming_quotes_again() -> None:
    desk = quoting()
    ids = [one.client_id for one in desk.desk.register.live(KEY)]
    desk.sees(said(PauseRequested, ticket="t", paused=True)).wants(cancel("buy0"), cancel("sell0"))
    desk.sees(*(desk.canceled(one) for one in ids)).wants(*nothing)
    desk.sees(said(PauseRequested, ticket="t", paused=False)).wants(place("buy0", BID), place("sell0", ASK))


def test_a_pause_needs_an_armed_desk() -> None:
    [done] = Dialogue(WIDE).sees(said(PauseRequested, ticket="t", paused=True)).told(CommandDone)
    assert not done.ok


def test_stop_cancels_every_order_whatever_its_state_and_latches() -> None:
    desk = quoting()
    ids = [one.client_id for one in desk.desk.register.live(KEY)]
    desk.sees(said(StopRequested, ticket="t", reason="by hand")).wants(cancel("buy0"), cancel("sell0"))
    desk.sees(*(desk.canceled(one) for one in ids), top(60_100.0, 60_100.01)).wants(*nothing)
    [done] = desk.sees(said(ArmRequested, ticket="t2")).told(CommandDone)
    assert not done.ok
    desk.sees(said(DisarmRequested, ticket="t3"), said(ArmRequested, ticket="t4"))
    desk.wants(place("buy0", "60039.90"), place("sell0", "60160.11"))


def test_stop_cancels_an_order_that_is_still_being_sent_and_asks_again() -> None:
    desk = Dialogue(WIDE).armed()
    desk.sees(said(StopRequested, ticket="t", reason="by hand")).wants(cancel("buy0"), cancel("sell0"))
    first = desk.order("buy0").client_id
    # The cancel overtook the create: the venue knew nothing of it then, and has it now.
    desk.sees(desk.cancel_refused(first, gone=True), desk.accepted(first))
    desk.after(1_000)
    assert desk.state(first) == "cancelling"


def test_a_person_cancels_one_order_and_is_told_of_unknown_ids() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    desk.sees(said(CancelRequested, ticket="t", client_ids=(buy, "nobody"))).wants(cancel("buy0"))
    [done] = desk.told(CommandDone)
    assert not done.ok
    assert "nobody" in done.message


def test_wrong_parameters_are_refused_with_every_mistake() -> None:
    wrong = QuoteParameters(strategy="magic", bid_spread_bps=float("nan"), order_amount=Decimal(-1))
    desk = quoting().sees(said(ParametersChanged, ticket="t", instrument=KEY, parameters=wrong))
    [done] = desk.told(CommandDone)
    assert not done.ok
    for name in ("strategy", "bid_spread_bps", "order_amount"):
        assert name in done.message
    assert desk.desk.markets[KEY].parameters == WIDE


def test_a_shorter_ladder_cancels_the_levels_it_lost() -> None:
    desk = quoting(msgspec.structs.replace(WIDE, order_levels=2))
    desk.sees(said(ParametersChanged, ticket="t", instrument=KEY, parameters=WIDE))
    desk.wants(cancel("buy1"), cancel("sell1"))


def test_silence_pulls_quotes_and_is_told_once() -> None:
    desk = quoting().after(3_001).wants(cancel("buy0"), cancel("sell0"))
    assert [one.fault for one in desk.told(FeedDoubted)] == [FeedFault.SILENT]
    assert desk.after(1_000).told(FeedDoubted) == []


def test_a_lost_feed_pulls_quotes_until_the_next_snapshot() -> None:
    desk = quoting()
    ids = [one.client_id for one in desk.desk.register.live(KEY)]
    desk.sees(said(FeedLost, instrument=KEY, fault=FeedFault.DISCONNECTED)).wants(
        cancel("buy0"), cancel("sell0")
    )
    desk.sees(*(desk.canceled(one) for one in ids), top(60_000.0, 60_000.01)).wants(*nothing)
    desk.sees(snapshot(60_000.0, 60_000.01)).wants(place("buy0", BID), place("sell0", ASK))


def test_a_lost_venue_pulls_quotes_until_it_is_reconciled() -> None:
    desk = quoting()
    ids = [one.client_id for one in desk.desk.register.live(KEY)]
    desk.sees(desk.lost()).wants(cancel("buy0"), cancel("sell0"))
    desk.sees(*(desk.canceled(one) for one in ids), top(60_000.0, 60_000.01)).wants(*nothing)
    desk.sees(reconciled()).wants(*nothing)
    assert desk.desk.state is TradingState.ARMED


def test_a_refusal_is_told_once_and_names_limit_and_value() -> None:
    desk = Dialogue(WIDE, RiskLimits(max_order_value_quote=Decimal(299))).armed().wants(*nothing)
    refused = desk.told(OrderDenied)
    assert {one.refusal.control for one in refused} == {"order value"}
    assert refused[0].refusal.limit == "299"
    assert desk.waits(300).sees(top(60_000.0, 60_000.01)).told(OrderDenied) == []
    explanation = desk.desk.markets[KEY].explanations[0]
    assert explanation.blocked_by == "order value"
    assert "299" in explanation.blocked_value


def test_moves_wait_when_the_message_rate_is_used_up_but_pulls_do_not() -> None:
    busy = msgspec.structs.replace(WIDE, order_refresh_time_s=0.0)
    desk = quoting(busy, RiskLimits(max_messages_per_s=2))
    desk.sees(top(60_100.0, 60_100.01)).wants(*nothing)
    desk.sees(said(DisarmRequested, ticket="t")).wants(cancel("buy0"), cancel("sell0"))


def test_a_post_only_rejection_is_priced_anew_after_a_moment() -> None:
    desk = Dialogue(WIDE).armed()
    buy = desk.order("buy0").client_id
    desk.sees(desk.rejected(buy, would_cross=True)).wants(*nothing)
    desk.waits(201).sees(top(60_000.0, 60_000.01)).wants(place("buy0", BID))
