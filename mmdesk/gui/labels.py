"""Labels that show text as it is: what comes from outside is never read as markup."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class ElidedLabel(QLabel):
    """One line that takes the room there is and ends in an ellipsis where that is too little."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        self.style().drawItemText(
            QPainter(self),
            area,
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )


def plain_label(text: str = "", *, name: str = "", size_pt: float = 0, bold: bool = False) -> QLabel:
    """A plain-text label; `name` is what the style sheet knows it by."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setObjectName(name)
    if size_pt or bold:
        font = label.font()
        font.setPointSizeF(size_pt or font.pointSizeF())
        font.setBold(bold)
        label.setFont(font)
    return label


def plain_tip(text: str) -> str:
    """`text` as a tool tip that is not read as markup, whatever it says."""
    return f"<p style='white-space: pre-wrap'>{escape(text)}</p>" if text else ""


def put(label: QLabel, text: str, colour: str) -> None:
    """Show `text` in `colour`; does nothing when both are shown already (a style sheet change is costly)."""
    if text != label.text():
        label.setText(text)
        label.setAccessibleName(text)
    wanted = f"color: {colour};"
    if label.styleSheet() != wanted:
        label.setStyleSheet(wanted)
