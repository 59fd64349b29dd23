"""One breaker's metric over time with its threshold, and the stretches in which it was not closed."""

from itertools import groupby
from math import nan

import numpy as np
from PySide6.QtCore import Qt

from mmdesk.gui import theme
from mmdesk.gui.breaker_words import figure
from mmdesk.gui.charts.chart import TimeChart, bounds, stepped
from mmdesk.gui.charts.halts import Span
from mmdesk.gui.charts.legend import Entry
from mmdesk.gui.charts.marks import Shades
from mmdesk.gui.charts.ring import Floats
from mmdesk.gui.i18n import tr
from mmdesk.ports.history import MetricHistory, MetricPoint

T, LOW, HIGH, LIMIT = range(4)
SAMPLE_NS = 1_000_000_000
# Longer without a point than this many: a gap, not a line.
GAP_POINTS = 3


class MetricChart(TimeChart):
    """Where points are stretches of time, the least and the greatest reading of each."""

    def __init__(self, title: str) -> None:
        entries = (
            Entry(tr("greatest"), theme.BID),
            Entry(tr("least"), theme.FAIR, Qt.PenStyle.DashLine),
            Entry(tr("threshold"), theme.DANGER_TEXT, Qt.PenStyle.DashDotLine),
        )
        super().__init__(title, entries, clock=True, least_span=0.01)
        self.lines = [self.curve(entry.colour, entry.line) for entry in entries]
        self.shades = Shades(self.plot)

    def show_history(self, history: MetricHistory) -> None:
        """Draw all of it; the time axis is what was asked for."""
        left, right = history.from_ns / 1e9, history.to_ns / 1e9
        self.view.setXRange(left, right, padding=0)
        rows = rows_of(history)
        for line, column in zip(self.lines, (HIGH, LOW, LIMIT), strict=True):
            line.setData(*stepped(rows[:, T], rows[:, column]))
        if not len(rows):
            self.legend.show_values(("", "", ""), tr("nothing was measured in this time"))
            return
        high = bounds(rows, (HIGH, LIMIT))[1]
        self.fit_values(0.0, high, floor=0.0)
        self.shades.show(opened_spans(history), right)
        known = [point for point in history.points if point.high is not None]
        latest = (figure(known[-1].high), figure(known[-1].low)) if known else ("", "")
        self.legend.show_values((*latest, figure(history.points[-1].threshold)))


def rows_of(history: MetricHistory) -> Floats:
    """(time s, low, high, threshold) per point; missing readings and missing time are NaN."""
    longest = GAP_POINTS * max(history.point_ns, SAMPLE_NS)
    rows: list[tuple[float, float, float, float]] = []
    before = 0
    for point in history.points:
        if before and point.wall_ns - before > longest:
            rows.append((before / 1e9 + 1, nan, nan, nan))
        low, high = (nan if value is None else value for value in (point.low, point.high))
        rows.append((point.wall_ns / 1e9, low, high, point.threshold))
        before = point.wall_ns
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def opened_spans(history: MetricHistory) -> tuple[Span, ...]:
    """Stretches of points in which the breaker was not closed."""
    length = max(history.point_ns, SAMPLE_NS)
    spans = []
    for opened, group in groupby(history.points, key=_opened):
        points = list(group)
        if opened:
            spans.append(Span(points[0].wall_ns / 1e9, (points[-1].wall_ns + length) / 1e9, tr("not closed")))
    return tuple(spans)


def _opened(point: MetricPoint) -> bool:
    return point.opened
