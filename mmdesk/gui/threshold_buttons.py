"""The lower edge of the thresholds dialog: what came of it, the question about large changes, its buttons."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label


class ThresholdButtons:
    """Lays the dialog out: form and pages side by side, below them message, question and buttons."""

    def __init__(self, form: QWidget, pages: QWidget, dialog: QWidget) -> None:
        self.count = plain_label()
        self.message = plain_label()
        self.sure = plain_label()
        self.sure_bar = QFrame()
        self.apply = QPushButton(tr("Apply  Ctrl+Enter"))
        self.revert = QPushButton(tr("Revert  Esc"))
        self.undo = QPushButton(tr("Undo the last change"))
        self.really = QPushButton(tr("Apply all the same"))
        self.back = QPushButton(tr("Back to the edits"))
        self.undo.setEnabled(False)
        for button in (self.apply, self.revert, self.undo, self.really, self.back):
            button.setAutoDefault(False)
        self.message.setWordWrap(True)
        self.sure.setWordWrap(True)
        self._lay_out(form, pages, dialog)

    def show_count(self, changed: int) -> None:
        """How many fields are edited, and what may be done about them."""
        self.count.setText(tr("Changed fields: {count}").format(count=changed))
        self.apply.setEnabled(bool(changed))
        self.revert.setEnabled(bool(changed))

    def ask(self, question: str) -> None:
        """Ask about large changes; the safe answer has the keyboard."""
        self.sure.setText(question)
        self.sure_bar.show()
        self.back.setFocus()

    def _lay_out(self, form: QWidget, pages: QWidget, dialog: QWidget) -> None:
        background, colour = theme.BANNERS["warning"]
        self.sure_bar.setObjectName("Banner")
        self.sure_bar.setStyleSheet(
            f"QFrame#Banner {{ background: {background}; border-left: 4px solid {colour}; }}"
        )
        asked = QHBoxLayout(self.sure_bar)
        asked.addWidget(self.sure, 1)
        asked.addWidget(self.really)
        asked.addWidget(self.back)
        self.sure_bar.hide()
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(form)
        parts.addWidget(pages)
        parts.setStretchFactor(1, 1)
        parts.setChildrenCollapsible(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.undo)
        buttons.addWidget(self.count, 1, Qt.AlignmentFlag.AlignRight)
        buttons.addWidget(self.revert)
        buttons.addWidget(self.apply)
        box = QVBoxLayout(dialog)
        box.addWidget(parts, 1)
        box.addWidget(self.message)
        box.addWidget(self.sure_bar)
        box.addLayout(buttons)
