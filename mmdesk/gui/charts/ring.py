"""A bounded table of floats whose newest rows are always one contiguous view: no copy per frame."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Ring:
    """`columns` floats per row, at most `capacity` rows; the first column grows (time)."""

    def __init__(self, columns: int, capacity: int) -> None:
        self._capacity = capacity
        # Twice the room: rows are moved to the front once per `capacity` appends instead of at every one.
        self._cells: Floats = np.full((capacity * 2, columns), np.nan)
        self._end = 0
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def append(self, row: tuple[float, ...]) -> None:
        if self._end == len(self._cells):
            self._cells[: self._capacity] = self._cells[self._capacity :]
            self._end = self._capacity
        self._cells[self._end] = row
        self._end += 1
        self._size = min(self._size + 1, self._capacity)

    def replace_last(self, row: tuple[float, ...]) -> None:
        """Put `row` in place of the newest one; there has to be one."""
        self._cells[self._end - 1] = row

    def since(self, first: float) -> Floats:
        """Rows whose first column is at least `first`, oldest first; a view, valid until the next append."""
        rows = self._cells[self._end - self._size : self._end]
        return rows[np.searchsorted(rows[:, 0], first) :]

    def clear(self) -> None:
        self._end = self._size = 0
