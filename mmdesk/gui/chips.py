"""Chips: a word on a colour. The word alone tells the state; the colour only helps."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from mmdesk.gui.labels import plain_tip


class Chip(QLabel):
    """A short word; wide enough for the longest it will ever show, so that nothing moves."""

    def __init__(self, caption: str, words: tuple[str, ...]) -> None:
        super().__init__()
        self._caption = caption
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        font = self.font()
        font.setBold(True)
        font.setPointSizeF(10)
        self.setFont(font)
        self.setFixedHeight(28)
        self.setFixedWidth(max(self.fontMetrics().horizontalAdvance(word) for word in words) + 24)

    def show_word(self, word: str, colours: tuple[str, str], tip: str = "") -> None:
        """Show `word` in (background, text) colours."""
        if word != self.text():
            self.setText(word)
            background, text = colours
            self.setStyleSheet(f"background: {background}; color: {text}; border-radius: 4px;")
            self.setAccessibleName(f"{self._caption}: {word}")
        if (told := plain_tip(tip)) != self.toolTip():
            self.setToolTip(told)
