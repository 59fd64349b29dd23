"""The tables: conflated, bounded, sorted, and correct in Qt's own eyes (QAbstractItemModelTester)."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmdesk.core.model.order import OrderState
from mmdesk.core.model.values import Side
from mmdesk.gui.facts import Facts
from mmdesk.gui.models.fills import FillsModel
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.log import LogModel
from mmdesk.gui.models.orders import OrdersModel
from mmdesk.gui.models.positions import PositionsModel, limit_use_percent
from mmdesk.gui.models.table import Column, RowTable
from mmdesk.gui.panels.table_panel import TablePanel
from mmdesk.ports.views import LogView
from tests.gui import feed

Pair = tuple[int, int]
DISPLAY = Qt.ItemDataRole.DisplayRole


def watched(model: RowTable[Any]) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def pairs(limit: int = 5) -> FilteredTable[Pair]:
    columns = [
        Column[Pair]("key", lambda p: str(p[0]), lambda p: p[0]),
        Column[Pair]("value", lambda p: str(p[1]), lambda p: p[1], right=True),
    ]
    return FilteredTable(columns, lambda p: p[0], limit=limit, sort_column=1)


def texts(model: RowTable[Any], column: int) -> list[str]:
    return [model.data(model.index(row, column), DISPLAY) for row in range(model.rowCount())]


batches = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=6),
        st.lists(st.integers(0, 9), max_size=4),
    ),
    max_size=8,
)


@given(batches, st.sampled_from([0, 1]), st.sampled_from(list(Qt.SortOrder)))
@settings(max_examples=60)
def test_any_batches_leave_a_sorted_bounded_table(
    qapp: QApplication, batches: list[tuple[list[Pair], list[int]]], column: int, order: Qt.SortOrder
) -> None:
    model = pairs()
    tester = watched(model)
    model.sort(column, order)
    known: dict[int, int] = {}
    for changed, gone in batches:
        model.apply(changed, gone)
        known = {k: v for k, v in known.items() if k not in gone} | dict(changed)
        rows = model.rows()
        known = dict(rows)
        values = [row[column] for row in rows]
        assert values == sorted(values, reverse=order is Qt.SortOrder.DescendingOrder)
        assert len(rows) <= 5
        assert all(key in known for key, _ in rows)
        for key, value in dict(changed).items():
            assert known.get(key, value) == value
    del tester


def test_a_batch_is_told_with_one_signal(qtbot: QtBot) -> None:
    model = pairs()
    model.apply([(1, 9), (2, 5), (3, 1)])
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.apply([(1, 8), (2, 4), (2, 5)])
    assert told == [(0, 1)]


def test_a_selection_stays_on_its_row_while_rows_move(qtbot: QtBot) -> None:
    model = pairs()
    tester = watched(model)
    panel = TablePanel("pairs", model, lambda: "none")
    qtbot.addWidget(panel)
    model.apply([(1, 1), (2, 2), (3, 3)])
    select = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    panel.view.selectionModel().select(model.index(2, 0), select)
    model.apply([(1, 9), (4, 5)], [3])
    assert [model.row(row) for row in panel.selected_rows()] == [(1, 9)]
    del tester


def test_the_panel_says_why_it_is_empty_and_copies_plain_values(qtbot: QtBot, qapp: QApplication) -> None:
    model = pairs()
    panel = TablePanel("pairs", model, lambda: "nothing yet")
    qtbot.addWidget(panel)
    assert not panel.empty.isHidden()
    assert panel.empty.text() == "nothing yet"
    model.apply([(1, 1)])
    assert panel.empty.isHidden()
    panel.copy()
    assert qapp.clipboard().text() == "key\tvalue\n1\t1"


def test_a_finished_order_leaves_and_unknown_ones_are_marked(qtbot: QtBot) -> None:
    facts = Facts()
    facts.begin(feed.session())
    model = OrdersModel(facts)
    tester = watched(model)
    model.update([feed.order("a"), feed.order("b", state=OrderState.UNKNOWN_NEW)])
    assert any("? UNKNOWN" in text for text in texts(model, 3))
    model.update([feed.order("a", state=OrderState.FILLED, open=False)])
    assert [row.client_id for row in model.rows()] == ["b"]
    del tester


def test_prices_and_sizes_follow_tick_and_lot(qtbot: QtBot) -> None:
    facts = Facts()
    facts.begin(feed.session())
    model = OrdersModel(facts)
    model.update([feed.order(price=Decimal("60000.1"), quantity=Decimal("0.5"))])
    row = [model.data(model.index(0, column), DISPLAY) for column in range(model.columnCount())]
    assert "60\u2009000.10" in row
    assert "0.50000" in row


def test_a_fill_told_twice_is_shown_once_and_sides_differ_by_symbol(qtbot: QtBot) -> None:
    facts = Facts()
    facts.begin(feed.session())
    model = FillsModel(facts)
    tester = watched(model)
    model.apply([feed.fill("1"), feed.fill("2", side=Side.SELL, wall_ns=feed.START_NS + 1)])
    model.apply([feed.fill("1")])
    assert texts(model, 2) == ["▼ sold", "▲ bought"]
    del tester


def test_repeated_log_lines_carry_their_count(qtbot: QtBot) -> None:
    model = LogModel()
    tester = watched(model)
    model.apply([LogView(wall_ns=1, level="warning", module="m", message="late", count=12)])
    assert texts(model, 3) == ["late  (×12)"]
    assert texts(model, 1) == ["▲ warning"]
    del tester


@pytest.mark.parametrize(
    ("quantity", "limit", "use"), [("0.05", "0.1", 50.0), ("-0.1", "0.1", 100.0), ("1", "0", None)]
)
def test_limit_use_counts_both_directions(quantity: str, limit: str, use: float | None) -> None:
    assert limit_use_percent(feed.position(quantity, limit_quantity=Decimal(limit))) == use


def test_positions_show_one_row_per_market(qtbot: QtBot) -> None:
    facts = Facts()
    facts.begin(feed.session())
    model = PositionsModel(facts)
    tester = watched(model)
    model.apply([feed.position("0.00500")])
    model.apply([feed.position("-0.00500")])
    assert texts(model, 1) == ["\u22120.00500"]
    assert model.rowCount(QModelIndex()) == 1
    del tester
