"""The rehearsal beside the fields of the thresholds dialog: what the edits would have done before Apply.

Imported when first asked for: the curve brings pyqtgraph.
"""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from mmdesk.core.model.breakers import ThresholdChange
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.charts.openings import OpeningsStrip
from mmdesk.gui.charts.percentiles import PercentileChart
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put
from mmdesk.gui.models.rehearsal import (
    LIMIT_COLUMN,
    Compared,
    RehearsalModel,
    compared,
    difference_colour,
    measured,
    summary,
)
from mmdesk.gui.panels.table_panel import TablePanel
from mmdesk.gui.threshold_words import UNTRIED, field_title, problem_lines
from mmdesk.ports.control import AskRehearsal
from mmdesk.ports.history import ThresholdRehearsal

HOURS = (1, 4, 24)
WAIT_MS = 400
"""After the last edit: a number is typed digit by digit."""
LONG_S = 1.0
"""After so long it can be stopped."""
LITTLE_S = 600.0
"""Less is told as too little to judge by."""
NEARLY = 0.95
MOST_MARKETS = 3
SOURCE_WIDTH = 300

OnRehearsed = Callable[[ThresholdRehearsal | None, str], None]
Ask = Callable[[AskRehearsal, OnRehearsed], None]


class RehearsalPane(QWidget):
    """Runs by itself: `want` after each edit, `choose` when another breaker is shown."""

    def __init__(
        self, ask: Ask, stop: Callable[[], object], changes: Callable[[], tuple[ThresholdChange, ...]]
    ) -> None:
        super().__init__()
        self._ask = ask
        self._stop = stop
        self._changes = changes
        self._asked = 0
        self._since_s: float | None = None
        self._key: tuple[str, str] | None = None
        self._recording = ""
        self._failed = False
        self._chosen_source = 0
        self.files: QFileDialog | None = None
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.setObjectName("rehearsal")
        self._timer.timeout.connect(self.run)
        self.source = QComboBox()
        self.source.setAccessibleName(tr("Rehearse over"))
        for hours in HOURS:
            self.source.addItem(tr("Last {hours} h").format(hours=hours), float(hours))
        self.source.addItem(tr("Recording…"), 0.0)
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.source.setMaximumWidth(SOURCE_WIDTH)
        self.again = QPushButton(tr("Rehearse  F5"))
        self.again.setAutoDefault(False)
        self.status = plain_label(name="Muted")
        self.note = plain_label()
        self.verdict = plain_label(bold=True)
        self.model = RehearsalModel(self)
        self.table = TablePanel(tr("Rehearsed breakers"), self.model, self._empty_text)
        self.table.fit_to_width(giving=0)
        # The curve says it of the breaker chosen; the menu of the columns brings it back.
        self.table.view.setColumnHidden(LIMIT_COLUMN, True)  # noqa: FBT003 - Qt's signature
        self.strip = OpeningsStrip()
        self.chart = PercentileChart()
        self.small_print = plain_label(name="Muted")
        self._lay_out()
        self.source.activated.connect(self._source_chosen)
        self.again.clicked.connect(self.run_or_stop)
        self.table.view.selectionModel().currentRowChanged.connect(self._row_chosen)

    def want(self) -> None:
        """Rehearse soon: the edits or what they are edits of changed."""
        self._timer.start()

    def choose(self, key: tuple[str, str]) -> None:
        """Show this breaker's curve and row."""
        self._key = key
        for at, row in enumerate(self.model.rows()):
            if row.key == key:
                if self.table.view.currentIndex().row() != at:
                    self.table.view.selectRow(at)
                self.chart.show_breaker(row)
                return
        self.chart.show_breaker(None)

    def run(self) -> None:
        """Rehearse now; the answer to an older question is not shown any more."""
        self._timer.stop()
        self._asked += 1
        number, changes = self._asked, self._changes()
        self._since_s = time.monotonic()
        self.tick()
        question = AskRehearsal(changes=changes, hours=self._hours(), recording=self._recording)

        def answered(answer: ThresholdRehearsal | None, why: str) -> None:
            if number == self._asked:
                self._since_s = None
                self._answered(answer, why, changes)

        self._ask(question, answered)

    def run_or_stop(self) -> None:
        """What F5 and the button do: one that takes long can be stopped."""
        if self._long:
            self.stop()
        else:
            self.run()

    def stop(self) -> None:
        """Nothing is rehearsed any more, nor soon."""
        self._timer.stop()
        if self._since_s is not None:
            self._stop()

    def tick(self) -> None:
        """Four times a second: how long it takes already."""
        self.again.setText(tr("Stop  F5") if self._long else tr("Rehearse  F5"))
        if self._since_s is not None:
            taken = int(time.monotonic() - self._since_s)
            text = tr("Rehearsing…") if taken < 1 else tr("Rehearsing… {s} s").format(s=taken)
            put(self.status, text, theme.FOCUS)

    def forget(self) -> None:
        """Another session: nothing of the last one is shown."""
        self._timer.stop()
        self._asked += 1
        self._since_s = None
        self.model.clear()
        self._show_nothing()

    def take_recording(self, path: str) -> None:
        """A file was chosen."""
        self._recording = path
        last = self.source.count() - 1
        self.source.setItemText(last, tr("Recording: {file}").format(file=Path(path).name))
        self.source.setCurrentIndex(last)
        self._chosen_source = last
        self.run()

    @property
    def _long(self) -> bool:
        return self._since_s is not None and time.monotonic() - self._since_s >= LONG_S

    def _hours(self) -> float:
        return float(self.source.currentData() or 1.0)

    def _source_chosen(self, at: int) -> None:
        if self.source.itemData(at):
            self._recording, self._chosen_source = "", at
            self.run()
            return
        # Until a file is chosen it stays what it was.
        self.source.setCurrentIndex(self._chosen_source)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        dialog = self.files = QFileDialog(self.window(), tr("Choose a recording"), folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, tr("Folder:"))
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, tr("Kind:"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setModal(False)
        # The system's own dialog would keep F12 for itself.
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.fileSelected.connect(self.take_recording)
        dialog.show()

    def show_rehearsal(self, answer: ThresholdRehearsal, changes: tuple[ThresholdChange, ...]) -> None:
        """What `changes` would have done."""
        self._since_s, self._failed = None, False
        rows = compared(answer)
        self.model.clear()
        self.model.apply(rows)
        self.table.refresh_empty()
        self._show_verdict(answer, edited=bool(changes))
        self._show_coverage(answer, changes)
        self.strip.show_openings(rows, answer.now)
        if self._key and any(row.key == self._key for row in rows):
            self.choose(self._key)
        elif rows:
            self.choose(self.model.row(0).key)

    def _answered(
        self, answer: ThresholdRehearsal | None, why: str, changes: tuple[ThresholdChange, ...]
    ) -> None:
        if answer is not None:
            self.show_rehearsal(answer, changes)
            return
        self._failed = True
        self.model.clear()
        self._show_nothing()
        put(self.status, tr("Not rehearsed"), theme.WARNING)
        put(self.note, problem_lines(why) or tr("the answer was lost, ask again"), theme.WARNING)
        self.note.show()

    def _show_nothing(self) -> None:
        self.verdict.clear()
        self.verdict.hide()
        self.status.clear()
        self.note.hide()
        self.strip.show_openings((), None)
        self.chart.show_breaker(None)
        self.table.refresh_empty()

    def _show_verdict(self, answer: ThresholdRehearsal, *, edited: bool) -> None:
        lines = sorted(summary(answer, edited=edited), key=lambda line: -abs(line[1]))
        texts = [text for text, _ in lines[:MOST_MARKETS]]
        if len(lines) > MOST_MARKETS:
            texts.append(tr("and {count} markets more").format(count=len(lines) - MOST_MARKETS))
        colour = difference_colour(lines[0][1]) if lines else None
        put(self.verdict, "\n".join(texts), colour or theme.TEXT)
        self.verdict.setVisible(bool(texts and answer.now.seconds))

    def _show_coverage(self, answer: ThresholdRehearsal, changes: tuple[ThresholdChange, ...]) -> None:
        seconds = answer.now.seconds
        put(self.status, measured(answer.now) if seconds else "", theme.MUTED)
        notes = []
        if answer.recording:
            notes.append(tr("A recording of Binance tells spread, volatility and age of the data only."))
        elif seconds < LITTLE_S:
            notes.append(tr("Not enough data yet: {time} stored.").format(time=fmt.duration(seconds)))
        elif seconds < NEARLY * answer.asked_s:
            notes.append(
                tr("Of the {asked} asked for only {time} are stored.").format(
                    asked=fmt.duration(answer.asked_s), time=fmt.duration(seconds)
                )
            )
        untried = dict.fromkeys(field_title(one.field) for one in changes if one.field in UNTRIED)
        if untried:
            notes.append(
                tr("Not in the rehearsal, the values were measured with what held then: {fields}.").format(
                    fields=", ".join(untried)
                )
            )
        put(self.note, "\n".join(notes), theme.WARNING)
        self.note.setVisible(bool(notes))

    def _row_chosen(self) -> None:
        at = self.table.view.currentIndex().row()
        if 0 <= at < self.model.rowCount():
            row: Compared = self.model.row(at)
            self._key = row.key
            self.chart.show_breaker(row)

    def _empty_text(self) -> str:
        if self._since_s is not None:
            return tr("Rehearsing…")
        if self._failed:
            return tr("Not rehearsed: see above.")
        return tr("Nothing was measured in this time. Choose a longer one, or a recording.")

    def _lay_out(self) -> None:
        for label in (self.note, self.verdict, self.small_print):
            label.setWordWrap(True)
        self.note.hide()
        self.small_print.setText(
            tr("Taken from its good side: orders gone at once, probes answered; nobody resets what latches.")
        )
        top = QHBoxLayout()
        top.addWidget(self.source)
        top.addWidget(self.again)
        top.addStretch()
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.table)
        parts.addWidget(self.chart)
        parts.setSizes([230, 190])
        parts.setChildrenCollapsible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 6, 0, 0)
        box.addLayout(top)
        box.addWidget(self.status)
        box.addWidget(self.verdict)
        box.addWidget(self.note)
        box.addWidget(self.strip)
        box.addWidget(parts, 1)
        box.addWidget(self.small_print)
