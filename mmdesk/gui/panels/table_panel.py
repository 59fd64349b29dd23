"""A table as a trader expects it: sorted, copied, filtered, its columns chosen; empty, it says why."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QVBoxLayout, QWidget

from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label
from mmdesk.gui.models.export import as_csv, as_tsv
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column

ROW_HEIGHT = 24
HEADER_MARGIN = 14
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

FillMenu = Callable[[QMenu, list[int]], None]


class TablePanel(QWidget):
    """Shows one model. `empty_text` is asked while there are no rows: why, and the next step."""

    opened = Signal(int)
    """A row was double clicked, or Enter pressed on it."""

    def __init__(self, name: str, model: FilteredTable[Any], empty_text: Callable[[], str]) -> None:
        super().__init__()
        self.name = name
        self.model = model
        self.filter_text = ""
        self.fill_menu: FillMenu = lambda menu, rows: None
        self._empty_text = empty_text
        self.view = QTableView()
        self.view.setAccessibleName(name)
        self._dress()
        self.view.setModel(model)
        metrics = self.view.horizontalHeader().fontMetrics()
        for i, column in enumerate(model.columns):
            title = metrics.horizontalAdvance(f"{column.title} ▾") + HEADER_MARGIN
            self.view.setColumnWidth(i, max(column.width, title))
        self.empty = plain_label(name="Empty")
        self.empty.setParent(self.view.viewport())
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)
        self.view.viewport().installEventFilter(self)
        self.view.installEventFilter(self)
        self.view.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self.refresh_empty)
        self.refresh_empty()

    def selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self.view.selectionModel().selectedRows())

    def set_filter(self, text: str) -> None:
        """Show only the rows with these words."""
        self.filter_text = text
        self.model.set_filter(text)
        self.refresh_empty()

    def refresh_empty(self) -> None:
        """Show or renew the empty state."""
        rows = self.model.rowCount()
        self.empty.setVisible(not rows)
        if not rows:
            hidden = self.model.filtered_out
            self.empty.setText(
                tr("The filter hides all {count} rows: press Esc in its field to see them.").format(
                    count=hidden
                )
                if hidden
                else self._empty_text()
            )
            self._place_empty()

    def fit_to_width(self, giving: int) -> None:
        """Columns stay as wide as they are; that one takes what is left. Nothing has to be scrolled for."""
        header = self.view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(giving, QHeaderView.ResizeMode.Stretch)

    def copy(self) -> None:
        """The selected rows (or all) as tab-separated plain values, in the columns shown."""
        rows = self.selected_rows() or range(self.model.rowCount())
        QGuiApplication.clipboard().setText(as_tsv(self.shown_columns(), map(self.model.row, rows)))

    def csv(self) -> str:
        """All rows shown, with every column."""
        return as_csv(self.model.columns, self.model.rows())

    def shown_columns(self) -> list[Column[Any]]:
        """The columns as they are arranged, without the hidden ones."""
        header = self.view.horizontalHeader()
        order = (header.logicalIndex(i) for i in range(header.count()))
        return [self.model.columns[i] for i in order if not header.isSectionHidden(i)]

    def fill_column_menu(self, menu: QMenu) -> None:
        """One entry per column; the last one shown cannot be hidden."""
        header = self.view.horizontalHeader()
        alone = header.count() - header.hiddenSectionCount() == 1
        for i, column in enumerate(self.model.columns):
            choice = menu.addAction(column.title)
            choice.setCheckable(True)
            choice.setChecked(not header.isSectionHidden(i))
            choice.setEnabled(not (alone and choice.isChecked()))
            choice.toggled.connect(lambda on, at=i: header.setSectionHidden(at, not on))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.view.viewport():
            self._place_empty()
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return True
        row = self.view.currentIndex().row()
        if event.key() in _ENTER and row >= 0:
            self.opened.emit(row)
            return True
        return False

    def _row_menu(self, at: QPoint) -> None:
        menu = self._menu()
        self.fill_menu(menu, self.selected_rows())
        menu.addAction(tr("Copy"), self.copy).setShortcutVisibleInContextMenu(True)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _header_menu(self, at: QPoint) -> None:
        menu = self._menu()
        self.fill_column_menu(menu)
        menu.popup(self.view.horizontalHeader().mapToGlobal(at))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

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
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._row_menu)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSectionsMovable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        header.sortIndicatorChanged.connect(self._sort)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self.model.sort(column, order)
