"""A recorded market: streams as recorded, our orders in an estimated queue."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest

from mmdesk.sim.binance_records import DepthRecord, TickerRecord, TradeRecord, market_records
from mmdesk.sim.build import replay_exchange
from mmdesk.sim.exchange import Exchange
from mmdesk.sim.recordings import RecordingError
from mmdesk.sim.types import (
    BookTicker,
    DepthUpdate,
    OrderRequest,
    OrderStatus,
    OrderType,
    PublicTrade,
    Side,
    TimeInForce,
    VenueOrder,
    VenueReject,
)

START = 10**18
MS = 10**6


def _depth(first: int, last: int, bids: list[list[str]], asks: list[list[str]]) -> dict[str, object]:
    data = {"e": "depthUpdate", "E": 1, "s": "BTCUSDT", "U": first, "u": last, "b": bids, "a": asks}
    return {"stream": "btcusdt@depth@100ms", "data": data}


def _trade(number: int, price: str, quantity: str, *, buyer_is_maker: bool, **more: str) -> dict[str, object]:
    data = {"e": "trade", "s": "BTCUSDT", "t": number, "p": price, "q": quantity, "m": buyer_is_maker, **more}
    return {"stream": "btcusdt@trade", "data": data}


def _ticker(number: int, bid: str, bid_qty: str, ask: str, ask_qty: str) -> dict[str, object]:
    data = {"u": number, "s": "BTCUSDT", "b": bid, "B": bid_qty, "a": ask, "A": ask_qty}
    return {"stream": "btcusdt@bookTicker", "data": data}


SNAPSHOT = {
    "lastUpdateId": 100,
    "bids": [["60000.00", "1.00000"], ["59999.99", "2.00000"]],
    "asks": [["60000.01", "1.00000"], ["60000.02", "0.50001"]],
}

Play = Callable[..., Exchange]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Plays a snapshot and then one message every 100 ms."""

    def make(*messages: dict[str, object], queue: str = "conservative", speed: float = 1.0) -> Exchange:
        lines = [
            f"{1_723_161_254 * 10**9 + i * 100 * MS} {json.dumps(message)}\n"
            for i, message in enumerate([SNAPSHOT, *messages])
        ]
        path = tmp_path / "tape.txt"
        path.write_text("".join(lines))
        return replay_exchange([path], start_ns=START, queue=queue, speed=speed)

    return make


def _buy(exchange: Exchange, price: str, quantity: str, **more: object) -> VenueOrder:
    return _order(exchange, Side.BUY, price, quantity, **more)


def _order(exchange: Exchange, side: Side, price: str, quantity: str, **more: object) -> VenueOrder:
    request = OrderRequest(
        symbol="BTCUSDT",
        side=side,
        type=OrderType(str(more.get("kind", "LIMIT"))),
        price=Decimal(price),
        quantity=Decimal(quantity),
        time_in_force=TimeInForce(str(more.get("tif", "GTC"))),
    )
    return exchange.place("demo", request, START).order


def _now(exchange: Exchange, order: VenueOrder, step: int) -> VenueOrder:
    """The order after message number `step` was played."""
    return exchange.order("demo", "BTCUSDT", START + step * 100 * MS, order_id=order.order_id)


DEPTH = _depth(101, 102, [["60000.00", "1.00000"]], [])


def test_an_order_fills_only_after_the_queue_ahead_of_it_is_used_up(play: Play) -> None:
    exchange = play(
        DEPTH,
        _trade(1, "60000.00", "0.90000", buyer_is_maker=True),
        _trade(2, "60000.00", "0.30000", buyer_is_maker=True),
        _trade(3, "60000.00", "9.00000", buyer_is_maker=True),
    )
    order = _buy(exchange, "60000.00", "0.5")
    assert _now(exchange, order, 2).executed_qty == 0
    assert _now(exchange, order, 3).executed_qty == Decimal("0.2")
    assert _now(exchange, order, 4).status == OrderStatus.FILLED


