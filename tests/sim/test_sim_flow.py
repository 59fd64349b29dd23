"""The synthetic market: same seed same events, streams that rebuild the book, fills for a maker, controls."""

import random
from collections import Counter
from decimal import Decimal

import pytest

from mmdesk.sim.build import BTCUSDT, DEMO_ACCOUNT, demo_exchange, flow_source
from mmdesk.sim.crowd import CrowdSettings
from mmdesk.sim.exchange import Exchange
from mmdesk.sim.flow import FlowSource
from mmdesk.sim.types import (
    AggTrade,
    BookTicker,
    DepthUpdate,
    OrderRequest,
    OrderType,
    PublicTrade,
    Side,
    VenueEvent,
)

SECOND = 10**9


def _run(exchange: Exchange, seconds: float, step_ns: int) -> list[VenueEvent]:
    events: list[VenueEvent] = []
    for now_ns in range(step_ns, int(seconds * SECOND) + 1, step_ns):
        exchange.advance(now_ns)
        events += exchange.drain()
    return events


def _btc(seed: int, events_per_s: float = 80.0) -> Exchange:
    return Exchange([DEMO_ACCOUNT], [flow_source(BTCUSDT, seed, events_per_s)], start_ns=0)


def test_the_same_seed_gives_the_same_events_however_often_it_is_advanced() -> None:
    often, seldom, other = _run(_btc(5), 10, 5_000_000), _run(_btc(5), 10, SECOND), _run(_btc(6), 10, SECOND)
    assert often == seldom
    assert often != other


@pytest.mark.parametrize("regime", ["calm", "volatile", "gap", "thin"])
def test_the_streams_rebuild_the_book_in_every_regime(regime: str) -> None:
    exchange = _btc(11)
    exchange.controls.regime(regime)
    start = exchange.board("BTCUSDT").depth(5_000)
    sides = {"bids": dict(start.bids), "asks": dict(start.asks)}
    last_id, tops = start.last_update_id, {}
    tickers = {}
    for event in _run(exchange, 30, 50_000_000):
        if isinstance(event, DepthUpdate):
            assert event.first_update_id == last_id + 1
            last_id = event.final_update_id
            for name, levels in (("bids", event.bids), ("asks", event.asks)):
                sides[name].update(levels)
                sides[name] = {p: q for p, q in sides[name].items() if float(q)}
            bid, ask = max(sides["bids"], key=float), min(sides["asks"], key=float)
            assert float(bid) < float(ask)
            tops[last_id] = (bid, sides["bids"][bid], ask, sides["asks"][ask])
        elif isinstance(event, BookTicker):
            tickers[event.update_id] = (event.bid_price, event.bid_qty, event.ask_price, event.ask_qty)
    shared = tops.keys() & tickers.keys()
    assert shared
    assert all(tops[i] == tickers[i] for i in shared)
    exchange.advance(31 * SECOND)
    end = exchange.board("BTCUSDT").depth(5_000)
    for event in exchange.drain():
        if isinstance(event, DepthUpdate):
            sides["bids"].update(event.bids)
            sides["asks"].update(event.asks)
            last_id = event.final_update_id
    if end.last_update_id == last_id:
        assert dict(end.bids) == {p: q for p, q in sides["bids"].items() if float(q)}
        assert dict(end.asks) == {p: q for p, q in sides["asks"].items() if float(q)}


def test_trades_are_numbered_without_holes_and_joined_into_agg_trades() -> None:
    events = _run(_btc(2), 30, SECOND)
    trades = [e for e in events if isinstance(e, PublicTrade)]
    joined = [e for e in events if isinstance(e, AggTrade)]
    assert [t.trade_id for t in trades] == list(range(trades[0].trade_id, trades[0].trade_id + len(trades)))
    volume = {t.trade_id: Decimal(t.quantity) for t in trades}
    for agg in joined:
        ids = range(agg.first_trade_id, agg.last_trade_id + 1)
        assert Decimal(agg.quantity) == sum(volume[i] for i in ids)
    assert sum(a.last_trade_id - a.first_trade_id + 1 for a in joined) == len(trades)
    assert any(a.last_trade_id > a.first_trade_id for a in joined)


def test_a_calm_market_is_deep_tight_and_lively() -> None:
    exchange = demo_exchange(seed=1, start_ns=0)
    board = exchange.board("BTCUSDT")
    assert len(board.depth(5_000).bids) > 150
    spreads = []
    counts: Counter[str] = Counter()
    for second in range(1, 61):
        exchange.advance(second * SECOND)
        counts.update(type(event).__name__ for event in exchange.drain())
        top = board.book_ticker()
        spreads.append((float(top.ask_price) / float(top.bid_price) - 1) * 1e4)
    assert 0.05 < sorted(spreads)[30] < 2.0
    assert counts["DepthUpdate"] >= 2 * 590
    assert counts["PublicTrade"] > 300
    assert float(board.ticker_24h(60 * SECOND).volume) > 0
    assert [k.trade_count for k in board.klines("1m")][0] > 100


