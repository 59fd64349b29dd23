"""Order types, states and queries as a client of the venue sees them."""

from decimal import Decimal

import pytest

from mmdesk.sim.types import (
    AccountUpdate,
    ExecutionReport,
    ExecutionType,
    OrderRequest,
    OrderStatus,
    OrderType,
    Side,
    StpMode,
    TimeInForce,
    VenueReject,
)
from tests.sim.conftest import Desk


def _reports(desk: Desk, who: str) -> list[tuple[str, str]]:
    return [
        (event.execution_type.value, event.order.status.value)
        for event in desk.exchange.drain()
        if isinstance(event, ExecutionReport) and event.account_id == who
    ]


def test_a_post_only_order_that_would_take_is_refused(desk: Desk) -> None:
    desk.limit("ann", "SELL", 60_000, "1")
    with pytest.raises(VenueReject) as caught:
        desk.limit("bob", "BUY", 60_000, "1", kind=OrderType.LIMIT_MAKER)
    assert (caught.value.code, caught.value.msg) == (-2010, "Order would immediately match and take.")
    placed = desk.limit("bob", "BUY", "59999.99", "1", kind=OrderType.LIMIT_MAKER)
    assert placed.order.status == OrderStatus.NEW


def test_a_partly_filled_order_keeps_its_rest_in_the_book_and_can_be_cancelled(desk: Desk) -> None:
    first = desk.limit("ann", "SELL", 60_000, "1", client_id="rest").order
    desk.market("bob", "BUY", "0.4")
    order = desk.exchange.order("ann", "BTCUSDT", desk.now_ns, client_order_id="rest")
    assert (order.status, order.executed_qty) == (OrderStatus.PARTIALLY_FILLED, Decimal("0.4"))
    assert desk.balance("ann", "BTC") == (Decimal(4), Decimal("0.6"))
    gone = desk.exchange.cancel(
        "ann", "BTCUSDT", desk.now_ns, order_id=first.order_id, new_client_order_id="bye"
    )
    assert (gone.order.status, gone.cancel_client_id) == (OrderStatus.CANCELED, "bye")
    assert desk.balance("ann", "BTC") == (Decimal("4.6"), Decimal(0))
    assert _reports(desk, "ann") == [("NEW", "NEW"), ("TRADE", "PARTIALLY_FILLED"), ("CANCELED", "CANCELED")]
    with pytest.raises(VenueReject, match="-2011: Unknown order sent"):
        desk.exchange.cancel("ann", "BTCUSDT", desk.now_ns, order_id=first.order_id)


def test_ioc_takes_what_is_there_and_expires(desk: Desk) -> None:
    desk.limit("ann", "SELL", 60_000, "1")
    placed = desk.limit("bob", "BUY", 60_000, "3", tif=TimeInForce.IOC)
    assert (placed.order.status, placed.order.executed_qty) == (OrderStatus.EXPIRED, Decimal(1))
    assert [fill.quantity for fill in placed.fills] == [Decimal(1)]
    assert desk.balance("bob", "USDT")[1] == 0


def test_fok_fills_whole_or_not_at_all(desk: Desk) -> None:
    desk.limit("ann", "SELL", 60_000, "1")
    desk.limit("cid", "SELL", 60_010, "1")
    missed = desk.limit("bob", "BUY", 60_000, "1.5", tif=TimeInForce.FOK)
    assert (missed.order.status, missed.order.executed_qty) == (OrderStatus.EXPIRED, Decimal(0))
    whole = desk.limit("bob", "BUY", 60_010, "1.5", tif=TimeInForce.FOK)
    assert whole.order.status == OrderStatus.FILLED
    assert whole.order.cumulative_quote_qty == Decimal(60_000) + Decimal("0.5") * 60_010


def test_a_market_order_by_quote_amount_spends_no_more_than_it(desk: Desk) -> None:
    desk.limit("ann", "SELL", 60_000, "0.1")
    desk.limit("cid", "SELL", 60_100, "1")
    placed = desk.market("bob", "BUY", quote="12000")
    assert placed.order.status == OrderStatus.FILLED
    assert placed.order.executed_qty == Decimal("0.1") + Decimal("0.09983")
    assert Decimal(11_999) < placed.order.cumulative_quote_qty <= Decimal(12_000)


def test_a_price_better_than_asked_frees_the_difference(desk: Desk) -> None:
    desk.limit("ann", "SELL", 60_000, "1")
    desk.limit("bob", "BUY", 60_500, "2")
    assert desk.balance("bob", "USDT") == (
        Decimal(300_000) - 60_000 - 60_500,
        Decimal(60_500),
    )


@pytest.mark.parametrize(
    ("mode", "maker", "taker"),
    [
        (StpMode.EXPIRE_MAKER, OrderStatus.EXPIRED_IN_MATCH, OrderStatus.NEW),
        (StpMode.EXPIRE_TAKER, OrderStatus.NEW, OrderStatus.EXPIRED_IN_MATCH),
        (StpMode.EXPIRE_BOTH, OrderStatus.EXPIRED_IN_MATCH, OrderStatus.EXPIRED_IN_MATCH),
        (StpMode.NONE, OrderStatus.FILLED, OrderStatus.FILLED),
    ],
)
def test_an_account_that_meets_itself_follows_the_takers_mode(
    desk: Desk, mode: StpMode, maker: OrderStatus, taker: OrderStatus
) -> None:
    desk.limit("ann", "SELL", 60_000, "1", client_id="maker")
    placed = desk.limit("ann", "BUY", 60_000, "1", client_id="taker", stp=mode)
    assert desk.exchange.order("ann", "BTCUSDT", desk.now_ns, client_order_id="maker").status == maker
    assert placed.order.status == taker


