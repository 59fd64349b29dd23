"""The Breakers tab: how each breaker stands in words and figures, tripped at once, reset with a reason."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerState,
    Permission,
    Scope,
    ScopeLevel,
)
from mmdesk.gui.breaker_words import countdown, figure, note, standing
from mmdesk.gui.models.breakers import KINDS, BreakersModel
from mmdesk.gui.person import person
from mmdesk.ports.control import ResetBreaker, Ticket, TicketState, TripBreaker
from tests.gui import breaker_feed, feed
from tests.gui.breaker_feed import MARKET, VENUE, breaker
from tests.gui.conftest import Desk

VENUE_ROW, DESK_ROW = 0, 1
SPREAD, DRAWDOWN, GUARDS = KINDS.index(BreakerKind.SPREAD), KINDS.index(BreakerKind.DRAWDOWN), len(KINDS)


@pytest.fixture
def shown(desk: Desk) -> Desk:
    """The tab in front, with one breaker of each state."""
    desk.connect(feed.desk(), *breaker_feed.calm(), *breaker_feed.troubled())
    desk.window.show()
    desk.window.actions_["breakers"].trigger()
    desk.window.refresh()
    return desk


def cell(desk: Desk, row: int, column: int) -> QModelIndex:
    return desk.window.breakers.model.index(row, column)


def choose(desk: Desk, row: int, column: int) -> None:
    desk.window.breakers.panel.view.setCurrentIndex(cell(desk, row, column))


def text(desk: Desk, row: int, column: int) -> str:
    return str(cell(desk, row, column).data())


def test_the_model_is_correct_in_qts_own_eyes(qtbot: QtBot) -> None:
    model = BreakersModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.begin((feed.BTC, "ETH/USDT@kraken"))
    for view in (*breaker_feed.calm(), *breaker_feed.troubled()):
        if hasattr(view, "state"):
            model.take((view,))  # type: ignore[arg-type]  # those with a state are cells
    model.set_current(current=False)
    model.begin((feed.BTC,))
    assert tester.model() is model
    assert model.rowCount() == 2


def test_a_cell_says_state_value_limit_unit_and_what_comes_next(shown: Desk) -> None:
    assert text(shown, VENUE_ROW, SPREAD) == "■ OPEN\n24.1 / 20 bps\nre-opens in 00:42"
    assert text(shown, VENUE_ROW, 1) == "▲ warns\n612 / 500 ms\n2 of 3 violations"
    assert text(shown, VENUE_ROW, 0) == "✓ closed\n18 / 500 ms\n"


def test_a_cell_of_several_breakers_shows_the_worst_and_names_it(shown: Desk) -> None:
    assert text(shown, DESK_ROW, DRAWDOWN).splitlines()[0] == "■ LATCHED · Whole desk"
    assert text(shown, DESK_ROW, GUARDS).splitlines()[0] == "■ TRIPPED · Loop lag"
    assert text(shown, VENUE_ROW, GUARDS).splitlines()[2] == "all 6 closed"


def test_a_breaker_without_data_says_so(shown: Desk) -> None:
    shown.tell(breaker(value=None))
    assert text(shown, VENUE_ROW, SPREAD) == "✓ closed\n— / 20 bps\nno data"


def test_a_screen_reader_hears_row_column_and_figures(shown: Desk) -> None:
    told = cell(shown, VENUE_ROW, SPREAD).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "binance, Spread: ■ OPEN, 24.1 / 20 bps, re-opens in 00:42"


def test_trip_now_asks_nothing(shown: Desk) -> None:
    choose(shown, VENUE_ROW, 0)
    shown.window.breakers.panel.trip.click()
    assert shown.commands == [TripBreaker(kind=BreakerKind.ORDER_LATENCY, scope=VENUE, who=person())]


def test_a_reset_carries_the_reason_and_is_not_sent_without(shown: Desk, qtbot: QtBot) -> None:
    panel = shown.window.breakers.panel
    choose(shown, VENUE_ROW, SPREAD)
    panel.reset.click()
    assert panel.why.isVisible()
    qtbot.keyClick(panel.why.field, Qt.Key.Key_Return)
    assert shown.commands == []
    qtbot.keyClicks(panel.why.field, "news is over")
    qtbot.keyClick(panel.why.field, Qt.Key.Key_Return)
    wanted = ResetBreaker(kind=BreakerKind.SPREAD, scope=MARKET, reason="news is over", who=person())
    assert shown.commands == [wanted]
    assert not panel.why.isVisible()


def test_esc_leaves_the_breaker_as_it_is(shown: Desk, qtbot: QtBot) -> None:
    panel = shown.window.breakers.panel
    choose(shown, VENUE_ROW, SPREAD)
    panel.reset.click()
    qtbot.keyClicks(panel.why.field, "no")
    qtbot.keyClick(panel.why.field, Qt.Key.Key_Escape)
    assert shown.commands == []
    assert not panel.why.isVisible()


def test_the_reset_goes_to_the_breaker_that_was_asked_about(shown: Desk, qtbot: QtBot) -> None:
    """Another breaker of the cell may become the worst while the reason is typed."""
    panel = shown.window.breakers.panel
    choose(shown, DESK_ROW, DRAWDOWN)
    panel.reset.click()
    worse = breaker(BreakerKind.DRAWDOWN, breaker_feed.STRATEGY, 400.0, BreakerState.LATCHED)
    shown.tell(worse)
    qtbot.keyClicks(panel.why.field, "looked into it")
    qtbot.keyClick(panel.why.field, Qt.Key.Key_Return)
    wanted = ResetBreaker(
        kind=BreakerKind.DRAWDOWN, scope=GLOBAL_SCOPE, reason="looked into it", who=person()
    )
    assert shown.commands == [wanted]


def test_only_what_holds_can_be_reset_and_only_what_is_not_forced_tripped(shown: Desk) -> None:
    panel = shown.window.breakers.panel
    choose(shown, VENUE_ROW, 0)
    assert (panel.trip.isEnabled(), panel.reset.isEnabled()) == (True, False)
    choose(shown, DESK_ROW, GUARDS)
    assert (panel.trip.isEnabled(), panel.reset.isEnabled()) == (False, True)
    choose(shown, DESK_ROW, 0)
    assert (panel.trip.isEnabled(), panel.reset.isEnabled()) == (False, False)


def test_one_of_several_breakers_of_a_cell_can_be_chosen(shown: Desk) -> None:
    panel = shown.window.breakers.panel
    choose(shown, DESK_ROW, GUARDS)
    panel.which.setCurrentIndex(panel.which.findText("Storage · Whole desk"))
    panel.refresh()
    panel.trip.click()
    assert shown.commands == [TripBreaker(kind=BreakerKind.STORAGE, scope=GLOBAL_SCOPE, who=person())]


def test_a_refusal_is_told_in_three_lines(shown: Desk) -> None:
    choose(shown, VENUE_ROW, 0)
    shown.window.breakers.panel.trip.click()
    why = "Order latency breaker of binance is forced open already."
    shown.tell(Ticket(ticket="t1", state=TicketState.FAILED, message=why))
    banner = shown.window.banners.get("breaker")
    assert banner is not None
    assert why in banner.text


def test_the_safety_bar_counts_what_is_open_and_names_all_that_is_not_calm(shown: Desk) -> None:
    assert "one by one" in shown.window.safety.breakers.toolTip(), "half-open is not open, but named"
    assert shown.window.safety.breakers.text == f"3 of {len(breaker_feed.CALM)}"
    assert "24.1 / 20 bps" in shown.window.safety.breakers.toolTip()


def test_a_new_session_forgets_what_the_last_one_told(shown: Desk) -> None:
    shown.connect(feed.desk())
    assert text(shown, VENUE_ROW, SPREAD) == "—\n\n"
    assert shown.window.safety.breakers.text == "—"


def test_after_a_restart_of_the_engine_the_buttons_act_on_what_was_chosen_before(shown: Desk) -> None:
    panel = shown.window.breakers.panel
    choose(shown, VENUE_ROW, GUARDS)
    panel.which.setCurrentIndex(3)
    before = panel.chosen()
    assert before is not None
    shown.connect(feed.desk(), *breaker_feed.calm(), *breaker_feed.troubled())
    panel.trip.click()
    command = shown.commands[-1]
    assert isinstance(command, TripBreaker)
    assert (command.kind, command.scope) == (before.kind, before.scope)


def test_a_breaker_that_joins_the_cell_leaves_the_chosen_one_under_the_buttons(shown: Desk) -> None:
    panel = shown.window.breakers.panel
    choose(shown, VENUE_ROW, SPREAD)
    before = panel.chosen()
    shown.tell(breaker(scope=Scope(ScopeLevel.INSTRUMENT, "ADA/USDT@binance"), state=BreakerState.LATCHED))
    panel.refresh()
    assert panel.which.count() == 2
    assert panel.chosen() == before


def test_the_tools_of_tables_rest_while_the_matrix_is_in_front(shown: Desk) -> None:
    tools = shown.window.tables.tools
    assert not tools.filter.isEnabled()
    tools.export()
    assert tools.dialog is None
    shown.window.tables.show_tab(0)
    assert tools.filter.isEnabled()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"state": BreakerState.OPEN, "reopens_in_ms": 0}, "waits for calm"),
        ({"state": BreakerState.HALF_OPEN, "probing": True}, "one by one"),
        ({"state": BreakerState.HALF_OPEN, "size_share": 0.25}, "25 % of the size"),
        ({"state": BreakerState.LATCHED}, "needs a reset"),
        ({"violations": 1}, "1 of 3 violations"),
        ({}, ""),
    ],
)
def test_what_comes_next(changes: dict[str, object], told: str) -> None:
    assert note(breaker(**changes)) == told  # type: ignore[arg-type]  # fields by name


def test_a_closed_breaker_that_reduces_or_warns_is_not_shown_as_calm() -> None:
    reducing = breaker(BreakerKind.DRAWDOWN, GLOBAL_SCOPE, 85.0, permission=Permission.REDUCING)
    assert standing(reducing).word == "REDUCING"
    assert standing(breaker(BreakerKind.DRAWDOWN, GLOBAL_SCOPE, 50.0)).word == "warns"
    assert standing(breaker(BreakerKind.DRAWDOWN, GLOBAL_SCOPE, 49.9)).word == "closed"


def test_figures_keep_the_digits_that_matter() -> None:
    assert [figure(v) for v in (None, 500.0, 0.04, 3.14159, 24.1, 612.4)] == [
        "—",
        "500",
        "0.04",
        "3.14",
        "24.1",
        "612",
    ]
    assert [countdown(ms) for ms in (1, 42_000, 61_001)] == ["00:01", "00:42", "01:02"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_figure_fits_its_cell_at_the_smallest_window(
    make_desk: Callable[..., Desk], language: str
) -> None:
    desk = make_desk(language)
    desk.connect(feed.desk(), *breaker_feed.calm(), *breaker_feed.troubled())
    desk.window.resize(1280, 720)
    desk.window.show()
    desk.window.actions_["breakers"].trigger()
    view, model = desk.window.breakers.panel.view, desk.window.breakers.model
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            figures = str(model.index(row, column).data()).splitlines()[1:2]
            for line in figures:
                assert view.fontMetrics().horizontalAdvance(line) <= view.columnWidth(column) - 12
    assert not view.verticalScrollBar().isVisible()
