"""The truth about orders, as a dialogue: unknown fates, late fills, leftovers, reconciliation."""

from decimal import Decimal

import msgspec

from mmdesk.core.model.effects import (
    AlertRaised,
    FillBooked,
    OrderChanged,
    QueryWanted,
    ReconcileWanted,
    SendCancel,
    SendOrder,
)
from mmdesk.core.model.events import FillReported, VenueConnected
from mmdesk.core.model.order import Order, OrderIntent, OrderState, TimeInForce, VenueStatus
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.values import Side
from tests.core.dialogue import (
    KEY,
    START_WALL_NS,
    Dialogue,
    cancel,
    nothing,
    place,
    reconciled,
    said,
    snapshot,
    top,
)

WIDE = QuoteParameters(bid_spread_bps=10.0, ask_spread_bps=10.0, filled_order_delay_s=0.0)


def quoting() -> Dialogue:
    return Dialogue(WIDE).armed().accepts_all()


def sending() -> tuple[Dialogue, str]:
    desk = Dialogue(WIDE).armed()
    return desk, desk.order("buy0").client_id


def remembered(state: OrderState, client_id: str = "mm0000x7") -> Order:
    intent = OrderIntent(
        client_id, KEY, Side.BUY, Decimal(59_000), Decimal("0.005"), TimeInForce.POST_ONLY, "buy0"
    )
    return Order(intent, state, venue_id="v7", created_ns=START_WALL_NS)


def test_an_order_of_unknown_fate_blocks_its_slot_and_counts_in_full() -> None:
    desk, buy = sending()
    desk.sees(desk.unresolved(buy), top(60_100.0, 60_100.01), snapshot(60_200.0, 60_200.01))
    assert desk.state(buy) == "unknown_new"
    assert desk.desk.register.unknown_count == 1
    assert [one for one in desk.told(SendOrder) if one.order.intent.side is Side.BUY] == []


def test_an_unknown_order_keeps_its_share_of_the_position_limit() -> None:
    ladder = msgspec.structs.replace(WIDE, order_levels=2)
    desk = Dialogue(ladder, RiskLimits(max_position_quantity=Decimal("0.0099"))).armed()
    desk.wants(place("buy0", "59940.00"), place("sell0", "60060.01"))
    buy = desk.order("buy0").client_id
    desk.sees(desk.unresolved(buy)).waits(300).sees(top(60_000.0, 60_000.01)).wants(*nothing)
    assert desk.desk.markets[KEY].explanations[1].blocked_by == "position"
    desk.sees(desk.reported(buy, VenueStatus.CANCELED)).waits(300).sees(top(60_000.0, 60_000.01))
    assert [one.order.intent.side for one in desk.told(SendOrder)] == []
    assert desk.order("buy0").client_id != buy


def test_a_reconciliation_under_way_is_not_asked_for_again_before_its_time() -> None:
    desk = Dialogue(WIDE).sees(said(VenueConnected, venue="binance"))
    assert len(desk.told(ReconcileWanted)) == 1
    assert desk.after(9_000).told(ReconcileWanted) == []
    assert len(desk.after(1_001).told(ReconcileWanted)) == 1


def test_an_unknown_order_that_is_found_is_adopted() -> None:
    desk, buy = sending()
    desk.sees(desk.unresolved(buy), desk.reported(buy, VenueStatus.OPEN))
    assert desk.state(buy) == "open"
    assert desk.desk.register.unknown_count == 0


def test_an_unknown_order_that_filled_is_booked() -> None:
    desk, buy = sending()
    desk.sees(desk.unresolved(buy)).sees(reconciled(fills=[desk.fill(buy, "0.005", "t1")]))
    assert desk.state(buy) == "filled"
    assert desk.position == Decimal("0.005")


def test_not_found_alone_proves_nothing() -> None:
    desk, buy = sending()
    desk.sees(desk.unresolved(buy))
    for _ in range(20):
        desk.waits(1_000).sees(desk.absent(buy))
        desk.after(100)
    assert desk.state(buy) == "unknown_new"


def test_two_queries_apart_and_a_listing_prove_that_an_order_never_was() -> None:
    desk, buy = sending()
    desk.sees(desk.unresolved(buy))
    desk.waits(3_000).sees(desk.absent(buy))
    desk.waits(5_000).sees(desk.absent(buy)).after(100)
    assert desk.state(buy) == "unknown_new"
    desk.sees(reconciled()).after(100)
    assert desk.state(buy) == "rejected"


def test_a_listing_that_begins_too_late_proves_nothing() -> None:
    desk, buy = sending()
    desk.sees(desk.unresolved(buy))
    desk.waits(3_000).sees(desk.absent(buy))
    desk.waits(5_000).sees(desk.absent(buy), reconciled(since_ns=START_WALL_NS)).after(100)
    assert desk.state(buy) == "unknown_new"


