"""Axes in the window's own words: UTC clock, numbers by the one formatter, tags for current values."""

from math import floor, log10
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from mmdesk.gui import format as fmt
from mmdesk.gui import theme

VALUE_AXIS_WIDTH = 78
_TIME_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600)
_TICKS_PX = 90
_VALUE_TICKS_PX = 34

Tag = tuple[float, str, str]
"""(value, text, background colour)."""


class ClockAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph is not typed
    """UTC time of day on steps a person counts in."""

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        wanted = (maxVal - minVal) / max(1.0, size / _TICKS_PX)
        step = next((s for s in _TIME_STEPS_S if s >= wanted), _TIME_STEPS_S[-1])
        return [(float(step), 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [fmt.clock(int(value) * 1_000_000_000) for value in values]


class ValueAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph is not typed
    """Numbers with as many decimals as the ticks are apart."""

    def __init__(self) -> None:
        super().__init__("right", maxTickLength=-4)
        self.setWidth(VALUE_AXIS_WIDTH)
        self._tags: tuple[Tag, ...] = ()

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        wanted = (maxVal - minVal) / max(1.0, size / _VALUE_TICKS_PX)
        power = 10.0 ** floor(log10(max(wanted, 1e-12)))
        step = next(power * n for n in (1, 2, 5, 10) if power * n >= wanted * 0.999)
        return [(step, 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        decimals = next((d for d in range(9) if abs(spacing * 10**d - round(spacing * 10**d)) < 1e-6), 8)
        return [fmt.number(value, decimals) for value in values]

    def show_tags(self, tags: tuple[Tag, ...]) -> None:
        """Current values on the axis, the first ones win where they would overlap."""
        if tags != self._tags:
            self._tags = tags
            self.update()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        painter.save()
        super().paint(painter, option, widget)
        painter.restore()
        low, high = self.range
        view = self.linkedView()
        if view is None or high <= low:
            return
        height = view.height()
        top = self.mapFromItem(view, 0, 0).y()
        painter.setFont(self.style["tickFont"] or painter.font())
        taken: list[float] = []
        for value, text, colour in self._tags:
            y = top + height * (high - value) / (high - low)
            if not top <= y <= top + height or any(abs(y - other) < 15 for other in taken):
                continue
            taken.append(y)
            box = QRectF(1, y - 8, self.size().width() - 2, 16)
            painter.fillRect(box, QColor(colour))
            painter.setPen(QColor(theme.ON_CHIP))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def dressed(axis: pg.AxisItem) -> pg.AxisItem:
    """Small muted figures and a faint line."""
    font = pg.QtGui.QFont()
    font.setPointSizeF(8)
    axis.setStyle(tickFont=theme.tabular(font), autoExpandTextSpace=False, hideOverlappingLabels=True)
    axis.setTextPen(theme.MUTED)
    axis.setPen(theme.LINE)
    axis.setTickPen(theme.LINE)
    return axis
