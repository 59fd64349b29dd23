"""The tray icon: letter and colour of the mode, a badge for the state, and STOP where no window is needed.

Its tool tip carries no balance and no profit: desktops keep tool tips. Without a tray nothing here is shown.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap, QPolygonF
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from mmdesk.core.model.state import Mode, TradingState
from mmdesk.gui import theme
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.words import mode_word, state_word

REFRESH_MS = 1_000
SIZES = (16, 22, 24, 32, 48, 64)


class Tray(QObject):
    """Shows the facts once a second; `show_window` brings the window back, `quit_` goes through its gate."""

    def __init__(
        self,
        facts: Facts,
        *,
        toggle_window: Callable[[], None],
        pause: Callable[[], None],
        stop: Callable[[], None],
        leave: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._facts = facts
        self._shown: tuple[Mode, TradingState | None] | None = None
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu()
        self.show_hide = self.menu.addAction(tr("Show or hide the window"), toggle_window)
        self.status = self.menu.addAction("")
        self.status.setEnabled(False)
        self.menu.addSeparator()
        self.pause = self.menu.addAction(tr("Pause"), pause)
        self.stop = self.menu.addAction(tr("STOP and cancel all"), stop)
        self.menu.addSeparator()
        self.quit = self.menu.addAction(tr("Quit"), leave)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(
            lambda why: toggle_window() if why is QSystemTrayIcon.ActivationReason.Trigger else None
        )
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.setObjectName("tray")
        self._timer.timeout.connect(self.refresh)

    def open(self) -> None:
        """Show it; a desktop whose tray comes later gets it then."""
        self.refresh()
        self.icon.show()
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

    def close(self) -> None:
        """Take it away; the menu goes with it."""
        self._timer.stop()
        self.icon.hide()
        self.menu.deleteLater()


def tray_icon(mode: Mode, state: TradingState | None) -> QIcon:
    """The mode's letter on its colour; circle: quoting, triangle: paused or no engine, square: stopped."""
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
    fill = theme.STATE_CHIPS[name][1 if state is None else 0]
    painter.setPen(QColor(theme.ON_CHIP))
    painter.setBrush(QColor(fill))
    side = size * 0.46
    box = QRectF(size - side - 0.5, size - side - 0.5, side, side)
    if state is TradingState.ARMED:
        painter.drawEllipse(box)
    elif state is TradingState.STOPPED:
        painter.drawRect(box)
    else:
        top = QPointF(box.center().x(), box.top())
        painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
