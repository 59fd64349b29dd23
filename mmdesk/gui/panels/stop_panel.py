"""The panel after STOP, never modal: per venue what was requested, what is confirmed, what is unknown."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put

MAX_VENUES = 8
_FIGURE_WIDTH = 92


class Progress(Enum):
    """How far a stop is."""

    CANCELLING = auto()
    LATE = auto()
    NO_ENGINE = auto()
    PROVED = auto()


class StopRow(NamedTuple):
    """One venue; None = not told yet."""

    venue: str
    requested: int | None
    confirmed: int | None
    unknown: int | None
    elapsed_s: float
    proved: bool
    given_up: bool
    why: str


_LEVELS = {
    Progress.CANCELLING: "warning",
    Progress.LATE: "critical",
    Progress.NO_ENGINE: "critical",
    Progress.PROVED: "info",
}
_SYMBOLS = {"info": "✓", "warning": "▲", "critical": "■"}


class StopPanel(QFrame):
    """Hidden until the first STOP. It can be put away only after the proof."""

    def __init__(self, again: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("Banner")
        self.setAccessibleName(tr("What became of STOP"))
        self._symbol = plain_label()
        self._what = plain_label(bold=True)
        self._do = plain_label()
        self._do.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(3)
        self._rows: list[tuple[QLabel, ...]] = []
        self._head()
        self.again = QPushButton(tr("STOP again"))
        self.again.clicked.connect(lambda: again())
        self.dismiss = QPushButton(tr("Dismiss"))
        self.dismiss.clicked.connect(self.hide)
        self._level = ""
        self._lay_out()
        self.hide()

    def tell(self, progress: Progress, seconds: float, rows: Sequence[StopRow], refused: str) -> None:
        """Show this state of things. `refused`: why the engine did not take the command."""
        level = _LEVELS[progress]
        self._paint(level)
        self._what.setText(_what(progress, seconds))
        do = "\n".join(part for part in (refused, _do(progress)) if part)
        self._do.setText(do)
        self._do.setVisible(bool(do))
        self._show_rows(rows[:MAX_VENUES])
        self.again.setVisible(level == "critical")
        self.dismiss.setVisible(progress is Progress.PROVED)
        self.setAccessibleDescription(self.text)
        self.show()

    @property
    def text(self) -> str:
        """All that is shown, line by line."""
        rows = [" ".join(label.text() for label in row) for row in self._rows if not row[0].isHidden()]
        return "\n".join([self._what.text(), *rows, self._do.text()])

    def _show_rows(self, rows: Sequence[StopRow]) -> None:
        while len(self._rows) < len(rows):
            self._add_row()
        for at, labels in enumerate(self._rows):
            for label in labels:
                label.setVisible(at < len(rows))
        for row, labels in zip(rows, self._rows, strict=False):
            word, colour = _word(row)
            texts = (row.venue, _count(row.requested), _count(row.confirmed), _count(row.unknown))
            for label, text in zip(labels, texts, strict=False):
                put(label, text, theme.TEXT)
            put(labels[3], _count(row.unknown), theme.WARNING if row.unknown else theme.TEXT)
            put(labels[4], fmt.number(row.elapsed_s, 1) + " s", theme.TEXT)
            put(labels[5], f"{word}:  {row.why}" if row.why else word, colour)

    def _head(self) -> None:
        titles = (tr("Venue"), tr("requested"), tr("confirmed"), tr("unknown"), tr("elapsed"), tr("state"))
        for column, title in enumerate(titles):
            label = plain_label(title, name="Muted", size_pt=8.5)
            self._grid.addWidget(label, 0, column, _alignment(column))
            self._grid.setColumnMinimumWidth(column, _FIGURE_WIDTH)
        self._grid.setColumnStretch(len(titles) - 1, 1)

    def _add_row(self) -> None:
        labels = tuple(plain_label() for _ in range(6))
        for column, label in enumerate(labels):
            self._grid.addWidget(label, len(self._rows) + 1, column, _alignment(column))
        self._rows.append(labels)

    def _paint(self, level: str) -> None:
        if level == self._level:
            return
        self._level = level
        background, colour = theme.BANNERS[level]
        self.setStyleSheet(
            f"QFrame#Banner {{ background: {background}; border-left: 4px solid {colour}; }}"
            "QLabel { background: transparent; }"
        )
        put(self._symbol, _SYMBOLS[level], colour)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._symbol, alignment=Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(6)
        texts.addWidget(self._what)
        texts.addLayout(self._grid)
        texts.addWidget(self._do)
        row.addLayout(texts, 1)
        for button in (self.again, self.dismiss):
            row.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)


def _alignment(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if 1 <= column <= 4 else Qt.AlignmentFlag.AlignLeft


def _count(value: int | None) -> str:
    return fmt.UNKNOWN if value is None else str(value)


def _word(row: StopRow) -> tuple[str, str]:
    """The venue's state in a word with its sign, and a colour beside it."""
    if row.proved:
        return "✓ " + tr("proved: none of ours is open"), theme.GOOD
    if row.given_up:
        return "■ " + tr("NOT PROVED"), theme.DANGER_TEXT
    if row.unknown:
        return "? " + tr("unknown, asking again"), theme.WARNING
    return "… " + tr("cancelling"), theme.TEXT


def _what(progress: Progress, seconds: float) -> str:
    elapsed = fmt.number(seconds, 1)
    return {
        Progress.CANCELLING: tr("STOP: cancelling everything, {elapsed} s"),
        Progress.LATE: tr("STOP is not proved yet, {elapsed} s"),
        Progress.NO_ENGINE: tr("STOP: no engine answers, {elapsed} s"),
        Progress.PROVED: tr("Stopped: no order is open, proved after {elapsed} s"),
    }[progress].format(elapsed=elapsed)


def _do(progress: Progress) -> str:
    return {
        Progress.CANCELLING: "",
        Progress.LATE: tr(
            "Open the venue's own page now and cancel there what it still shows. Keep mmdesk running: it "
            "goes on asking. Then press STOP again. Positions are not closed by STOP."
        ),
        Progress.NO_ENGINE: tr(
            "The command is kept and sent first when the engine is back. If the engine is dead, the guardian "
            "cancels after 3 s. Look at the venue's own page, or run: mmdesk stop"
        ),
        Progress.PROVED: tr(
            "Positions were not closed. Press Reset stop, then hold the arm button, to quote again."
        ),
    }[progress]
