"""The rehearsal in the thresholds dialog: runs by itself, compares now and edited, tells its limits."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mmdesk.core.model.breakers import BreakerKind, ScopeLevel, ThresholdChange
from mmdesk.gui.charts.openings import HEAD, LANE
from mmdesk.gui.charts.percentiles import place_of
from mmdesk.gui.models.rehearsal import difference, percent, turned
from mmdesk.gui.panels.rehearsal import RehearsalPane
from mmdesk.gui.threshold_dialog import ThresholdDialog
from mmdesk.ports.control import AskRehearsal, StopRehearsal, Ticket, TicketState
from mmdesk.ports.history import ThresholdRehearsal
from mmdesk.ports.views import HistoryView
from tests.gui import breaker_feed, feed, rehearsal_feed
from tests.gui.breaker_feed import breaker
from tests.gui.conftest import Desk
from tests.gui.feed import BTC

TIGHTER = ThresholdChange(ScopeLevel.INSTRUMENT, BTC, BreakerKind.SPREAD, "open_above", 12.0)
SPREAD_ROW, LATENCY_ROW = 0, 1


def opened(desk: Desk) -> ThresholdDialog:
    """At the spread of BTC."""
    desk.connect(feed.desk(), *breaker_feed.calm())
    desk.window.show()
    desk.window.breakers.show_thresholds(breaker())
    return desk.window.breakers.thresholds


@pytest.fixture
def dialog(desk: Desk) -> ThresholdDialog:
    return opened(desk)


@pytest.fixture
def pane(dialog: ThresholdDialog) -> RehearsalPane:
    assert dialog.rehearsal is not None
    return dialog.rehearsal


@pytest.fixture(scope="module")
def tighter() -> ThresholdRehearsal:
    """Four hours with the spread at 12 bps."""
    return rehearsal_feed.rehearsed(TIGHTER)


def asked(desk: Desk) -> list[AskRehearsal]:
    return [one for one in desk.commands if isinstance(one, AskRehearsal)]


def answer(desk: Desk, found: ThresholdRehearsal | str) -> None:
    """To the last question; a text is why there is no answer."""
    number = max(at for at, one in enumerate(desk.commands, 1) if isinstance(one, AskRehearsal))
    ticket = f"t{number}"
    if isinstance(found, str):
        desk.tell(Ticket(ticket=ticket, state=TicketState.FAILED, message=found))
    else:
        desk.tell(HistoryView(ticket=ticket, history=found), Ticket(ticket=ticket, state=TicketState.DONE))


def rows(pane: RehearsalPane) -> list[list[str]]:
    model = pane.model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_it_runs_by_itself_when_the_dialog_opens(desk: Desk, pane: RehearsalPane, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(asked(desk)) == 1)
    assert asked(desk) == [AskRehearsal(changes=(), hours=1.0)]
    assert pane.status.text() == "Rehearsing…"


def test_edits_made_one_after_the_other_are_rehearsed_once(
    desk: Desk, dialog: ThresholdDialog, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: len(asked(desk)) == 1)
    for value in (1.0, 15.0, 12.0):
        dialog.form.fields["open_above"].box.setValue(value)
    qtbot.waitUntil(lambda: len(asked(desk)) == 2)
    assert asked(desk)[-1].changes == (TIGHTER,)


def test_now_is_compared_with_the_edits_breaker_by_breaker_what_changes_first(
    desk: Desk, dialog: ThresholdDialog, pane: RehearsalPane, tighter: ThresholdRehearsal
) -> None:
    dialog.form.fields["open_above"].box.setValue(12.0)
    pane.run()
    answer(desk, tighter)
    shown = rows(pane)
    assert shown[SPREAD_ROW] == [
        "Spread",
        "20→12 bps",
        "3→10",
        "1:48→5:54 min",
        "0.75→2.5",
        "+4:06 min",
        "48 s",
    ]
    assert shown[LATENCY_ROW][:3] == ["Order latency", "500 ms", "2"]
    assert shown[LATENCY_ROW][5] == "same"
    assert len(shown) == len(breaker_feed.CALM)
    assert pane.verdict.text().startswith(f"{BTC}: not quoted ")
    assert pane.verdict.text().endswith("The edits cost 4:06 min more.")


def test_when_it_would_have_been_open_is_drawn_and_told_at_the_pointer(
    pane: RehearsalPane, tighter: ThresholdRehearsal
) -> None:
    pane.show_rehearsal(tighter, (TIGHTER,))
    strip = pane.strip
    strip.resize(700, strip.height())
    assert [(one.now.kind, one.now.opened, one.edited.opened) for one in strip.lanes] == [
        (BreakerKind.SPREAD, 3, 10),
        (BreakerKind.ORDER_LATENCY, 2, 2),
    ]
    at = QPointF(192, HEAD + LANE * 0.75)
    found = strip.opening_at(at.x(), at.y())
    assert found is not None
    assert found[1].reason == "15 bps above 12"
    assert strip.opening_at(at.x() + 20, at.y()) is None
    assert "Spread" in strip.accessibleName()


def test_the_curve_carries_the_threshold_of_now_and_the_edited_one(
    desk: Desk, pane: RehearsalPane, tighter: ThresholdRehearsal
) -> None:
    pane.show_rehearsal(tighter, (TIGHTER,))
    assert pane.chart.values.powers, "a calm spread lies far below its threshold"
    assert [10 ** line.value() for line in pane.chart.lines] == pytest.approx([20.0, 12.0])
    assert pane.chart.legend.title == "Spread, bps"
    pane.table.view.selectRow(LATENCY_ROW)
    assert pane.chart.legend.title == "Order latency, ms"
    assert pane.chart.lines[0].value() == pane.chart.lines[1].value()


def test_another_breaker_of_the_form_is_shown_in_table_and_curve_without_asking(
    desk: Desk, dialog: ThresholdDialog, pane: RehearsalPane, tighter: ThresholdRehearsal
) -> None:
    pane.run()
    answer(desk, tighter)
    before = len(asked(desk))
    dialog.form.choose(breaker(BreakerKind.ORDER_LATENCY, breaker_feed.VENUE).key)
    assert pane.chart.legend.title == "Order latency, ms"
    assert pane.table.view.currentIndex().row() == LATENCY_ROW
    assert len(asked(desk)) == before


def test_the_answer_to_an_older_question_is_not_shown(
    desk: Desk, pane: RehearsalPane, tighter: ThresholdRehearsal
) -> None:
    pane.run()
    old = len(desk.commands)
    pane.run()
    desk.tell(
        HistoryView(ticket=f"t{old}", history=tighter), Ticket(ticket=f"t{old}", state=TicketState.DONE)
    )
    assert rows(pane) == []
    assert pane.status.text() == "Rehearsing…"


def test_little_data_is_told_plainly(pane: RehearsalPane) -> None:
    pane.show_rehearsal(rehearsal_feed.rehearsed(seconds=181), ())
    assert pane.note.text() == "Not enough data yet: 3:00 min stored."
    pane.show_rehearsal(rehearsal_feed.rehearsed(seconds=3_601, asked_h=24.0), ())
    assert pane.note.text() == "Of the 24:00 h asked for only 1:00 h are stored."
    pane.show_rehearsal(ThresholdRehearsal(rehearsal_feed.NOTHING, rehearsal_feed.NOTHING, 3_600.0), ())
    assert pane.note.text() == "Not enough data yet: 0 s stored."
    assert pane.table.empty.text().startswith("Nothing was measured in this time.")


def test_what_the_rehearsal_cannot_try_is_told_at_the_field_and_beside_it(
    desk: Desk, dialog: ThresholdDialog, pane: RehearsalPane
) -> None:
    dialog.form.fields["window_s"].box.setValue(5.0)
    assert dialog.form.fields["window_s"].beside.text() == "was 1, not tried"
    pane.show_rehearsal(rehearsal_feed.rehearsed(), dialog.staged.changes())
    assert pane.note.text() == (
        "Not in the rehearsal, the values were measured with what held then: Measured over."
    )


def test_a_recording_is_chosen_in_a_dialog_that_holds_up_nothing(
    desk: Desk, pane: RehearsalPane, tighter: ThresholdRehearsal, qtbot: QtBot
) -> None:
    last = pane.source.count() - 1
    pane.source.setCurrentIndex(last)
    pane.source.activated.emit(last)
    files = pane.files
    assert isinstance(files, QFileDialog)
    assert not files.isModal()
    assert pane.source.currentText() == "Last 1 h", "until a file is chosen"
    files.fileSelected.emit("/tapes/btc day.gz")
    files.close()
    assert asked(desk)[-1].recording == "/tapes/btc day.gz"
    assert pane.source.currentText() == "Recording: btc day.gz"
    answer(desk, ThresholdRehearsal(tighter.now, tighter.edited, recording="/tapes/btc day.gz"))
    assert pane.note.text() == "A recording of Binance tells spread, volatility and age of the data only."
    pane.source.setCurrentIndex(1)
    pane.source.activated.emit(1)
    assert asked(desk)[-1] == AskRehearsal(hours=4.0)


def test_why_nothing_was_rehearsed_is_told_and_nothing_else_is_claimed(
    desk: Desk, pane: RehearsalPane, tighter: ThresholdRehearsal
) -> None:
    pane.show_rehearsal(tighter, (TIGHTER,))
    pane.run()
    why = "/tapes/x.gz does not exist. Check the spelling of the path."
    answer(desk, why)
    assert pane.note.text() == why
    assert rows(pane) == []
    assert (pane.verdict.text(), pane.strip.lanes) == ("", [])
    assert pane.table.empty.text() == "Not rehearsed: see above."


def test_contradictions_are_told_line_by_line_in_the_persons_language(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk("es")
    pane = opened(desk).rehearsal
    assert pane is not None
    pane.run()
    answer(
        desk,
        f"spread at {BTC}: warn_at 30 is above open_above 20 bps. Warn earlier.\n"
        "volatility at all: open_above 5000 is not between 0.0001 and 1000. Keep it within.",
    )
    assert pane.note.text().splitlines() == [
        f"«diferencial» en {BTC}: «Avisa a» 30 está por encima de «Se abre por encima de» 20 bps. "
        "Avise antes.",
        "«volatilidad» en todos: «Se abre por encima de» 5000 no está entre 0.0001 y 1000. Manténgalo ahí.",
    ]


def test_f5_rehearses_again_and_the_pane_is_reached_by_the_keyboard(
    desk: Desk, dialog: ThresholdDialog, pane: RehearsalPane, qtbot: QtBot
) -> None:
    before = len(asked(desk))
    qtbot.keyClick(dialog, Qt.Key.Key_F5)
    assert len(asked(desk)) == before + 1
    for widget in (pane.source, pane.again, pane.table.view, dialog.pages.tabBar()):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_what_takes_long_can_be_stopped_and_closing_stops_it(
    desk: Desk, dialog: ThresholdDialog, pane: RehearsalPane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmdesk.gui.panels.rehearsal.LONG_S", 0.0)
    pane.run()
    assert pane.again.text() == "Stop  F5"
    qtbot.keyClick(dialog, Qt.Key.Key_F5)
    assert isinstance(desk.commands[-1], StopRehearsal)
    answer(desk, "the rehearsal was stopped")
    assert pane.note.text() == "the rehearsal was stopped"
    assert pane.again.text() == "Rehearse  F5"
    pane.run()
    dialog.hide()
    assert isinstance(desk.commands[-1], StopRehearsal)


def test_gaps_of_the_measurement_and_latches_are_told_in_the_timeline(pane: RehearsalPane) -> None:
    latching = ThresholdChange(ScopeLevel.INSTRUMENT, BTC, BreakerKind.SPREAD, "latches", 1.0)
    found = rehearsal_feed.rehearsed(TIGHTER, latching, pause=(4_000, 5_000))
    pane.show_rehearsal(found, (TIGHTER, latching))
    assert len(found.now.measured) == 2
    assert pane.strip.key() == "upper: as now, lower: with the edits; hatched: latched; gaps: not measured"
    assert not pane.strip.grab().isNull()


def test_another_session_shows_nothing_of_the_last_one(
    desk: Desk, pane: RehearsalPane, tighter: ThresholdRehearsal
) -> None:
    pane.show_rehearsal(tighter, (TIGHTER,))
    desk.connect(feed.desk(), *breaker_feed.calm())
    assert rows(pane) == []
    assert pane.verdict.text() == ""


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (turned("20", "20"), "20"),
        (turned("1:48 min", "5:57 min"), "1:48→5:57 min"),
        (turned("40 s", "5:57 min"), "40 s→5:57 min"),
        (turned("0", "30 s"), "0→30 s"),
        (percent(36.0, 14_400.0), "0.25 %"),
        (percent(0.0, 14_400.0), "0 %"),
        (percent(1.0, 0.0), "—"),
        (difference(250.0), "+4:10 min"),
        (difference(-30.2), "−30 s"),
        (difference(0.0, 2), "+2 openings"),
        (difference(0.0), "same"),
    ],
)
def test_differences_in_figures(told: str, wanted: str) -> None:
    assert told == wanted


def test_each_nine_of_a_percentile_has_the_same_room() -> None:
    assert [place_of(percent) for percent in (0.0, 90.0, 99.0, 99.9)] == pytest.approx([0, 1, 2, 3])
    assert place_of(100.0) > place_of(99.9)
