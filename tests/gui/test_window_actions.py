"""Keys: one action each, STOP from everywhere, everything reachable."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from pytestqt.qtbot import QtBot

from mmdesk.core.model.state import TradingState
from mmdesk.ports.control import CancelOrders, Pause, Resume, Stop
from tests.gui import feed
from tests.gui.conftest import Desk


def show_active(desk: Desk, qtbot: QtBot) -> None:
    desk.window.show()
    with qtbot.waitActive(desk.window):
        desk.window.activateWindow()


def test_no_key_is_given_twice(desk: Desk) -> None:
    keys = Counter(
        key.toString() for action in desk.window.findChildren(QAction) for key in action.shortcuts()
    )
    assert keys
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_action_has_a_text_and_a_key_or_a_place_in_the_menu(desk: Desk) -> None:
    in_menu = set(desk.window.safety.menu_button.menu().actions())
    for action in desk.window.actions_.by_name.values():
        assert action.text()
        assert action.shortcuts() or action in in_menu


def test_both_stop_keys_stop_wherever_the_focus_is(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=2))
    show_active(desk, qtbot)
    stop = desk.window.actions_["stop"]
    assert stop.shortcuts() == [QKeySequence("F12"), QKeySequence("Ctrl+Shift+X")]
    assert stop.shortcutContext() is Qt.ShortcutContext.ApplicationShortcut
    for widget in (desk.window.tables.orders.view, desk.window.quotes.market_box):
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_F12)
    qtbot.keyClick(
        desk.window, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert [type(command) for command in desk.commands] == [Stop, Stop, Stop]


def test_pause_and_resume_share_a_key(desk: Desk) -> None:
    desk.connect(feed.desk(TradingState.ARMED))
    desk.window.actions_["pause"].trigger()
    desk.tell(feed.desk(TradingState.PAUSED))
    desk.window.actions_["pause"].trigger()
    desk.tell(feed.desk(TradingState.DISARMED))
    desk.window.actions_["pause"].trigger()
    assert [type(command) for command in desk.commands] == [Pause, Resume]


def test_del_cancels_the_selected_orders_only_where_they_are_seen(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk(TradingState.ARMED))
    show_active(desk, qtbot)
    desk.tell(feed.order("a"), feed.order("b"))
    # The view lays its new rows out in the next turn of the loop.
    qtbot.waitUntil(lambda: desk.window.tables.orders.view.rowHeight(0) > 0)
    desk.window.tables.orders.view.selectAll()
    desk.window.actions_["cancel"].trigger()
    desk.window.tables.show_tab(1)
    desk.window.actions_["cancel"].trigger()
    assert [type(command) for command in desk.commands] == [CancelOrders]
    assert desk.commands[0] == CancelOrders(client_ids=("a", "b"))


def test_f6_walks_the_panels_both_ways(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk())
    show_active(desk, qtbot)
    desk.window.safety.stop.setFocus()
    seen = []
    for _ in range(4):
        desk.window.actions_["next_panel"].trigger()
        seen.append(desk.window.focusWidget())
    assert len(set(map(id, seen))) == 4
    desk.window.actions_["previous_panel"].trigger()
    assert desk.window.focusWidget() is seen[2]


def test_stop_keys_work_while_a_menu_is_open_and_in_other_windows_of_ours(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk(TradingState.ARMED, open_orders=2), feed.order("a"))
    show_active(desk, qtbot)
    menu = desk.window.safety.menu_button.menu()
    menu.popup(desk.window.mapToGlobal(desk.window.rect().center()))
    qtbot.waitUntil(menu.isVisible)
    qtbot.keyClick(menu, Qt.Key.Key_F12)
    menu.hide()
    desk.window.actions_["export"].trigger()
    dialog = desk.window.tables.tools.dialog
    assert dialog is not None
    assert not dialog.isModal()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_F12)
    dialog.close()
    assert [type(command) for command in desk.commands] == [Stop, Stop]
