"""The safety bar's figures, a caption over a value; narrow windows drop them from the right."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, plain_tip

BAR_HEIGHT = 3


class Metric(QWidget):
    """One figure. `width` is fixed so that changing digits move nothing."""

    def __init__(self, caption: str, width: int, *, bar: bool = False) -> None:
        super().__init__()
        self.caption = caption
        self._has_bar = bar
        self._use: float | None = None
        self._dimmed = False
        self._colour: str | None = None
        self._title = plain_label(caption, name="Muted", size_pt=8)
        self._value = plain_label("—", size_pt=11)
        self.setFixedWidth(max(width, self._title.sizeHint().width() + 14))
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 4, 4, 4 + (BAR_HEIGHT if bar else 0))
        box.setSpacing(0)
        box.addStretch()
        box.addWidget(self._title)
        box.addWidget(self._value)
        box.addStretch()

    def show_value(
        self,
        text: str,
        *,
        colour: str | None = None,
        tip: str = "",
        use: float | None = None,
        dimmed: bool = False,
    ) -> None:
        """`use` (-1..1) is the share of a limit for metrics with a bar; `dimmed` marks the past."""
        changed = text != self._value.text()
        self._value.setText(text)
        if (colour, dimmed) != (self._colour, self._dimmed):
            self._colour, self._dimmed = colour, dimmed
            self._value.setStyleSheet(f"color: {theme.MUTED if dimmed else colour or theme.TEXT};")
        if changed:
            self.setAccessibleName(f"{self.caption}: {text}")
        if (told := plain_tip(tip)) != self.toolTip():
            self.setToolTip(told)
        if use != self._use:
            self._use = use
            self.update()

    @property
    def text(self) -> str:
        return self._value.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 12, 1, self.height() - 24, QColor(theme.LINE))
        if self._has_bar:
            track = QRectF(8, self.height() - BAR_HEIGHT - 5, self.width() - 18, BAR_HEIGHT)
            painter.fillRect(track, QColor(theme.LINE))
            middle = track.center().x()
            if self._use is not None:
                share = max(-1.0, min(1.0, self._use))
                colour = theme.WARNING if abs(self._use) >= 0.8 else theme.BID if share >= 0 else theme.ASK
                painter.fillRect(
                    QRectF(middle, track.top(), share * track.width() / 2, BAR_HEIGHT).normalized(),
                    QColor(colour),
                )
            painter.fillRect(QRectF(middle, track.top() - 2, 1, BAR_HEIGHT + 4), QColor(theme.MUTED))
        painter.end()


class MetricStrip(QWidget):
    """Metrics side by side, the most important first; what does not fit is in the menu behind the dots."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        super().__init__()
        self.metrics = tuple(metrics)
        self.more = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setObjectName("Quiet")
        self.more.setText("⋯")
        self.more.setAccessibleName(tr("More figures"))
        self.more.setToolTip(tr("Figures that do not fit"))
        self.more.setAutoRaise(True)
        menu = QMenu(self.more)
        menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for metric in self.metrics:
            row.addWidget(metric)
        row.addWidget(self.more)
        row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.more.sizeHint().width(), 40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width()
        needed = sum(metric.width() for metric in self.metrics)
        if needed > room:
            room -= self.more.sizeHint().width()
        used = 0
        for metric in self.metrics:
            used += metric.width()
            metric.setVisible(used <= room)
        self.more.setVisible(used > room)

    def dropped(self) -> list[Metric]:
        """The metrics that do not fit at this width."""
        return [metric for metric in self.metrics if metric.isHidden()]

    def _fill_menu(self) -> None:
        menu = self.more.menu()
        menu.clear()
        for metric in self.dropped():
            menu.addAction(f"{metric.caption}: {metric.text}").setEnabled(False)