def test_queries_before_the_receive_window_closed_do_not_count() -> None:
    desk, buy = sending()
    desk.sees(desk.unresolved(buy), desk.absent(buy))
    desk.waits(8_000).sees(desk.absent(buy), reconciled()).after(100)
    assert desk.state(buy) == "unknown_new"


def test_an_unknown_order_is_asked_for_and_cancelled_by_id_until_it_is_quarantined() -> None:
    desk, buy = sending()
    desk.sees(desk.unresolved(buy), desk.accepted(desk.order("sell0").client_id))
    asked = []
    for _ in range(61):
        desk.after(1_000)
        asked += [one for one in desk.told(QueryWanted) if one.client_id == buy]
    assert desk.state(buy) == "quarantined"
    assert len(asked) >= 6
    assert buy in [one.client_id for one in desk.desk.register.live(KEY)]
    desk.after(60_000)
    assert any(one.client_id == buy for one in desk.told(QueryWanted))


def test_quarantine_is_told_as_critical() -> None:
    desk, buy = sending()
    desk.sees(desk.unresolved(buy)).after(60_001)
    assert any(one.level == "critical" and buy in one.what for one in desk.told(AlertRaised))


def test_a_create_without_any_outcome_becomes_unknown() -> None:
    desk, buy = sending()
    desk.after(10_001)
    assert desk.state(buy) == "unknown_new"


def test_a_rejected_order_that_fills_is_adopted_and_told_as_critical() -> None:
    desk, buy = sending()
    desk.sees(desk.rejected(buy)).sees(desk.filled(buy, "0.002", "t1"))
    assert [one.level for one in desk.told(AlertRaised)] == ["critical"]
    assert [one.client_id for one in desk.told(SendCancel)] == [buy]
    assert desk.position == Decimal("0.002")


def test_a_fill_is_booked_once_however_often_it_is_told() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    fill = desk.fill(buy, "0.002", "t1")
    desk.sees(said(FillReported, fill=fill), said(FillReported, fill=fill), reconciled(fills=[fill]))
    assert len(desk.told(FillBooked)) == 1
    assert desk.position == Decimal("0.002")


def test_a_late_fill_after_cancel_is_booked() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    desk.waits(1_000).sees(top(60_100.0, 60_100.01)).sees(desk.canceled(buy))
    desk.sees(desk.filled(buy, "0.005", "t1"))
    assert desk.state(buy) == "filled"
    assert desk.position == Decimal("0.005")


def test_a_late_fill_of_an_order_that_left_memory_is_booked() -> None:
    desk = quoting().sees(said(FillReported, fill=Dialogue().fill("mm0000x99", "0.001", "t9")))
    assert desk.position == Decimal("0.001")


def test_a_fill_told_by_venue_id_only_finds_its_order() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    fill = msgspec.structs.replace(desk.fill(buy, "0.002", "t1"), client_id="")
    [booked] = desk.sees(said(FillReported, fill=fill)).told(FillBooked)
    assert booked.fill.client_id == buy


def test_a_fill_that_came_before_its_orders_venue_id_is_booked_when_that_is_learnt() -> None:
    desk, buy = sending()
    fill = msgspec.structs.replace(desk.fill(buy, "0.002", "t1"), client_id="")
    desk.sees(desk.unresolved(buy), said(FillReported, fill=fill))
    assert desk.position == 0
    assert buy in [one.client_id for one in desk.told(QueryWanted)]
    desk.sees(desk.reported(buy, VenueStatus.PARTIALLY_FILLED, "0.002"))
    assert desk.position == Decimal("0.002")


def test_a_foreign_fill_is_counted_and_not_ours() -> None:
    desk = quoting().sees(said(FillReported, fill=Dialogue().fill("web_1", "0.5", "t1", venue_id="x")))
    assert desk.position == 0
    assert desk.desk.counters.foreign_fills == 1


def test_an_order_ended_at_the_venue_counts_as_alive_until_its_fills_are_here() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    desk.sees(desk.reported(buy, VenueStatus.CANCELED, "0.002"))
    assert desk.order("buy0").client_id == buy
    assert [one.reason for one in desk.after(2_001).told(ReconcileWanted)] == [f"fills of {buy} are missing"]
    desk.sees(desk.filled(buy, "0.002", "t1"))
    assert desk.state(buy) == "canceled"
    assert desk.position == Decimal("0.002")


def test_a_cancel_that_found_nothing_leaves_the_fate_open_until_the_fill_comes() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    desk.waits(1_000).sees(top(60_100.0, 60_100.01)).wants(cancel("buy0"), cancel("sell0"))
    desk.sees(desk.cancel_refused(buy, gone=True))
    assert desk.state(buy) == "unknown_cancel"
    desk.sees(desk.filled(buy, "0.005", "t1"))
    assert desk.state(buy) == "filled"


