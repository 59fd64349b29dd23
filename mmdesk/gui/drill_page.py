"""The window "Fire drills": the last ones of all sessions, read from the database. Never modal."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put
from mmdesk.gui.layout import place_below_bar
from mmdesk.gui.models.drills import REASON, DrillsModel, reason_of
from mmdesk.gui.panels.table_panel import TablePanel
from mmdesk.gui.panels.table_tools import TableTools
from mmdesk.gui.said import said
from mmdesk.ports.history import DrillHistory

SIZE = (1280, 420)


class DrillPage(QWidget):
    """`read` asks for them; what is shown stays until the answer comes to `show_drills`."""

    def __init__(self, read: Callable[[], None], tell: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._read = read
        self._window = parent
        self.setWindowTitle(tr("Fire drills"))
        self.resize(*SIZE)
        self.note = plain_label(name="Muted")
        self.model = DrillsModel(self)
        self.table = TablePanel(tr("Fire drills"), self.model, lambda: tr("No fire drill was made so far."))
        self.table.setObjectName("drills")
        self.table.fit_to_width(giving=REASON)
        self.reason = plain_label()
        self.reason.setWordWrap(True)
        self.table.view.selectionModel().currentRowChanged.connect(self._show_reason)
        self.tools = TableTools(lambda: self.table, tell)
        self.renew = QPushButton(tr("Refresh  F5"))
        self.renew.clicked.connect(self._read)
        for keys, does in (("F5", read), ("Ctrl+F", self.tools.look_for), ("Ctrl+E", self.tools.export)):
            QShortcut(QKeySequence(keys), self).activated.connect(does)
        top = QHBoxLayout()
        top.addWidget(self.note, 1)
        top.addWidget(self.tools)
        top.addWidget(self.renew)
        box = QVBoxLayout(self)
        box.addLayout(top)
        box.addWidget(self.table, 1)
        box.addWidget(self.reason)

    def open_below_bar(self) -> None:
        """Where STOP stays in sight, read anew."""
        place_below_bar(self, self._window)
        self.show()
        self.raise_()
        self.activateWindow()
        self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read()

    def show_drills(self, history: DrillHistory | None, why: str) -> None:
        """The drills, or why there are none."""
        if history is None:
            reason = said(why) or tr("the answer was lost, ask again")
            put(self.note, tr("No history: {why}").format(why=reason), theme.WARNING)
            return
        told = tr("Times count from the moment before the cause.")
        if history.cut:
            told += " " + tr("The last {count} are shown.").format(count=len(history.drills))
        put(self.note, told, theme.MUTED)
        self.model.clear()
        self.model.apply(history.drills)
        # The newest is told at once; nothing is selected by it, so a copy still means all.
        newest = self.model.index(0, 0)
        self.table.view.selectionModel().setCurrentIndex(newest, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _show_reason(self, current: QModelIndex) -> None:
        """In full below the table: its column has no room for a sentence."""
        self.reason.setText(reason_of(self.model.row(current.row())) if current.isValid() else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
