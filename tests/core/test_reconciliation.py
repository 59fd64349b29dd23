"""Reconciliation as a dialogue: what opens the gate, what proves absence, and balances as a check."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from mmdesk.core.model.effects import AlertRaised, FillBooked, QueryWanted, ReconcileWanted, SendOrder
from mmdesk.core.model.events import (
    ArmRequested,
    BalanceReported,
    BalancesAccepted,
    ClockJumped,
    ClockMeasured,
    FillsListed,
    OpenOrdersListed,
    TimePassed,
    TransferReported,
    VenueConnected,
)
from mmdesk.core.model.order import VenueStatus
from mmdesk.core.model.parameters import QuoteParameters
from mmdesk.core.model.values import Side
from mmdesk.core.orders.reconcile import HORIZON_NS
from tests.core.dialogue import (
    KEY,
    SECOND,
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

WIDE = QuoteParameters(bid_spread_bps=10.0, ask_spread_bps=10.0, filled_order_delay_s=0.0)
CONNECTED = said(VenueConnected, venue="binance")


def quoting() -> Dialogue:
    return Dialogue(WIDE).armed().accepts_all()


def reconciling(desk: Dialogue) -> bool:
    return desk.desk.venues["binance"].reconciling


def asked(desk: Dialogue) -> list[str]:
    return [one.reason for one in desk.told(ReconcileWanted)]


def balances(desk: Dialogue, **extra: str) -> Said:
    """A complete word on balances with something in it that no fill explains."""
    return said(
        BalanceReported,
        venue="binance",
        balances=desk.balances_now(**extra),
        complete=True,
        exchange_ns=START_WALL_NS + desk.now_ns,
    )


def mismatch(desk: Dialogue) -> str:
    return desk.desk.venues["binance"].balance_mismatch


def open_now(desk: Dialogue) -> list[Any]:
    return [desk.seen(one.client_id, VenueStatus.OPEN) for one in desk.desk.register.live(KEY)]


def test_the_start_needs_two_listings_without_a_difference() -> None:
    desk = Dialogue(WIDE).sees(CONNECTED, reconciled())
    assert asked(desk) == ["account stream connected", "the same once more"]
    desk.sees(snapshot(60_000.0, 60_000.01))
    assert reconciling(desk)
    desk.sees(reconciled())
    assert not reconciling(desk)


def test_a_difference_begins_the_count_anew() -> None:
    desk = Dialogue(WIDE).sees(CONNECTED, reconciled())
    news = Dialogue().fill("mm0000x3", "0.002", "t1")
    desk.sees(reconciled(fills=[news])).sees(snapshot(60_000.0, 60_000.01), reconciled(fills=[news]))
    assert reconciling(desk)
    desk.sees(reconciled(fills=[news]))
    assert not reconciling(desk)


def test_the_first_difference_is_looked_at_again_at_once_and_the_next_after_a_second() -> None:
    news = [Dialogue().fill("mm0000x3", "0.002", f"t{number}") for number in range(3)]
    desk = Dialogue(WIDE).sees(CONNECTED)
    desk.sees(reconciled(fills=news[:1]))
    assert asked(desk) == ["the same once more"]
    desk.sees(reconciled(fills=news[:2])).waits(900).sees(said(TimePassed))
    assert asked(desk) == []
    desk.waits(200).sees(said(TimePassed))
    assert asked(desk) == ["no reconciliation yet"]
    desk.sees(desk.lost(), CONNECTED, reconciled(fills=news))
    assert asked(desk) == ["account stream connected", "the same once more"], "a new stream begins anew"


def test_quoting_waits_for_a_market_frame_of_the_new_stream() -> None:
    desk = quoting().sees(Dialogue().lost(), CONNECTED, reconciled(open_now(quoting())))
    assert reconciling(desk)
    desk.sees(top(60_000.0, 60_000.01))
    assert not reconciling(desk)


def test_a_listing_asked_for_on_the_old_stream_opens_nothing() -> None:
    desk = quoting()
    begun_ns = desk.now_ns
    late = replace_said(reconciled(open_now(desk)), begun_mono_ns=begun_ns)
    desk.waits(50).sees(desk.lost(), CONNECTED, late, top(60_000.0, 60_000.01))
    assert reconciling(desk)
    desk.sees(reconciled(open_now(desk)), top(60_000.0, 60_000.01))
    assert not reconciling(desk)


def replace_said(one: Said, **fields: Any) -> Said:
    return Said(one.kind, {**one.fields, **fields})


def test_an_order_that_ended_in_a_gap_is_ended_by_the_listing_of_ended_orders() -> None:
    desk = quoting()
    buy, sell = desk.order("buy0").client_id, desk.order("sell0").client_id
    desk.sees(desk.lost(), CONNECTED).waits(10)
    ended = [desk.seen(buy, VenueStatus.CANCELED)]
    desk.sees(reconciled([desk.seen(sell, VenueStatus.OPEN)], closed_orders=tuple(ended)))
    assert desk.state(buy) == "canceled"
    assert desk.told(QueryWanted) == []


def test_a_reconnect_with_a_fill_in_the_gap_books_it_once_and_opens_on_the_next_listing() -> None:
    desk = quoting()
    buy, sell = desk.order("buy0").client_id, desk.order("sell0").client_id
    desk.sees(desk.lost(), CONNECTED).waits(10)
    missed = desk.fill(buy, "0.005", "t1")
    rest = [desk.seen(sell, VenueStatus.OPEN)]
    desk.sees(reconciled(rest, [missed]), top(60_000.0, 60_000.01))
    assert len(desk.told(FillBooked)) == 1
    assert reconciling(desk)
    desk.waits(10).sees(reconciled(rest, [missed]), top(60_000.0, 60_000.01))
    assert desk.told(FillBooked) == []
    assert not reconciling(desk)


def unknown_and_asked_twice() -> tuple[Dialogue, str]:
    """A create without an answer; two negative queries after the horizon, 6 s apart."""
    desk = Dialogue(WIDE).armed()
    buy = desk.order("buy0").client_id
    desk.sees(desk.unresolved(buy)).waits(3_000).sees(desk.absent(buy))
    desk.waits(6_000).sees(desk.absent(buy))
    return desk, buy


def listing(desk: Dialogue, **fields: Any) -> Said:
    sell = desk.order("sell0").client_id
    return reconciled([desk.seen(sell, VenueStatus.OPEN)], **fields)


def test_all_of_it_together_proves_that_an_order_was_never_booked() -> None:
    desk, buy = unknown_and_asked_twice()
    desk.sees(listing(desk)).after(1)
    assert desk.state(buy) == "rejected"


def test_no_single_piece_may_be_missing_from_the_proof() -> None:
    created = START_WALL_NS + SECOND
    for name, fields in {
        "fills do not reach back": {"since_ns": created},
        "asked for before the horizon": {"begun_mono_ns": SECOND + HORIZON_NS - SECOND},
        "balances of unknown time": {"balances_ns": 0},
    }.items():
        desk, buy = unknown_and_asked_twice()
        if name == "balances of unknown time":
            desk.desk.venues["binance"].balance_drift = None
        desk.sees(listing(desk, **fields)).after(1)
        assert desk.state(buy) == "unknown_new", name


def test_an_order_among_the_ended_ones_is_what_the_venue_says() -> None:
    desk, buy = unknown_and_asked_twice()
    desk.sees(listing(desk, closed_orders=(desk.seen(buy, VenueStatus.EXPIRED),))).after(1)
    assert desk.state(buy) == "expired"


def test_a_balance_that_moved_without_a_known_fill_keeps_the_fate_open() -> None:
    desk, buy = unknown_and_asked_twice()
    desk.sees(listing(desk, balances=desk.balances_now(BTC="0.005", USDT="-299.7"))).after(1)
    assert desk.state(buy) == "unknown_new"
    # A balance that fits again is evidence again.
    desk.sees(listing(desk)).after(1)
    assert desk.state(buy) == "rejected"


def test_a_quarantined_create_that_is_proved_absent_was_rejected_not_cancelled() -> None:
    desk = Dialogue(WIDE).armed()
    buy = desk.order("buy0").client_id
    desk.sees(desk.unresolved(buy)).after(60_001)
    assert desk.state(buy) == "quarantined"
    assert desk.desk.register.live_count >= 1
    desk.waits(1_000).sees(desk.absent(buy)).waits(6_000).sees(desk.absent(buy))
    desk.sees(reconciled()).after(1)
    assert desk.state(buy) == "rejected"


def test_a_listing_for_an_old_unknown_order_reaches_back_to_before_it_was_made() -> None:
    desk = Dialogue(WIDE).armed()
    buy = desk.order("buy0").client_id
    created_ns = desk.order("buy0").created_ns
    desk.sees(desk.unresolved(buy)).after(501)
    [wanted] = desk.told(ReconcileWanted)
    assert wanted.since_ns == created_ns - 60 * SECOND


def test_the_resolver_asks_at_each_of_its_times_and_cancels_by_our_id() -> None:
    desk = Dialogue(WIDE).armed()
    buy = desk.order("buy0").client_id
    desk.sees(desk.unresolved(buy))
    begun_ns = desk.now_ns
    times = []
    for _ in range(115):
        desk.after(100)
        if any(one.client_id == buy for one in desk.told(QueryWanted)):
            times.append(round((desk.now_ns - begun_ns) / SECOND, 1))
    assert times == [0.5, 1.0, 2.0, 5.0, 10.0]


def test_a_request_without_an_outcome_is_asked_about_every_two_seconds_from_five_on() -> None:
    desk = Dialogue(WIDE).armed()
    begun_ns = desk.now_ns
    buy = desk.order("buy0").client_id
    times = []
    for _ in range(98):
        desk.after(100)
        if any(one.client_id == buy for one in desk.told(QueryWanted)):
            times.append(round((desk.now_ns - begun_ns) / SECOND, 1))
    assert times == [5.0, 7.0, 9.0]


def test_rounds_between_reconciliations_book_ask_and_count() -> None:
    desk = quoting()
    buy, sell = desk.order("buy0").client_id, desk.order("sell0").client_id
    desk.waits(10_000).sees(top(60_000.0, 60_000.01))
    missed = desk.fill(sell, "0.001", "t1")
    desk.sees(said(FillsListed, venue="binance", fills=(missed,), since_ns=0))
    assert desk.position == Decimal("-0.001")
    foreign = desk.seen("web_1", VenueStatus.OPEN)
    rest = [desk.seen(sell, VenueStatus.PARTIALLY_FILLED, "0.001"), foreign]
    desk.waits(1).sees(
        said(OpenOrdersListed, venue="binance", open_orders=tuple(rest), begun_mono_ns=desk.now_ns)
    )
    assert [one.client_id for one in desk.told(QueryWanted)] == [buy]
    assert len(desk.desk.venues["binance"].foreign) == 1


def test_a_balance_our_fills_do_not_explain_latches_when_it_is_seen_twice() -> None:
    desk = quoting()
    desk.waits(60_000).sees(top(60_000.0, 60_000.01), balances(desk, BTC="0.5"))
    assert mismatch(desk) == ""
    assert asked(desk) == ["balances differ from our fills"]
    desk.waits(60_000).sees(balances(desk, BTC="0.5"), top(60_000.0, 60_000.01))
    assert mismatch(desk) == "BTC +0.5"
    assert [one.key for one in desk.told(AlertRaised)] == ["balance-mismatch-binance"]
    assert desk.desk.markets[KEY].hold == "reconciliation mismatch"
    # It latches: the next balance that fits does not open it.
    desk.sees(balances(desk), top(60_000.0, 60_000.01))
    assert mismatch(desk)
    assert any("accept its balances" in one for one in desk.desk.arm_blockers())


def test_accepted_balances_are_the_new_start() -> None:
    desk = quoting()
    for _ in range(2):
        desk.waits(60_000).sees(balances(desk, BTC="0.5"))
    desk.sees(said(BalancesAccepted, ticket="a", venue="binance", reason="I deposited half a bitcoin"))
    assert mismatch(desk) == ""
    for _ in range(3):
        desk.waits(60_000).sees(reconciled(open_now(desk), balances=desk.balances_now(BTC="0.5")))
    assert mismatch(desk) == ""
    for _ in range(2):
        desk.waits(60_000).sees(balances(desk, BTC="0.6"))
    assert mismatch(desk) == "BTC +0.1"


def test_fills_transfers_fees_and_foreign_fills_explain_a_balance() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    desk.sees(desk.filled(buy, "0.005", "t1", fee="0.000005", fee_asset="BTC"))
    desk.sees(desk.filled("web_1", "0.2", "t2", side=Side.SELL, venue_id="x"))
    stamp = START_WALL_NS + desk.now_ns
    desk.sees(said(TransferReported, venue="binance", asset="BTC", amount=Decimal("-0.3"), exchange_ns=stamp))
    for _ in range(3):
        desk.waits(60_000).sees(balances(desk, BTC="-0.3"))
    assert mismatch(desk) == ""


def test_a_fill_told_after_the_balance_that_holds_it_is_no_mismatch() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    fill = desk.fill(buy, "0.005", "t1")
    desk.account["t1"] = fill
    desk.waits(60_000).sees(balances(desk))
    desk.sees(said(FillsListed, venue="binance", fills=(fill,), since_ns=0))
    for _ in range(2):
        desk.waits(60_000).sees(balances(desk))
    assert mismatch(desk) == ""


def test_a_mismatch_waits_for_orders_of_unknown_fate() -> None:
    desk = Dialogue(WIDE).armed()
    buy = desk.order("buy0").client_id
    desk.sees(desk.unresolved(buy))
    for _ in range(3):
        desk.waits(5_000).sees(balances(desk, BTC="0.005"))
    assert mismatch(desk) == ""


def test_a_machine_that_slept_holds_quotes_until_the_new_streams_are_reconciled() -> None:
    desk = quoting()
    desk.waits(500).sees(said(ClockJumped, slept_ns=60 * SECOND, stepped_ns=0))
    assert [one.what for one in desk.told(AlertRaised)] == ["This machine slept for 60.0 s."]
    desk.sees(top(60_000.0, 60_000.01), reconciled(open_now(desk)))
    assert desk.desk.markets[KEY].hold == "venue lost"
    desk.sees(CONNECTED, reconciled(open_now(desk)), top(60_000.0, 60_000.01))
    assert not reconciling(desk)


@pytest.mark.parametrize(("offset_ns", "held"), [(2 * SECOND, False), (-2 * SECOND - 1, True)])
def test_clocks_further_apart_than_the_receive_window_hold_quotes_and_arming(
    offset_ns: int, held: bool
) -> None:
    desk = quoting().sees(said(ClockMeasured, venue="binance", offset_ns=offset_ns))
    desk.sees(top(60_000.0, 60_000.01))
    assert (desk.desk.markets[KEY].hold == "clock skew") is held
    assert any("its clock and ours differ" in one for one in desk.desk.arm_blockers()) is held
    desk.sees(said(ClockMeasured, venue="binance", offset_ns=0), top(60_000.0, 60_000.01))
    assert desk.desk.markets[KEY].hold == ""


def test_a_second_pass_over_the_same_listing_changes_nothing() -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    missed = desk.fill(buy, "0.002", "t1")
    same = listing_of(desk, missed)
    desk.waits(1).sees(same)
    desk.waits(1).sees(same).wants(*nothing)
    assert desk.told(FillBooked) == []
    assert not desk.told(SendOrder)


def listing_of(desk: Dialogue, missed: Any) -> Said:
    orders = open_now(desk)
    partly = [
        replace(one, filled_quantity=Decimal("0.002"), status=VenueStatus.PARTIALLY_FILLED)
        if one.client_id == missed.client_id
        else one
        for one in orders
    ]
    return reconciled(partly, [missed])


def test_what_was_armed_before_the_second_listing_is_refused() -> None:
    desk = Dialogue(WIDE).sees(CONNECTED, reconciled(), snapshot(60_000.0, 60_000.01))
    desk.sees(said(ArmRequested, ticket="arm")).wants(*nothing)
    desk.sees(reconciled(), said(ArmRequested, ticket="arm"))
    desk.wants(place("buy0", "59940.00"), place("sell0", "60060.01"))
