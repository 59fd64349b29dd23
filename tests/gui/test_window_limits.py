"""The Limits table: sixteen controls with use, limit and headroom in words and numbers; latches released."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu

from mmdesk.core.model.control import Control
from mmdesk.gui.facts import Facts
from mmdesk.gui.models.limits import LimitsModel, control_hint, control_word, state_text, used_percent
from mmdesk.ports.control import ReleaseLatch, Ticket, TicketState
from mmdesk.ports.views import ControlView
from tests.gui import limits_feed
from tests.gui.conftest import Desk
from tests.gui.feed import BTC

LATCH = (Control.REPEATED_EXECUTION, limits_feed.LATCHED)


@pytest.fixture(scope="module")
def calm() -> list[ControlView]:
    return limits_feed.calm()


@pytest.fixture(scope="module")
def troubled() -> list[ControlView]:
    return limits_feed.troubled()


@pytest.fixture
def model(qapp: object) -> Iterator[LimitsModel]:
    made = LimitsModel(Facts())
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    made.deleteLater()


def row_of(model: LimitsModel, control: Control, scope: str = "") -> list[str]:
    for at, view in enumerate(model.rows()):
        if view.control is control and scope in ("", view.scope):
            return [model.data(model.index(at, column)) for column in range(model.columnCount())]
    raise AssertionError(f"no row of {control.name}")


def test_all_sixteen_controls_have_a_row_a_word_and_a_sentence(
    model: LimitsModel, calm: list[ControlView]
) -> None:
    model.apply(calm)
    assert {view.control for view in model.rows()} == set(Control)
    assert [view.control for view in model.rows()] == sorted(view.control for view in model.rows())
    assert len({control_word(control) for control in Control}) == len(Control)
    assert all(control_hint(control) for control in Control)


def test_a_row_tells_use_limit_headroom_and_share(model: LimitsModel, calm: list[ControlView]) -> None:
    model.apply(calm)
    row = row_of(model, Control.POSITION, "BTC")
    assert row[:5] == ["4", "Position, worst case", "BTC", "● passes", "45 %"]
    assert row[5:8] == ["900.00", "2\u2009000.00 USDT", "1\u2009100.00"]
    assert row_of(model, Control.OPEN_ORDERS)[5:8] == ["6", "40 orders", "34"]
    assert row_of(model, Control.KILL)[5:7] == ["armed", "armed"]


def test_what_was_refused_is_counted_with_its_time_and_reason(
    model: LimitsModel, troubled: list[ControlView]
) -> None:
    model.apply(troubled)
    row = row_of(model, *LATCH)
    assert row[3] == "■ latched"
    assert int(row[8]) > 10
    assert row[9].count(":") == 2
    assert row[10].startswith("repeated executions: latched against 3 fills")


@pytest.mark.parametrize(
    ("use", "words"),
    [
        ("79.99", "● passes"),
        ("80", "▲ nearly full"),
        ("100", "▲ nearly full"),
        ("100.01", "▲ beyond it"),
        ("", "? not known"),
    ],
)
def test_the_state_is_a_word_with_a_symbol(qapp: object, use: str, words: str) -> None:
    amount = Decimal(use) if use else None
    headroom = None if amount is None else 100 - amount
    view = ControlView(
        control=Control.DRAWDOWN, scope="desk", limit=Decimal(100), use=amount, headroom=headroom
    )
    assert state_text(view) == words
    assert state_text(replace(view, blocks=True)) == "■ refuses all"
    assert state_text(replace(view, latched=True)) == "■ latched"


def test_a_limit_of_nothing_is_full_when_something_is_in_use(qapp: object) -> None:
    view = ControlView(control=Control.FREE_BALANCE, scope="BTC@binance", limit=Decimal(0), use=Decimal(0))
    assert used_percent(view) == 0.0
    assert used_percent(replace(view, use=Decimal(1))) == 100.0


def test_the_tab_counts_what_refuses_but_not_a_desk_that_is_only_disarmed(
    desk: Desk, calm: list[ControlView]
) -> None:
    tabs = desk.window.tables.tabs
    desk.tell(*calm, ControlView(control=Control.KILL, scope="desk", now="disarmed", blocks=True))
    assert tabs.tabText(4) == "Limits"
    desk.tell(ControlView(control=Control.INSTRUMENT, scope=BTC, now="halted", blocks=True))
    assert tabs.tabText(4) == "Limits  1 refusing"


def test_a_latched_row_asks_for_a_reason_and_sends_it(desk: Desk, troubled: list[ControlView]) -> None:
    limits = desk.window.tables.limits
    desk.tell(*troubled)
    at = next(i for i, view in enumerate(limits.model.rows()) if view.key == LATCH)
    limits.table.opened.emit(at)
    dialog = limits.dialog
    assert dialog is not None
    assert not dialog.isModal()
    assert not dialog.button.isEnabled()
    dialog.reason.setText("   ")
    assert not dialog.button.isEnabled()
    dialog.reason.setText("the fills were mine")
    dialog.button.click()
    control, scope = LATCH
    sent = desk.commands[-1]
    assert sent == ReleaseLatch(control=control, scope=scope, reason="the fills were mine")
    why = "A release needs a reason: it is kept in the journal."
    desk.tell(Ticket(ticket=f"t{len(desk.commands)}", state=TicketState.FAILED, message=why))
    assert desk.window.toast.text() == f"Not released: {why}"


def test_a_row_that_is_not_latched_offers_no_release(desk: Desk, calm: list[ControlView]) -> None:
    limits = desk.window.tables.limits
    desk.tell(*calm)
    limits.table.opened.emit(0)
    assert limits.dialog is None
    menu = QMenu()
    limits.table.fill_menu(menu, [0])
    assert not menu.actions()[0].isEnabled()


def test_the_bar_is_painted_with_and_without_a_share(desk: Desk, troubled: list[ControlView]) -> None:
    desk.tell(*troubled)
    desk.window.tables.show_tab(4)
    assert not desk.window.tables.limits.table.grab().isNull()
    alignment = desk.window.tables.limits.model.data(
        desk.window.tables.limits.model.index(0, 4), Qt.ItemDataRole.TextAlignmentRole
    )
    assert alignment & Qt.AlignmentFlag.AlignRight
