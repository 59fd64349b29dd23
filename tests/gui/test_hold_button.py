"""Arming takes a held button: a click, a slip or an early release arms nothing."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from mmdesk.gui.hold_button import HOLD_MS, HoldButton

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def button(qtbot: QtBot) -> HoldButton:
    made = HoldButton("Hold")
    made.resize(160, 34)
    qtbot.addWidget(made)
    made.show()
    return made


def test_holding_the_mouse_fires_once(qtbot: QtBot, button: HoldButton) -> None:
    with qtbot.waitSignal(button.held, timeout=3 * HOLD_MS):
        qtbot.mousePress(button, LEFT)
    with qtbot.assertNotEmitted(button.held, wait=100):
        qtbot.mouseRelease(button, LEFT)


def test_holding_space_fires(qtbot: QtBot, button: HoldButton) -> None:
    with qtbot.waitSignal(button.held, timeout=3 * HOLD_MS):
        qtbot.keyPress(button, Qt.Key.Key_Space)
    qtbot.keyRelease(button, Qt.Key.Key_Space)


def test_a_click_arms_nothing_and_progress_is_forgotten(qtbot: QtBot, button: HoldButton) -> None:
    with qtbot.assertNotEmitted(button.held, wait=HOLD_MS + 200):
        qtbot.mousePress(button, LEFT)
        qtbot.waitUntil(lambda: button.progress > 0.2, timeout=HOLD_MS)
        qtbot.mouseRelease(button, LEFT)
        assert button.progress == 0


def test_slipping_off_the_button_starts_over(qtbot: QtBot, button: HoldButton) -> None:
    qtbot.mousePress(button, LEFT)
    qtbot.waitUntil(lambda: button.progress > 0, timeout=HOLD_MS)
    qtbot.mouseMove(button, QPoint(400, 400))
    qtbot.waitUntil(lambda: button.progress == 0, timeout=HOLD_MS)
    qtbot.mouseRelease(button, LEFT)


def test_a_disabled_or_hidden_button_lets_go(qtbot: QtBot, button: HoldButton) -> None:
    qtbot.mousePress(button, LEFT)
    button.setEnabled(False)
    assert button.progress == 0
    button.setEnabled(True)
    qtbot.mousePress(button, LEFT)
    button.hide()
    assert button.progress == 0
