"""Paints one cell of the breaker matrix: state word, value against limit with a bar, what comes next."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mmdesk.gui import theme
from mmdesk.gui.breaker_words import BAD, CAREFUL, COLOURS, GROUNDS, standing, use
from mmdesk.gui.models.breakers import BreakersModel, cell_lines

Index = QModelIndex | QPersistentModelIndex
LINE = 13
BAR = 3
PADDING = 6
HEIGHT = 3 * LINE + BAR + 4


class BreakerCell(QStyledItemDelegate):
    """Nothing by colour alone: the word and the figures say all of it."""

    def __init__(self, model: BreakersModel) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(110, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = self._model.cell(index)
        tone = standing(cell[0]).tone if cell else ""
        area = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.fillRect(area, QColor(GROUNDS.get(tone, theme.PANEL) if self._model.current else theme.PANEL))
        inner = area.adjusted(PADDING, 1, -PADDING, -1)
        self._write(painter, inner, cell_lines(cell), tone)
        if cell:
            self._paint_bar(painter, inner, use(cell[0]), tone)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.setPen(QPen(QColor(theme.FOCUS if selected else theme.LINE), 1))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()

    def _write(self, painter: QPainter, inner: QRectF, lines: tuple[str, str, str], tone: str) -> None:
        current = self._model.current
        colours = (
            COLOURS.get(tone, theme.MUTED) if current else theme.MUTED,
            theme.TEXT if current and tone else theme.MUTED,
            theme.WARNING if current and tone in (BAD, CAREFUL) else theme.MUTED,
        )
        font = painter.font()
        font.setPointSizeF(8.5)
        for at, (text, colour) in enumerate(zip(lines, colours, strict=True)):
            font.setBold(at == 0)
            painter.setFont(theme.tabular(font))
            painter.setPen(QColor(colour))
            top = inner.top() + at * LINE + (BAR + 2 if at == 2 else 0)
            room = QRectF(inner.left(), top, inner.width(), LINE)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_bar(self, painter: QPainter, inner: QRectF, share: float | None, tone: str) -> None:
        track = QRectF(inner.left(), inner.top() + 2 * LINE + 1, inner.width(), BAR)
        painter.fillRect(track, QColor(theme.LINE))
        if share is not None:
            filled = QRectF(track)
            filled.setWidth(track.width() * max(0.0, min(1.0, share)))
            over = COLOURS[BAD] if share >= 1 else COLOURS[CAREFUL] if share >= 0.8 else theme.BID
            painter.fillRect(filled, QColor(over if self._model.current else theme.MUTED))
