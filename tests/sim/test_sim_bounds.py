"""Nothing in the venue grows without end, and what must not be lost is not."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mmdesk.sim.board import KEPT_TRADES
from mmdesk.sim.build import BTCUSDT, flow_source
from mmdesk.sim.clearing import MAX_WAITING, Outbox
from mmdesk.sim.exchange import Exchange
from mmdesk.sim.matching import Resting
from mmdesk.sim.orders import OrderFile, WorkingOrder
from mmdesk.sim.queue_model import queue_model
from mmdesk.sim.tape_book import TapeBook
from mmdesk.sim.tape_queue import TapeQueue
from mmdesk.sim.types import AccountUpdate, OrderRequest, OrderType, PublicTrade, Side
from mmdesk.sim.units import Grid, text_e8, to_e8, wire
from tests.sim.conftest import Desk

GRID = Grid(BTCUSDT)
SECOND_NS = 10**9


def _order(number: int) -> WorkingOrder:
    request = OrderRequest(symbol="BTCUSDT", side=Side.BUY, type=OrderType.LIMIT)
    return WorkingOrder(number, "ann", request, f"c{number}", 6_000_000, 10, BTCUSDT, GRID, number)


def test_the_order_file_forgets_the_oldest_closed_order_and_never_an_open_one() -> None:
    file = OrderFile(history=3)
    orders = [_order(number) for number in range(6)]
    for order in orders:
        file.add(order)
        if order.order_id not in (0, 4):
            file.close(order)
    assert file.find("ann", "BTCUSDT", 0, None) is orders[0]
    assert file.find("ann", "BTCUSDT", None, "c1") is None
    assert file.find("ann", "BTCUSDT", None, "c5") is orders[5]
    assert len(file.orders) <= 4


def test_public_events_are_dropped_when_nobody_drains_and_private_ones_are_not() -> None:
    outbox = Outbox()
    trade = PublicTrade(symbol="BTCUSDT", trade_id=1, price="1", quantity="1", buyer_is_maker=True, time_ns=0)
    for _ in range(MAX_WAITING + 5):
        outbox.public(trade)
    outbox.private(AccountUpdate(account_id="ann", balances=(), time_ns=0))
    events = outbox.drain()
    assert len(events) == MAX_WAITING + 1
    assert outbox.dropped == 5
    assert isinstance(events[-1], AccountUpdate)
    assert outbox.drain() == []


def test_the_board_keeps_the_last_thousand_trades(desk: Desk) -> None:
    for number in range(KEPT_TRADES + 20):
        seller, buyer = ("ann", "bob") if number % 2 else ("bob", "ann")
        desk.limit(seller, "SELL", 60_000, "0.0001")
        desk.market(buyer, "BUY", "0.0001")
    board = desk.exchange.board("BTCUSDT")
    trades = board.recent_trades(5_000)
    assert len(trades) == KEPT_TRADES
    assert len(board.agg_trades(limit=3)) == 3
    assert (
        board.agg_trades(from_id=board.agg_trades(limit=1)[0].agg_id)[0].last_trade_id == trades[-1].trade_id
    )
    assert board.klines("1d")[0].trade_count == KEPT_TRADES + 20


@given(st.decimals("0", "9999999", places=8))
def test_wire_text_and_exact_integers_are_the_same_number(value: Decimal) -> None:
    assert text_e8(wire(to_e8(value))) == to_e8(value)
    assert Decimal(wire(to_e8(value))) == value


@given(
    orders=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 30)), max_size=6),
    trades=st.lists(st.tuples(st.integers(0, 6), st.integers(1, 40)), max_size=12),
)
def test_our_fills_never_exceed_what_the_tape_traded(
    orders: list[tuple[int, int]], trades: list[tuple[int, int]]
) -> None:
    filled: list[tuple[int, int]] = []
    book = TapeBook(GRID)
    book.load(1, [("100.00", "0.00010"), ("99.98", "0.00020")], [("101.00", "0.00050")])
    queue = TapeQueue(
        book, queue_model("power3"), 0.00001, lambda order, ticks, lots: filled.append((order.limit, lots))
    )
    for number, (below, lots) in enumerate(orders):
        queue.join(Resting(number, 1, 10_001 - below, lots, "ann"))
    for below, lots in trades:
        before = len(filled)
        queue.trade(1, 10_001 - below, lots)
        assert sum(part for _, part in filled[before:]) <= lots
        assert all(limit >= 10_001 - below for limit, _ in filled[before:])
    assert sum(part for _, part in filled) <= sum(lots for _, lots in orders)


def test_a_market_that_fell_behind_catches_up_in_slices_and_in_order() -> None:
    exchange = Exchange([], [flow_source(BTCUSDT, 7, events_per_s=2_000)], start_ns=0)
    source = exchange.board("BTCUSDT")
    before, calls, stamps = source.depth(1).last_update_id, 0, [0]
    while calls == 0 or _market(exchange)["behind_s"]:
        calls += 1
        exchange.advance(3 * SECOND_NS + calls)
        stamps += [event.time_ns for event in exchange.drain()]
    assert calls >= 2
    assert stamps == sorted(stamps)
    assert source.depth(1).last_update_id - before > 4_000
    assert _market(exchange)["catch_ups_cut"] == 0


def test_a_market_that_slept_long_makes_up_for_one_slice_only() -> None:
    exchange = Exchange([], [flow_source(BTCUSDT, 7, events_per_s=2_000)], start_ns=0)
    exchange.advance(3_600 * SECOND_NS)
    assert (_market(exchange)["catch_ups_cut"], _market(exchange)["behind_s"]) == (1, 0)


def _market(exchange: Exchange) -> dict[str, float]:
    state = exchange.state()["markets"]
    assert isinstance(state, dict)
    found: dict[str, float] = state["BTCUSDT"]
    return found
