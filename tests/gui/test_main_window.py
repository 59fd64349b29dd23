"""What the window does when things happen: arm, stop, a dead engine, silence, the way out."""

from decimal import Decimal

import msgspec
import pytest
from PySide6.QtGui import QCloseEvent
from pytestqt.qtbot import QtBot

from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side
from mmdesk.gui.close_gate import Stage
from mmdesk.gui.facts import Facts
from mmdesk.link.protocol import LinkState
from mmdesk.ports.control import Arm, Disarm, Shutdown, Ticket, TicketState
from mmdesk.ports.views import AlertView
from tests.gui import feed
from tests.gui.conftest import Desk


def banner_text(desk: Desk, key: str) -> str:
    banner = desk.window.banners.get(key)
    return banner.text if banner else ""


def test_arming_is_refused_with_the_reasons(desk: Desk) -> None:
    desk.connect(feed.desk(arm_blockers=("no market data yet", "reconciling")))
    desk.window.safety.arm.held.emit()
    assert desk.commands == []
    assert "no market data yet; reconciling" in banner_text(desk, "arm")
    desk.tell(feed.desk())
    desk.window.safety.arm.held.emit()
    assert desk.commands == [Arm()]
    assert banner_text(desk, "arm") == ""


def test_a_stop_of_before_is_told_until_it_is_released(desk: Desk) -> None:
    kept = AlertView(wall_ns=1, level="critical", key="kept-stop", what="Still stopped.", why="why", do="do")
    desk.connect(feed.desk(TradingState.STOPPED), kept)
    assert "Still stopped." in banner_text(desk, "alert kept-stop")
    desk.tell(feed.desk())
    assert banner_text(desk, "alert kept-stop") == ""
    # A window that comes later is told it no more.
    desk.connect(feed.desk(), kept)
    assert banner_text(desk, "alert kept-stop") == ""


def test_a_failed_command_says_why(desk: Desk) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=6))
    desk.window.safety.disarm.click()
    assert desk.commands == [Disarm()]
    assert "6" in desk.window.toast.text()
    desk.tell(Ticket(ticket="t1", state=TicketState.FAILED, message="the venue is gone"))
    assert "the venue is gone" in banner_text(desk, "disarm")


def test_a_dead_engine_is_told_with_a_restart_and_the_past_is_dimmed(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=2), feed.market(), feed.order())
    desk.window.show()
    desk.bridge.on_state(LinkState.DISCONNECTED, "the connection ended")
    desk.window.notices.engine_died("killed by signal 9")
    text = banner_text(desk, "engine")
    assert "ended unexpectedly" in text
    assert "killed by signal 9" in text
    assert "still be open at the venue: 2" in text
    assert desk.window.safety.state.text() == "OFFLINE"
    assert not desk.window.safety.arm.isEnabled()
    assert "Stale" in desk.window.quotes.stale.text()
    banner = desk.window.banners.get("engine")
    assert banner is not None
    assert [button.text() for button in banner.buttons] == ["Restart the engine"]
    with qtbot.waitSignal(desk.window.restart_wanted):
        banner.buttons[0].click()
    desk.window.notices.engine_starts()
    assert banner_text(desk, "engine") == ""


def test_a_quote_of_less_than_its_size_says_which_breaker_lets_no_more_pass(desk: Desk) -> None:
    market = feed.market()
    why = "order latency breaker of binance is half open"
    sides = (
        feed.explanation(side, 60_000.0, Decimal(price), 0.0)
        for side, price in ((Side.BUY, "59990.00"), (Side.SELL, "60010.00"))
    )
    small = {"size_share": 0.25, "size_reason": why, "widened_bps": 0.5, "fee_bps": 10.0}
    quarter = tuple(msgspec.structs.replace(one, **small) for one in sides)
    desk.connect(feed.desk(TradingState.ARMED), msgspec.structs.replace(market, explanations=quarter))
    desk.window.quotes.refresh()
    assert desk.window.quotes.reason.text() == f"25 % of the size: {why}"
    for row, told in (("widened", "0.5"), ("fee", "10.0")):
        assert [label.text() for label in desk.window.quotes.why._rows[row][1:]] == [told, told]


