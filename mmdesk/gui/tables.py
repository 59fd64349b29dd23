"""The tabs at the bottom: Orders, Positions, Fills and Log, each with its model and its empty state."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView, QTabWidget

from mmdesk.core.model.state import TradingState
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.i18n import tr
from mmdesk.gui.layout import Arranged
from mmdesk.gui.models.fills import FillsModel
from mmdesk.gui.models.log import LogModel
from mmdesk.gui.models.orders import OrdersModel
from mmdesk.gui.models.positions import PositionsModel
from mmdesk.gui.models.table import RowTable
from mmdesk.gui.panels.table_panel import TablePanel
from mmdesk.ports.views import FillView, LogView, OrderView, PositionView, SessionView


class Tables:
    """Owns the models and the tab widget."""

    def __init__(self, bridge: Bridge) -> None:
        self._facts = bridge.facts
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(tr("Tables"))
        self.orders_model = OrdersModel(bridge.facts, self.tabs)
        self.positions_model = PositionsModel(bridge.facts, self.tabs)
        self.fills_model = FillsModel(bridge.facts, self.tabs)
        self.log_model = LogModel(self.tabs)
        self.orders = TablePanel(tr("Orders"), self.orders_model, self._no_orders)
        self.positions = TablePanel(tr("Positions"), self.positions_model, self._no_positions)
        self.fills = TablePanel(tr("Fills"), self.fills_model, self._no_fills)
        self.log = TablePanel(tr("Log"), self.log_model, self._no_log)
        self._names = (tr("Orders"), tr("Positions"), tr("Fills"), tr("Log"))
        self.panels = (self.orders, self.positions, self.fills, self.log)
        for panel, name in zip(self.panels, self._names, strict=True):
            self.tabs.addTab(panel, name)
        for model, panel in ((self.orders_model, self.orders), (self.fills_model, self.fills)):
            _start_sorted(panel, 5 if model is self.orders_model else 0)
        _start_sorted(self.log, 0)
        bridge.session_began.connect(self._begin)
        bridge.orders_changed.connect(self._take_orders)
        bridge.positions_changed.connect(self._take_positions)
        bridge.fills_arrived.connect(self._take_fills)
        bridge.logs_arrived.connect(self._take_logs)

    def age(self) -> None:
        """A second passed."""
        if self.orders.isVisible():
            self.orders_model.age()
        for panel in self.panels:
            panel.refresh_empty()

    def show_tab(self, index: int) -> None:
        self.tabs.setCurrentIndex(index)
        self.current_view().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def current_view(self) -> QTableView:
        return self.panels[self.tabs.currentIndex()].view

    def selected_orders(self) -> tuple[str, ...]:
        """Client ids of the orders selected in the Orders table, while it is shown."""
        if self.tabs.currentWidget() is not self.orders:
            return ()
        return tuple(self.orders_model.row(row).client_id for row in self.orders.selected_rows())

    def headers(self) -> dict[str, Arranged]:
        names = ("orders", "positions", "fills", "log")
        return {
            f"{name}_columns": panel.view.horizontalHeader()
            for name, panel in zip(names, self.panels, strict=True)
        }

    def _begin(self, session: SessionView) -> None:
        # A snapshot tells what works now; fills are history and stay.
        self.orders_model.clear()
        self.positions_model.clear()

    def _take_orders(self, views: tuple[OrderView, ...]) -> None:
        self.orders_model.update(views)
        self._count(0, self.orders_model)

    def _take_positions(self, views: tuple[PositionView, ...]) -> None:
        self.positions_model.apply(views)

    def _take_fills(self, views: tuple[FillView, ...]) -> None:
        self.fills_model.apply(views)
        self._count(2, self.fills_model)

    def _take_logs(self, views: tuple[LogView, ...]) -> None:
        self.log_model.apply(views)

    def _count(self, tab: int, model: RowTable[Any]) -> None:
        self.tabs.setTabText(tab, f"{self._names[tab]}  {model.rowCount()}")

    def _no_orders(self) -> str:
        desk = self._facts.desk
        if desk is None or not self._facts.live:
            return tr("No orders are known: the engine is not connected.")
        return {
            TradingState.DISARMED: tr(
                "No open orders: the desk is disarmed. Hold the arm button to start quoting."
            ),
            TradingState.PAUSED: tr("No open orders: quoting is paused. Press Ctrl+. to resume."),
            TradingState.STOPPED: tr(
                "No open orders: the desk was stopped. Press Reset stop, then hold the arm button."
            ),
            TradingState.ARMED: tr(
                "No open orders at this moment: see the reason in the panel at the right."
            ),
        }[desk.state]

    def _no_positions(self) -> str:
        return tr("No positions yet: the first fill opens one.")

    def _no_fills(self) -> str:
        return tr("No fills yet: they appear here when somebody trades with one of our quotes.")

    def _no_log(self) -> str:
        return tr("Nothing to report yet.")


def _start_sorted(panel: TablePanel, column: int) -> None:
    panel.view.horizontalHeader().setSortIndicator(column, Qt.SortOrder.DescendingOrder)