def test_a_trade_on_the_other_side_does_not_fill_us(play: Play) -> None:
    exchange = play(DEPTH, _trade(1, "60000.00", "9.00000", buyer_is_maker=False))
    assert _now(exchange, _buy(exchange, "60000.00", "0.5"), 2).executed_qty == 0


def test_a_trade_through_our_price_fills_us_up_to_its_quantity(play: Play) -> None:
    exchange = play(DEPTH, _trade(1, "59999.50", "0.20000", buyer_is_maker=True))
    order = _now(exchange, _buy(exchange, "60000.00", "0.5"), 2)
    assert (order.status, order.executed_qty) == (OrderStatus.PARTIALLY_FILLED, Decimal("0.2"))
    assert order.cumulative_quote_qty == Decimal("12000")


def test_one_recorded_trade_is_not_given_to_two_of_our_orders(play: Play) -> None:
    exchange = play(DEPTH, _trade(1, "59999.00", "0.60000", buyer_is_maker=True))
    first, second = (_buy(exchange, "60000.00", "0.5") for _ in range(2))
    assert _now(exchange, first, 2).executed_qty == Decimal("0.5")
    assert _now(exchange, second, 2).executed_qty == Decimal("0.1")


@pytest.mark.parametrize(("queue", "filled"), [("conservative", "0"), ("power2", "0.5")])
def test_cancellations_ahead_move_us_up_only_where_the_model_says_so(
    play: Play, queue: str, filled: str
) -> None:
    exchange = play(
        _depth(101, 102, [["60000.00", "3.00000"]], []),
        _depth(103, 104, [["60000.00", "1.10000"]], []),
        _trade(1, "60000.00", "0.95000", buyer_is_maker=True),
        queue=queue,
    )
    order = _now(exchange, _buy(exchange, "60000.00", "0.5"), 3)
    assert order.executed_qty == Decimal(filled)


def test_the_book_crossing_our_price_fills_us_up_to_what_it_shows(play: Play) -> None:
    crossing = _depth(101, 102, [["60000.00", "0"]], [["59999.99", "0.20000"]])
    exchange = play(DEPTH | {"data": crossing["data"]}, _ticker(110, "59999.00", "1", "59999.99", "0.20000"))
    order = _buy(exchange, "60000.00", "0.5")
    assert _now(exchange, order, 1).executed_qty == Decimal("0.2")
    assert _now(exchange, order, 2).executed_qty == Decimal("0.2"), "the same level fills us once"


def test_a_post_only_order_is_refused_against_the_recorded_top(play: Play) -> None:
    exchange = play(_ticker(103, "60000.00", "1", "60000.05", "2"))
    with pytest.raises(VenueReject, match="immediately match and take"):
        _buy(exchange, "60000.01", "0.1", kind="LIMIT_MAKER")
    exchange.advance(START + 100 * MS)
    assert _now(exchange, _order(exchange, Side.BUY, "60000.04", "0.1", kind="LIMIT_MAKER"), 1).is_working


def test_a_taker_walks_the_recorded_book_and_does_not_take_a_level_twice(play: Play) -> None:
    exchange = play(DEPTH)
    taken = _buy(exchange, "60000.02", "1.2", tif="IOC")
    assert taken.status == OrderStatus.FILLED
    assert taken.cumulative_quote_qty == Decimal("60000.01") + Decimal("0.2") * Decimal("60000.02")
    rest = _buy(exchange, "60000.02", "1.2", tif="IOC")
    assert (rest.status, rest.executed_qty) == (OrderStatus.EXPIRED, Decimal("0.30001"))
    assert not [event for event in exchange.drain() if isinstance(event, PublicTrade)]


def test_our_own_orders_do_not_trade_with_each_other_on_a_tape(play: Play) -> None:
    exchange = play(_ticker(103, "60000.00", "1", "60000.10", "2"), DEPTH)
    exchange.advance(START + 100 * MS)
    offer = _order(exchange, Side.SELL, "60000.05", "0.1")
    bid = _order(exchange, Side.BUY, "60000.06", "0.1")
    assert _now(exchange, offer, 1).status == OrderStatus.EXPIRED_IN_MATCH
    assert _now(exchange, bid, 1).status == OrderStatus.NEW


