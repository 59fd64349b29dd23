"""Which action does what in the main window, and the walk of the focus through its panels."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from mmdesk.gui.actions import Actions
from mmdesk.gui.close_gate import CloseGate
from mmdesk.gui.commands import Commands
from mmdesk.gui.order_page import OrderPages
from mmdesk.gui.panels.quotes import QuotesPanel
from mmdesk.gui.safety_bar import SafetyBar
from mmdesk.gui.tables import Tables

if TYPE_CHECKING:
    from mmdesk.gui.charts.stack import ChartStack


class Wired(Protocol):
    """The parts of the main window that actions reach."""

    actions_: Actions
    commands: Commands
    tables: Tables
    safety: SafetyBar
    quotes: QuotesPanel
    gate: CloseGate
    order_pages: OrderPages
    charts: "ChartStack | None"

    def reset_layout(self) -> None: ...
    def addAction(self, action: QAction, /) -> None: ...
    def focusWidget(self) -> QWidget | None: ...


def bind_actions(window: Wired) -> None:
    """Give every action and every button of the safety bar what it does."""
    commands, tables = window.commands, window.tables
    for action in window.actions_.by_name.values():
        window.addAction(action)
    window.actions_.bind(
        {
            "stop": commands.stop,
            "pause": commands.pause_or_resume,
            "cancel": tables.cancel_selected,
            "filter": tables.tools.look_for,
            "export": tables.tools.export,
            "find_order": window.order_pages.find,
            "now": lambda: window.charts.follow() if window.charts else None,
            "next_panel": lambda: walk_panels(window, 1),
            "previous_panel": lambda: walk_panels(window, -1),
            "orders": lambda: tables.show_tab(0),
            "positions": lambda: tables.show_tab(1),
            "fills": lambda: tables.show_tab(2),
            "log": lambda: tables.show_tab(3),
            "limits": lambda: tables.show_tab(4),
            "breakers": lambda: tables.show_tab(5),
            "reset_layout": window.reset_layout,
            "keys": commands.show_keys(window.actions_.cheat_sheet),
            "quit": lambda: window.gate.ask(),
        }
    )
    window.safety.arm_held.connect(commands.arm)
    window.safety.disarm_clicked.connect(commands.disarm)
    tables.cancel_wanted.connect(commands.cancel_orders)
    tables.order_wanted.connect(window.order_pages.open)


def walk_panels(window: Wired, step: int) -> None:
    """The next (1) or previous (-1) panel that takes the keyboard."""
    stops = [
        window.safety.stop,
        window.quotes.market_box,
        window.tables.tabs.tabBar(),
        window.tables.current_view(),
    ]
    focused = window.focusWidget()
    at = next((i for i, widget in enumerate(stops) if widget is focused), -1 if step > 0 else 0)
    for offset in range(1, len(stops) + 1):
        widget = stops[(at + step * offset) % len(stops)]
        if widget.isEnabled():
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
