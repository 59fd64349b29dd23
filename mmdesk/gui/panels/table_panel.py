"""A table as a trader expects it: sorting, copying, a stable selection, an empty state that says why."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from mmdesk.gui.labels import plain_label
from mmdesk.gui.models.table import RowTable

ROW_HEIGHT = 24


class TablePanel(QWidget):
    """Shows one model. `empty_text` is asked while there are no rows: why, and the next step."""

    def __init__(self, name: str, model: RowTable[Any], empty_text: Callable[[], str]) -> None:
        super().__init__()
        self._model = model
        self._empty_text = empty_text
        self.view = QTableView()
        self.view.setAccessibleName(name)
        self._dress()
        self.view.setModel(model)
        for i, column in enumerate(model.columns):
            self.view.setColumnWidth(i, column.width)
        self.empty = plain_label(name="Empty")
        self.empty.setParent(self.view.viewport())
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)
        self.view.viewport().installEventFilter(self)
        self.view.installEventFilter(self)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self.refresh_empty)
        self.refresh_empty()

    def selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self.view.selectionModel().selectedRows())

    def refresh_empty(self) -> None:
        """Show or renew the empty state."""
        rows = self._model.rowCount()
        self.empty.setVisible(not rows)
        if not rows:
            self.empty.setText(self._empty_text())
            self._place_empty()

    def copy(self) -> None:
        """The selected rows (or all) as tab-separated plain values."""
        rows = self.selected_rows() or list(range(self._model.rowCount()))
        QGuiApplication.clipboard().setText(self._model.as_text(rows))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.view.viewport():
            self._place_empty()
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            self.copy()
            return True
        return False

    def _place_empty(self) -> None:
        area = self.view.viewport().rect()
        self.empty.setGeometry(area.adjusted(24, 4, -24, -4))

    def _dress(self) -> None:
        view = self.view
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setSortingEnabled(False)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSectionsMovable(True)
        header.sortIndicatorChanged.connect(self._sort)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self._model.sort(column, order)
