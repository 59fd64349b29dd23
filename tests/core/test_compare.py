"""Our record against a venue's listing: what differs, and that an old listing says nothing of a new move."""

from decimal import Decimal

import pytest

from mmdesk.core.model.order import Order, OrderIntent, OrderState, TimeInForce, VenueOrder, VenueStatus
from mmdesk.core.model.values import Side
from mmdesk.core.orders.compare import Difference, Gap, differences
from mmdesk.core.orders.entry import Entry

MARKET, PRICE, SIZE = "BTC/USDT@binance", Decimal(60_000), Decimal("0.005")
ASKED_NS = 1_000
OLDER, NEWER = [ASKED_NS - 1], [ASKED_NS, ASKED_NS + 1]


def entry(state: OrderState, moved_ns: int) -> Entry:
    intent = OrderIntent("mm-1", MARKET, Side.BUY, PRICE, SIZE, TimeInForce.POST_ONLY, "buy0")
    one = Entry(Order(intent, state), 6_000_000, 500, None, 1)
    one.changed_mono_ns = moved_ns
    return one


def listing(filled: str = "0") -> VenueOrder:
    return VenueOrder(MARKET, "mm-1", "7", Side.BUY, PRICE, SIZE, Decimal(filled), VenueStatus.OPEN)


def found(ours: Entry, *listed: VenueOrder) -> list[Gap]:
    rows: list[Difference] = differences([ours], lambda _: ours, listed, ASKED_NS)
    return [row.gap for row in rows]


@pytest.mark.parametrize("state", [OrderState.OPEN, OrderState.PARTIALLY_FILLED])
def test_a_resting_order_that_is_not_listed_is_missing_there(state: OrderState) -> None:
    assert [found(entry(state, at)) for at in OLDER] == [[Gap.MISSING_THERE]]


@pytest.mark.parametrize("moved_ns", NEWER)
def test_an_order_taken_since_the_listing_was_asked_for_is_not_missing_from_it(moved_ns: int) -> None:
    assert found(entry(OrderState.OPEN, moved_ns)) == []


@pytest.mark.parametrize("state", [OrderState.CANCELED, OrderState.FILLED, OrderState.REJECTED])
def test_an_ended_order_that_is_listed_did_not_end(state: OrderState) -> None:
    assert [found(entry(state, at), listing()) for at in OLDER] == [[Gap.ENDED_HERE]]


@pytest.mark.parametrize("state", [OrderState.CANCELED, OrderState.FILLED, OrderState.REJECTED])
@pytest.mark.parametrize("moved_ns", NEWER)
def test_an_order_that_ended_since_the_listing_was_asked_for_may_still_be_in_it(
    state: OrderState, moved_ns: int
) -> None:
    assert found(entry(state, moved_ns), listing()) == []


def test_an_unknown_order_that_is_listed_exists_unless_the_listing_is_older_than_the_doubt() -> None:
    assert [found(entry(OrderState.UNKNOWN_NEW, at), listing()) for at in OLDER] == [[Gap.DOUBTED_HERE]]
    assert [found(entry(OrderState.UNKNOWN_NEW, at), listing()) for at in NEWER] == [[], []]


@pytest.mark.parametrize("moved_ns", OLDER + NEWER)
def test_fills_only_grow_so_an_old_listing_with_more_of_them_is_right(moved_ns: int) -> None:
    assert found(entry(OrderState.OPEN, moved_ns), listing("0.001")) == [Gap.FILLED_MORE]


@pytest.mark.parametrize("state", [OrderState.SENDING, OrderState.CANCELLING, OrderState.UNKNOWN_NEW])
def test_an_order_under_way_or_in_doubt_is_listed_or_not(state: OrderState) -> None:
    assert [found(entry(state, at)) for at in OLDER + NEWER] == [[], [], []]


def test_an_order_with_our_name_that_nobody_knows_is_one() -> None:
    rows = differences([], lambda _: None, [listing()], ASKED_NS)
    assert rows == [Difference("mm-1", Gap.UNKNOWN_HERE)]
