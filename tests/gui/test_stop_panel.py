"""After STOP: per venue what is requested, confirmed and unknown, until each has proved it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QElapsedTimer

from mmdesk.core.model.state import TradingState
from mmdesk.gui.panels.stop_panel import StopPanel
from mmdesk.gui.stop_watch import StopWatch
from mmdesk.link.protocol import LinkState
from mmdesk.ports.control import Stop, Ticket, TicketState
from mmdesk.ports.views import StopView
from tests.gui import feed
from tests.gui.conftest import Desk

STOPPED = TradingState.STOPPED


class Clock(QElapsedTimer):
    """A stop that began a given time ago."""

    seconds = 0.0

    def elapsed(self) -> int:
        return int(self.seconds * 1000)


def stop_view(venue: str = "binance", **changes: object) -> StopView:
    fields: dict[str, object] = {
        "venue": venue,
        "wall_ns": feed.START_NS,
        "requested": 4,
        "confirmed": 0,
        "unknown": 0,
        "elapsed_s": 0.4,
        "done": False,
        "proved": False,
        "why": "",
    }
    return StopView(**{**fields, **changes})  # type: ignore[arg-type]  # a test names the fields it means


def proved(venue: str = "binance", **changes: object) -> StopView:
    return stop_view(venue, **{"confirmed": 4, "done": True, "proved": True, **changes})


@pytest.fixture
def clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(watch_of(desk), "_since", clock)
    return clock


def watch_of(desk: Desk) -> StopWatch:
    return desk.window.commands.stop_watch


def panel_of(desk: Desk) -> StopPanel:
    return watch_of(desk).panel


def pressed(desk: Desk) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=4), feed.venue())
    desk.window.safety.stop.click()


def test_the_panel_is_there_at_once_and_says_what_the_engine_counts(desk: Desk) -> None:
    pressed(desk)
    assert desk.commands == [Stop()]
    assert not panel_of(desk).isHidden()
    assert "Open: 4" in panel_of(desk).text


def test_each_venue_has_its_line_until_all_have_proved_it(desk: Desk) -> None:
    pressed(desk)
    desk.tell(feed.desk(STOPPED, open_orders=2), stop_view(confirmed=2, unknown=2), proved("okx"))
    text = panel_of(desk).text
    assert "binance 4 2 2" in text
    assert "? unknown" in text
    assert "okx 4 4 0" in text
    assert watch_of(desk).watching
    desk.tell(feed.desk(STOPPED), proved(elapsed_s=1.25))
    assert "no order is open, proved after 1.2 s" in panel_of(desk).text
    assert not watch_of(desk).watching
    assert not panel_of(desk).dismiss.isHidden()


def test_what_a_venue_said_of_an_earlier_stop_proves_nothing(desk: Desk) -> None:
    pressed(desk)
    desk.tell(feed.desk(STOPPED), proved())
    desk.tell(feed.desk(TradingState.ARMED, open_orders=4))
    desk.window.safety.stop.click()
    desk.tell(feed.desk(STOPPED, open_orders=4))
    watch_of(desk).look()
    assert watch_of(desk).watching
    assert "proved after" not in panel_of(desk).text


def test_a_stop_not_proved_after_ten_seconds_turns_critical_and_says_what_to_do(
    desk: Desk, clock: Clock
) -> None:
    pressed(desk)
    clock.seconds = 9.0
    desk.tell(feed.desk(STOPPED, open_orders=1), stop_view(unknown=1, why="the venue did not answer in time"))
    assert "not proved yet" not in panel_of(desk).text
    clock.seconds = 10.5
    watch_of(desk).look()
    text = panel_of(desk).text
    assert "not proved yet, 10.5 s" in text
    assert "did not answer in time" in text
    assert "Open the venue's own page" in text
    assert panel_of(desk).dismiss.isHidden(), "it stays until it is proved"
    panel_of(desk).again.click()
    assert desk.commands == [Stop(), Stop()]


def test_a_venue_that_is_not_asked_any_more_turns_critical_at_once(desk: Desk) -> None:
    pressed(desk)
    desk.tell(feed.desk(STOPPED, open_orders=1), stop_view(unknown=1, done=True, why="no answer"))
    assert "NOT PROVED" in panel_of(desk).text
    assert "Open the venue's own page" in panel_of(desk).text


def test_a_stop_from_another_shell_opens_the_panel_too(desk: Desk) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=4))
    assert panel_of(desk).isHidden()
    desk.tell(feed.desk(STOPPED, open_orders=4), stop_view())
    assert not panel_of(desk).isHidden()
    desk.tell(feed.desk(STOPPED), proved())
    assert "no order is open" in panel_of(desk).text


def test_a_window_that_comes_after_a_proved_stop_is_not_alarmed(desk: Desk) -> None:
    desk.connect(feed.desk(STOPPED), proved())
    assert panel_of(desk).isHidden()


def test_stop_without_an_engine_says_that_it_waits(desk: Desk) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=6))
    desk.bridge.on_state(LinkState.DISCONNECTED, "gone")
    desk.window.safety.stop.click()
    assert "no engine answers" in panel_of(desk).text
    assert "sent first when the engine is back" in panel_of(desk).text


def test_an_engine_that_refuses_is_quoted(desk: Desk) -> None:
    pressed(desk)
    desk.tell(Ticket(ticket="t1", state=TicketState.FAILED, message="the venue was not asked"))
    watch_of(desk).look()
    assert "the venue was not asked" in panel_of(desk).text


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_text_of_the_panel_is_cut_at_the_smallest_width(
    make_desk: Callable[..., Desk], language: str
) -> None:
    desk = make_desk(language)
    pressed(desk)
    desk.window.resize(1280, 720)
    desk.window.show()
    desk.tell(feed.desk(STOPPED, open_orders=1), stop_view(unknown=1, done=True, why="no answer"))
    for row in panel_of(desk)._rows:
        for label in row:
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width(), label.text()
