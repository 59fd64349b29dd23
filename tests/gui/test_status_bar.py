"""The status bar says who protects our orders at which venue, and what that is worth."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel

from mmdesk.core.model.state import TradingState
from mmdesk.gui import theme
from tests.gui import feed
from tests.gui.conftest import Desk


def venue_label(desk: Desk) -> QLabel:
    desk.window.refresh()
    (label,) = [one for one in desk.window.status.findChildren(QLabel) if "binance" in one.text()]
    return label


def test_the_guardian_is_named_and_the_missing_switch_is_said_plainly(desk: Desk) -> None:
    desk.connect(feed.desk(), feed.venue(protected=True, protected_by="guardian"))
    label = venue_label(desk)
    assert "protected by: guardian" in label.text()
    tip = label.toolTip()
    assert "binance has no dead man&#x27;s switch for spot orders" in tip
    assert "after 3 s without a healthy sign" in tip
    assert "loses power or its network" in tip


def test_a_venue_nobody_protects_is_a_warning_in_words(desk: Desk) -> None:
    desk.connect(feed.desk(TradingState.ARMED), feed.venue(protected=False, protected_by="guardian"))
    label = venue_label(desk)
    assert "NOT PROTECTED" in label.text()
    assert theme.WARNING in label.styleSheet()
    assert "nothing is quoted until it is" in label.toolTip()


def test_another_protection_is_not_described_as_the_guardian(desk: Desk) -> None:
    desk.connect(feed.desk(), feed.venue(protected=True, protected_by="timer of the exchange"))
    label = venue_label(desk)
    assert "protected by: timer of the exchange" in label.text()
    assert "dead man" not in label.toolTip()


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_of_the_line_is_cut_at_1280(make_desk: Callable[..., Desk], language: str) -> None:
    desk = make_desk(language)
    desk.connect(
        feed.desk(journal_seq=1_000_000, stored_seq=999_988),
        feed.venue(protected=False, protected_by="guardian", last_message_age_ms=950.0, ack_p50_ms=120.0),
    )
    desk.window.resize(1280, 720)
    desk.window.show()
    desk.window.refresh()
    for label in desk.window.status.findChildren(QLabel):
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width() + 1, label.text()