def test_self_trade_prevention_is_reported_as_such(desk: Desk) -> None:
    desk.limit("ann", "SELL", 60_000, "1")
    desk.limit("ann", "BUY", 60_000, "1")
    assert _reports(desk, "ann") == [
        ("NEW", "NEW"),
        ("NEW", "NEW"),
        ("TRADE_PREVENTION", "EXPIRED_IN_MATCH"),
    ]


def test_a_client_id_is_free_again_only_when_its_order_is_closed(desk: Desk) -> None:
    desk.limit("ann", "BUY", 59_000, "1", client_id="x")
    with pytest.raises(VenueReject, match="-2010: Duplicate order sent"):
        desk.limit("ann", "BUY", 59_000, "1", client_id="x")
    desk.exchange.cancel("ann", "BTCUSDT", desk.now_ns, client_order_id="x")
    again = desk.limit("ann", "BUY", 59_000, "1", client_id="x").order
    assert desk.exchange.order("ann", "BTCUSDT", desk.now_ns, client_order_id="x").order_id == again.order_id


def test_an_account_cannot_see_or_cancel_anothers_order(desk: Desk) -> None:
    order = desk.limit("ann", "BUY", 59_000, "1").order
    with pytest.raises(VenueReject, match="-2013: Order does not exist"):
        desk.exchange.order("bob", "BTCUSDT", desk.now_ns, order_id=order.order_id)
    with pytest.raises(VenueReject, match="-2011"):
        desk.exchange.cancel("bob", "BTCUSDT", desk.now_ns, order_id=order.order_id)
    with pytest.raises(VenueReject, match="-2011"):
        desk.exchange.cancel_all("bob", "BTCUSDT", desk.now_ns)
    with pytest.raises(VenueReject, match="-1121"):
        desk.exchange.order("ann", "NOPE", desk.now_ns, order_id=order.order_id)


def test_orders_and_trades_are_paged_oldest_first(desk: Desk) -> None:
    ids = [desk.limit("ann", "SELL", 60_000 + i, "0.1").order.order_id for i in range(6)]
    desk.market("bob", "BUY", "0.6")
    pages = desk.exchange
    assert [o.order_id for o in pages.all_orders("ann", "BTCUSDT", desk.now_ns, limit=2)] == ids[-2:]
    found = pages.all_orders("ann", "BTCUSDT", desk.now_ns, order_id=ids[2], limit=2)
    assert [o.order_id for o in found] == ids[2:4]
    trades = pages.my_trades("bob", "BTCUSDT", desk.now_ns)
    later = pages.my_trades("bob", "BTCUSDT", desk.now_ns, from_id=trades[4].trade_id)
    assert later == trades[4:]
    assert [t.order_id for t in pages.my_trades("ann", "BTCUSDT", desk.now_ns, order_id=ids[3])] == [ids[3]]
    early = pages.all_orders("ann", "BTCUSDT", desk.now_ns, start_ns=2_000_000, end_ns=3_000_000)
    assert [o.order_id for o in early] == ids[1:3]


def test_a_tested_order_leaves_no_trace(desk: Desk) -> None:
    request = OrderRequest(
        symbol="BTCUSDT", side=Side.BUY, type=OrderType.LIMIT, price=Decimal(59_000), quantity=Decimal(1)
    )
    before = desk.exchange.ledger()
    assert not desk.exchange.place("bob", request, 1, test=True).order.is_working
    assert desk.exchange.ledger() == before
    assert desk.exchange.drain() == []


def test_balances_are_told_after_the_order_they_belong_to(desk: Desk) -> None:
    desk.limit("ann", "SELL", 60_000, "1")
    desk.exchange.drain()
    desk.market("bob", "BUY", "1")
    events = [e for e in desk.exchange.drain() if isinstance(e, ExecutionReport | AccountUpdate)]
    mine = [e for e in events if e.account_id == "ann"]
    assert isinstance(mine[0], ExecutionReport)
    assert mine[0].execution_type == ExecutionType.TRADE
    assert isinstance(mine[1], AccountUpdate)
    assert {b.asset for b in mine[1].balances} == {"BTC", "USDT"}


def test_the_ledger_tells_every_order_and_fill_in_plain_strings(desk: Desk) -> None:
    desk.limit("ann", "SELL", 60_000, "1", client_id="a1")
    desk.market("bob", "BUY", "1")
    ledger = desk.exchange.ledger()
    assert isinstance(ledger["fills"], list)
    assert isinstance(ledger["orders"], list)
    assert {row["client_order_id"] for row in ledger["fills"]} >= {"a1"}
    assert [row["status"] for row in ledger["orders"]] == ["FILLED", "FILLED"]
    assert ledger["fee_pot"] == {"BTC": "0.00050000", "USDT": "12.00000000"}
