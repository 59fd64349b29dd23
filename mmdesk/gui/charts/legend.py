"""The line above a chart: what each curve is, drawn as the curve is drawn, with its current value."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from mmdesk.gui import theme

HEIGHT = 22
SAMPLE = 18
GAP = 16


class Entry:
    """One curve: how it looks (`line` of Qt's pen styles, or a triangle) and what it is called."""

    def __init__(
        self, name: str, colour: str, line: Qt.PenStyle = Qt.PenStyle.SolidLine, triangle: int = 0
    ) -> None:
        self.name = name
        self.colour = colour
        self.line = line
        self.triangle = triangle
        self.value = ""


class LegendBar(QWidget):
    """Painted by hand in one pass; entries that do not fit are left out from the right."""

    def __init__(self, title: str, entries: tuple[Entry, ...]) -> None:
        super().__init__()
        self.title = title
        self.entries = entries
        self.note = ""
        self.setFixedHeight(HEIGHT)
        font = self.font()
        font.setPointSizeF(8.5)
        self.setFont(font)

    def show_values(self, values: tuple[str, ...], note: str = "") -> None:
        """One text per entry (empty: only the name), and a note at the right end."""
        before = [entry.value for entry in self.entries] + [self.note]
        for entry, value in zip(self.entries, values, strict=True):
            entry.value = value
        self.note = note
        if before != [*values, note]:
            self.setAccessibleName(
                self.title + ": " + ", ".join(f"{entry.name} {entry.value}" for entry in self.entries)
            )
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = self.fontMetrics()
        middle = self.height() / 2
        right = self.width() - 10.0
        if self.note:
            room = metrics.horizontalAdvance(self.note) + GAP
            painter.setPen(QColor(theme.TEXT))
            painter.drawText(
                QRectF(right - room, 0, room, self.height()),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                self.note,
            )
            right -= room
        x = 10.0
        painter.setPen(QColor(theme.MUTED))
        bold = self.font()
        bold.setBold(True)
        painter.setFont(bold)
        painter.drawText(QRectF(x, 0, 400, self.height()), Qt.AlignmentFlag.AlignVCenter, self.title)
        x += painter.fontMetrics().horizontalAdvance(self.title) + GAP
        painter.setFont(self.font())
        for entry in self.entries:
            text = f"{entry.name} {entry.value}".strip()
            advance = metrics.horizontalAdvance(text)
            if x + SAMPLE + 6 + advance > right:
                break
            _sample(painter, entry, x, middle)
            painter.setPen(QColor(theme.TEXT))
            painter.drawText(
                QRectF(x + SAMPLE + 6, 0, advance + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, text
            )
            x += SAMPLE + 6 + advance + GAP
        painter.end()


def _sample(painter: QPainter, entry: Entry, x: float, middle: float) -> None:
    if not entry.triangle:
        painter.setPen(QPen(QColor(entry.colour), 2, entry.line))
        painter.drawLine(QPointF(x, middle), QPointF(x + SAMPLE, middle))
        return
    tip, foot = (-5, 4) if entry.triangle > 0 else (5, -4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(entry.colour))
    centre = x + SAMPLE / 2
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(centre, middle + tip),
                QPointF(centre - 5, middle + foot),
                QPointF(centre + 5, middle + foot),
            ]
        )
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
