"""Ours is what has the whole shape of our client ids: the same first letters are not enough."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.events import FillReported, StopRequested, VenueConnected
from mmdesk.core.model.order import VenueStatus
from mmdesk.core.orders.identity import ClientIds, OwnIds, session_prefix
from mmdesk.core.orders.names import Names
from tests.core.dialogue import KEY, Dialogue, cancel, nothing, reconciled, said

FOUR = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=4)


@given(FOUR | st.just(""), st.integers(0, 36**4 - 1), st.integers(0, 10**9))
def test_every_id_that_a_session_makes_is_ours_whichever_session_it_is(
    instance: str, epoch: int, used: int
) -> None:
    ids = ClientIds(session_prefix("mmd", instance, epoch))
    ids.used = used
    made = ids.take()
    assert made in OwnIds("mmd")
    assert made in OwnIds("mmd", instance)


@pytest.mark.parametrize(
    "client_id",
    [
        "",
        "mmd",
        "mmd1",
        "mmdesk",
        "mmdesk_by_hand",
        "mmdk3f90005",
        "mmdk3f90005x",
        "mmdk3f90005x0",
        "mmdk3f90005x07",
        "mmdk3f90005x7c",
        "mmdk3f90005x7 ",
        "mmdk3f90005x7\n",
        "mmdk3f90005x٣",
        "mmdk3f90005X7",
        "MMDk3f90005x7",
        "mmdk3f900005x7",
        "mmdk3f9005x7",
        "web_mmdk3f90005x7",
    ],
)
def test_what_only_shares_letters_with_our_ids_is_not_ours(client_id: str) -> None:
    assert client_id not in OwnIds("mmd")


def test_the_ids_of_another_data_folder_are_not_those_of_this_one() -> None:
    assert "mmdzzzz0001x1" in OwnIds("mmd")
    assert "mmdzzzz0001x1" not in OwnIds("mmd", "k3f9")
    assert "mmd0001x1" not in OwnIds("mmd", "k3f9")


def test_a_session_whose_own_ids_would_look_foreign_does_not_start() -> None:
    with pytest.raises(ConfigurationError, match="would not be known as ours"):
        Names("mmd", "mmdk3f9", "mmdk3f9-5-")


def test_an_order_that_only_begins_like_ours_is_shown_and_counted_and_nothing_touches_it() -> None:
    desk = Dialogue().sees(said(VenueConnected, venue="binance"))
    desk.sees(reconciled([desk.seen("mm_by_hand", VenueStatus.OPEN)])).wants(*nothing)
    foreign = desk.desk.venues["binance"].foreign
    assert [one.client_id for one in foreign.open()] == ["mm_by_hand"]
    assert foreign.sums(KEY).buy == Decimal("0.005")
    desk.sees(said(FillReported, fill=desk.fill("mm_by_hand", "0.002", "t1")))
    assert desk.position == 0
    desk.sees(said(StopRequested, ticket="s", reason="enough")).after(2_000).wants(*nothing)
    assert desk.desk.register.live_count == 0


def test_an_order_of_our_shape_from_an_earlier_epoch_is_a_leftover() -> None:
    desk = Dialogue().sees(said(VenueConnected, venue="binance"))
    desk.sees(reconciled([desk.seen("mm0000x7", VenueStatus.OPEN)])).wants(cancel("mm0000x7"))
