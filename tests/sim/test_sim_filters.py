"""Each filter at its limit and one step beyond, with the venue's own words."""

from decimal import Decimal

import pytest

from mmdesk.sim.build import BTCUSDT
from mmdesk.sim.types import OrderType, VenueReject
from tests.sim.conftest import Desk


def _refusal(desk: Desk, price: str, quantity: str) -> str:
    with pytest.raises(VenueReject) as caught:
        desk.limit("ann", "BUY", price, quantity)
    return f"{caught.value.code} {caught.value.msg}"


@pytest.mark.parametrize(
    ("price", "quantity", "said"),
    [
        ("60000.005", "0.1", "-1013 Filter failure: PRICE_FILTER"),
        ("1000000.01", "0.00001", "-1013 Filter failure: PRICE_FILTER"),
        ("300000.01", "0.001", "-1013 Filter failure: PERCENT_PRICE_BY_SIDE"),
        ("11999.99", "0.001", "-1013 Filter failure: PERCENT_PRICE_BY_SIDE"),
        ("60000", "0.000015", "-1013 Filter failure: LOT_SIZE"),
        ("60000", "9000.00001", "-1013 Filter failure: LOT_SIZE"),
        ("60000", "0.00008", "-1013 Filter failure: NOTIONAL"),
        ("60000", "0.123456789", "-1111 Parameter 'quantity' has too much precision."),
        ("60000.123456789", "0.1", "-1111 Parameter 'price' has too much precision."),
        ("60000", "0", "-1013 Invalid quantity."),
        ("0", "1", "-1013 Invalid price."),
        ("NaN", "1", "-1013 Invalid price."),
    ],
)
def test_an_order_outside_a_filter_is_refused_by_name(
    desk: Desk, price: str, quantity: str, said: str
) -> None:
    assert _refusal(desk, price, quantity) == said


@pytest.mark.parametrize(
    ("price", "quantity"),
    [("60000.01", "0.00009"), ("300000", "0.001"), ("12000", "0.001"), ("60000", "0.1")],
)
def test_an_order_on_the_edge_of_the_filters_is_accepted(desk: Desk, price: str, quantity: str) -> None:
    assert desk.limit("ann", "BUY", price, quantity).order.is_working


def test_a_market_order_has_a_size_limit_of_its_own(desk: Desk) -> None:
    with pytest.raises(VenueReject, match="MARKET_LOT_SIZE"):
        desk.market("ann", "SELL", "100.00001")
    with pytest.raises(VenueReject, match="NOTIONAL"):
        desk.market("ann", "BUY", quote="4.99")


def test_the_order_after_the_last_allowed_one_is_refused(desk: Desk) -> None:
    for _ in range(BTCUSDT.max_num_orders):
        desk.limit("ann", "BUY", 59_000, "0.001")
    assert _refusal(desk, "59000", "0.001") == "-1013 Filter failure: MAX_NUM_ORDERS"
    desk.limit("bob", "BUY", 59_000, "0.001", kind=OrderType.LIMIT_MAKER)


def test_what_an_account_does_not_have_it_cannot_order(desk: Desk) -> None:
    desk.limit("ann", "SELL", 61_000, "5")
    with pytest.raises(VenueReject) as caught:
        desk.limit("ann", "SELL", 61_000, "0.001")
    assert (caught.value.code, caught.value.msg) == (
        -2010,
        "Account has insufficient balance for requested action.",
    )
    assert desk.balance("ann", "BTC") == (Decimal(0), Decimal(5))
