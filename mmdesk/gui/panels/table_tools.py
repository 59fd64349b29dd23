"""The corner above the tables: a filter for the one shown, its columns, and its rows as a file."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QStandardPaths, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from mmdesk.gui.i18n import tr
from mmdesk.gui.panels.table_panel import TablePanel

FILTER_WIDTH = 190
NARROW_FILTER_WIDTH = 112


class FilterBox(QLineEdit):
    """Esc empties it and gives the keyboard back to the table."""

    def __init__(self, leave: Callable[[], None]) -> None:
        super().__init__()
        self._leave = leave
        self.setPlaceholderText(tr("Filter  Ctrl+F"))
        self.setAccessibleName(tr("Filter the table shown"))
        self.setClearButtonEnabled(True)
        self.setFixedWidth(FILTER_WIDTH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self._leave()
            return
        super().keyPressEvent(event)


class TableTools(QWidget):
    """Works on `current()`, the table of the tab in front (None: it has none); each keeps its own filter."""

    def __init__(self, current: Callable[[], TablePanel | None], tell: Callable[[str], None]) -> None:
        super().__init__()
        self._current = current
        self._tell = tell
        self.dialog: QFileDialog | None = None
        self.filter = FilterBox(self._back_to_table)
        self.filter.textChanged.connect(self._filter_changed)
        self.columns = self._button(tr("Columns"), tr("Choose the columns of this table"))
        menu = QMenu(self.columns)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.columns.setMenu(menu)
        self.columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.save = self._button(tr("CSV"), tr("Save the rows shown as a CSV file (Ctrl+E)"))
        self.save.clicked.connect(self.export)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 3, 8, 3)
        row.setSpacing(4)
        for widget in (self.filter, self.columns, self.save):
            row.addWidget(widget)

    def follow(self) -> None:
        """Another tab came to the front; one without a table leaves the room to the names of the tabs."""
        panel = self._current()
        self.setVisible(panel is not None)
        for widget in (self.filter, self.columns, self.save):
            widget.setEnabled(panel is not None)
        with QSignalBlocker(self.filter):
            self.filter.setText(panel.filter_text if panel else "")

    def give_way(self, room_px: int) -> None:
        """Take no more than that, as far as the filter can be narrower."""
        others = self.sizeHint().width() - self.filter.width()
        width = min(FILTER_WIDTH, max(NARROW_FILTER_WIDTH, room_px - others))
        if width != self.filter.width():
            self.filter.setFixedWidth(width)

    def look_for(self) -> None:
        """The keyboard goes to the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def export(self) -> None:
        """Ask where to, without holding anything up: STOP works meanwhile."""
        panel = self._current()
        if panel is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"mmdesk-{panel.objectName()}-{datetime.now(UTC):%Y%m%d-%H%M%SZ}.csv"
        dialog = self.dialog = QFileDialog(self.window(), tr("Save as CSV"), str(Path(folder) / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setNameFilter(tr("CSV files (*.csv)"))
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, tr("Folder:"))
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, tr("Kind:"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setModal(False)
        # The system's own dialog would keep F12 for itself.
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.fileSelected.connect(lambda path: self.write(panel, Path(path)))
        dialog.show()

    def write(self, panel: TablePanel, path: Path) -> None:
        """Write the rows shown now; says what came of it."""
        try:
            path.write_text(panel.csv(), encoding="utf-8", newline="")
        except OSError as error:
            self._tell(tr("Not saved: {why}").format(why=error))
            return
        self._tell(tr("{count} rows saved to {file}").format(count=panel.model.rowCount(), file=path.name))

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        if panel := self._current():
            panel.fill_column_menu(menu)

    def _filter_changed(self, text: str) -> None:
        if panel := self._current():
            panel.set_filter(text)

    def _back_to_table(self) -> None:
        if panel := self._current():
            panel.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("Small")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button
