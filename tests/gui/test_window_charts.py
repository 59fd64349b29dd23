"""Charts: bounded history, gaps as gaps, stairs as stairs, and the way back to now."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from mmdesk.core.model.breaker_defaults import DEFAULT_RULES
from mmdesk.core.model.breakers import BreakerKind, BreakerMove, BreakerState, Scope, ScopeLevel
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side
from mmdesk.gui.charts.chart import stepped
from mmdesk.gui.charts.halts import MAX_SPANS, HaltHistory, covers
from mmdesk.gui.charts.history import BID, BUCKET_S, GAP_S, FillHistory, MarketHistory, T
from mmdesk.gui.charts.ring import Ring
from mmdesk.gui.facts import Facts
from mmdesk.ports.breaker_views import BreakerRuleView
from tests.gui import breaker_feed, feed
from tests.gui.breaker_feed import VENUE, breaker, breaker_event
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


def at(seconds: float) -> int:
    return feed.START_NS + int(seconds * SECOND_NS)


def spans(halts: HaltHistory) -> list[tuple[float, float, str]]:
    """Since the start of the feed, in seconds."""
    start = feed.START_NS / 1e9
    return [(round(s - start, 3), round(e - start, 3), why) for s, e, why in halts.spans(feed.BTC, 0.0)]


def test_a_halt_lasts_from_the_opening_to_the_half_opening() -> None:
    halts = HaltHistory()
    halts.take_events((breaker_event(BreakerMove.OPENED, at(5)), breaker_event(BreakerMove.VERIFIED, at(6))))
    assert spans(halts) == [(5, float("inf"), "Spread")]
    halts.take_events((breaker_event(BreakerMove.HALF_OPENED, at(35)),))
    assert spans(halts) == [(5, 35, "Spread")]


def test_a_log_that_is_told_again_changes_nothing() -> None:
    halts = HaltHistory()
    log = (breaker_event(BreakerMove.OPENED, at(5)), breaker_event(BreakerMove.CLOSED, at(35)))
    for _ in range(2):
        halts.take_events(log)
    assert spans(halts) == [(5, 35, "Spread")]


def test_what_is_open_since_before_the_log_began_is_known_from_the_cells() -> None:
    halts = HaltHistory()
    halts.take_breakers((breaker(state=BreakerState.LATCHED, since_ns=at(-60)),))
    assert spans(halts) == [(-60, float("inf"), "Spread")]
    halts.take_breakers((breaker(wall_ns=at(2)),))
    assert spans(halts) == [(-60, 2, "Spread")]


def test_overlapping_halts_are_one_shade_with_all_reasons() -> None:
    halts = HaltHistory()
    halts.take_events(
        (
            breaker_event(BreakerMove.OPENED, at(5)),
            breaker_event(BreakerMove.OPENED, at(8), BreakerKind.ERROR_RATE, VENUE),
            breaker_event(BreakerMove.HALF_OPENED, at(20)),
            breaker_event(BreakerMove.RESET, at(30), BreakerKind.ERROR_RATE, VENUE),
        )
    )
    assert spans(halts) == [(5, 30, "Spread, Error rate")]


def test_pauses_and_stops_are_halts_too_and_a_disarmed_desk_is_none() -> None:
    halts = HaltHistory()
    for seconds, state in ((0, "disarmed"), (1, "armed"), (2, "paused"), (5, "armed"), (9, "stopped")):
        halts.take_desk(feed.desk(TradingState(state), wall_ns=at(seconds)))
    assert spans(halts) == [(2, 5, "PAUSED"), (9, float("inf"), "STOPPED")]


def test_a_halt_shades_the_markets_it_covers_and_no_other() -> None:
    scopes = [Scope(level, "BTC/USDT") for level in (ScopeLevel.SYMBOL, ScopeLevel.STRATEGY)]
    assert [covers(scope, "BTC/USDT@kraken") for scope in (*scopes, VENUE)] == [True, True, False]
    assert [covers(scope, "ETH/USDT@binance") for scope in (*scopes, VENUE)] == [False, True, True]


def test_a_halt_of_a_strategy_shades_only_what_it_quotes_once_that_is_known() -> None:
    glft = Scope(ScopeLevel.STRATEGY, "glft")
    told = [covers(glft, "BTC/USDT@kraken", strategy) for strategy in ("glft", "symmetric", "")]
    assert told == [True, False, True]
    facts = Facts()
    assert facts.strategy_of(feed.BTC) == ""
    market = Scope(ScopeLevel.INSTRUMENT, feed.BTC)
    rule = DEFAULT_RULES[BreakerKind.SPREAD]
    view = BreakerRuleView(kind=BreakerKind.SPREAD, scope=market, rule=rule, strategy="glft")
    facts.breaker_rules[view.key] = view
    assert facts.strategy_of(feed.BTC) == "glft"


def test_halts_are_bounded() -> None:
    halts = HaltHistory()
    for number in range(MAX_SPANS + 5):
        halts.take_events(
            (
                breaker_event(BreakerMove.OPENED, at(10 * number + 1)),
                breaker_event(BreakerMove.CLOSED, at(10 * number + 2)),
            )
        )
    assert len(halts.spans(feed.BTC, 0.0)) == MAX_SPANS


def test_charts_shade_halts_and_draw_the_thresholds(charted: Desk) -> None:
    charts = charted.window.charts
    assert charts is not None
    newest_ns = charted.bridge.facts.markets[feed.BTC].wall_ns
    charted.tell(
        *breaker_feed.calm(),
        breaker(threshold=0.01),
        breaker_event(BreakerMove.OPENED, newest_ns - 20 * SECOND_NS),
        breaker_event(BreakerMove.HALF_OPENED, newest_ns - 8 * SECOND_NS),
    )
    charts.refresh_all()
    assert [(round(s.end_s - s.start_s), s.why) for s in charts.price.shades.shown] == [(12, "Spread")]
    assert charts.spread.limit.isVisible()
    assert charts.spread.limit.value() == 0.01
    assert charts.spread.legend.entries[-1].value == "0.01"
    assert charts.latency.legend.entries[-1].value == "500 / 500"


def test_a_far_threshold_does_not_flatten_the_curves_and_a_near_one_comes_into_sight(charted: Desk) -> None:
    charts = charted.window.charts
    assert charts is not None
    charted.tell(*breaker_feed.calm())
    charts.refresh_all()
    assert charts.latency.view.viewRange()[1][1] < 100
    limit = 12.0
    charted.tell(breaker(BreakerKind.ORDER_LATENCY, VENUE, threshold=limit))
    charts.refresh_all()
    assert charts.latency.view.viewRange()[1][1] > limit
