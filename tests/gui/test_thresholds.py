"""Breaker thresholds: staged, previewed, asked about when large, applied, undone, refused by the field."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mmdesk.core.model.breakers import BreakerKind, ScopeLevel, ThresholdChange
from mmdesk.gui.person import person
from mmdesk.gui.threshold_dialog import ThresholdDialog
from mmdesk.ports.control import AnyCommand, ChangeBreakers, Ticket, TicketState, UndoBreakerChange
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
    answer(desk, TicketState.DONE, "1 thresholds changed.")
    assert dialog.staged.changes() == ()
    assert dialog.bar.message.text() == "✓ 1 thresholds changed."


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