def test_a_post_only_order_is_refused_against_our_own_waiting_order_too(play: Play) -> None:
    exchange = play(_ticker(103, "60000.00", "1", "60000.10", "2"))
    exchange.advance(START + 100 * MS)
    _order(exchange, Side.SELL, "60000.05", "0.1")
    with pytest.raises(VenueReject, match="immediately match and take"):
        _order(exchange, Side.BUY, "60000.06", "0.1", kind="LIMIT_MAKER")


def test_futures_prints_outside_the_book_are_passed_over(play: Play) -> None:
    exchange = play(
        _trade(1, "59000.00", "1.00000", buyer_is_maker=True, X="INSURANCE_FUND"),
        _trade(2, "0", "1.00000", buyer_is_maker=True),
        _trade(3, "60000.00", "0.10000", buyer_is_maker=True, X="MARKET"),
    )
    order = _buy(exchange, "60000.00", "0.5")
    exchange.advance(START + 10**9)
    assert [e.trade_id for e in exchange.drain() if isinstance(e, PublicTrade)] == [3]
    assert _now(exchange, order, 10).executed_qty == 0


def test_times_are_the_venues_and_speed_pause_and_the_end_are_obeyed(play: Play) -> None:
    exchange = play(*(_depth(101 + i, 101 + i, [["59999.00", str(i + 1)]], []) for i in range(10)), speed=2.0)
    exchange.advance(START + 100 * MS)
    assert [e.time_ns - START for e in exchange.drain() if isinstance(e, DepthUpdate)] == [50 * MS, 100 * MS]
    exchange.controls.pause()
    exchange.advance(START + 10_000 * MS)
    assert exchange.drain() == []
    exchange.controls.resume()
    exchange.controls.speed(1.0)
    exchange.advance(START + 10_100 * MS)
    assert [e.time_ns - START for e in exchange.drain() if isinstance(e, DepthUpdate)] == [10_100 * MS]
    exchange.advance(START + 60_000 * MS)
    state = exchange.state()["markets"]
    assert isinstance(state, dict)
    assert state["BTCUSDT"]["status"] == "end of tape"
    last = [e for e in exchange.drain() if isinstance(e, DepthUpdate)]
    assert len(last) == 7
    exchange.advance(START + 70_000 * MS)
    assert exchange.drain() == []


def test_a_seek_is_one_diff_so_the_stream_stays_contiguous(play: Play) -> None:
    exchange = play(*(_depth(101 + i, 101 + i, [["59999.00", str(i + 1)]], []) for i in range(10)))
    exchange.advance(START + 200 * MS)
    exchange.drain()
    exchange.controls.seek(0.8)
    (jump,) = exchange.drain()
    assert isinstance(jump, DepthUpdate)
    assert (jump.first_update_id, jump.final_update_id, jump.bids) == (103, 108, (("59999.00", "8"),))
    with pytest.raises(ValueError, match="cannot go back"):
        exchange.controls.seek(0.1)
    with pytest.raises(ValueError, match="start the venue without --replay"):
        exchange.controls.regime("calm")
    exchange.advance(START + 300 * MS)
    assert [e.final_update_id for e in exchange.drain() if isinstance(e, DepthUpdate)] == [109]


def test_an_inverse_contract_and_a_file_without_snapshot_are_refused(shared_data: Path) -> None:
    with pytest.raises(RecordingError, match="inverse"):
        replay_exchange([shared_data / "binance" / "cm_btcusd_perp_20240808.gz"], start_ns=0)
    with pytest.raises(RecordingError, match="no depth snapshot that joins"):
        replay_exchange([shared_data / "binance" / "spot_btcusdt_20240809.gz"], start_ns=0)


