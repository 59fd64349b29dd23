"""The matrix of breakers: a row per venue and one for the whole desk, a column per kind and one for guards.

A cell may stand for several breakers (a spread per market, eight guards): it shows the worst of them.
"""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mmdesk.core.model.breakers import BreakerKind, Scope, ScopeLevel
from mmdesk.gui.breaker_words import against, badness, in_full, kind_title, note, standing
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_tip
from mmdesk.ports.breaker_views import BreakerView

Index = QModelIndex | QPersistentModelIndex
KINDS = (
    BreakerKind.ORDER_LATENCY,
    BreakerKind.DATA_LATENCY,
    BreakerKind.SPREAD,
    BreakerKind.VOLATILITY,
    BreakerKind.ERROR_RATE,
    BreakerKind.DRAWDOWN,
)
"""The columns; one for all guards comes after them."""
DESK_ROW = ""
Cell = tuple[BreakerView, ...]


class BreakersModel(QAbstractTableModel):
    """Newest view of each breaker. `current` False: what is shown is the past."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current = True
        self._rows: list[str] = [DESK_ROW]
        self._symbols: dict[str, set[str]] = {}
        self._views: dict[tuple[str, str], BreakerView] = {}
        self._cells: dict[tuple[str, int], Cell] = {}

    def begin(self, instruments: Iterable[str]) -> None:
        """A session: its venues are the rows, and nothing is known yet."""
        self.beginResetModel()
        self._views, self._cells, self._symbols = {}, {}, {}
        for instrument in instruments:
            symbol, _, venue = instrument.rpartition("@")
            self._symbols.setdefault(venue, set()).add(symbol)
        self._rows = [*self._symbols, DESK_ROW]
        self.endResetModel()

    def take(self, views: Iterable[BreakerView]) -> None:
        """Breakers that changed; one of a venue that no row has is counted, not shown."""
        touched: set[tuple[str, int]] = set()
        for view in views:
            self._views[view.key] = view
            touched.update((row, self._column(view.kind)) for row in self._rows if self._lies_in(view, row))
        for place in touched:
            row, column = place
            found = (v for v in self._views.values() if self._column(v.kind) == column)
            self._cells[place] = tuple(
                sorted((v for v in found if self._lies_in(v, row)), key=badness, reverse=True)
            )
            at = self.index(self._rows.index(row), column)
            self.dataChanged.emit(at, at)

    def set_current(self, *, current: bool) -> None:
        """Whether an engine stands behind these figures now."""
        if current != self.current:
            self.current = current
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(KINDS)))

    def views(self) -> Iterable[BreakerView]:
        return self._views.values()

    def cell(self, index: Index) -> Cell:
        """The breakers of a cell, worst first; empty where none watches."""
        if not index.isValid():
            return ()
        return self._cells.get((self._rows[index.row()], index.column()), ())

    def place(self, key: tuple[str, str]) -> QModelIndex | None:
        """The cell of a breaker; None where no row has it."""
        for (row, column), cell in self._cells.items():
            if any(view.key == key for view in cell):
                return self.index(self._rows.index(row), column)
        return None

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(KINDS) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return "\n".join(cell_lines(cell))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            title = self.headerData(index.column(), Qt.Orientation.Horizontal)
            where = self.headerData(index.row(), Qt.Orientation.Vertical)
            return f"{where}, {title}: " + ", ".join(filter(None, cell_lines(cell)))
        if role == Qt.ItemDataRole.ToolTipRole and cell:
            return plain_tip("\n\n".join(in_full(view) for view in cell))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return _column_titles()[section]
        return self._rows[section] or tr("Whole desk")

    def _lies_in(self, view: BreakerView, row: str) -> bool:
        scope = view.scope
        match scope.level:
            case ScopeLevel.EXCHANGE:
                return scope.name == row
            case ScopeLevel.INSTRUMENT:
                return scope.name.rpartition("@")[2] == row
            case ScopeLevel.SYMBOL:
                return scope.name in self._symbols.get(row, ())
        return row == DESK_ROW

    def _column(self, kind: BreakerKind) -> int:
        return KINDS.index(kind) if kind in KINDS else len(KINDS)


def cell_lines(cell: Cell) -> tuple[str, str, str]:
    """State; value against limit; what comes next. With several breakers the worst is named."""
    if not cell:
        return ("—", "", "")
    worst = cell[0]
    told = note(worst) or (tr("all {count} closed").format(count=len(cell)) if len(cell) > 1 else "")
    name = kind_title(worst.kind) if worst.kind.is_guard else _short(worst.scope) if len(cell) > 1 else ""
    state = standing(worst).text
    return (f"{state} · {name}" if name else state, against(worst), told)


def _short(scope: Scope) -> str:
    """A market without its venue: the row names that."""
    return scope.name.partition("@")[0] or tr("Whole desk")


def _column_titles() -> tuple[str, ...]:
    return (
        tr("Ack latency"),
        tr("Data age"),
        kind_title(BreakerKind.SPREAD),
        kind_title(BreakerKind.VOLATILITY),
        kind_title(BreakerKind.ERROR_RATE),
        tr("P&L drawdown"),
        tr("Guards"),
    )
