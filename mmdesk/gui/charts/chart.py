"""What the three charts share: axes, stepped ranges, 1 px curves, steps and gaps."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmdesk.gui import theme
from mmdesk.gui.charts.axes import ClockAxis, ValueAxis, dressed
from mmdesk.gui.charts.legend import Entry, LegendBar
from mmdesk.gui.charts.ring import Floats

KEEP_SHARE = 0.4
MARGIN = 0.12


class TimeChart(QWidget):
    """A legend over a plot, values at the right. Ranges move in steps: axis text is most of the cost."""

    def __init__(self, title: str, entries: tuple[Entry, ...], *, clock: bool, least_span: float) -> None:
        super().__init__()
        self.legend = LegendBar(title, entries)
        self.values = ValueAxis()
        self.clock = ClockAxis("bottom", maxTickLength=-4)
        self.plot = pg.PlotWidget(
            axisItems={"right": self.values, "bottom": self.clock}, background=theme.PANEL
        )
        self._least_span = least_span
        self._range = (0.0, 0.0)
        self._dress(clock)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.legend)
        box.addWidget(self.plot, 1)

    @property
    def view(self) -> pg.ViewBox:
        return self.plot.getViewBox()

    def curve(self, colour: str, line: Qt.PenStyle = Qt.PenStyle.SolidLine) -> pg.PlotCurveItem:
        """A 1 px curve that draws missing values as gaps."""
        item = pg.PlotCurveItem(pen=pg.mkPen(colour, width=1, style=line), antialias=False, connect="finite")
        item.setSegmentedLineMode("off")
        self.plot.addItem(item, ignoreBounds=True)
        return item

    def fit_values(self, low: float, high: float, *, floor: float | None = None) -> None:
        """Keep the value range while the data fill enough of it; otherwise move it in one step."""
        if not np.isfinite(low) or not np.isfinite(high):
            return
        now_low, now_high = self._range
        span = max(high - low, self._least_span)
        if now_low <= low and high <= now_high and span >= KEEP_SHARE * (now_high - now_low):
            return
        middle = (low + high) / 2
        wanted = (middle - span * (0.5 + MARGIN), middle + span * (0.5 + MARGIN))
        if floor is not None:
            wanted = (floor, max(high, floor + self._least_span) * (1 + MARGIN))
        self._range = wanted
        self.view.setYRange(*wanted, padding=0)

    def _dress(self, clock: bool) -> None:
        plot = self.plot.getPlotItem()
        plot.hideAxis("left")
        plot.showAxis("right")
        for axis in (self.values, self.clock):
            dressed(axis)
        self.clock.setStyle(showValues=clock)
        self.clock.setHeight(22 if clock else 4)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.showGrid(x=True, y=True, alpha=0.12)
        plot.setContentsMargins(6, 0, 0, 0)
        self.view.setMouseEnabled(x=True, y=False)
        self.view.disableAutoRange()
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def stepped(times: Floats, values: Floats) -> tuple[Floats, Floats]:
    """The corners of a staircase: a price holds until the next one."""
    return np.repeat(times, 2)[1:], np.repeat(values, 2)[:-1]


def last_known(values: Floats) -> float | None:
    """The newest value, None when it is missing."""
    return float(values[-1]) if len(values) and np.isfinite(values[-1]) else None


def bounds(rows: Floats, columns: tuple[int, ...]) -> tuple[float, float]:
    """Least and greatest finite value of those columns; NaN when there is none."""
    cells = rows[:, columns]
    cells = cells[np.isfinite(cells)]
    return (float(cells.min()), float(cells.max())) if len(cells) else (np.nan, np.nan)
