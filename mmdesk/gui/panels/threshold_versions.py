"""Earlier changes of thresholds in their dialog: who, when, old and new; old ones go back into the fields."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put
from mmdesk.gui.models.threshold_versions import BREAKER, ThresholdVersionsModel, VersionLine, lines_of
from mmdesk.gui.panels.table_panel import TablePanel
from mmdesk.gui.said import said
from mmdesk.ports.control import AskBreakerHistory
from mmdesk.ports.history import BreakerHistory

MOST = 100

OnVersions = Callable[[BreakerHistory | None, str], None]
Ask = Callable[[AskBreakerHistory, OnVersions], None]


class ThresholdVersionsPane(QWidget):
    """`load` asks; what is shown stays until the answer comes."""

    put_back_wanted = Signal(tuple)
    """The old values of the version chosen: `ThresholdChange`s."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask
        self.model = ThresholdVersionsModel(self)
        self.table = TablePanel(
            tr("Earlier changes"), self.model, lambda: tr("Nobody changed a threshold so far.")
        )
        self.table.fit_to_width(giving=BREAKER)
        self.note = plain_label(name="Muted")
        self.put_back = QPushButton(tr("Put the old values into the fields"))
        self.put_back.setToolTip(tr("They are rehearsed and applied like any other edit"))
        self.put_back.setAutoDefault(False)
        self.put_back.setEnabled(False)
        self.put_back.clicked.connect(self._put_back)
        self.table.opened.connect(self._put_back)
        self.table.view.selectionModel().currentRowChanged.connect(self._chosen)
        row = QHBoxLayout()
        row.addWidget(self.note, 1)
        row.addWidget(self.put_back)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 6, 0, 0)
        box.addWidget(self.table, 1)
        box.addLayout(row)

    def load(self) -> None:
        """Ask for the newest changes of all sessions."""
        self._ask(AskBreakerHistory(most=MOST), self.show_history)

    def show_history(self, history: BreakerHistory | None, why: str) -> None:
        """The changes, or why there are none."""
        if history is None:
            reason = said(why) or tr("the answer was lost, ask again")
            put(self.note, tr("No history: {why}").format(why=reason), theme.WARNING)
            return
        put(self.note, "", theme.MUTED)
        self.model.clear()
        self.model.apply(lines_of(history.versions))
        self.put_back.setEnabled(False)

    def _chosen(self) -> None:
        self.put_back.setEnabled(self._line() is not None)

    def _line(self) -> VersionLine | None:
        at = self.table.view.currentIndex().row()
        return self.model.row(at) if 0 <= at < self.model.rowCount() else None

    def _put_back(self) -> None:
        line = self._line()
        if line is not None:
            self.put_back_wanted.emit(line.version.old)
