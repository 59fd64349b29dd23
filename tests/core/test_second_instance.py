"""Another mmdesk on the account: its orders and its cancels stop us; what earlier sessions left does not."""

import pytest
from msgspec.structs import replace

from mmdesk.core.model.effects import AlertRaised, SendCancel, StateChanged
from mmdesk.core.model.events import DisarmRequested, OrderReported, VenueConnected
from mmdesk.core.model.order import VenueStatus
from mmdesk.core.orders.names import Names, Origin
from tests.core.dialogue import KEY, Dialogue, Said, cancel, nothing, reconciled, said, top

OPEN, CANCELED = VenueStatus.OPEN, VenueStatus.CANCELED


@pytest.mark.parametrize(
    ("client_id", "origin"),
    [
        ("mmdk3f90005x7", Origin.THIS),
        ("mmdk3f90005x8", Origin.LATER),
        ("mmdk3f90004x99", Origin.EARLIER),
        ("mmdk3f90006x1", Origin.LATER),
        ("mmdk3f9000ax1", Origin.LATER),
        ("mmdzzzz0001x1", Origin.OTHER),
        ("mmd0001x1", Origin.OTHER),
        ("mmd9999x1", Origin.OTHER),
        ("mmd", Origin.OTHER),
    ],
)
def test_an_id_tells_which_session_made_it(client_id: str, origin: Origin) -> None:
    assert Names("mmd", "mmdk3f9", "mmdk3f90005x").origin(client_id, used=7) is origin


def quoting() -> Dialogue:
    return Dialogue().armed().accepts_all()


def stopped(desk: Dialogue) -> bool:
    return desk.desk.state.value == "stopped"


def test_a_later_epoch_stops_us_and_is_left_to_whoever_made_it() -> None:
    desk = quoting().sees(said_open("mm0002x1"))
    desk.wants(cancel("buy0"), cancel("sell0"))
    assert [one.reason for one in desk.told(StateChanged)] == ["another mmdesk works on this account"]
    assert [one.key for one in desk.told(AlertRaised)] == ["second-instance-binance"]
    assert len(desk.desk.venues["binance"].foreign) == 1


def said_open(client_id: str) -> Said:
    return Dialogue().reported(client_id, OPEN)


def test_a_later_epoch_stops_us_even_if_it_was_there_before_us() -> None:
    desk = Dialogue().sees(said(VenueConnected, venue="binance"))
    desk.sees(reconciled([desk.seen("mm0002x1", OPEN)]))
    assert stopped(desk)


def test_a_number_we_never_gave_out_stops_us() -> None:
    assert stopped(quoting().sees(said_open("mm0001x3")))


def test_an_order_of_another_data_folder_that_appears_while_we_work_stops_us() -> None:
    assert stopped(quoting().sees(said_open("mmzzzz0009x1")))


def test_an_earlier_session_of_ours_never_stops_us() -> None:
    desk = quoting().sees(said_open("mm0000x9"))
    assert not stopped(desk)
    assert [one.client_id for one in desk.told(SendCancel)] == ["mm0000x9"]


def test_an_order_of_another_data_folder_is_cancelled_when_nobody_moves_it() -> None:
    desk = Dialogue(instance_prefix="mmaaaa", id_prefix="mmaaaa0001x")
    desk.sees(said(VenueConnected, venue="binance"))
    desk.sees(reconciled([desk.seen("mmbbbb0001x4", OPEN)])).wants(*nothing)
    assert any("wait for a decision" in one for one in desk.desk.arm_blockers())
    desk.after(2_900).wants(*nothing).after(200).wants(cancel("mmbbbb0001x4"))


def test_an_order_of_another_data_folder_that_moves_meanwhile_stops_us() -> None:
    desk = Dialogue(instance_prefix="mmaaaa", id_prefix="mmaaaa0001x")
    desk.sees(said(VenueConnected, venue="binance"))
    desk.sees(reconciled([desk.seen("mmbbbb0001x4", OPEN)])).sees(said_open("mmbbbb0001x5"))
    assert stopped(desk)


@pytest.mark.parametrize(
    ("by", "stops"),
    [
        ("mm0001x44c", False),
        ("mm0000x3c", False),
        ("mm0002x1c", True),
        ("mmzzzz0009x1c", True),
        ("mmweb_1c", False),
        ("web_x", False),
    ],
)
def test_a_cancel_of_another_desk_stops_us(by: str, stops: bool) -> None:
    desk = quoting()
    buy = desk.order("buy0").client_id
    desk.sees(said(OrderReported, order=replace(desk.seen(buy, CANCELED), ended_by=by)))
    assert stopped(desk) is stops


def test_a_person_opens_the_latch_and_the_next_sign_closes_it_again() -> None:
    desk = quoting().sees(said_open("mm0002x1"), said(DisarmRequested, ticket="d"))
    assert desk.desk.state.value == "disarmed"
    desk.sees(said_open("mm0002x2"), top(60_000.0, 60_000.01))
    assert stopped(desk)
    assert desk.desk.markets[KEY].hold == "stopped"