def test_a_maker_at_three_bps_is_filled_several_times_a_minute() -> None:
    exchange = _btc(3)
    board = exchange.board("BTCUSDT")
    for second in range(1, 181):
        now_ns = second * SECOND
        exchange.advance(now_ns)
        for order in exchange.open_orders("demo", now_ns):
            exchange.cancel("demo", "BTCUSDT", now_ns, order_id=order.order_id)
        top = board.book_ticker()
        mid = (Decimal(top.bid_price) + Decimal(top.ask_price)) / 2
        for side, factor in ((Side.BUY, "0.9997"), (Side.SELL, "1.0003")):
            price = (mid * Decimal(factor)).quantize(Decimal("0.01"))
            request = OrderRequest(
                symbol="BTCUSDT", side=side, type=OrderType.LIMIT, quantity=Decimal("0.01"), price=price
            )
            exchange.place("demo", request, now_ns)
    fills = exchange.my_trades("demo", "BTCUSDT", 180 * SECOND)
    assert 3 <= len(fills) <= 120
    assert {fill.side for fill in fills} == {Side.BUY, Side.SELL}


def test_our_order_shows_in_the_public_book_and_waits_its_turn() -> None:
    source = FlowSource(BTCUSDT, CrowdSettings(start_ticks=6_000_000, size_lots=2_000.0), random.Random(4))
    exchange = Exchange([DEMO_ACCOUNT], [source], start_ns=0)
    board = exchange.board("BTCUSDT")
    bid = board.book_ticker().bid_price
    there = Decimal(board.depth(1).bids[0][1])
    request = OrderRequest(
        symbol="BTCUSDT", side=Side.BUY, type=OrderType.LIMIT_MAKER, quantity=Decimal(1), price=Decimal(bid)
    )
    exchange.place("demo", request, 1)
    assert Decimal(board.depth(1).bids[0][1]) == there + 1
    line = list(source.book.bids.levels[source.book.bids.best()].orders.values())
    assert line[-1].owner == "demo"
    (ticker,) = [event for event in exchange.drain() if isinstance(event, BookTicker)]
    assert Decimal(ticker.bid_qty) == there + 1


def test_pause_stops_the_crowd_and_resume_goes_on_where_it_stood() -> None:
    paused, straight = _btc(8), _btc(8)
    straight.advance(2 * SECOND)
    paused.advance(SECOND)
    paused.controls.pause()
    before = paused.board("BTCUSDT").depth(100)
    paused.advance(5 * SECOND)
    assert paused.board("BTCUSDT").depth(100) == before
    paused.controls.resume()
    paused.advance(6 * SECOND)
    assert paused.board("BTCUSDT").depth(100) == straight.board("BTCUSDT").depth(100)


def test_a_jump_moves_the_market_and_widening_opens_the_spread() -> None:
    exchange = _btc(9)
    board = exchange.board("BTCUSDT")
    exchange.controls.jump(-100.0, "BTCUSDT")
    exchange.advance(20 * SECOND)
    assert float(board.book_ticker().ask_price) < 60_000 * 0.995
    exchange.controls.widen(20.0)
    exchange.advance(120 * SECOND)
    top = board.book_ticker()
    assert (float(top.ask_price) / float(top.bid_price) - 1) * 1e4 > 10


def test_a_control_the_source_does_not_have_is_refused_with_what_to_do() -> None:
    controls = _btc(1).controls
    with pytest.raises(ValueError, match="start the venue with --replay"):
        controls.seek(10.0)
    with pytest.raises(ValueError, match="choose one of calm, volatile, gap, thin"):
        controls.regime("stormy")
    with pytest.raises(ValueError, match="this venue has BTCUSDT"):
        controls.pause("DOGEUSDT")
    with pytest.raises(ValueError, match="not in"):
        controls.speed(0.0)


@pytest.mark.parametrize("events_per_s", [10.0, 2_000.0])
def test_takers_never_set_each_other_off_without_end(events_per_s: float) -> None:
    source = flow_source(BTCUSDT, 1, events_per_s)
    exchange = Exchange([DEMO_ACCOUNT], [source], start_ns=0)
    first_id = source.book.update_id
    exchange.advance(5 * SECOND)
    assert source.book.update_id - first_id < 5 * events_per_s * 2 + 200
