"""The tabs at the bottom: Orders, Positions, Fills, Log and Limits, each with model and empty state."""

import re
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QTableView, QTabWidget, QWidget

from mmdesk.core.model.state import TradingState
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.i18n import tr
from mmdesk.gui.layout import Arranged
from mmdesk.gui.models.fills import FillsModel
from mmdesk.gui.models.log import LogModel
from mmdesk.gui.models.orders import PRICE_COLUMN, OrdersModel
from mmdesk.gui.models.positions import PositionsModel
from mmdesk.gui.panels.limits import LimitsPanel
from mmdesk.gui.panels.table_panel import TablePanel
from mmdesk.gui.panels.table_tools import TableTools
from mmdesk.gui.words import foreign_hint
from mmdesk.ports.views import FillView, LogView, OrderSource, OrderView, SessionView

KEYS = ("orders", "positions", "fills", "log", "limits")
_CLIENT_ID = re.compile(r"\bclient_id=([.A-Za-z0-9:/_-]+)")


class Tabs(QTabWidget):
    """The names of the tabs come before the tools beside them."""

    def __init__(self, tools: TableTools) -> None:
        super().__init__()
        self._tools = tools
        self.setCornerWidget(tools, Qt.Corner.TopRightCorner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.share_room()
        super().resizeEvent(event)

    def share_room(self) -> None:
        """Anew for another width, or for other names."""
        self._tools.give_way(self.width() - self.tabBar().sizeHint().width())


class Tables(QObject):
    """Owns the models and the tab widget."""

    order_wanted = Signal(str)
    """The whole history of the order with this client id."""
    cancel_wanted = Signal(tuple)

    def __init__(self, bridge: Bridge, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._facts = bridge.facts
        self._tell = tell
        self.tools = TableTools(self._current_panel, tell)
        self.tabs = Tabs(self.tools)
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
        self.limits = LimitsPanel(bridge, tell, self.tabs)
        self._names = (tr("Orders"), tr("Positions"), tr("Fills"), tr("Log"), tr("Limits"))
        self.panels = (self.orders, self.positions, self.fills, self.log, self.limits.table)
        for panel, name, key in zip(self.panels, self._names, KEYS, strict=True):
            panel.setObjectName(key)
            self.tabs.addTab(panel, name)
        for panel, column in ((self.orders, PRICE_COLUMN), (self.fills, 0), (self.log, 0)):
            _start_sorted(panel, column)
        self._views: list[QTableView] = [panel.view for panel in self.panels]
        self.tabs.currentChanged.connect(self.tools.follow)
        self.orders.fill_menu = self._order_menu
        self.orders.opened.connect(lambda row: self._open(self.orders_model.row(row)))
        self.log.opened.connect(lambda row: self._open_named_in(self.log_model.row(row)))
        self.fills.opened.connect(lambda row: self.order_wanted.emit(self.fills_model.row(row).client_id))
        bridge.session_began.connect(self._begin)
        bridge.orders_changed.connect(self._take_orders)
        bridge.positions_changed.connect(self.positions_model.apply)
        bridge.fills_arrived.connect(self._take_fills)
        bridge.logs_arrived.connect(self.log_model.apply)
        bridge.controls_changed.connect(self._count_refusing)

    def age(self) -> None:
        """A second passed."""
        for panel in (self.orders, self.fills):
            if panel.isVisible():
                panel.model.age()
        for panel in self.panels:
            panel.refresh_empty()

    def show_tab(self, index: int) -> None:
        self.tabs.setCurrentIndex(index)
        self.current_view().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add_tab(self, name: str, page: QWidget, view: QTableView) -> None:
        """A tab that is no list of rows; `view` takes its keyboard."""
        self._views.append(view)
        self.tabs.addTab(page, name)

    def current_view(self) -> QTableView:
        return self._views[self.tabs.currentIndex()]

    def _current_panel(self) -> TablePanel | None:
        at = self.tabs.currentIndex()
        return self.panels[at] if 0 <= at < len(self.panels) else None

    def cancel_selected(self) -> None:
        """Ask to cancel our orders selected in the Orders table, while it is shown; say if none is ours."""
        shown = self.tabs.currentWidget() is self.orders
        orders = [self.orders_model.row(row) for row in self.orders.selected_rows()] if shown else []
        ours = _ours(orders)
        if orders and not ours:
            self._tell(_why_not_cancelled(orders))
        else:
            self.cancel_wanted.emit(ours)

    def headers(self) -> dict[str, Arranged]:
        return {f"{panel.objectName()}_columns": panel.view.horizontalHeader() for panel in self.panels}

    def _begin(self, session: SessionView) -> None:
        # A snapshot tells what works now; fills are history and stay.
        self.orders_model.clear()
        self.positions_model.clear()

    def _take_orders(self, views: tuple[OrderView, ...]) -> None:
        self.orders_model.update(views)
        ours = len(self._facts.working)
        denied = self.orders_model.denied
        foreign = self.orders_model.rowCount() + self.orders_model.filtered_out - ours - denied
        self._count(0, str(ours) + (tr(" + {count} foreign").format(count=foreign) if foreign > 0 else ""))

    def _take_fills(self, views: tuple[FillView, ...]) -> None:
        self.fills_model.apply(views)
        self._count(2, str(self.fills_model.rowCount() + self.fills_model.filtered_out))

    def _count_refusing(self) -> None:
        count = self.limits.refusing()
        self._count(4, tr("{count} refusing").format(count=count) if count else "")

    def _count(self, tab: int, count: str) -> None:
        name = f"{self._names[tab]}  {count}".rstrip()
        if name != self.tabs.tabText(tab):
            self.tabs.setTabText(tab, name)
            self.tabs.share_room()

    def _open(self, order: OrderView) -> None:
        if order.source is OrderSource.FOREIGN:
            self._tell(tr("A foreign order: nothing but this row is known of it"))
        else:
            self.order_wanted.emit(order.client_id)

    def _open_named_in(self, line: LogView) -> None:
        named = _CLIENT_ID.search(line.context)
        if named:
            self.order_wanted.emit(named[1])
        else:
            self._tell(tr("This line names no order"))

    def _order_menu(self, menu: QMenu, rows: list[int]) -> None:
        orders = [self.orders_model.row(row) for row in rows]
        ours = _ours(orders)
        if len(orders) == 1:
            history = menu.addAction(tr("The order's whole history  Enter"), lambda: self._open(orders[0]))
            history.setEnabled(orders[0].source is not OrderSource.FOREIGN)
        cancel = menu.addAction(tr("Cancel the selected orders  Del"), lambda: self.cancel_wanted.emit(ours))
        cancel.setEnabled(bool(ours))
        if orders and not ours:
            cancel.setText(tr("Cancel: not possible, no order of ours rests there"))
            cancel.setToolTip(_why_not_cancelled(orders))
        menu.addSeparator()

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


def _ours(orders: Iterable[OrderView]) -> tuple[str, ...]:
    """Ids of those that can be cancelled."""
    kept = [one for one in orders if one.source is not OrderSource.FOREIGN and not one.denied_as]
    return tuple(order.client_id for order in kept)


def _why_not_cancelled(orders: Iterable[OrderView]) -> str:
    if all(order.denied_as for order in orders):
        return tr("Denied by the limits: it never left, so there is nothing to cancel.")
    return foreign_hint()


def _start_sorted(panel: TablePanel, column: int) -> None:
    panel.view.horizontalHeader().setSortIndicator(column, Qt.SortOrder.DescendingOrder)
