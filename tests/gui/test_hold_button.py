"""Arming takes a held button: a click, a slip or an early release arms nothing."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from mmdesk.gui.hold_button import FRAME_MS, HOLD_MS, HoldButton

LEFT = Qt.MouseButton.LeftButton


class Hand:
    """How long a button is held, as the test says: a machine that stands still holds nothing."""

    def __init__(self) -> None:
        self.ms = 0

    def start(self) -> None:
        self.ms = 0

    def elapsed(self) -> int:
        return self.ms


@pytest.fixture
def button(qtbot: QtBot) -> HoldButton:
    made = HoldButton("Hold")
    made.resize(160, 34)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def hand(button: HoldButton) -> Hand:
    hand = button._since = Hand()  # type: ignore[assignment]  # a clock in place of Qt's
    return hand


def test_holding_the_mouse_fires_once(qtbot: QtBot, button: HoldButton) -> None:
    with qtbot.waitSignal(button.held, timeout=30_000):
        qtbot.mousePress(button, LEFT)
    with qtbot.assertNotEmitted(button.held, wait=100):
        qtbot.mouseRelease(button, LEFT)


def test_holding_space_fires(qtbot: QtBot, button: HoldButton) -> None:
    with qtbot.waitSignal(button.held, timeout=30_000):
        qtbot.keyPress(button, Qt.Key.Key_Space)
    qtbot.keyRelease(button, Qt.Key.Key_Space)


def test_a_click_arms_nothing_and_progress_is_forgotten(qtbot: QtBot, button: HoldButton, hand: Hand) -> None:
    with qtbot.assertNotEmitted(button.held, wait=10 * FRAME_MS):
        qtbot.mousePress(button, LEFT)
        hand.ms = HOLD_MS - 1
        assert button.progress > 0.9
        qtbot.mouseRelease(button, LEFT)
        assert button.progress == 0
        hand.ms = HOLD_MS
    qtbot.mousePress(button, LEFT)
    assert button.progress == 0
    qtbot.mouseRelease(button, LEFT)


def test_slipping_off_the_button_starts_over(qtbot: QtBot, button: HoldButton, hand: Hand) -> None:
    qtbot.mousePress(button, LEFT)
    hand.ms = HOLD_MS // 2
    assert button.progress == 0.5
    qtbot.mouseMove(button, QPoint(400, 400))
    qtbot.waitUntil(lambda: button.progress == 0)
    qtbot.mouseRelease(button, LEFT)


def test_a_disabled_or_hidden_button_lets_go(qtbot: QtBot, button: HoldButton) -> None:
    qtbot.mousePress(button, LEFT)
    button.setEnabled(False)
    assert button.progress == 0
    button.setEnabled(True)
    qtbot.mousePress(button, LEFT)
    button.hide()
    assert button.progress == 0
