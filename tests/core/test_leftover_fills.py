"""Fills of leftovers, orders of ours that nobody remembers: each counts once, whenever it is told."""

from decimal import Decimal

from msgspec.structs import replace

from mmdesk.core.model.effects import AlertRaised, FillBooked, LeftoverChanged, SendCancel
from mmdesk.core.model.events import FillReported, VenueConnected
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import OrderIntent, TimeInForce, VenueOrder, VenueStatus
from mmdesk.core.model.values import Side
from mmdesk.core.orders.lifecycle import Signal
from mmdesk.core.orders.names import Names
from mmdesk.core.orders.register import Register
from mmdesk.core.orders.unplaced import UnplacedFills
from tests.core.dialogue import BTC, KEY, Dialogue, cancel, nothing, reconciled, said

LEFT = "mm0000x7"
PART = VenueStatus.PARTIALLY_FILLED


def started() -> Dialogue:
    return Dialogue().sees(said(VenueConnected, venue="binance"))


def found(filled: str, *fills: Fill) -> Dialogue:
    """A listing names the leftover with this much filled, and these fills of it."""
    desk = started()
    return desk.sees(reconciled([part(desk, filled)], list(fills)))


def part(desk: Dialogue, filled: str) -> VenueOrder:
    return desk.seen(LEFT, PART, filled)


def filled(desk: Dialogue) -> Decimal:
    order = desk.desk.register.get(LEFT)
    assert order is not None
    return order.filled_quantity


def fill(quantity: str, trade_id: str) -> Fill:
    return Dialogue().fill(LEFT, quantity, trade_id, price="59000")


def test_a_fill_that_comes_after_its_leftover_was_listed_counts_once() -> None:
    desk = found("0.003")
    assert filled(desk) == 0
    desk.sees(said(FillReported, fill=fill("0.003", "t1")))
    assert (filled(desk), desk.position) == (Decimal("0.003"), Decimal("0.003"))
    desk.sees(reconciled([part(desk, "0.003")], [fill("0.003", "t1")]))
    assert (filled(desk), desk.position) == (Decimal("0.003"), Decimal("0.003"))


def test_a_leftover_that_trades_between_two_requests_of_a_reconciliation_is_settled_by_the_next() -> None:
    fills = [fill("0.001", "t1"), fill("0.002", "t2")]
    desk = found("0.001", *fills).wants(cancel(LEFT))
    assert filled(desk) == Decimal("0.003")
    desk.waits(50).sees(reconciled([part(desk, "0.003")], fills))
    assert desk.desk.venues["binance"].clean_listings == 1
    assert desk.desk.register.behind == {}
    desk.sees(desk.canceled(LEFT))
    assert desk.state(LEFT) == "canceled"


def test_a_leftover_that_fills_up_between_two_requests_has_ended_and_is_not_cancelled() -> None:
    desk = found("0.001", fill("0.001", "t1"), fill("0.004", "t2")).wants(*nothing)
    assert desk.state(LEFT) == "filled"
    assert [one.leftover.open for one in desk.told(LeftoverChanged)] == [False]
    assert desk.desk.leftovers.entries == {}
    assert desk.after(5_000).told(SendCancel) == []


def test_a_leftover_that_trades_and_is_cancelled_between_two_requests_has_ended() -> None:
    desk = started()
    ended = desk.seen(LEFT, VenueStatus.CANCELED, "0.002")
    fills = [fill("0.001", "t1"), fill("0.001", "t2")]
    desk.sees(reconciled([part(desk, "0.001")], fills, closed_orders=(ended,)))
    assert (desk.state(LEFT), filled(desk)) == ("canceled", Decimal("0.002"))
    assert desk.desk.register.live_count == 0


def test_fills_of_an_earlier_session_count_for_its_leftover() -> None:
    known = fill("0.002", "t1")
    desk = Dialogue(remembered_fills=[known]).sees(said(VenueConnected, venue="binance"))
    desk.sees(reconciled([part(desk, "0.003")], [known, fill("0.001", "t2")]))
    assert filled(desk) == Decimal("0.003")
    assert [one.fill.trade_id for one in desk.told(FillBooked)] == ["t2"]


def test_a_fill_told_by_venue_id_alone_before_its_leftover_was_seen_is_booked_on_it() -> None:
    early = Dialogue().fill("", "0.003", "t1", venue_id=f"v{LEFT}", price="59000")
    desk = started().sees(said(FillReported, fill=early))
    assert desk.position == 0
    desk.sees(desk.reported(LEFT, PART, "0.003"))
    assert (filled(desk), desk.position) == (Decimal("0.003"), Decimal("0.003"))


def test_the_average_price_of_a_leftover_is_that_of_its_fills() -> None:
    dear = Dialogue().fill(LEFT, "0.001", "t2", price="59003")
    desk = found("0.003", fill("0.002", "t1"), dear)
    order = desk.desk.register.get(LEFT)
    assert order is not None
    assert order.average_price == Decimal(59_001)


def test_a_leftover_that_filled_before_what_the_venue_tells_ends_and_a_person_hears_of_it() -> None:
    desk = found("0.003").wants(cancel(LEFT))
    desk.sees(desk.reported(LEFT, VenueStatus.CANCELED, "0.003"))
    assert desk.state(LEFT) == "cancelling"
    desk.sees(reconciled())
    assert desk.state(LEFT) == "cancelling", "its fills may still be on their way"
    desk.waits(31_000).sees(reconciled())
    assert desk.state(LEFT) == "canceled"
    assert filled(desk) == desk.position == 0
    assert [one.key for one in desk.told(AlertRaised)] == [f"untold-{LEFT}"]
    desk.sees(said(FillReported, fill=fill("0.003", "t1")))
    assert (filled(desk), desk.position) == (Decimal("0.003"), Decimal("0.003"))


def test_what_was_written_off_once_does_not_hide_a_later_fill() -> None:
    desk = found("0.003").waits(31_000)
    desk.sees(reconciled([part(desk, "0.003")]))
    assert desk.desk.register.behind == {}
    desk.sees(desk.reported(LEFT, PART, "0.004"))
    assert set(desk.desk.register.behind) == {LEFT}
    desk.sees(said(FillReported, fill=fill("0.001", "t9")))
    assert desk.desk.register.behind == {}
    assert filled(desk) == Decimal("0.001")


def test_what_an_order_filled_outlives_its_record() -> None:
    register = Register({KEY: BTC}, Names("mm", "mm", "mm0001x"), kept_finished=0)
    intent = OrderIntent(LEFT, KEY, Side.BUY, Decimal(59_000), Decimal("0.005"), TimeInForce.POST_ONLY, "")
    register.open(intent, 0, 0)
    entry = register.entry(LEFT)
    assert entry is not None
    register.book(entry, fill("0.002", "t1"), 0, 0)
    register.signal(entry, Signal.CANCELED, 0, 0)
    assert register.get(LEFT) is None
    assert register.unplaced.take(LEFT) == (Decimal("0.002"), Decimal(118))
    assert register.unplaced.take(LEFT).quantity == 0


def test_sums_of_orders_that_are_not_in_memory_are_bounded() -> None:
    sums = UnplacedFills(most=2)
    for number in (1, 2, 1, 3):
        sums.add(replace(fill("0.001", "t"), client_id=f"mm0000x{number}"))
    assert [sums.take(f"mm0000x{number}").quantity * 1_000 for number in (1, 2, 3)] == [2, 0, 1]
