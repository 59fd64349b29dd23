"""A table that shows only the rows with certain words in them, and keeps the others up to date meanwhile."""

from collections.abc import Hashable, Iterable
from typing import Any

from mmdesk.gui.models.table import Row, RowTable


class FilteredTable(RowTable[Row]):
    """Every word must be somewhere in the row, in any case; rows that do not match wait, bounded as shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words: tuple[str, ...] = ()
        self._waiting: dict[Hashable, Row] = {}

    @property
    def filtered_out(self) -> int:
        """How many rows the filter keeps away."""
        return len(self._waiting)

    def set_filter(self, text: str) -> None:
        """Show the rows with all these words; an empty text shows all."""
        words = tuple(text.casefold().split())
        if words == self._words:
            return
        self._words = words
        waiting, self._waiting = list(self._waiting.values()), {}
        self.apply([*self.rows(), *waiting])

    def clear(self) -> None:
        self._waiting.clear()
        super().clear()

    def apply(self, changed: Iterable[Row], gone: Iterable[Hashable] = ()) -> None:
        gone = list(gone)
        for key in gone:
            self._waiting.pop(key, None)
        if not self._words and not self._waiting:
            super().apply(changed, gone)
            return
        shown = []
        for row in changed:
            key = self._key(row)
            self._waiting.pop(key, None)
            if self._matches(row):
                shown.append(row)
            else:
                self._waiting[key] = row
                gone.append(key)
        while len(self._waiting) > self._limit:
            del self._waiting[next(iter(self._waiting))]
        super().apply(shown, gone)

    def _matches(self, row: Row) -> bool:
        if not self._words:
            return True
        text = " ".join(column.text(row) for column in self.columns).casefold()
        return all(word in text for word in self._words)
