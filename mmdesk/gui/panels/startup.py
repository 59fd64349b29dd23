"""What the window shows before the first price: each step of the start, done or waiting, and for how long."""

from enum import StrEnum

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label


class Step(StrEnum):
    """The steps of a start, in their order."""

    VENUE = "venue"
    ENGINE = "engine"
    LINK = "link"
    PRICE = "price"


class StartupPanel(QFrame):
    """A short checklist in the place of the charts."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Card")
        self._since = QElapsedTimer()
        self._since.start()
        self._marks: dict[Step, QLabel] = {}
        self._notes: dict[Step, QLabel] = {}
        self._done: set[Step] = set()
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        names = {
            Step.VENUE: tr("Simulated venue on this machine"),
            Step.ENGINE: tr("Engine in its own process"),
            Step.LINK: tr("Connection between window and engine"),
            Step.PRICE: tr("First price"),
        }
        for row, (step, name) in enumerate(names.items()):
            self._marks[step], self._notes[step] = plain_label("○"), plain_label("")
            self._notes[step].setMinimumWidth(140)
            grid.addWidget(self._marks[step], row, 0)
            grid.addWidget(plain_label(name), row, 1)
            grid.addWidget(self._notes[step], row, 2)
        title = plain_label(tr("Starting the demo"), size_pt=14)
        hint = plain_label(tr("The desk starts disarmed: nothing is quoted until you hold the arm button."))
        hint.setStyleSheet(f"color: {theme.MUTED};")
        box = QVBoxLayout()
        box.setSpacing(14)
        for part in (title, hint):
            box.addWidget(part)
        box.addLayout(grid)
        outer = QGridLayout(self)
        outer.addLayout(box, 1, 1)
        for edge in (0, 2):
            outer.setRowStretch(edge, 1)
            outer.setColumnStretch(edge, 1)
        for step in Step:
            self.wait(step)

    def wait(self, step: Step) -> None:
        """This step has to be taken (again)."""
        self._done.discard(step)
        self._mark(step, "○", theme.MUTED, tr("waiting"))

    def done(self, step: Step) -> None:
        """This step was taken; the first time counts."""
        if step not in self._done:
            self._done.add(step)
            seconds = fmt.number(self._since.elapsed() / 1000, 1)
            self._mark(step, "✓", theme.GOOD, tr("ready after {seconds} s").format(seconds=seconds))

    def failed(self, step: Step) -> None:
        self._done.discard(step)
        self._mark(step, "■", theme.DANGER_TEXT, tr("failed"))

    def _mark(self, step: Step, mark: str, colour: str, note: str) -> None:
        self._marks[step].setText(mark)
        self._marks[step].setStyleSheet(f"color: {colour};")
        self._notes[step].setText(note)
        self._notes[step].setStyleSheet(f"color: {theme.MUTED};")
