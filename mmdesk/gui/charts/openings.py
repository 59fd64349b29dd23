"""When breakers would have been open: a lane each, above as thresholds are, below as edited."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mmdesk.core.model.rehearsal import Opening, Rehearsal
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_tip
from mmdesk.gui.models.rehearsal import Compared
from mmdesk.gui.said import said

LANE, HEAD, FOOT = 26, 18, 16
NAME_WIDTH = 190
MOST_LANES = 4
LEAST_PX = 3.0
NEAR_PX = 4
TICKS = 4


class OpeningsStrip(QWidget):
    """Painted by hand; hovering over an opening tells it in full."""

    def __init__(self) -> None:
        super().__init__()
        self.lanes: list[Compared] = []
        self.left_out = 0
        self._from_ns = self._to_ns = 0
        self._measured: tuple[tuple[int, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_openings(self, compared: Iterable[Compared], over: Rehearsal | None) -> None:
        """Those that open, what the edits change first, over the time that was measured."""
        opening = sorted((one for one in compared if one.opens), key=lambda one: -abs(one.more_s))
        self.lanes, self.left_out = opening[:MOST_LANES], len(opening) - len(opening[:MOST_LANES])
        self._from_ns, self._to_ns = (over.from_ns, over.to_ns) if over else (0, 0)
        self._measured = over.measured if over else ()
        self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleName(tr("When breakers would have been open") + ": " + self._in_words())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(500, HEAD + FOOT + LANE * max(1, len(self.lanes)))

    def opening_at(self, x: float, y: float) -> tuple[Compared, Opening] | None:
        """Which opening lies at a point of this widget."""
        lane = int((y - HEAD) // LANE)
        if not 0 <= lane < len(self.lanes):
            return None
        one = self.lanes[lane]
        upper = (y - HEAD) % LANE < LANE / 2
        for opening in (one.now if upper else one.edited).openings:
            if self._x(opening.begins_ns) - NEAR_PX <= x <= self._x(self._end(opening)) + NEAR_PX:
                return one, opening
        return None

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QHelpEvent.Type.ToolTip:
            found = self.opening_at(event.pos().x(), event.pos().y())
            if found is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), plain_tip(self._told(*found)), self)
            return True
        return super().event(event)  # type: ignore[arg-type]  # an event of Qt's

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.PANEL))
        font = self.font()
        font.setPointSizeF(8.5)
        painter.setFont(theme.tabular(font))
        self._paint_head(painter)
        for number, one in enumerate(self.lanes):
            self._paint_lane(painter, one, HEAD + number * LANE)
        self._paint_times(painter)
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        painter.setPen(QColor(theme.MUTED))
        room = QRectF(6, 0, self.width() - 12, HEAD)
        text = self.key()
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, tr("Openings"))

    def key(self) -> str:
        """How to read it."""
        if not self._to_ns:
            return ""
        if not self.lanes:
            return tr("No breaker would have opened.")
        parts = [tr("upper: as now, lower: with the edits")]
        if any(one.latched for lane in self.lanes for one in (*lane.now.openings, *lane.edited.openings)):
            parts.append(tr("hatched: latched"))
        if len(self._measured) > 1:
            parts.append(tr("gaps: not measured"))
        if self.left_out:
            parts.append(tr("{count} more in the table").format(count=self.left_out))
        return "; ".join(parts)

    def _paint_lane(self, painter: QPainter, one: Compared, top: float) -> None:
        painter.setPen(QColor(theme.TEXT))
        name = painter.fontMetrics().elidedText(one.name, Qt.TextElideMode.ElideRight, NAME_WIDTH - 12)
        painter.drawText(QRectF(6, top, NAME_WIDTH - 6, LANE), Qt.AlignmentFlag.AlignVCenter, name)
        # Where nothing was measured the lane has no ground: a gap, not calm.
        for begin, end in self._measured:
            left = self._x(begin)
            ground = QRectF(left, top + 2, max(1.0, self._x(end) - left), LANE - 4)
            painter.fillRect(ground, QColor(theme.WINDOW))
        half = (LANE - 6) / 2
        for openings, y, fill in (
            (one.now.openings, top + 2, False),
            (one.edited.openings, top + 4 + half, True),
        ):
            for opening in openings:
                self._paint_opening(painter, opening, y, half, fill=fill)

    def _paint_opening(
        self, painter: QPainter, opening: Opening, y: float, height: float, *, fill: bool
    ) -> None:
        left = self._x(opening.begins_ns)
        box = QRectF(left, y, max(LEAST_PX, self._x(self._end(opening)) - left), height - 1)
        if fill and not opening.latched:
            painter.fillRect(box, QColor(theme.WARNING))
            return
        colour = QColor(theme.WARNING if fill else theme.MUTED)
        if opening.latched:
            painter.fillRect(box, QBrush(colour, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(colour, 1))
        painter.drawRect(box)

    def _paint_times(self, painter: QPainter) -> None:
        if self._to_ns <= self._from_ns:
            return
        painter.setPen(QColor(theme.MUTED))
        y = self.height() - FOOT
        for tick in range(TICKS + 1):
            at_ns = self._from_ns + (self._to_ns - self._from_ns) * tick // TICKS
            x = self._x(at_ns)
            room = QRectF(x - 60, y, 120, FOOT)
            side = Qt.AlignmentFlag.AlignHCenter
            if tick == TICKS:
                room, side = QRectF(x - 120, y, 120, FOOT), Qt.AlignmentFlag.AlignRight
            elif not tick:
                room, side = QRectF(x, y, 120, FOOT), Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, side, fmt.clock(at_ns))

    def _width(self) -> float:
        return max(1.0, self.width() - NAME_WIDTH - 8)

    def _x(self, at_ns: int) -> float:
        span = max(1, self._to_ns - self._from_ns)
        return NAME_WIDTH + self._width() * min(1.0, max(0.0, (at_ns - self._from_ns) / span))

    def _end(self, opening: Opening) -> int:
        return opening.ends_ns or self._to_ns

    def _told(self, one: Compared, opening: Opening) -> str:
        lasted = fmt.duration((self._end(opening) - opening.begins_ns) / 1e9)
        ended = lasted if opening.ends_ns else tr("to the end")
        latched = " · " + tr("latched") if opening.latched else ""
        when = f"{fmt.day_and_clock(opening.begins_ns)} UTC · {ended}{latched}"
        return f"{one.name}\n{when}\n{said(opening.reason)}"

    def _in_words(self) -> str:
        told = (f"{one.name} {one.now.opened} → {one.edited.opened}" for one in self.lanes)
        none = tr("No breaker would have opened.") if self._to_ns else tr("Not rehearsed")
        return ", ".join(told) or none
