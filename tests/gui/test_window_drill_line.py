"""How a fire drill stands, in one line of the Breakers tab; why none can be made; the table's tools."""

import csv
import io

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmdesk.core.model.drill import DrillDone, DrillKind, DrillOutcome
from mmdesk.core.model.state import TradingState
from mmdesk.gui.drill_words import drill_line
from mmdesk.gui.models.drills import reason_of
from mmdesk.ports.control import AskDrillHistory, FireDrill, Ticket, TicketState
from mmdesk.ports.history import DrillHistory
from mmdesk.ports.views import HistoryView
from tests.gui import drill_feed, feed
from tests.gui.conftest import Desk

MARKET, SENT, REASON = 2, 7, 10


def begin(desk: Desk, state: TradingState = TradingState.ARMED, *, drills: bool = True) -> Desk:
    """The tab in front, at a venue of our own or not."""
    desk.connect(replace(feed.session(), drills=drills), feed.desk(state))
    desk.window.show()
    desk.window.actions_["breakers"].trigger()
    desk.window.refresh()
    return desk


@pytest.fixture
def armed(desk: Desk) -> Desk:
    return begin(desk)


def obstacle(desk: Desk) -> str:
    """What keeps drills from being made, as menu and button say; with one, none is offered."""
    drills = desk.window.breakers.drills
    told = drills.obstacle.text()
    assert {action.isEnabled() for action in drills.actions_.values()} == {not told}
    assert drills.obstacle.isVisible() == bool(told)
    assert not told or desk.window.breakers.panel.drill.toolTip() == told
    return told


def open_page(desk: Desk, history: DrillHistory | None = None) -> None:
    """From the menu; the engine answers."""
    desk.window.breakers.drills.last.trigger()
    if history is not None:
        ticket = f"t{len(desk.commands)}"
        answer = HistoryView(ticket=ticket, history=history)
        desk.tell(answer, Ticket(ticket=ticket, state=TicketState.DONE))


def test_the_menu_itself_says_why_none_can_be_made(desk: Desk) -> None:
    assert obstacle(begin(desk, drills=False)).endswith("own simulated exchange only")
    assert "armed and quoting" in obstacle(begin(desk, TradingState.PAUSED))
    assert obstacle(begin(desk)) == ""
    desk.bridge.facts.live = False
    desk.window.refresh()
    assert obstacle(desk).startswith("No engine answers")


def test_one_drill_at_a_time(armed: Desk) -> None:
    armed.tell(drill_feed.under_way())
    assert obstacle(armed).startswith("A fire drill is under way")
    armed.tell(drill_feed.ended(drill_feed.passed()))
    assert obstacle(armed) == ""


def test_a_drill_is_chosen_by_keyboard(armed: Desk, qtbot: QtBot) -> None:
    button, menu = armed.window.breakers.panel.drill, armed.window.breakers.drills.menu
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    for _ in range(4):
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert armed.commands == [FireDrill(kind=DrillKind.ERRORS)]


def test_the_line_follows_a_drill_from_the_cause_to_the_last_cancel(armed: Desk) -> None:
    line, name = armed.window.breakers.panel.drill_line, "Latency drill on BTC/USDT@binance"
    assert not line.isVisible()
    armed.tell(drill_feed.under_way())
    assert line.isVisible()
    assert line.text() == f"▶ {name}: Waiting for the breaker to open…"
    armed.tell(drill_feed.under_way(opened_ms=3_104.2, orders_cancelled=6))
    assert line.text().startswith(f"▶ {name}: Opened after 3.1 s; waiting for the proof")
    armed.tell(drill_feed.ended(drill_feed.passed()))
    told = "Order latency · binance opened after 3.1 s; 6 orders cancelled, the last confirmed after 3.4 s."
    assert line.text() == f"✓ {name}: {told}"


@pytest.mark.parametrize("done", [one for one in drill_feed.history().drills if one.why])
def test_a_drill_that_did_not_pass_says_so_in_words_why_and_how_far_it_came(done: DrillDone) -> None:
    text, _ = drill_line(drill_feed.ended(done))
    assert "passed" not in text
    assert text.split(": ")[1][0] in "■◧", "colour alone says nothing"
    assert done.why in text
    assert ("opened after" in text) == (done.breaker is not None)


def test_cancels_that_were_not_all_confirmed_are_not_told_as_confirmed() -> None:
    unproved = next(one for one in drill_feed.history().drills if one.outcome is DrillOutcome.NOT_PROVED)
    text, _ = drill_line(drill_feed.ended(unproved))
    assert text.endswith("Error rate · binance opened after 3.1 s; not all of 6 cancels were confirmed.")


def test_a_new_session_forgets_the_drill_of_the_last_one(armed: Desk) -> None:
    armed.tell(drill_feed.ended(drill_feed.passed()))
    begin(armed)
    assert not armed.window.breakers.panel.drill_line.isVisible()


def test_the_page_says_market_and_when_the_last_cancel_left(armed: Desk) -> None:
    open_page(armed, drill_feed.history())
    page = armed.window.breakers.drills.page
    assert not page.isModal()
    row = [page.model.index(0, column).data() for column in range(page.model.columnCount())]
    assert (row[MARKET], row[SENT], row[REASON]) == ("BTC/USDT@binance", "3.1 s", "751 ms above 500")


def test_the_page_reads_again_when_a_drill_ends_and_by_its_button(armed: Desk) -> None:
    armed.tell(drill_feed.ended(drill_feed.passed()))
    assert armed.commands == [], "nobody looks at it"
    open_page(armed, drill_feed.history())
    armed.tell(feed.desk(TradingState.ARMED), drill_feed.ended(drill_feed.passed(begun_ns=feed.START_NS + 1)))
    armed.window.breakers.drills.page.renew.click()
    assert armed.commands == [AskDrillHistory(most=50)] * 3


def test_the_page_says_why_there_is_no_history_and_that_there_is_more(armed: Desk) -> None:
    open_page(armed)
    why = "the database cannot be read: disk I/O error"
    armed.tell(Ticket(ticket="t1", state=TicketState.FAILED, message=why))
    page = armed.window.breakers.drills.page
    assert page.note.text() == f"No history: {why}"
    open_page(armed, DrillHistory(drill_feed.history().drills, cut=True))
    assert page.note.text().endswith("The last 5 are shown.")


def test_copies_and_files_carry_plain_values(armed: Desk) -> None:
    open_page(armed, drill_feed.history())
    page = armed.window.breakers.drills.page
    page.table.copy()
    assert "3412.6" in QApplication.clipboard().text()
    header, first, *_ = csv.reader(io.StringIO(page.table.csv()))
    told = dict(zip(header, first, strict=True))
    assert told["Outcome"] == DrillOutcome.PASSED.value
    assert told["Proved"] == "3980.1"


def test_the_page_filters_its_rows(armed: Desk) -> None:
    open_page(armed, drill_feed.history())
    page = armed.window.breakers.drills.page
    page.tools.filter.setText("stopped")
    assert [row.outcome for row in page.model.rows()] == [DrillOutcome.CUT_SHORT]


def test_the_reason_of_the_row_chosen_is_told_in_full_below_the_table(armed: Desk) -> None:
    open_page(armed, drill_feed.history())
    page = armed.window.breakers.drills.page
    assert page.reason.text() == reason_of(page.model.row(0)) != ""
    page.table.view.selectRow(2)
    assert page.reason.text() == reason_of(page.model.row(2)) != reason_of(page.model.row(0))
