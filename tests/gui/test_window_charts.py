"""Charts: bounded history, gaps as gaps, stairs as stairs, and the way back to now."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from mmdesk.core.model.values import Side
from mmdesk.gui.charts.chart import stepped
from mmdesk.gui.charts.history import BID, BUCKET_S, GAP_S, FillHistory, MarketHistory, T
from mmdesk.gui.charts.ring import Ring
from tests.gui import feed
from tests.gui.conftest import Desk

SECOND_NS = 1_000_000_000


@given(st.integers(1, 8), st.integers(0, 40))
def test_a_ring_keeps_the_newest_rows_in_order(capacity: int, count: int) -> None:
    ring = Ring(2, capacity)
    for number in range(count):
        ring.append((float(number), number * 10.0))
    kept = list(range(count))[-capacity:]
    assert ring.since(-1.0)[:, 0].tolist() == kept
    assert ring.since(count - 2.0)[:, 0].tolist() == [n for n in kept if n >= count - 2]


def test_silence_becomes_a_gap_and_not_a_line() -> None:
    history = MarketHistory()
    history.take(feed.market(feed.START_NS))
    history.take(feed.market(feed.START_NS + int((GAP_S + 1) * SECOND_NS)))
    assert np.isfinite(history.since(0.0)[:, BID]).tolist() == [True, False, True]


def test_a_book_that_is_not_trusted_is_a_gap() -> None:
    history = MarketHistory()
    history.take(feed.market(feed.START_NS))
    history.take(feed.market(feed.START_NS + SECOND_NS, trusted=False))
    assert np.isfinite(history.since(0.0)[:, BID]).tolist() == [True, False]


def test_only_the_newest_of_a_bucket_is_kept_and_late_views_are_dropped() -> None:
    history = MarketHistory()
    start = feed.START_NS
    for offset_ms, bid in ((0, 1.0), (10, 2.0), (int(BUCKET_S * 1000), 3.0), (-500, 9.0)):
        history.take(feed.market(start + offset_ms * 1_000_000, bid=bid, ask=bid + 1))
    assert history.since(0.0)[:, BID].tolist() == [2.0, 3.0]


def test_a_fill_is_drawn_once() -> None:
    fills = FillHistory()
    for _ in range(2):
        fills.take(feed.fill("1"))
    assert len(fills.since(Side.BUY, 0.0)) == 1
    assert len(fills.since(Side.SELL, 0.0)) == 0


def test_a_price_holds_until_the_next_one() -> None:
    x, y = stepped(np.array([0.0, 1.0, 2.0]), np.array([5.0, 6.0, 7.0]))
    assert list(zip(x.tolist(), y.tolist(), strict=True)) == [(0, 5), (1, 5), (1, 6), (2, 6), (2, 7)]


@pytest.fixture
def charted(desk: Desk) -> Desk:
    desk.window.attach_charts()
    desk.connect(feed.desk(), feed.venue())
    script = feed.Feed()
    script.armed = True
    for _ in range(900):
        desk.bridge.on_frame(script.next())
        desk.bridge.flush()
    desk.window.show()
    return desk


def test_the_first_price_replaces_the_startup_list(desk: Desk) -> None:
    desk.window.attach_charts()
    desk.connect(feed.desk())
    assert desk.window.stage.currentWidget() is desk.window.startup
    desk.tell(feed.market())
    assert desk.window.stage.currentWidget() is desk.window.charts


def test_a_look_at_the_past_offers_the_way_back(charted: Desk, qtbot: QtBot) -> None:
    charts = charted.window.charts
    assert charts is not None
    charts.refresh_all()
    assert charts.following
    assert not charts.back.isVisible()
    charts.price.view.sigRangeChangedManually.emit([True, False])
    assert charts.back.isVisible()
    charts.price.view.setXRange(0, 10, padding=0)
    charted.window.actions_["now"].trigger()
    charts.refresh_all()
    left, right = charts.price.view.viewRange()[0]
    newest = charted.bridge.facts.markets[feed.BTC].wall_ns / 1e9
    assert left < newest < right
    assert not charts.back.isVisible()


def test_all_charts_share_the_time_axis_and_show_current_values(charted: Desk) -> None:
    charts = charted.window.charts
    assert charts is not None
    charts.refresh_all()
    ranges = [chart.view.viewRange()[0] for chart in charts.charts]
    assert ranges[1] == pytest.approx(ranges[0], abs=1)
    assert ranges[2] == pytest.approx(ranges[0], abs=1)
    market = charted.bridge.facts.markets[feed.BTC]
    assert charts.price.legend.entries[0].value == charted.bridge.facts.price(feed.BTC, market.bid)
    history = charts._markets[feed.BTC]
    assert history.since(0.0)[-1, T] == pytest.approx(market.wall_ns / 1e9)


def test_hidden_charts_do_not_work(charted: Desk) -> None:
    charts = charted.window.charts
    assert charts is not None
    assert charts._timer.isActive()
    charts.hide()
    assert not charts._timer.isActive()
