"""The window of one breaker: its metric with the threshold, gaps as gaps, and the last events."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mmdesk.core.model.breakers import BreakerKind, BreakerMove, BreakerState
from mmdesk.gui.breaker_page import BreakerPage
from mmdesk.gui.charts.metric import HIGH, T, opened_spans, rows_of
from mmdesk.gui.person import person
from mmdesk.ports.control import (
    AskBreakerHistory,
    AskMetricHistory,
    ResetBreaker,
    Ticket,
    TicketState,
    TripBreaker,
)
from mmdesk.ports.history import MetricHistory, MetricPoint
from mmdesk.ports.views import HistoryView
from tests.gui import breaker_feed, feed
from tests.gui.breaker_feed import MARKET, SECOND_NS, breaker, breaker_event
from tests.gui.conftest import Desk

HOUR_NS = 3_600 * SECOND_NS


@pytest.fixture
def page(desk: Desk) -> BreakerPage:
    """Opened by a double click on the cell of the spread; the two questions are asked."""
    desk.connect(feed.desk(), *breaker_feed.calm())
    desk.window.show()
    desk.window.actions_["breakers"].trigger()
    panel = desk.window.breakers.panel
    panel.view.setCurrentIndex(panel.model.index(0, 2))
    panel.view.doubleClicked.emit(panel.view.currentIndex())
    shown = desk.window.breakers.page
    assert shown is not None
    return shown


def answer(desk: Desk) -> None:
    desk.tell(
        HistoryView(ticket="t1", history=breaker_feed.metric_history()),
        Ticket(ticket="t1", state=TicketState.DONE),
        HistoryView(ticket="t2", history=breaker_feed.event_history()),
        Ticket(ticket="t2", state=TicketState.DONE),
    )


def test_a_double_click_asks_for_the_last_hour_and_the_last_twenty_events(
    desk: Desk, page: BreakerPage
) -> None:
    assert page.windowTitle() == f"Spread · {feed.BTC}"
    assert desk.commands == [
        AskMetricHistory(metric="spread", scope=MARKET, from_ns=feed.START_NS - HOUR_NS),
        AskBreakerHistory(kind=BreakerKind.SPREAD, scope=MARKET, most=20),
    ]


def test_the_answers_are_shown_as_curve_threshold_and_events(desk: Desk, page: BreakerPage) -> None:
    answer(desk)
    high, _, limit = page.chart.lines
    assert np.nanmax(high.getData()[1]) == 24.0
    assert set(limit.getData()[1]) == {20.0}
    assert page.chart.view.viewRange()[1][1] > 24.0
    texts = [str(page.events.index(row, 1).data()) for row in range(page.events.rowCount())]
    assert texts == ["✓ closed", "◧ half-open", "✓ orders proved gone", "■ opened"]


def test_missing_readings_and_missing_time_are_gaps() -> None:
    start = feed.START_NS
    points = tuple(
        MetricPoint(start + second * SECOND_NS, value, value, 20.0)
        for second, value in ((0, 1.0), (1, None), (2, 2.0), (60, 3.0))
    )
    rows = rows_of(MetricHistory("spread", MARKET, start, start + HOUR_NS, points))
    assert np.isfinite(rows[:, HIGH]).tolist() == [True, False, True, False, True]
    assert np.diff(rows[:, T]).min() > 0


def test_nothing_measured_is_told_and_drawn_as_nothing(page: BreakerPage) -> None:
    page.show_metric(MetricHistory("spread", MARKET, 0, HOUR_NS, ()), "")
    assert page.chart.legend.note == "nothing was measured in this time"


def test_what_was_not_closed_is_shaded() -> None:
    ((start_s, end_s, _),) = opened_spans(breaker_feed.metric_history())
    assert end_s - start_s == pytest.approx(87)


def test_why_there_is_no_history_is_told(desk: Desk, page: BreakerPage) -> None:
    desk.tell(Ticket(ticket="t1", state=TicketState.FAILED, message="this engine keeps no history"))
    assert page.note.text() == "No history: this engine keeps no history"


def test_another_event_of_this_breaker_asks_again_and_one_of_another_does_not(
    desk: Desk, page: BreakerPage
) -> None:
    desk.tell(breaker_event(BreakerMove.OPENED, feed.START_NS, BreakerKind.ERROR_RATE, breaker_feed.VENUE))
    assert len(desk.commands) == 2
    desk.tell(breaker_event(BreakerMove.OPENED, feed.START_NS))
    assert len(desk.commands) == 4


def test_the_page_follows_how_the_breaker_stands_and_trips_it(desk: Desk, page: BreakerPage) -> None:
    desk.tell(breaker(value=18.5, violations=1))
    assert page.state.text() == "▲ warns   18.5 / 20 bps   1 of 3 violations"
    page.trip.click()
    assert desk.commands[-1] == TripBreaker(kind=BreakerKind.SPREAD, scope=MARKET, who=person())


def test_what_stands_open_is_reset_here_too_with_a_reason(
    desk: Desk, page: BreakerPage, qtbot: QtBot
) -> None:
    assert not page.reset.isEnabled()
    desk.tell(breaker(value=24.0, state=BreakerState.LATCHED))
    page.reset.click()
    assert page.why.isVisible()
    qtbot.keyClick(page.why.field, Qt.Key.Key_Return)
    assert not any(isinstance(one, ResetBreaker) for one in desk.commands), "not without a reason"
    qtbot.keyClicks(page.why.field, "the venue is back")
    qtbot.keyClick(page.why.field, Qt.Key.Key_Return)
    assert desk.commands[-1] == ResetBreaker(
        kind=BreakerKind.SPREAD, scope=MARKET, reason="the venue is back", who=person()
    )
    assert not page.why.isVisible()


def test_esc_leaves_the_question_for_a_reason_and_not_the_page(
    desk: Desk, page: BreakerPage, qtbot: QtBot
) -> None:
    desk.tell(breaker(value=24.0, state=BreakerState.LATCHED))
    page.reset.click()
    qtbot.keyClick(page.why, Qt.Key.Key_Escape)
    assert (page.why.isVisible(), page.isVisible()) == (False, True)


def test_another_range_is_asked_for_and_esc_closes(desk: Desk, page: BreakerPage, qtbot: QtBot) -> None:
    page.hours.setCurrentIndex(1)
    assert desk.commands[-2] == AskMetricHistory(
        metric="spread", scope=MARKET, from_ns=feed.START_NS - 6 * HOUR_NS
    )
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()
