"""Orders of an earlier session: three witnesses side by side, an answer each, a default in time."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from mmdesk.core.model.leftover import LeftoverDecision
from mmdesk.core.model.order import OrderState, VenueStatus
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side
from mmdesk.gui.leftovers import LeftoversDialog
from mmdesk.ports.control import DecideLeftovers, Stop, Ticket, TicketState
from mmdesk.ports.views import LeftoverView
from tests.gui import feed
from tests.gui.conftest import Desk

ADOPT, CANCEL, IGNORE = LeftoverDecision.ADOPT, LeftoverDecision.CANCEL, LeftoverDecision.IGNORE
UNDECIDED = LeftoverDecision.UNDECIDED
SECOND = 1_000_000_000


def leftover(client_id: str = "mm0-1", **changes: object) -> LeftoverView:
    fields: dict[str, object] = {
        "client_id": client_id,
        "venue_id": "9001",
        "instrument": feed.BTC,
        "side": Side.BUY,
        "price": Decimal("59990.00"),
        "quantity": Decimal("0.00500"),
        "journal_state": OrderState.UNKNOWN_NEW,
        "journal_filled": Decimal(0),
        "journal_reason": "the session ended while it was sent",
        "venue_status": VenueStatus.OPEN,
        "venue_filled": Decimal(0),
        "listed": True,
        "last_state": OrderState.SENDING,
        "last_filled": Decimal(0),
        "last_known_ns": feed.START_NS - 86_400 * SECOND,
        "remaining_quantity": Decimal("0.00500"),
        "inventory_effect": Decimal("0.00500"),
        "decision": UNDECIDED,
        "decide_by_ns": feed.START_NS + 60 * SECOND,
        "open": True,
    }
    return LeftoverView(**{**fields, **changes})  # type: ignore[arg-type]  # a test names the fields it means


def asked(desk: Desk) -> LeftoversDialog:
    desk.window.show()
    desk.connect(
        feed.desk(),
        leftover("mm0-1"),
        leftover("mm0-2", side=Side.SELL, inventory_effect=Decimal("-0.00200")),
    )
    return desk.window.leftovers.dialog


def row_of(desk: Desk, client_id: str) -> dict[str, str]:
    model = desk.window.leftovers.model
    at = [row.client_id for row in model.rows()].index(client_id)
    return {column.title: model.data(model.index(at, i)) for i, column in enumerate(model.columns)}


def select(dialog: LeftoversDialog, desk: Desk, client_id: str) -> None:
    model = desk.window.leftovers.model
    at = [row.client_id for row in model.rows()].index(client_id)
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    dialog.panel.view.selectionModel().select(model.index(at, 0), flags)


def test_the_question_opens_by_itself_and_holds_nothing_up(desk: Desk) -> None:
    dialog = asked(desk)
    assert dialog.isVisible()
    assert not dialog.isModal()
    desk.window.safety.stop.click()
    assert desk.commands == [Stop()]


def test_without_leftovers_nothing_is_asked(desk: Desk) -> None:
    desk.window.show()
    desk.connect(feed.desk(), leftover(decision=CANCEL, decide_by_ns=0))
    assert not desk.window.leftovers.dialog.isVisible()


def test_nothing_is_asked_before_the_venue_has_told_what_it_has(desk: Desk) -> None:
    desk.window.show()
    desk.connect(feed.desk(), leftover(listed=False, venue_status=None, decide_by_ns=0))
    assert not desk.window.leftovers.dialog.isVisible()
    desk.tell(leftover(listed=True))
    assert desk.window.leftovers.dialog.isVisible()


@pytest.mark.parametrize(
    ("changes", "journal", "venue", "last"),
    [
        ({}, "? UNKNOWN: new", "resting", "pending new"),
        ({"venue_status": None}, "? UNKNOWN: new", "does not list it", "pending new"),
        ({"venue_status": None, "listed": False}, "? UNKNOWN: new", "not asked yet", "pending new"),
        (
            {
                "journal_state": OrderState.PARTIALLY_FILLED,
                "journal_filled": Decimal("0.002"),
                "venue_status": VenueStatus.PARTIALLY_FILLED,
                "venue_filled": Decimal("0.003"),
                "last_state": None,
            },
            "0.00200 filled",
            "0.00300 filled",
            "known at the venue only",
        ),
    ],
)
def test_three_witnesses_stand_side_by_side(
    desk: Desk, changes: dict[str, object], journal: str, venue: str, last: str
) -> None:
    tester = QAbstractItemModelTester(
        desk.window.leftovers.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    desk.connect(feed.desk(), leftover("mm0-1", **changes))
    row = row_of(desk, "mm0-1")
    assert (row["Our journal"], row["The venue"], row["Last known"]) == (journal, venue, last)
    assert row["If it fills"] == "+0.00500 BTC"
    assert row["Last known UTC"] == "2025-11-21 13:45:00"
    del tester


@pytest.mark.parametrize("decision", [ADOPT, CANCEL, IGNORE])
def test_each_answer_goes_to_the_selected_or_to_all(desk: Desk, decision: LeftoverDecision) -> None:
    dialog = asked(desk)
    assert not dialog.chosen_buttons[decision].isEnabled(), "nothing is selected yet"
    select(dialog, desk, "mm0-2")
    assert "selected orders: 1" in dialog.chosen.text()
    assert "changes by \u22120.00200 BTC" in dialog.effect.text()
    dialog.chosen_buttons[decision].click()
    dialog.all_buttons[decision].click()
    one, every = desk.commands
    assert one == DecideLeftovers(client_ids=("mm0-2",), decision=decision)
    assert isinstance(every, DecideLeftovers)
    assert (set(every.client_ids), every.decision) == ({"mm0-1", "mm0-2"}, decision)


def test_the_whole_effect_on_the_inventory_is_shown(desk: Desk) -> None:
    assert "changes by +0.00300 BTC" in asked(desk).effect.text()


def test_the_countdown_runs_on_the_engines_clock_to_the_default(desk: Desk) -> None:
    dialog = asked(desk)
    assert "cancelled in 1:00 min" in dialog.countdown.text()
    desk.tell(feed.desk(wall_ns=feed.START_NS + 45 * SECOND))
    dialog.refresh()
    assert "cancelled in 15 s" in dialog.countdown.text()
    assert dialog.bar.value() == 250


def test_escape_keeps_it_open_and_putting_it_away_leaves_a_reminder(desk: Desk, qtbot: QtBot) -> None:
    dialog = asked(desk)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.keyClick(dialog.panel.view, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.close()
    assert not dialog.isVisible()
    banner = desk.window.banners.get("leftovers")
    assert banner is not None
    assert "wait for a decision" in banner.text
    banner.buttons[0].click()
    assert dialog.isVisible()
    assert desk.window.banners.get("leftovers") is None


def test_it_goes_when_all_is_decided_and_comes_back_for_the_next_session(desk: Desk) -> None:
    dialog = asked(desk)
    desk.tell(leftover("mm0-1", decision=ADOPT), leftover("mm0-2", decision=CANCEL, open=False))
    assert not dialog.isVisible()
    assert "decided" in desk.window.toast.text()
    desk.connect(feed.desk(), leftover("mm1-1"))
    assert dialog.isVisible()


def test_an_answer_that_failed_is_told(desk: Desk) -> None:
    dialog = asked(desk)
    dialog.all_buttons[ADOPT].click()
    desk.tell(Ticket(ticket="t1", state=TicketState.FAILED, message="no such order"))
    banner = desk.window.banners.get("leftovers failed")
    assert banner is not None
    assert "Not every order took the decision" in banner.text


def test_every_answer_is_reached_with_the_keyboard(desk: Desk, qtbot: QtBot) -> None:
    dialog = asked(desk)
    dialog.activateWindow()
    select(dialog, desk, "mm0-1")
    dialog.panel.view.setFocus()
    reached = []
    for _ in range(8):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        reached.append(dialog.focusWidget())
    assert {*dialog.chosen_buttons.values(), *dialog.all_buttons.values()} <= set(reached)


def test_stop_keys_work_while_the_question_has_the_keyboard(desk: Desk, qtbot: QtBot) -> None:
    dialog = asked(desk)
    desk.tell(feed.desk(TradingState.ARMED, open_orders=1))
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.panel.view, Qt.Key.Key_F12)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(dialog.panel.view, Qt.Key.Key_X, modifiers)
    assert desk.commands == [Stop(), Stop()]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_default_size_shows_the_answers_and_the_witnesses_whole(
    make_desk: Callable[..., Desk], language: str
) -> None:
    desk = make_desk(language)
    dialog = asked(desk)
    view = dialog.panel.view
    shown = sum(view.columnWidth(i) for i in range(9))
    assert shown <= dialog.width() - 28
    for button in (*dialog.chosen_buttons.values(), *dialog.all_buttons.values()):
        assert button.fontMetrics().horizontalAdvance(button.text()) < button.width() - 12
