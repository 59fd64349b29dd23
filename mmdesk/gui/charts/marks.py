"""What is drawn over the curves: a breaker's threshold as a line, halted stretches as labelled shades."""

from math import isfinite, nan

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from mmdesk.core.model.breakers import BreakerKind, Scope
from mmdesk.gui import theme
from mmdesk.gui.charts.halts import Span
from mmdesk.gui.facts import Facts

MAX_SHADES = 24
NEAR = 0.5
"""The range of a chart takes a threshold in from this share of it on: far below it the line is out of sight,
and its number stands in the legend."""


def threshold(facts: Facts, kind: BreakerKind, scope: Scope) -> float | None:
    """The value above which a breaker opens now; None where it is not watched."""
    view = facts.breakers.get((kind.value, f"{scope.level.value}:{scope.name}"))
    return view.threshold if view else None


def threshold_line(plot: pg.PlotWidget, style: Qt.PenStyle) -> pg.InfiniteLine:
    """A level line, hidden until `put_line`."""
    line = pg.InfiniteLine(angle=0, pen=pg.mkPen(theme.DANGER_TEXT, width=1, style=style))
    line.hide()
    plot.addItem(line, ignoreBounds=True)
    return line


def put_line(line: pg.InfiniteLine, value: float | None, high: float) -> float:
    """Show the threshold; returns the top that the range needs: `high`, or more when the line is near."""
    line.setVisible(value is not None)
    if value is None:
        return high
    line.setPos(value)
    return max(high, value) if isfinite(high) and high >= NEAR * value else high


def highest(*values: float) -> float:
    """The greatest finite value; NaN when there is none."""
    return max((value for value in values if isfinite(value)), default=nan)


class Shades:
    """A fixed set of shades, so that a busy day costs no more than a quiet one."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._plot = plot
        self._shades: list[tuple[pg.LinearRegionItem, pg.TextItem]] = []
        self.shown: tuple[Span, ...] = ()

    def show(self, spans: tuple[Span, ...], now_s: float) -> None:
        """Draw the newest of these; one without an end reaches to `now_s`."""
        self.shown = spans[-MAX_SHADES:]
        while len(self._shades) < len(self.shown):
            self._shades.append(self._made())
        left, right = self._plot.getViewBox().viewRange()[0]
        top = self._plot.getViewBox().viewRange()[1][1]
        for at, (shade, label) in enumerate(self._shades):
            span = self.shown[at] if at < len(self.shown) else None
            shade.setVisible(span is not None)
            label.setVisible(span is not None)
            if span is not None:
                end_s = min(span.end_s, max(now_s, span.start_s))
                if shade.getRegion() != (span.start_s, end_s):
                    shade.setRegion((span.start_s, end_s))
                label.setText(span.why)
                label.setPos(min(max(span.start_s, left), right), top)

    def _made(self) -> tuple[pg.LinearRegionItem, pg.TextItem]:
        fill = QColor(theme.DANGER)
        fill.setAlpha(40)
        shade = pg.LinearRegionItem(brush=pg.mkBrush(fill), pen=pg.mkPen(theme.DANGER), movable=False)
        shade.setZValue(-10)
        label = pg.TextItem(color=theme.DANGER_TEXT, anchor=(0, 0))
        for item in (shade, label):
            self._plot.addItem(item, ignoreBounds=True)
        return shade, label
