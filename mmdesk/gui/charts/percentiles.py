"""How a metric was spread: value by percentile, with the threshold of now and the edited one."""

from math import log10

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmdesk.gui import theme
from mmdesk.gui.breaker_words import figure, kind_title, unit_word
from mmdesk.gui.charts.axes import ValueAxis, dressed
from mmdesk.gui.charts.legend import Entry, LegendBar
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.rehearsal import Compared

# Breakers live in the tail: each further nine of a percentile has the same room.
TICKS = (0.0, 50.0, 90.0, 99.0, 99.9, 100.0)
END = 3.7
# Further below its threshold than this, a curve would lie on the floor: the values get equal room per power.
POWERS_FROM = 8.0
HEADROOM = 1.12


def place_of(percent: float) -> float:
    """Where a percentile stands: 0 at 0, 1 at 90, 2 at 99, 3 at 99.9; 100 a little after."""
    return END if percent >= 100.0 else -log10(1.0 - percent / 100.0)


class PowerAxis(ValueAxis):
    """Values in powers of ten when `powers` is set."""

    powers = False

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        return [(1.0, 0.0)] if self.powers else super().tickSpacing(minVal, maxVal, size)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if not self.powers:
            return super().tickStrings(values, scale, spacing)
        return [figure(10.0**value) if value > -3 else f"10^{value:.0f}" for value in values]


class PercentileChart(QWidget):
    """One breaker at a time."""

    def __init__(self) -> None:
        super().__init__()
        entries = (
            Entry(tr("metric"), theme.BID),
            Entry(tr("now"), theme.MUTED, Qt.PenStyle.DashLine),
            Entry(tr("edited"), theme.DANGER_TEXT),
        )
        self.legend = LegendBar(tr("Percentiles"), entries)
        self.values = PowerAxis()
        bottom = pg.AxisItem("bottom", maxTickLength=-4)
        self.plot = pg.PlotWidget(axisItems={"right": self.values, "bottom": bottom}, background=theme.PANEL)
        plot = self.plot.getPlotItem()
        plot.hideAxis("left")
        plot.showAxis("right")
        for axis in (self.values, bottom):
            dressed(axis)
        bottom.setTicks([[(place_of(percent), f"p{percent:g}") for percent in TICKS]])
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.showGrid(x=True, y=True, alpha=0.12)
        self.plot.getViewBox().setMouseEnabled(x=False, y=False)
        self.plot.getViewBox().disableAutoRange()
        self.plot.getViewBox().setXRange(0.0, END, padding=0.01)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.curve = pg.PlotCurveItem(pen=pg.mkPen(theme.BID, width=1))
        self.lines = [
            _level(theme.MUTED, Qt.PenStyle.DashLine),
            _level(theme.DANGER_TEXT, Qt.PenStyle.SolidLine),
        ]
        for item in (self.curve, *self.lines):
            self.plot.addItem(item, ignoreBounds=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.legend)
        box.addWidget(self.plot, 1)

    def show_breaker(self, one: Compared | None) -> None:
        """Its curve and both thresholds; the same line is drawn once."""
        limits = () if one is None else (one.now.threshold, one.edited.threshold)
        curve = one.edited.curve if one else ()
        known = [value for _, value in curve]
        self.values.powers = bool(known) and max(known) > 0 and max(limits) > POWERS_FROM * _middle(known)
        floor = min((value for value in (*known, *limits) if value > 0), default=1.0)
        self.curve.setData(
            [place_of(percent) for percent, _ in curve], [self._height(value, floor) for value in known]
        )
        for line, limit in zip(self.lines, limits or (None, None), strict=True):
            line.setVisible(limit is not None)
            if limit is not None:
                line.setPos(self._height(limit, floor))
        self._fit([*known, *limits], floor)
        self._tell(one, known)

    def _height(self, value: float, floor: float) -> float:
        return log10(max(value, floor)) if self.values.powers else value

    def _fit(self, values: list[float], floor: float) -> None:
        if not values:
            return
        if self.values.powers:
            self.plot.getViewBox().setYRange(log10(floor) - 0.15, log10(max(values)) + 0.2, padding=0)
        else:
            self.plot.getViewBox().setYRange(0.0, max(*values, 1e-9) * HEADROOM, padding=0)
        # The axis keeps its texts while its range stays: powers may have come or gone.
        self.values.picture = None
        self.values.update()

    def _tell(self, one: Compared | None, known: list[float]) -> None:
        if one is None:
            self.legend.title = tr("Percentiles")
            self.legend.show_values(("", "", ""), tr("choose a breaker in the table"))
            return
        unit = unit_word(one.now.kind)
        self.legend.title = f"{kind_title(one.now.kind)}, {unit}"
        texts = ("", figure(one.now.threshold), figure(one.edited.threshold))
        if not known:
            self.legend.show_values(texts, tr("nothing was measured in this time"))
            return
        curve = dict(one.edited.curve)
        told = "  ".join(f"p{percent:g} {figure(curve[percent])}" for percent in (50.0, 99.0, 99.9))
        self.legend.show_values(texts, told)


def _level(colour: str, style: Qt.PenStyle) -> pg.InfiniteLine:
    line = pg.InfiniteLine(angle=0, pen=pg.mkPen(colour, width=1, style=style))
    line.hide()
    return line


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
