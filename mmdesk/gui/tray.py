"""The tray icon: letter and colour of the mode, a badge for the state, and STOP where no window is needed.

Its tool tip carries no balance and no profit: desktops keep tool tips. Without a tray nothing here is shown.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap, QPolygonF
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from mmdesk.core.model.state import Mode, TradingState
from mmdesk.gui import theme
from mmdesk.gui.actions import Actions
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.words import mode_word, state_word

REFRESH_MS = 1_000
LOOK_BEATS = 10
SIZES = (16, 22, 24, 32, 48, 64)


class Tray(QObject):
    """Shows the facts once a second. What it starts is seen in the window, which comes to the front."""

    def __init__(
        self, facts: Facts, window: QWidget, actions: Actions, leave: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._facts = facts
        self._window = window
        self._shown: tuple[Mode, TradingState | None] | None = None
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu()
        self.menu.addAction(tr("Show or hide the window"), self.toggle_window)
        self.status = self.menu.addAction("")
        self.status.setEnabled(False)
        self.menu.addSeparator()
        self.pause = self.menu.addAction(tr("Pause"), actions["pause"].trigger)
        self.stop = self.menu.addAction(tr("STOP and cancel all"), lambda: self._ask(actions["stop"].trigger))
        self.menu.addSeparator()
        self.quit = self.menu.addAction(tr("Quit"), lambda: self._ask(leave))
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._clicked)
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.setObjectName("tray")
        self._timer.timeout.connect(self._beat)
        self._beats = 0

    def open(self) -> None:
        """Show it where there is a tray; a desktop whose tray comes later gets it then."""
        self.refresh()
        self._look_for_tray()
        self._timer.start()

    def refresh(self) -> None:
        """Icon, tool tip and menu as the facts are now."""
        facts, desk = self._facts, self._facts.desk
        mode = facts.session.mode if facts.session else Mode.DEMO
        state = desk.state if desk and facts.live else None
        if (mode, state) != self._shown:
            self._shown = (mode, state)
            self.icon.setIcon(tray_icon(mode, state))
        word = state_word(state) if state else tr("OFFLINE")
        quoting = f"{desk.markets_quoting}/{desk.markets_total}" if desk and state else "0"
        line = tr("{mode}, {state}, markets quoting: {count}").format(
            mode=mode_word(mode), state=word, count=quoting
        )
        self.icon.setToolTip(f"mmdesk: {line}")
        self.status.setText(line)
        self.pause.setText(tr("Resume") if state is TradingState.PAUSED else tr("Pause"))
        self.pause.setEnabled(state in (TradingState.ARMED, TradingState.PAUSED))

    def toggle_window(self) -> None:
        """Hide it when it is in front, else bring it there."""
        window = self._window
        if window.isVisible() and not window.isMinimized() and window.isActiveWindow():
            window.hide()
        else:
            self._bring()

    def close(self) -> None:
        """Take it away; the menu goes with it."""
        self._timer.stop()
        self.icon.hide()
        self.menu.deleteLater()

    def _beat(self) -> None:
        self._beats += 1
        if self._beats % LOOK_BEATS == 0 and not self.icon.isVisible():
            self._look_for_tray()
        self.refresh()

    def _look_for_tray(self) -> None:
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()

    def _ask(self, act: Callable[[], None]) -> None:
        # First what was asked for: bringing the window up takes a paint or two.
        act()
        self._bring()

    def _bring(self) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def _clicked(self, why: QSystemTrayIcon.ActivationReason) -> None:
        if why is QSystemTrayIcon.ActivationReason.Trigger:
            self.toggle_window()


def tray_icon(mode: Mode, state: TradingState | None) -> QIcon:
    """The mode's letter on its colour; the state a shape: circle quoting, triangle paused, square stopped."""
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(_picture(size, mode, state))
    return icon


def _picture(size: int, mode: Mode, state: TradingState | None) -> QPixmap:
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    background, text = theme.MODE_CHIPS[mode.value]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(background))
    painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.2, size * 0.2)
    font = QFont()
    font.setBold(True)
    font.setPixelSize(int(size * 0.72))
    painter.setFont(font)
    painter.setPen(QColor(text))
    painter.drawText(QRectF(0, 0, size * 0.92, size * 0.94), Qt.AlignmentFlag.AlignCenter, mode_word(mode)[0])
    _badge(painter, size, state)
    painter.end()
    return picture


def _badge(painter: QPainter, size: int, state: TradingState | None) -> None:
    if state is TradingState.DISARMED:
        return
    name = "offline" if state is None else state.value
    # White stands out from every mode, the red of LIVE included.
    fill = theme.ON_DANGER if state is TradingState.STOPPED else theme.STATE_CHIPS[name][state is None]
    painter.setPen(QColor(theme.ON_CHIP))
    painter.setBrush(QColor(fill))
    side = size * 0.46
    box = QRectF(size - side - 0.5, size - side - 0.5, side, side)
    if state is TradingState.ARMED:
        painter.drawEllipse(box)
    elif state is TradingState.STOPPED:
        painter.drawRect(box)
    elif state is TradingState.PAUSED:
        top = QPointF(box.center().x(), box.top())
        painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
    else:
        tip = QPointF(box.center().x(), box.bottom())
        painter.drawPolygon(QPolygonF([tip, box.topLeft(), box.topRight()]))
