"""The price chart: best bid and ask, fair value, our quotes as steps, our fills as triangles."""

import pyqtgraph as pg
from PySide6.QtCore import Qt

from mmdesk.core.model.values import Side
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.charts.chart import TimeChart, bounds, last_known, stepped
from mmdesk.gui.charts.halts import Span
from mmdesk.gui.charts.history import ASK, BID, FAIR, OWN_ASK, OWN_BID, FillHistory, MarketHistory, T
from mmdesk.gui.charts.legend import Entry
from mmdesk.gui.charts.marks import Shades
from mmdesk.gui.i18n import tr

_CURVES = (
    (BID, theme.BID, Qt.PenStyle.SolidLine),
    (ASK, theme.ASK, Qt.PenStyle.DashLine),
    (FAIR, theme.FAIR, Qt.PenStyle.DotLine),
    (OWN_BID, theme.OWN_BID, Qt.PenStyle.SolidLine),
    (OWN_ASK, theme.OWN_ASK, Qt.PenStyle.SolidLine),
)


class PriceChart(TimeChart):
    """Prices in quote over UTC time."""

    def __init__(self) -> None:
        names = (tr("bid"), tr("ask"), tr("fair"), tr("our bid"), tr("our ask"))
        entries = tuple(Entry(n, colour, line) for n, (_, colour, line) in zip(names, _CURVES, strict=True))
        marks = (Entry(tr("bought"), theme.BID, triangle=1), Entry(tr("sold"), theme.ASK, triangle=-1))
        super().__init__(tr("Price"), entries + marks, clock=False, least_span=0.01)
        self._lines = {column: self.curve(colour, line) for column, colour, line in _CURVES}
        self.shades = Shades(self.plot)
        self._marks = {
            Side.BUY: self._scatter("t1", theme.BID),
            Side.SELL: self._scatter("t", theme.ASK),
        }

    def refresh(
        self,
        market: MarketHistory,
        fills: FillHistory,
        first_s: float,
        decimals: int,
        halts: tuple[Span, ...] = (),
    ) -> None:
        """Draw everything since `first_s` (UTC seconds), shaded where quoting was halted."""
        rows = market.since(first_s)
        if not len(rows):
            return
        for column, line in self._lines.items():
            line.setData(*stepped(rows[:, T], rows[:, column]))
        for side, mark in self._marks.items():
            points = fills.since(side, first_s)
            mark.setData(points[:, 0], points[:, 1])
        self.fit_values(*bounds(rows, (BID, ASK, OWN_BID, OWN_ASK)))
        self.shades.show(halts, market.last_s)
        latest = {column: last_known(rows[:, column]) for column in self._lines}
        texts = tuple(fmt.number(latest[column], decimals) for column, *_ in _CURVES)
        self.legend.show_values((*texts, "", ""), self.legend.note)
        tags = (
            (latest[FAIR], theme.FAIR),
            (latest[OWN_BID], theme.OWN_BID),
            (latest[OWN_ASK], theme.OWN_ASK),
        )
        self.values.show_tags(tuple((v, fmt.number(v, decimals), c) for v, c in tags if v is not None))

    def _scatter(self, symbol: str, colour: str) -> pg.ScatterPlotItem:
        item = pg.ScatterPlotItem(symbol=symbol, size=11, pen=pg.mkPen(theme.PANEL), brush=pg.mkBrush(colour))
        self.plot.addItem(item, ignoreBounds=True)
        return item