def test_a_silent_engine_is_told_and_forgiven(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.connect(feed.desk(TradingState.ARMED))
    with monkeypatch.context() as silent:
        silent.setattr(Facts, "silence_s", 12.0)
        desk.window.notices.watch_silence()
        assert "12 s" in banner_text(desk, "silent")
        assert not desk.bridge.facts.current
    desk.tell(feed.desk(TradingState.ARMED))
    desk.window.notices.watch_silence()
    assert banner_text(desk, "silent") == ""


def test_outside_text_is_shown_as_text(desk: Desk) -> None:
    alert = AlertView(
        wall_ns=1, level="warning", key="k", what="<b>bold</b>", why="<img src='file:///x'>", do="<i>do</i>"
    )
    desk.connect()
    desk.tell(alert)
    desk.tell(alert)
    text = banner_text(desk, "alert k")
    assert "<b>bold</b>  (×2)" in text
    assert "<img src='file:///x'>" in text


def test_a_traceback_is_cut_to_its_reason(desk: Desk) -> None:
    desk.window.notices.start_failed(
        "It failed", "Traceback (most recent call last):\n  File x\nValueError: no"
    )
    assert banner_text(desk, "engine").splitlines()[:2] == ["It failed", "ValueError: no"]


def test_the_table_says_why_it_is_empty(desk: Desk) -> None:
    assert "not connected" in desk.window.tables.orders.empty.text()
    desk.connect(feed.desk())
    desk.window.tables.age()
    assert "Hold the arm button" in desk.window.tables.orders.empty.text()


def close(desk: Desk) -> bool:
    event = QCloseEvent()
    desk.window.closeEvent(event)
    return event.isAccepted()


def test_closing_an_armed_desk_asks_and_stays(desk: Desk) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=6))
    assert not close(desk)
    banner = desk.window.banners.get("close")
    assert banner is not None
    assert [button.text() for button in banner.buttons] == ["Cancel all and quit", "Stay"]
    banner.buttons[1].click()
    assert desk.commands == []
    assert desk.window.gate.stage is Stage.OPEN


def test_cancel_all_and_quit_leaves_only_after_the_confirmation(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=6))
    close(desk)
    banner = desk.window.banners.get("close")
    assert banner is not None
    with qtbot.assertNotEmitted(desk.window.may_leave):
        banner.buttons[0].click()
        desk.tell(feed.desk(TradingState.DISARMED, open_orders=3))
    assert desk.commands == [Shutdown()]
    assert "Open: 3" in banner_text(desk, "close")
    with qtbot.waitSignal(desk.window.may_leave):
        desk.tell(Ticket(ticket="t1", state=TicketState.DONE))
    assert close(desk)


def test_an_engine_that_dies_on_the_way_out_leaves_a_doubt(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=6))
    close(desk)
    asked = desk.window.banners.get("close")
    assert asked is not None
    asked.buttons[0].click()
    with qtbot.assertNotEmitted(desk.window.may_leave):
        assert desk.window.gate.engine_ended(clean=False)
    assert "may still be open" in banner_text(desk, "close")
    banner = desk.window.banners.get("close")
    assert banner is not None
    with qtbot.waitSignal(desk.window.may_leave):
        banner.buttons[1].click()


def test_with_nobody_to_answer_it_cancels_without_a_question_and_leaves_even_in_doubt(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=6))
    desk.window.gate.leave_now()
    assert desk.commands == [Shutdown()]
    with qtbot.waitSignal(desk.window.may_leave):
        assert desk.window.gate.engine_ended(clean=False)
    assert desk.window.gate.in_doubt


def test_an_idle_desk_leaves_without_a_question(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk())
    close(desk)
    assert desk.commands == [Shutdown()]
    with qtbot.waitSignal(desk.window.may_leave):
        assert desk.window.gate.engine_ended(clean=True)


def test_an_engine_death_that_nobody_asked_for_is_an_alarm(desk: Desk) -> None:
    desk.connect(feed.desk())
    assert not desk.window.gate.engine_ended(clean=True)
