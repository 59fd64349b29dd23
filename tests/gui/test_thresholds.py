"""Breaker thresholds: staged, previewed, asked about when large, applied, undone, refused by the field."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from pytestqt.qtbot import QtBot

from mmdesk.core.model.breakers import BreakerKind, ScopeLevel, ThresholdChange
from mmdesk.gui.person import person
from mmdesk.gui.threshold_dialog import ThresholdDialog
from mmdesk.ports.control import (
    AnyCommand,
    AskBreakerHistory,
    ChangeBreakers,
    Ticket,
    TicketState,
    UndoBreakerChange,
)
from mmdesk.ports.views import HistoryView
from tests.gui import breaker_feed, feed
from tests.gui.breaker_feed import breaker
from tests.gui.conftest import Desk
from tests.gui.feed import BTC


@pytest.fixture
def dialog(desk: Desk) -> ThresholdDialog:
    """Open at the spread of BTC, which is 0.04 bps now and opens above 20."""
    desk.connect(feed.desk(), *breaker_feed.calm())
    desk.window.show()
    desk.window.breakers.show_thresholds(breaker())
    return desk.window.breakers.thresholds


def change(field: str, value: float) -> ThresholdChange:
    return ThresholdChange(ScopeLevel.INSTRUMENT, BTC, BreakerKind.SPREAD, field, value)


def asked(desk: Desk) -> list[AnyCommand]:
    """What was to be changed, without the questions about the past."""
    return [one for one in desk.commands if isinstance(one, (ChangeBreakers, UndoBreakerChange))]


def answer(desk: Desk, state: TicketState, message: str) -> None:
    """To the last command of that kind."""
    at = desk.commands.index(asked(desk)[-1]) + 1
    desk.tell(Ticket(ticket=f"t{at}", state=state, message=message))


def enter(dialog: ThresholdDialog, field: str, value: float) -> None:
    dialog.form.fields[field].box.setValue(value)


def ctrl_enter(qtbot: QtBot, dialog: ThresholdDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_it_opens_at_the_chosen_breaker_with_its_rule_and_unit(dialog: ThresholdDialog) -> None:
    assert dialog.form.which.currentText() == f"Spread · {BTC}"
    assert dialog.form.fields["open_above"].box.value() == 20.0
    assert dialog.form.fields["open_above"].unit.text() == "bps"
    assert not dialog.isModal()
    assert not dialog.bar.apply.isEnabled()


def test_a_changed_field_is_marked_and_says_what_it_was(dialog: ThresholdDialog) -> None:
    enter(dialog, "open_above", 30.0)
    field = dialog.form.fields["open_above"]
    assert field.title.text().startswith("● ")
    assert field.beside.text() == "was 20"
    assert dialog.bar.count.text() == "Changed fields: 1"
    enter(dialog, "open_above", 20.0)
    assert not dialog.bar.apply.isEnabled()


def test_the_preview_says_what_the_edited_threshold_would_do_now(desk: Desk, dialog: ThresholdDialog) -> None:
    desk.tell(breaker(value=15.0))
    assert dialog.form.preview.text() == "Now 15 / 20 bps; with this threshold 20 bps: ✓ ok"
    enter(dialog, "open_above", 12.0)
    assert dialog.form.preview.text() == "Now 15 / 20 bps; with this threshold 12 bps: ■ would open"
    desk.tell(breaker(value=12.0))
    assert dialog.form.preview.text().endswith("✓ ok"), "a spread at its threshold is no violation yet"


def test_ctrl_enter_sends_all_edits_at_once(desk: Desk, dialog: ThresholdDialog, qtbot: QtBot) -> None:
    enter(dialog, "open_above", 30.0)
    enter(dialog, "violations", 5.0)
    ctrl_enter(qtbot, dialog)
    (command,) = asked(desk)
    assert isinstance(command, ChangeBreakers)
    assert set(command.changes) == {change("open_above", 30.0), change("violations", 5.0)}
    assert not command.confirmed


def test_more_than_double_is_asked_about_in_the_dialog_itself(
    desk: Desk, dialog: ThresholdDialog, qtbot: QtBot
) -> None:
    enter(dialog, "open_above", 40.0)
    ctrl_enter(qtbot, dialog)
    assert len(asked(desk)) == 1, "exactly double is not more than double"
    enter(dialog, "open_above", 40.1)
    ctrl_enter(qtbot, dialog)
    assert len(asked(desk)) == 1
    assert dialog.bar.sure_bar.isVisible()
    assert "20 → 40.1 bps" in dialog.bar.sure.text()
    dialog.bar.really.click()
    assert asked(desk)[-1] == ChangeBreakers(
        changes=(change("open_above", 40.1),), confirmed=True, who=person()
    )


def test_esc_takes_back_the_question_then_the_edits_then_the_dialog(
    desk: Desk, dialog: ThresholdDialog, qtbot: QtBot
) -> None:
    enter(dialog, "open_above", 90.0)
    ctrl_enter(qtbot, dialog)
    for visible, edits in ((True, 1), (True, 0), (False, 0)):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert (dialog.isVisible(), len(dialog.staged.changes())) == (visible, edits)
        assert not dialog.bar.sure_bar.isVisible()
    assert asked(desk) == []


def test_a_refusal_is_told_in_three_lines_and_beside_its_field(
    desk: Desk, dialog: ThresholdDialog, qtbot: QtBot
) -> None:
    enter(dialog, "warn_at", 30.0)
    ctrl_enter(qtbot, dialog)
    dialog.bar.really.click()
    why = f"spread at {BTC}: warn_at 30 is above open_above 20 bps. Warn earlier."
    answer(desk, TicketState.FAILED, why)
    told = f"spread at {BTC}: “Warns at” 30 is above “Opens above” 20 bps. Warn earlier."
    assert dialog.bar.message.text().splitlines()[1] == told
    assert len(dialog.bar.message.text().splitlines()) == 3
    assert dialog.form.fields["warn_at"].beside.text() == "■ see below"
    assert dialog.staged.changes() == (change("warn_at", 30.0),), "the edits are kept for correction"


def test_what_was_applied_is_no_edit_any_more(desk: Desk, dialog: ThresholdDialog, qtbot: QtBot) -> None:
    enter(dialog, "open_above", 30.0)
    ctrl_enter(qtbot, dialog)
    answer(desk, TicketState.DONE, "Thresholds changed: 1.")
    assert dialog.staged.changes() == ()
    assert dialog.bar.message.text() == "✓ Thresholds changed: 1."


def test_the_last_change_can_be_undone_when_the_engine_says_so(desk: Desk, dialog: ThresholdDialog) -> None:
    assert not dialog.bar.undo.isEnabled()
    desk.tell(breaker_feed.thresholds(who="ana", can_undo=True))
    assert "ana" in dialog.bar.undo.toolTip()
    dialog.bar.undo.click()
    assert asked(desk) == [UndoBreakerChange(who=person())]


def test_another_session_begins_without_edits(desk: Desk, dialog: ThresholdDialog) -> None:
    enter(dialog, "open_above", 30.0)
    desk.connect(feed.desk(), *breaker_feed.calm())
    assert dialog.staged.changes() == ()
    assert dialog.form.which.count() == len(breaker_feed.CALM)


def levels(dialog: ThresholdDialog) -> list[str]:
    box = dialog.form.level
    return [box.itemText(at) for at in range(box.count())]


def at_level(dialog: ThresholdDialog, level: str) -> None:
    dialog.form.level.setCurrentIndex(levels(dialog).index(level))


def test_a_threshold_may_be_set_for_all_that_inherit_it(desk: Desk, dialog: ThresholdDialog) -> None:
    assert levels(dialog) == [
        f"{BTC} only",
        "BTC/USDT on every exchange",
        "All of binance",
        "Everywhere: the default",
    ]
    at_level(dialog, "Everywhere: the default")
    enter(dialog, "open_above", 30.0)
    dialog.bar.apply.click()
    (command,) = asked(desk)
    assert isinstance(command, ChangeBreakers)
    assert command.changes == (
        ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 30.0),
    )


def test_an_edit_of_the_default_shows_where_it_is_inherited(dialog: ThresholdDialog) -> None:
    at_level(dialog, "All of binance")
    enter(dialog, "open_above", 30.0)
    at_level(dialog, f"{BTC} only")
    field = dialog.form.fields["open_above"]
    assert (field.box.value(), field.title.text()) == (30.0, "Opens above"), "not edited here"
    assert field.beside.text() == "was 20"
    assert "30 bps" in dialog.form.preview.text()
    enter(dialog, "open_above", 20.0)
    assert len(dialog.staged.changes()) == 2, "here it stays as it was"


def test_a_value_says_where_it_comes_from_and_is_inherited_again(desk: Desk, dialog: ThresholdDialog) -> None:
    wider = ThresholdChange(ScopeLevel.EXCHANGE, "binance", BreakerKind.SPREAD, "warn_at", 10.0)
    desk.tell(breaker_feed.thresholds(change("open_above", 30.0), wider, who="ana"))
    field = dialog.form.fields["open_above"]
    assert (field.box.value(), field.beside.text()) == (30.0, "set here, by hand")
    assert dialog.form.fields["warn_at"].beside.text() == "from: All of binance, by hand"
    assert dialog.form.fields["warn_at"].again.isHidden(), "nothing is set here that could be taken away"
    assert field.again.toolTip() == "Inherit again"
    field.again.click()
    assert (field.box.value(), field.beside.text()) == (20.0, "was 30")
    assert dialog.staged.changes() == (
        ThresholdChange(ScopeLevel.INSTRUMENT, BTC, BreakerKind.SPREAD, "open_above", None),
    )
    assert field.again.toolTip() == "Take back"
    field.again.click()
    assert (field.box.value(), dialog.staged.changes()) == (30.0, ())


def test_a_wide_level_says_which_breaker_does_not_follow_it(desk: Desk, dialog: ThresholdDialog) -> None:
    desk.tell(breaker_feed.thresholds(change("open_above", 30.0)))
    at_level(dialog, "All of binance")
    assert f"{BTC} has its own: Opens above." in dialog.form.reach.text()
    at_level(dialog, f"{BTC} only")
    assert dialog.form.reach.isHidden()


def test_the_strategy_that_quotes_has_the_last_word(desk: Desk, dialog: ThresholdDialog) -> None:
    rules = [replace(one, strategy="glft") if one.scope.name == BTC else one for one in breaker_feed.rules()]
    glft = ThresholdChange(ScopeLevel.STRATEGY, "glft", BreakerKind.SPREAD, "open_above", 10.0)
    desk.tell(*rules, breaker_feed.thresholds(glft), breaker(value=15.0))
    desk.window.breakers.show_thresholds(breaker(BreakerKind.ORDER_LATENCY, breaker_feed.VENUE))
    desk.window.breakers.show_thresholds(breaker())
    assert levels(dialog)[-1] == "Strategy glft"
    assert "with this threshold 10 bps: ■ would open" in dialog.form.preview.text()


def test_a_wide_edit_asks_when_it_more_than_doubles_what_holds_for_one_breaker(
    desk: Desk, dialog: ThresholdDialog
) -> None:
    rules = [replace(one, strategy="glft") if one.scope.name == BTC else one for one in breaker_feed.rules()]
    desk.tell(*rules, breaker_feed.thresholds(change("open_above", 9.0)))
    desk.window.breakers.show_thresholds(breaker(BreakerKind.ORDER_LATENCY, breaker_feed.VENUE))
    desk.window.breakers.show_thresholds(breaker())
    at_level(dialog, "Strategy glft")
    enter(dialog, "open_above", 18.0)
    assert dialog.staged.large() == []
    enter(dialog, "open_above", 19.0)
    dialog.bar.apply.click()
    assert asked(desk) == []
    assert "9 → 19 bps" in dialog.bar.sure.text()


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0,02", 0.02),
        ("0.02", 0.02),
        ("1,5", 1.5),
        ("1,000", 1.0),
        ("1.000,5", 20.0),
        ("1 000", 20.0),
        ("1e3", 13.0),
    ],
)
def test_comma_and_dot_are_the_decimal_mark_and_nothing_is_dropped(
    dialog: ThresholdDialog, qtbot: QtBot, typed: str, value: float
) -> None:
    box = dialog.form.fields["open_above"].box
    if value == 20.0:
        assert box.validate(typed, 0)[0] is QValidator.State.Invalid
        return
    box.selectAll()
    qtbot.keyClicks(box, typed)
    assert box.value() == value


def test_bounds_are_those_of_the_settings_file_and_told(dialog: ThresholdDialog) -> None:
    box = dialog.form.fields["open_above"].box
    assert (box.minimum(), box.maximum(), box.toolTip()) == (0.0001, 10_000.0, "From 0.0001 to 10000")
    dialog.form.choose(breaker(BreakerKind.ORDER_LATENCY, breaker_feed.VENUE).key)
    assert box.maximum() == 60_000.0
    cooldown = dialog.form.fields["cooldown_s"].box
    assert (cooldown.minimum(), cooldown.maximum()) == (1.0, 3_600.0)


def versions(desk: Desk) -> None:
    number = max(at for at, one in enumerate(desk.commands, 1) if isinstance(one, AskBreakerHistory))
    desk.tell(
        HistoryView(ticket=f"t{number}", history=breaker_feed.version_history()),
        Ticket(ticket=f"t{number}", state=TicketState.DONE),
    )


def test_stored_versions_say_who_when_and_from_what_to_what(desk: Desk, dialog: ThresholdDialog) -> None:
    versions(desk)
    model = dialog.versions.model
    shown = [
        [str(model.index(row, column).data()) for column in range(1, model.columnCount())]
        for row in range(model.rowCount())
    ]
    assert shown == [
        ["ben, undo", f"Spread · {BTC} only", "Opens above", "30 bps", "inherited"],
        ["ben, undo", "Drawdown · Everywhere: the default", "Reduces only at", "70 bps", "inherited"],
        ["ben", f"Spread · {BTC} only", "Opens above", "inherited", "30 bps"],
        ["ben", "Drawdown · Everywhere: the default", "Reduces only at", "inherited", "70 bps"],
        ["ana", "Spread · All of binance", "Opens above", "25 bps", "22.5 bps"],
    ]


def test_an_older_version_goes_back_into_the_fields_to_be_rehearsed_and_applied(
    desk: Desk, dialog: ThresholdDialog
) -> None:
    versions(desk)
    pane = dialog.versions
    assert not pane.put_back.isEnabled()
    dialog.pages.setCurrentWidget(pane)
    pane.table.view.selectRow(4)
    pane.put_back.click()
    assert dialog.staged.changes() == (
        ThresholdChange(ScopeLevel.EXCHANGE, "binance", BreakerKind.SPREAD, "open_above", 25.0),
    )
    assert dialog.form.level.currentText() == "All of binance"
    assert dialog.form.fields["open_above"].box.value() == 25.0
    assert dialog.pages.currentWidget() is dialog.rehearsal


def test_versions_are_asked_for_again_when_thresholds_changed(desk: Desk, dialog: ThresholdDialog) -> None:
    def questions() -> int:
        return sum(isinstance(one, AskBreakerHistory) for one in desk.commands)

    before = questions()
    desk.tell(breaker_feed.thresholds(change("open_above", 30.0), who="ana", can_undo=True))
    assert questions() == before + 1


@pytest.mark.parametrize("size", [(1280, 720), (1600, 1000)])
def test_stop_stays_in_sight_above_the_dialog(desk: Desk, size: tuple[int, int]) -> None:
    desk.connect(feed.desk(), *breaker_feed.calm())
    desk.window.resize(*size)
    desk.window.move(0, 0)
    desk.window.show()
    desk.window.breakers.show_thresholds(breaker())
    bar = desk.window.safety
    assert desk.window.breakers.thresholds.pos().y() > bar.mapToGlobal(bar.rect().bottomLeft()).y()
