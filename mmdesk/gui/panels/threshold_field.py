"""One row per field of a breaker's rule in the thresholds dialog: number, unit, where it comes from."""

import re
from typing import NamedTuple

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QSizePolicy, QToolButton, QWidget

from mmdesk.core.model.breaker_bounds import THRESHOLDS
from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put
from mmdesk.gui.threshold_words import UNTRIED, FieldText

_NUMBER = re.compile(r"\d+(?:[.,]\d*)?|[.,]\d+")


class NumberBox(QDoubleSpinBox):
    """Numbers with a dot in every language, no idle zeros, and deaf to a passing wheel.

    Comma and dot are both the decimal mark; marks of thousands are refused, never dropped: `0,02` must not
    become 2.
    """

    def __init__(self, text: FieldText) -> None:
        super().__init__()
        self.setLocale(QLocale.c())
        self.setDecimals(text.decimals)
        self.setAccessibleName(text.title)
        self.setFixedWidth(92)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(True)

    def set_bounds(self, least: float, most: float) -> None:
        """What may be entered; told by the tool tip."""
        if (least, most) != (self.minimum(), self.maximum()):
            with QSignalBlocker(self):
                self.setRange(least, most)
            texts = (self.textFromValue(bound) for bound in (least, most))
            self.setToolTip(
                tr("From {least} to {most}").format(**dict(zip(("least", "most"), texts, strict=True)))
            )

    def textFromValue(self, value: float) -> str:
        whole, dot, fraction = f"{value:.{self.decimals()}f}".partition(".")
        return f"{whole}{dot}{fraction}".rstrip("0").rstrip(".") if dot else whole

    def valueFromText(self, text: str) -> float:
        return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else self.value()

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        if not text:
            return QValidator.State.Intermediate, text, at
        if not _NUMBER.fullmatch(text) and text not in ".,":
            return QValidator.State.Invalid, text, at
        _, _, fraction = text.replace(",", ".").partition(".")
        if len(fraction) > self.decimals() or ("." in text.replace(",", ".") and not self.decimals()):
            return QValidator.State.Invalid, text, at
        within = text not in ".," and self.minimum() <= self.valueFromText(text) <= self.maximum()
        return (QValidator.State.Acceptable if within else QValidator.State.Intermediate), text, at

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class FieldState(NamedTuple):
    """What a field shows: its value, the one in force, whether it is edited here, where it comes from, and
    what its button would do (empty: nothing)."""

    value: float
    was: float
    changed: bool
    source: str
    again: str
    unit: str
    bounds: tuple[float, float]


class ThresholdField(QWidget):
    """Title, number, unit; beside it where that comes from, what it was or what is wrong; and its button."""

    edited = Signal(str, float)
    inherit_wanted = Signal(str)

    def __init__(self, text: FieldText, grid: QGridLayout, row: int) -> None:
        super().__init__()
        self.text = text
        self.title = plain_label(text.title)
        self.box = NumberBox(text)
        self.unit = plain_label(name="Muted")
        self.beside = plain_label()
        # It gives way: the whole text is its tool tip, and the rehearsal says it too.
        self.beside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.again = QToolButton()
        self.again.setText("↶")
        self.again.setObjectName("Small")
        self.again.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Its place stays when it goes: fields below must not jump.
        policy = self.again.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.again.setSizePolicy(policy)
        self.again.hide()
        self.box.valueChanged.connect(lambda value: self.edited.emit(text.name, value))
        self.again.clicked.connect(lambda: self.inherit_wanted.emit(text.name))
        for column, widget in enumerate((self.title, self.box, self.unit, self.beside, self.again)):
            grid.addWidget(widget, row, column)

    def show_state(self, state: FieldState) -> None:
        """Show without telling of an edit."""
        self.box.set_bounds(*state.bounds)
        if self.box.value() != state.value:
            with QSignalBlocker(self.box):
                self.box.setValue(state.value)
        whole = self.text.name in THRESHOLDS
        self.unit.setText(state.unit if whole else self.text.unit)
        mark, colour = ("● ", theme.WARNING) if state.changed else ("", theme.TEXT)
        put(self.title, mark + self.text.title, colour)
        if state.value != state.was:
            was = _was_text(self.text.name).format(value=self.box.textFromValue(state.was))
            put(self.beside, was, theme.WARNING)
        else:
            put(self.beside, state.source, theme.MUTED)
        self.again.setVisible(bool(state.again))
        self.again.setToolTip(state.again)
        self.beside.setToolTip(self.beside.text())
        self.again.setAccessibleName(f"{state.again}: {self.text.short}")

    def show_problem(self, problem: str) -> None:
        put(self.beside, f"■ {problem}", theme.DANGER_TEXT)


def _was_text(name: str) -> str:
    """The readings of a rehearsal were made with what held then: an edit of that changes nothing in it."""
    if name in UNTRIED:
        return tr("was {value}, not tried")
    return tr("was {value}")
