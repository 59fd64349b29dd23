"""The latency chart: how old the data are when they reach us, how long the venue takes to answer."""

from PySide6.QtCore import Qt

from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.breaker_words import figure
from mmdesk.gui.charts.chart import TimeChart, bounds, last_known, stepped
from mmdesk.gui.charts.history import ACK_P95, AGE_P50, AGE_P95, LatencyHistory, T
from mmdesk.gui.charts.legend import Entry
from mmdesk.gui.charts.marks import highest, put_line, threshold_line
from mmdesk.gui.i18n import tr

Limits = tuple[float | None, float | None]
_CURVES = (
    (AGE_P50, theme.GOOD, Qt.PenStyle.SolidLine),
    (AGE_P95, theme.GOOD, Qt.PenStyle.DotLine),
    (ACK_P95, theme.WARNING, Qt.PenStyle.DashLine),
)


class LatencyChart(TimeChart):
    """Milliseconds over UTC time, for one venue."""

    def __init__(self) -> None:
        names = (tr("data age p50"), tr("data age p95"), tr("order ack p95"))
        entries = tuple(Entry(n, colour, line) for n, (_, colour, line) in zip(names, _CURVES, strict=True))
        limits = Entry(tr("breakers data/ack"), theme.DANGER_TEXT, Qt.PenStyle.DotLine)
        super().__init__(tr("Latency ms"), (*entries, limits), clock=True, least_span=1.0)
        self._lines = {column: self.curve(colour, line) for column, colour, line in _CURVES}
        self.limits = tuple(
            threshold_line(self.plot, style) for style in (Qt.PenStyle.DotLine, Qt.PenStyle.DashLine)
        )

    def refresh(self, latency: LatencyHistory, first_s: float, opens_above: Limits = (None, None)) -> None:
        """`opens_above` are the thresholds for data age and for acknowledgements, in ms."""
        rows = latency.since(first_s)
        if not len(rows):
            return
        for column, line in self._lines.items():
            line.setData(*stepped(rows[:, T], rows[:, column]))
        low, high = bounds(rows, (AGE_P50, AGE_P95, ACK_P95))
        watched = (AGE_P95, ACK_P95)
        near = [
            put_line(line, limit, bounds(rows, (column,))[1])
            for line, limit, column in zip(self.limits, opens_above, watched, strict=True)
        ]
        self.fit_values(min(low, 0.0), highest(high, *near), floor=0.0)
        values = (fmt.milliseconds(last_known(rows[:, column])) for column, *_ in _CURVES)
        self.legend.show_values((*values, " / ".join(figure(limit) for limit in opens_above)))
