"""The tray: the mode's letter, the state's badge, STOP without the window; nothing where there is none."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmdesk.core.model.state import Mode, TradingState
from mmdesk.gui.tray import Tray, tray_icon
from mmdesk.link.protocol import LinkState
from mmdesk.ports.control import Pause, Stop
from tests.gui import feed
from tests.gui.conftest import Desk

STATES = [*TradingState, None]


@pytest.fixture
def tray(desk: Desk) -> Iterator[Tray]:
    tray = Tray(desk.bridge.facts, desk.window, desk.window.actions_, desk.window.gate.ask, desk.window)
    tray.open()
    yield tray
    tray.close()


def image(mode: Mode, state: TradingState | None) -> QImage:
    return tray_icon(mode, state).pixmap(32, 32).toImage()


def test_every_mode_and_state_has_a_picture_of_its_own(qapp: QApplication) -> None:
    pictures = [image(mode, state) for mode in Mode for state in STATES]
    assert all(one != other for at, one in enumerate(pictures) for other in pictures[at + 1 :])


def test_states_differ_without_colour(qapp: QApplication) -> None:
    grey = [image(Mode.DEMO, s).convertToFormat(QImage.Format.Format_Grayscale8) for s in STATES]
    shapes = []
    for one in grey:
        mean = sum(one.constBits()) / one.sizeInBytes()
        shapes.append(bytes(int(pixel > mean) for pixel in one.constBits()))
    assert len(set(shapes)) == len(shapes)


def test_stop_from_the_tray_stops_and_brings_the_window_with_the_panel(desk: Desk, tray: Tray) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=2))
    assert not desk.window.isVisible()
    tray.stop.trigger()
    assert desk.commands == [Stop()]
    assert desk.window.isVisible()
    assert not desk.window.commands.stop_watch.panel.isHidden()


def test_pause_is_offered_only_while_it_means_something(desk: Desk, tray: Tray) -> None:
    desk.connect(feed.desk(TradingState.ARMED))
    tray.refresh()
    assert (tray.pause.text(), tray.pause.isEnabled()) == ("Pause", True)
    tray.pause.trigger()
    assert desk.commands == [Pause()]
    desk.tell(feed.desk(TradingState.PAUSED))
    tray.refresh()
    assert tray.pause.text() == "Resume"
    desk.tell(feed.desk(TradingState.STOPPED))
    tray.refresh()
    assert not tray.pause.isEnabled()


def test_quit_from_the_tray_asks_in_the_window_like_closing_it(desk: Desk, tray: Tray) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=2))
    tray.quit.trigger()
    assert desk.commands == []
    assert desk.window.isVisible()
    assert desk.window.banners.get("close") is not None


def test_the_tool_tip_tells_mode_and_state_but_no_money(desk: Desk, tray: Tray) -> None:
    desk.connect(feed.desk(TradingState.ARMED, pnl_total_quote=Decimal("123.45"), markets_quoting=1))
    tray.refresh()
    assert tray.icon.toolTip() == "mmdesk: DEMO, ARMED, markets quoting: 1/1"
    desk.bridge.on_state(LinkState.DISCONNECTED, "gone")
    tray.refresh()
    assert "OFFLINE" in tray.icon.toolTip()


def test_the_window_hides_and_comes_back(desk: Desk, tray: Tray, qtbot: QtBot) -> None:
    desk.connect(feed.desk())
    tray.toggle_window()
    qtbot.waitUntil(desk.window.isActiveWindow)
    tray.toggle_window()
    assert not desk.window.isVisible()
    tray.toggle_window()
    assert desk.window.isVisible()
