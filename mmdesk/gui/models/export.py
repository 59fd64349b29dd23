"""Rows as text for other programs: plain dots, ISO times, and nothing a spreadsheet would run."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from mmdesk.gui import format as fmt
from mmdesk.gui.models.table import Column

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_tsv(columns: Sequence[Column[Any]], rows: Iterable[Any]) -> str:
    """Tab-separated lines with a header, for the clipboard."""
    return "\n".join("\t".join(cells) for cells in _lines(columns, rows))


def as_csv(columns: Sequence[Column[Any]], rows: Iterable[Any]) -> str:
    """RFC 4180 with a header."""
    out = StringIO()
    csv.writer(out).writerows(_lines(columns, rows))
    return out.getvalue()


def _lines(columns: Sequence[Column[Any]], rows: Iterable[Any]) -> Iterable[list[str]]:
    yield [column.title for column in columns]
    for row in rows:
        yield [_cell(column.plain(row)) for column in columns]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal | float | int) and not isinstance(value, bool):
        return fmt.plain(value)
    text = " ".join(str(value).split())
    # A venue's text is not ours: a spreadsheet would run what begins like a formula.
    return f"'{text}" if text.startswith(_FORMULA) else text
