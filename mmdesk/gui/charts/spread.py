"""The spread chart: how wide the market is, and how wide we are, in basis points."""

from PySide6.QtCore import Qt

from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.breaker_words import figure
from mmdesk.gui.charts.chart import TimeChart, bounds, last_known, stepped
from mmdesk.gui.charts.history import OWN_SPREAD_BPS, SPREAD_BPS, MarketHistory, T
from mmdesk.gui.charts.legend import Entry
from mmdesk.gui.charts.marks import highest, put_line, threshold_line
from mmdesk.gui.i18n import tr


class SpreadChart(TimeChart):
    """Spreads in bps over UTC time."""

    def __init__(self) -> None:
        entries = (
            Entry(tr("market"), theme.FAIR, Qt.PenStyle.DashLine),
            Entry(tr("ours"), theme.OWN_BID),
            Entry(tr("breaker"), theme.DANGER_TEXT, Qt.PenStyle.DashDotLine),
        )
        super().__init__(tr("Spread bps"), entries, clock=False, least_span=1.0)
        self._market = self.curve(theme.FAIR, Qt.PenStyle.DashLine)
        self._ours = self.curve(theme.OWN_BID)
        self.limit = threshold_line(self.plot, Qt.PenStyle.DashDotLine)

    def refresh(self, market: MarketHistory, first_s: float, opens_above: float | None = None) -> None:
        """`opens_above` is the threshold of the market's breaker in bps."""
        rows = market.since(first_s)
        if not len(rows):
            return
        self._market.setData(*stepped(rows[:, T], rows[:, SPREAD_BPS]))
        self._ours.setData(*stepped(rows[:, T], rows[:, OWN_SPREAD_BPS]))
        low, high = bounds(rows, (SPREAD_BPS, OWN_SPREAD_BPS))
        # The breaker watches the market's spread, so only that brings its line into sight.
        near = put_line(self.limit, opens_above, bounds(rows, (SPREAD_BPS,))[1])
        self.fit_values(min(low, 0.0), highest(high, near), floor=0.0)
        theirs, ours = last_known(rows[:, SPREAD_BPS]), last_known(rows[:, OWN_SPREAD_BPS])
        self.legend.show_values((fmt.number(theirs, 2), fmt.number(ours, 2), figure(opens_above)))
        tags = ((ours, theme.OWN_BID), (theirs, theme.FAIR))
        self.values.show_tags(tuple((v, fmt.number(v, 2), c) for v, c in tags if v is not None))
