"""STOP is always there, whole; the rest of the bar gives way."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QRect

from mmdesk.core.model.state import Mode, TradingState
from mmdesk.gui.main_window import MINIMUM
from tests.gui import feed
from tests.gui.conftest import Desk


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", [MINIMUM, (1280, 720), (1680, 980)])
def test_stop_is_fully_visible(make_desk: Callable[..., Desk], language: str, size: tuple[int, int]) -> None:
    desk = make_desk(language)
    desk.connect(feed.desk(TradingState.ARMED, open_orders=2), feed.market(), feed.position())
    window = desk.window
    window.resize(*size)
    window.show()
    window.refresh()
    assert (window.width(), window.height()) == size
    stop = window.safety.stop
    area = QRect(stop.mapTo(window, stop.rect().topLeft()), stop.size())
    assert window.rect().contains(area)
    assert area.right() >= window.width() - 20
    assert stop.fontMetrics().horizontalAdvance(stop.text()) < stop.width() - 12
    for chip in (window.safety.mode, window.safety.state):
        assert chip.isVisible()
        assert chip.fontMetrics().horizontalAdvance(chip.text()) < chip.width()
    for button in (window.safety.disarm, window.safety.pause):
        assert button.fontMetrics().horizontalAdvance(button.text()) < button.width() - 8


def test_metrics_drop_from_the_right_into_the_menu(desk: Desk) -> None:
    window = desk.window
    desk.connect(feed.desk())
    window.show()
    window.resize(1680, 900)
    assert window.safety.strip.dropped() == []
    window.resize(*MINIMUM)
    kept = [metric for metric in window.safety.strip.metrics if not metric.isHidden()]
    assert kept == list(window.safety.strip.metrics[: len(kept)])
    assert window.safety.strip.dropped()
    assert window.safety.strip.more.isVisible()


@pytest.mark.parametrize(
    ("state", "arm", "pause"),
    [
        (TradingState.DISARMED, True, False),
        (TradingState.ARMED, False, True),
        (TradingState.PAUSED, False, True),
        (TradingState.STOPPED, False, False),
    ],
)
def test_each_state_offers_what_it_allows(desk: Desk, state: TradingState, arm: bool, pause: bool) -> None:
    desk.connect(feed.desk(state))
    desk.window.show()
    desk.window.refresh()
    safety = desk.window.safety
    assert safety.state.text() == state.value.upper()
    assert safety.arm.isVisible() == arm
    assert safety.pause.isEnabled() == pause
    assert safety.stop.isEnabled()


def test_values_are_in_the_accessible_names(desk: Desk) -> None:
    desk.connect(feed.desk(pnl_total_quote=Decimal("-1234.5")), feed.position("-0.02"))
    desk.window.refresh()
    assert desk.window.safety.pnl.accessibleName() == "Net P&L: \u22121\u2009234.50"
    assert "\u22120.02000 BTC" in desk.window.safety.inventory.accessibleName()
    assert desk.window.safety.mode.accessibleName() == "Mode: DEMO"


def test_the_mode_is_in_the_title(desk: Desk) -> None:
    desk.connect(feed.desk())
    assert desk.window.windowTitle().startswith("DEMO · BTC/USDT@binance")
    assert desk.bridge.facts.session is not None
    assert desk.bridge.facts.session.mode is Mode.DEMO
