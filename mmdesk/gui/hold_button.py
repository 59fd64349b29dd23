"""A button that must be held, with painted progress: starting is never one accidental click."""

from PySide6.QtCore import QElapsedTimer, QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from mmdesk.gui import theme

HOLD_MS = 1_200
FRAME_MS = 30


class HoldButton(QPushButton):
    """Emits `held` once after 1.2 s of mouse or Space; letting go, leaving or losing focus starts over."""

    held = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.setObjectName("hold progress")
        self._timer.timeout.connect(self._tick)

    @property
    def progress(self) -> float:
        """0 when not held, 1 when done."""
        return min(1.0, self._since.elapsed() / HOLD_MS) if self._timer.isActive() else 0.0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not self.rect().contains(event.position().toPoint()):
            self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._begin()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._end()
            return
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._end()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._end()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.EnabledChange and not self.isEnabled():
            self._end()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(
            QPen(QColor(theme.FOCUS if self.hasFocus() else "#3f8f75" if self.isEnabled() else theme.LINE))
        )
        painter.setBrush(QColor("#1c3a33" if self.isEnabled() else theme.PANEL))
        painter.drawRoundedRect(box, 4, 4)
        if done := self.progress:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor("#2a7a63"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1 - (box.width() - 2) * (1 - done), -1), 3, 3)
        painter.setPen(QColor(theme.TEXT if self.isEnabled() else "#6f7d8b"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def _begin(self) -> None:
        if self.isEnabled() and not self._timer.isActive():
            self._since.start()
            self._timer.start()

    def _end(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.update()

    def _tick(self) -> None:
        if self._since.elapsed() >= HOLD_MS:
            self._end()
            self.held.emit()
        self.update()
