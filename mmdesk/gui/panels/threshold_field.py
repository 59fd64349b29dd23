"""The fields of a breaker's rule in the thresholds dialog: names, units and bounds, and one row per field."""

from typing import NamedTuple

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QWidget

from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put

DAY_S = 86_400.0


class FieldText(NamedTuple):
    """One field of a rule. `unit` empty: the unit of the breaker's metric; `decimals` 0: whole numbers."""

    name: str
    title: str
    unit: str
    least: float
    most: float
    decimals: int


def field_texts() -> tuple[FieldText, ...]:
    """All fields, the thresholds first."""
    return (
        FieldText("open_above", tr("Opens above"), "", 0.001, 1e9, 3),
        FieldText("at_once_at", tr("Opens at once at (0: off)"), "", 0.0, 1e9, 3),
        FieldText("warn_at", tr("Warns at (0: off)"), "", 0.0, 1e9, 3),
        FieldText("reduce_at", tr("Reduces only at (0: off)"), "", 0.0, 1e9, 3),
        FieldText("silent_s", tr("Opens after silence of (0: off)"), "s", 0.0, DAY_S, 3),
        FieldText("violations", tr("Violations in a row (0: at once)"), "×", 0.0, 1_000, 0),
        FieldText("window_s", tr("Measured over"), "s", 0.1, DAY_S, 3),
        FieldText("min_samples", tr("Least samples"), "×", 0.0, 1e6, 0),
        FieldText("close_window_s", tr("Closes after calm of"), "s", 0.0, DAY_S, 3),
        FieldText("cooldown_s", tr("Cooldown"), "s", 0.0, DAY_S, 3),
        FieldText("cooldown_max_s", tr("Longest cooldown"), "s", 0.0, DAY_S, 3),
        FieldText("latch_after", tr("Openings in an hour that latch (0: never)"), "×", 0.0, 1_000, 0),
        FieldText("latches", tr("Latches each time (1: yes, 0: no)"), "", 0.0, 1.0, 0),
    )


class NumberBox(QDoubleSpinBox):
    """Numbers with a dot in every language, no idle zeros, and deaf to a passing wheel."""

    def __init__(self, text: FieldText) -> None:
        super().__init__()
        self.setLocale(QLocale.c())
        self.setDecimals(text.decimals)
        self.setRange(text.least, text.most)
        self.setAccessibleName(text.title)
        least, most = (self.textFromValue(bound) for bound in (text.least, text.most))
        self.setToolTip(tr("From {least} to {most}").format(least=least, most=most))
        self.setFixedWidth(110)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def textFromValue(self, value: float) -> str:
        whole, dot, fraction = f"{value:.{self.decimals()}f}".partition(".")
        return f"{whole}{dot}{fraction}".rstrip("0").rstrip(".") if dot else whole

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ThresholdField(QWidget):
    """Title, number, unit, and beside it what it was or what is wrong with it."""

    edited = Signal(str, float)

    def __init__(self, text: FieldText, grid: QGridLayout, row: int) -> None:
        super().__init__()
        self.text = text
        self.title = plain_label(text.title)
        self.box = NumberBox(text)
        self.unit = plain_label(name="Muted")
        self.beside = plain_label()
        self.box.valueChanged.connect(lambda value: self.edited.emit(text.name, value))
        for column, widget in enumerate((self.title, self.box, self.unit, self.beside)):
            grid.addWidget(widget, row, column)

    def show_value(self, value: float, was: float, unit: str, *, changed: bool) -> None:
        """Show without telling of an edit."""
        if self.box.value() != value:
            with QSignalBlocker(self.box):
                self.box.setValue(value)
        self.unit.setText(self.text.unit or ("" if self.text.name == "latches" else unit))
        put(self.title, ("● " if changed else "") + self.text.title, theme.WARNING if changed else theme.TEXT)
        told = tr("was {value}").format(value=self.box.textFromValue(was)) if changed else ""
        put(self.beside, told, theme.WARNING)

    def show_problem(self, problem: str) -> None:
        put(self.beside, f"■ {problem}", theme.DANGER_TEXT)
