"""A table of keyed rows: bounded, sorted here (a sort proxy costs 2.4x), one dataChanged per batch."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from mmdesk.gui import theme
from mmdesk.gui.labels import plain_tip

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ASCENDING = Qt.SortOrder.AscendingOrder


class Column(Generic[Row]):
    """One column: its title, the text a person reads, the value it sorts by, and how it looks.

    `plain` is what copies and exports carry where it is not the value; `marked` cells stand out by weight and
    background, beside the word that says why; `tip` explains one cell.
    """

    def __init__(
        self,
        title: str,
        text: Callable[[Row], str],
        value: Callable[[Row], Any],
        *,
        right: bool = False,
        colour: Callable[[Row], str | None] | None = None,
        plain: Callable[[Row], Any] | None = None,
        marked: Callable[[Row], bool] | None = None,
        tip: Callable[[Row], str] | None = None,
        hint: str = "",
        width: int = 90,
        ages: bool = False,
    ) -> None:
        self.title = title
        self.text = text
        self.value = value
        self.right = right
        self.colour = colour
        self.plain = plain or value
        self.marked = marked
        self.tip = tip
        self.hint = hint
        self.width = width
        self.ages = ages


class RowTable(QAbstractTableModel, Generic[Row]):
    """Rows by key. Over `limit` the rows sorted last are dropped: history keeps its newest first."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        *,
        limit: int,
        sort_column: int = 0,
        order: Qt.SortOrder = Qt.SortOrder.DescendingOrder,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._limit = limit
        self._sort_column = sort_column
        self._order = order
        self._rows: list[Row] = []
        self._texts: list[list[str] | None] = []
        self._at: dict[Hashable, int] = {}

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[column].right else _LEFT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[column].title}: {self._text(row)[column]}"
        return _look(self.columns[column], self._rows[row], role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            arrow = "▾" if self._order is Qt.SortOrder.DescendingOrder else "▴"
            return f"{column.title} {arrow}" if section == self._sort_column else column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.hint or None
        return None

    def sort(self, column: int, order: Qt.SortOrder = _ASCENDING) -> None:
        if 0 <= column < len(self.columns):
            self._sort_column, self._order = column, order
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
            self._put_in_order()

    # What the window does.

    def row(self, index: int) -> Row:
        return self._rows[index]

    def rows(self) -> Sequence[Row]:
        return tuple(self._rows)

    def clear(self) -> None:
        self.beginResetModel()
        self._rows, self._texts, self._at = [], [], {}
        self.endResetModel()

    def apply(self, changed: Iterable[Row], gone: Iterable[Hashable] = ()) -> None:
        """Take a batch in: `gone` keys leave, known keys change in place, new ones come in."""
        self._remove(gone)
        new: dict[Hashable, Row] = {}
        touched: list[int] = []
        for row in changed:
            key = self._key(row)
            at = self._at.get(key)
            if at is None:
                new[key] = row
            else:
                self._rows[at], self._texts[at] = row, None
                touched.append(at)
        if touched:
            self._tell_changed(min(touched), max(touched))
        if new:
            self._insert(list(new.values()))
        if touched or new:
            self._put_in_order()
            self._trim()

    def age(self) -> None:
        """Time passed: the columns that show ages are painted anew."""
        ageing = [i for i, column in enumerate(self.columns) if column.ages]
        if not ageing or not self._rows:
            return
        for texts, row in zip(self._texts, self._rows, strict=True):
            if texts:
                for i in ageing:
                    texts[i] = self.columns[i].text(row)
        self.dataChanged.emit(
            self.index(0, ageing[0]),
            self.index(len(self._rows) - 1, ageing[-1]),
            [Qt.ItemDataRole.DisplayRole],
        )

    def _text(self, row: int) -> list[str]:
        texts = self._texts[row]
        if texts is None:
            texts = self._texts[row] = [column.text(self._rows[row]) for column in self.columns]
        return texts

    def _tell_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _insert(self, rows: list[Row]) -> None:
        self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
        self._rows[:0] = rows
        self._texts[:0] = [None] * len(rows)
        self._index_again()
        self.endInsertRows()

    def _remove(self, keys: Iterable[Hashable]) -> None:
        for at in sorted({self._at[k] for k in keys if k in self._at}, reverse=True):
            self._remove_range(at, at)

    def _trim(self) -> None:
        if len(self._rows) > self._limit:
            self._remove_range(self._limit, len(self._rows) - 1)

    def _remove_range(self, first: int, last: int) -> None:
        self.beginRemoveRows(QModelIndex(), first, last)
        del self._rows[first : last + 1]
        del self._texts[first : last + 1]
        self._index_again()
        self.endRemoveRows()

    def _index_again(self) -> None:
        self._at = {self._key(row): at for at, row in enumerate(self._rows)}

    def _put_in_order(self) -> None:
        value = self.columns[self._sort_column].value
        values = [_sortable(value(row)) for row in self._rows]
        down = self._order is Qt.SortOrder.DescendingOrder
        wanted = sorted(range(len(values)), key=values.__getitem__, reverse=down)
        if wanted == list(range(len(wanted))):
            return
        self.layoutAboutToBeChanged.emit()
        new_place = {old: new for new, old in enumerate(wanted)}
        before = self.persistentIndexList()
        self._rows = [self._rows[i] for i in wanted]
        self._texts = [self._texts[i] for i in wanted]
        self._index_again()
        self.changePersistentIndexList(before, [self.index(new_place[i.row()], i.column()) for i in before])
        self.layoutChanged.emit()


def _sortable(value: Any) -> tuple[bool, Any]:
    """Unknown values sort below all known ones."""
    return (value is not None, value if value is not None else 0)


def _look(column: Column[Row], row: Row, role: int) -> Any:
    """Colour, mark and tool tip of one cell."""
    if role == Qt.ItemDataRole.ForegroundRole:
        name = column.colour(row) if column.colour else None
        return QColor(name) if name else None
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_tip(column.tip(row)) if column.tip else None
    if column.marked is None or not column.marked(row):
        return None
    if role == Qt.ItemDataRole.FontRole:
        font = QFont()
        font.setBold(True)
        return font
    return QColor(theme.MARKED) if role == Qt.ItemDataRole.BackgroundRole else None