def test_a_refused_cancel_brings_the_order_back() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    desk.waits(1_000).sees(top(60_100.0, 60_100.01)).sees(desk.cancel_refused(buy, gone=False))
    assert desk.state(buy) == "open"


def test_a_cancel_without_answer_is_unknown_and_asked_about() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    desk.waits(1_000).sees(top(60_100.0, 60_100.01)).sees(desk.cancel_unresolved(buy))
    assert desk.state(buy) == "unknown_cancel"
    assert buy in [one.client_id for one in desk.after(600).told(QueryWanted)]


def test_an_old_open_report_of_a_cancelled_order_changes_nothing() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    desk.waits(1_000).sees(top(60_100.0, 60_100.01)).sees(desk.canceled(buy))
    desk.sees(desk.reported(buy, VenueStatus.OPEN))
    assert desk.state(buy) == "canceled"
    assert desk.desk.counters.illegal_moves == 0


def test_an_impossible_move_is_counted_told_and_looked_into() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    desk.sees(desk.rejected(buy))
    assert desk.state(buy) == "open"
    assert desk.desk.counters.illegal_moves == 1
    assert desk.told(ReconcileWanted)


def test_an_order_missing_from_the_listing_is_asked_about_not_assumed_gone() -> None:
    desk = quoting()
    desk.waits(6_000).sees(top(60_000.0, 60_000.01), reconciled())
    asked = {one.client_id for one in desk.told(QueryWanted)}
    assert asked == {one.client_id for one in desk.desk.register.live(KEY)}
    assert desk.state("mm0001x1") == "open"
    desk.sees(desk.absent("mm0001x1"))
    assert desk.state("mm0001x1") == "unknown_cancel"


def test_own_leftovers_of_an_earlier_epoch_are_cancelled_and_foreign_orders_are_not() -> None:
    desk = Dialogue(WIDE).sees(said(VenueConnected, venue="binance"))
    ours = desk.seen("mm0000x7", VenueStatus.OPEN)
    foreign = desk.seen("web_1", VenueStatus.OPEN)
    desk.sees(reconciled(open_orders=[ours, foreign])).wants(cancel("mm0000x7"))
    assert len(desk.desk.venues["binance"].foreign) == 1
    desk.sees(reconciled())
    assert len(desk.desk.venues["binance"].foreign) == 0


def test_foreign_orders_count_in_exposure() -> None:
    limits = RiskLimits(max_position_quantity=Decimal("0.0099"))
    desk = Dialogue(WIDE, limits).sees(said(VenueConnected, venue="binance"))
    foreign = [desk.seen("web_1", VenueStatus.OPEN)]
    desk.sees(reconciled(foreign), reconciled(foreign), snapshot(60_000.0, 60_000.01))
    desk.desk.state = type(desk.desk.state).ARMED
    desk.sees(top(60_000.0, 60_000.01)).wants(place("sell0", "60060.01"))


def test_what_was_under_way_when_a_session_died_is_unknown_in_the_next() -> None:
    desk = Dialogue(WIDE, remembered_orders=[remembered(OrderState.SENDING)])
    assert desk.state("mm0000x7") == "unknown_new"
    desk.armed()
    desk.sees(desk.reported("mm0000x7", VenueStatus.CANCELED))
    assert desk.state("mm0000x7") == "canceled"


def test_a_remembered_resting_order_is_cancelled_once_the_venue_is_there() -> None:
    desk = Dialogue(WIDE, remembered_orders=[remembered(OrderState.OPEN)]).after(100).wants(*nothing)
    desk.sees(said(VenueConnected, venue="binance")).after(100).wants(cancel("mm0000x7"))


def test_remembered_fills_are_not_booked_again() -> None:
    fill = Dialogue().fill("mm0000x7", "0.003", "t1")
    desk = Dialogue(WIDE, remembered_fills=[fill]).sees(reconciled(fills=[fill]))
    assert desk.told(FillBooked) == []


def test_every_order_is_recorded_before_it_is_sent() -> None:
    desk = Dialogue(WIDE).armed()
    for place_, effect in enumerate(desk.effects):
        if isinstance(effect, SendOrder):
            before = desk.effects[place_ - 1]
            assert isinstance(before, OrderChanged)
            assert before.order.intent == effect.order.intent
            assert before.order.state is OrderState.SENDING


def test_finished_orders_leave_memory() -> None:
    desk = Dialogue(
        msgspec.structs.replace(WIDE, order_refresh_time_s=0.0), RiskLimits(max_messages_per_s=900)
    )
    desk.armed().accepts_all()
    for turn in range(1_200):
        desk.waits(20).sees(top(60_000.0 + turn % 2 * 100, 60_000.01 + turn % 2 * 100))
        live = [one.client_id for one in desk.desk.register.live(KEY)]
        desk.sees(*(desk.canceled(one) for one in live)).accepts_all()
    assert desk.desk.counters.quotes_placed > 2_300
    assert desk.desk.register.in_memory <= 2_002