@pytest.mark.parametrize(
    ("name", "tick", "lot"),
    [("spot_btcusdt_20240808.gz", "0.01", "0.00001"), ("usdm_btcusdt_20240808.gz", "0.1", "0.001")],
)
def test_the_streams_of_a_real_tape_are_the_recording(
    shared_data: Path, name: str, tick: str, lot: str
) -> None:
    path = shared_data / "binance" / name
    exchange = replay_exchange([path], start_ns=START)
    board = exchange.board("BTCUSDT")
    assert (board.rules.tick_size, board.rules.step_size) == (Decimal(tick), Decimal(lot))
    start = board.depth(5_000)
    bids, asks = ({float(p): float(q) for p, q in side} for side in (start.bids, start.asks))
    last_id = start.last_update_id
    tops: dict[int, tuple[float, ...]] = {}
    tickers: dict[int, tuple[float, ...]] = {}
    sent: list[tuple[object, ...]] = []
    for step in range(1, 301):
        exchange.advance(START + step * 100 * MS)
        for event in exchange.drain():
            if isinstance(event, DepthUpdate):
                assert event.first_update_id == last_id + 1
                last_id = event.final_update_id
                for side, levels in ((bids, event.bids), (asks, event.asks)):
                    for price, quantity in levels:
                        side[float(price)] = float(quantity)
                        if not float(quantity):
                            del side[float(price)]
                bid, ask = max(bids), min(asks)
                assert bid < ask
                tops[last_id] = (bid, bids[bid], ask, asks[ask])
                sent.append((event.final_update_id, event.bids, event.asks))
            elif isinstance(event, BookTicker):
                tickers[event.update_id] = tuple(
                    float(x) for x in (event.bid_price, event.bid_qty, event.ask_price, event.ask_qty)
                )
                sent.append((event.update_id, event.bid_price, event.ask_qty))
            elif isinstance(event, PublicTrade):
                sent.append((event.trade_id, event.price, event.quantity))
    shared = tops.keys() & tickers.keys()
    assert len(shared) > 20
    assert all(tops[i] == tickers[i] for i in shared)
    assert sent == _recorded(path, start.last_update_id, len(sent))


def _recorded(path: Path, synced_id: int, count: int) -> list[tuple[object, ...]]:
    """The first `count` messages of the file after its snapshot, as the stream should carry them."""

    def told() -> Iterator[tuple[object, ...]]:
        synced = False
        for record in market_records([path]):
            if hasattr(record, "last_id"):
                synced = True
            elif not synced:
                continue
            elif isinstance(record, DepthRecord) and record.final_id > synced_id:
                yield record.final_id, record.bids, record.asks
            elif isinstance(record, TickerRecord):
                yield record.update_id, record.bid_price, record.ask_qty
            elif isinstance(record, TradeRecord) and record.market and float(record.price):
                yield record.trade_id, record.price, record.quantity

    return list(islice(told(), count))


def test_a_tape_that_broke_in_somebody_elses_call_never_counts_as_played_to_its_end(tmp_path: Path) -> None:
    # Longer than what is read ahead to find the tape's steps.
    good = [SNAPSHOT, *(_depth(n, n, [["60000.00", f"{n}.0"]], []) for n in range(101, 3_301))]
    lines = [b"%d %s" % (START + n * MS, json.dumps(message).encode()) for n, message in enumerate(good)]
    (tmp_path / "cut.txt").write_bytes(b"\n".join([*lines, b"1 {"]) + b"\n")
    exchange = replay_exchange([tmp_path / "cut.txt"], start_ns=START)
    # A request's own turn of the market may meet it first; whoever comes next has to learn of it too.
    told = []
    for second in range(5, 15):
        try:
            exchange.advance(START + second * 1_000 * MS)
        except RecordingError as error:
            told.append(str(error))
    assert len(told) > 1
    assert all("line 3202" in text for text in told)
    markets = exchange.state()["markets"]
    assert isinstance(markets, dict)
    assert markets["BTCUSDT"]["ended"] is False
