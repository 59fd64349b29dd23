"""The three charts over one time axis: they follow the present, and go back to it with End."""

from math import ceil

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

from mmdesk.core.model.breakers import BreakerKind, Scope, ScopeLevel
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.charts.chart import TimeChart
from mmdesk.gui.charts.halts import HaltHistory
from mmdesk.gui.charts.history import FillHistory, LatencyHistory, MarketHistory
from mmdesk.gui.charts.latency import LatencyChart
from mmdesk.gui.charts.marks import threshold
from mmdesk.gui.charts.price import PriceChart
from mmdesk.gui.charts.spread import SpreadChart
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.ports.views import FillView, MarketView, VenueView

TURN_MS = 75
STEP_S = 5.0
SPANS_S = (60.0, 120.0, 300.0, 600.0)
MAX_MARKETS = 32
_LATENCIES = (BreakerKind.DATA_LATENCY, BreakerKind.ORDER_LATENCY)


class ChartStack(QWidget):
    """Each turn of the timer paints one of the three charts, so no slice is long: 4.4 frames/s each."""

    following_changed = Signal(bool)

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self._facts = facts
        self._markets: dict[str, MarketHistory] = {}
        self._fills: dict[str, FillHistory] = {}
        self._latencies: dict[str, LatencyHistory] = {}
        self.halts = HaltHistory()
        self._instrument = ""
        self._turn = 0
        self._edge = (0.0, 0.0)
        self.following = True
        self.price, self.spread, self.latency = PriceChart(), SpreadChart(), LatencyChart()
        self.charts: tuple[TimeChart, ...] = (self.price, self.spread, self.latency)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for chart, share in zip(self.charts, (5, 2, 2), strict=True):
            self.splitter.addWidget(chart)
            self.splitter.setStretchFactor(self.splitter.count() - 1, share)
            chart.setMinimumHeight(70)
        self.splitter.setSizes([320, 120, 130])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.splitter)
        self.back = QPushButton(tr("Back to now (End)"), self)
        self.back.clicked.connect(self.follow)
        self.back.hide()
        self._cross = [self._cross_hair(chart) for chart in self.charts]
        self._link()
        self._timer = QTimer(self, interval=TURN_MS)
        self._timer.setObjectName("chart turns")
        self._timer.timeout.connect(self._next)

    def take_markets(self, views: tuple[MarketView, ...]) -> None:
        for view in views:
            if view.instrument in self._markets or len(self._markets) < MAX_MARKETS:
                self._markets.setdefault(view.instrument, MarketHistory()).take(view)

    def take_fills(self, views: tuple[FillView, ...]) -> None:
        for view in views:
            if view.instrument in self._fills or len(self._fills) < MAX_MARKETS:
                self._fills.setdefault(view.instrument, FillHistory()).take(view)

    def take_venues(self, views: tuple[VenueView, ...]) -> None:
        for view in views:
            if view.venue in self._latencies or len(self._latencies) < MAX_MARKETS:
                self._latencies.setdefault(view.venue, LatencyHistory()).take(view)

    def select(self, instrument: str) -> None:
        """Show this market and its venue."""
        self._instrument = instrument

    def follow(self) -> None:
        """Back to the present."""
        self._set_following(following=True)
        self._edge = (0.0, 0.0)

    def showEvent(self, event: object) -> None:
        self._timer.start()

    def hideEvent(self, event: object) -> None:
        self._timer.stop()

    def resizeEvent(self, event: object) -> None:
        self.back.adjustSize()
        self.back.move(self.width() - self.back.width() - 96, 30)

    def refresh_all(self) -> None:
        """Paint every chart now (tests and pictures)."""
        for turn in range(len(self.charts)):
            self._refresh(turn)

    def _next(self) -> None:
        self._turn = (self._turn + 1) % len(self.charts)
        self._refresh(self._turn)

    def _refresh(self, turn: int) -> None:
        market = self._markets.get(self._instrument)
        if market is None or not len(market):
            return
        if self.following:
            self._move_to_now(market)
        first_s = self.price.view.viewRange()[0][0] - 1
        if turn == 0:
            fills = self._fills.setdefault(self._instrument, FillHistory())
            halts = self.halts.spans(self._instrument, first_s, self._facts.strategy_of(self._instrument))
            decimals = self._facts.price_decimals(self._instrument)
            self.price.refresh(market, fills, first_s, decimals, halts)
        elif turn == 1:
            scope = Scope(ScopeLevel.INSTRUMENT, self._instrument)
            self.spread.refresh(market, first_s, threshold(self._facts, BreakerKind.SPREAD, scope))
        elif latency := self._latencies.get(self._instrument.partition("@")[2]):
            venue = Scope(ScopeLevel.EXCHANGE, self._instrument.partition("@")[2])
            data, ack = (threshold(self._facts, kind, venue) for kind in _LATENCIES)
            self.latency.refresh(latency, first_s, (data, ack))

    def _move_to_now(self, market: MarketHistory) -> None:
        right = ceil((market.last_s + 1) / STEP_S) * STEP_S
        age = right - market.first_s
        span = next((s for s in SPANS_S if s >= age), SPANS_S[-1])
        if (right - span, right) != self._edge:
            self._edge = (right - span, right)
            self.price.view.setXRange(right - span, right, padding=0)

    def _link(self) -> None:
        for chart in self.charts:
            if chart is not self.price:
                chart.view.setXLink(self.price.view)
            chart.view.sigRangeChangedManually.connect(lambda _: self._set_following(following=False))
            chart.plot.scene().sigMouseMoved.connect(lambda at, chart=chart: self._point(chart, at))

    def _set_following(self, *, following: bool) -> None:
        if following != self.following:
            self.following = following
            self.back.setVisible(not following)
            self.back.raise_()
            self.following_changed.emit(following)

    def _cross_hair(self, chart: TimeChart) -> tuple[pg.InfiniteLine, pg.InfiniteLine]:
        pen = pg.mkPen(theme.MUTED, width=1, style=Qt.PenStyle.DotLine)
        lines = pg.InfiniteLine(angle=90, pen=pen), pg.InfiniteLine(angle=0, pen=pen)
        for line in lines:
            line.hide()
            chart.plot.addItem(line, ignoreBounds=True)
        return lines

    def leaveEvent(self, event: object) -> None:
        for lines in self._cross:
            for line in lines:
                line.hide()
        for chart in self.charts:
            chart.legend.show_values(tuple(entry.value for entry in chart.legend.entries))

    def _point(self, chart: TimeChart, at: QPointF) -> None:
        if not chart.view.sceneBoundingRect().contains(at):
            return
        where = chart.view.mapSceneToView(at)
        for other, (vertical, horizontal) in zip(self.charts, self._cross, strict=True):
            vertical.setPos(where.x())
            vertical.show()
            horizontal.setVisible(other is chart)
            if other is chart:
                horizontal.setPos(where.y())
        note = f"{fmt.clock(int(where.x() * 1e9))} UTC   {self._reading(chart, where.y())}"
        chart.legend.show_values(tuple(entry.value for entry in chart.legend.entries), note)

    def _reading(self, chart: TimeChart, value: float) -> str:
        if chart is not self.price:
            return fmt.number(value, 2)
        text = fmt.number(value, self._facts.price_decimals(self._instrument))
        mid = self._facts.mid(self._instrument)
        return f"{text}   {fmt.number((value / mid - 1) * 1e4, 1, signed=True)} bps" if mid else text
