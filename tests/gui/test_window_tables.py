"""The tables at work: foreign rows, doubt in words, chosen columns, filter, copies and files."""

import csv
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from mmdesk.core.model.order import OrderState
from mmdesk.core.model.state import TradingState
from mmdesk.gui import theme
from mmdesk.gui.models.export import as_csv, as_tsv
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column
from mmdesk.gui.panels.table_panel import TablePanel
from mmdesk.gui.panels.table_tools import FILTER_WIDTH, NARROW_FILTER_WIDTH
from mmdesk.ports.control import CancelOrders
from mmdesk.ports.views import LogView, OrderSource, OrderView
from tests.gui import feed
from tests.gui.conftest import Desk

FOREIGN = OrderSource.FOREIGN
SELECT = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


def foreign(venue_id: str = "77", **changes: object) -> OrderView:
    return feed.order("web_1", venue_id=venue_id, source=FOREIGN, ack_latency_ms=None, slot="", **changes)


def cells(desk: Desk, title: str) -> list[str]:
    model = desk.window.tables.orders_model
    column = next(i for i, one in enumerate(model.columns) if one.title == title)
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def select(desk: Desk, *sources: OrderSource) -> None:
    tables = desk.window.tables
    chosen = tables.orders.view.selectionModel()
    chosen.clearSelection()
    for at, order in enumerate(tables.orders_model.rows()):
        if order.source in sources:
            chosen.select(tables.orders_model.index(at, 0), SELECT)


def menu_of(desk: Desk) -> dict[str, bool]:
    menu = QMenu()
    desk.window.tables.orders.fill_menu(menu, desk.window.tables.orders.selected_rows())
    return {action.text(): action.isEnabled() for action in menu.actions() if action.text()}


def test_foreign_orders_are_rows_of_their_own_and_leave_when_they_are_gone(desk: Desk) -> None:
    desk.connect(feed.desk(TradingState.ARMED), feed.order("a"), foreign("77"), foreign("78"))
    assert sorted(cells(desk, "Source")) == ["engine", "foreign", "foreign"]
    assert desk.window.tables.tabs.tabText(0) == "Orders  1 + 2 foreign"
    assert list(desk.bridge.facts.working) == ["a"], "ours only: what the safety bar counts"
    desk.tell(foreign("77", open=False))
    assert sorted(cells(desk, "Source")) == ["engine", "foreign"]


def denied(count: int = 3, **changes: object) -> OrderView:
    fields = {"state": OrderState.DENIED, "open": False, "reason": f"position: 5 against 4, {count} times"}
    return feed.order("d", denied_as="4 desk", denied_count=count, **{**fields, **changes})


def test_refused_orders_are_one_row_with_count_and_reason_that_can_be_found(desk: Desk) -> None:
    desk.connect(feed.desk(TradingState.ARMED), feed.order("a"), denied(3))
    desk.tell(denied(250))
    assert sorted(cells(desk, "State")) == ["250 × denied by limits", "resting"]
    assert desk.window.tables.tabs.tabText(0) == "Orders  1", "not a working order"
    desk.window.tables.orders_model.set_filter("denied 250")
    assert cells(desk, "Reason") == ["position: 5 against 4, 250 times"]
    desk.window.tables.orders_model.set_filter("")
    desk.tell(denied(0))
    assert cells(desk, "State") == ["resting"]
    assert desk.window.tables.tabs.tabText(0) == "Orders  1"


def test_a_refused_order_cannot_be_cancelled_and_its_history_can_be_read(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk(TradingState.ARMED), denied())
    select(desk, OrderSource.ENGINE)
    choices = menu_of(desk)
    assert not choices["Cancel: not possible, no order of ours rests there"]
    assert choices["The order's whole history  Enter"]
    desk.window.tables.cancel_selected()
    assert "never left" in desk.window.toast.text()
    with qtbot.waitSignal(desk.window.tables.order_wanted) as wanted:
        desk.window.tables.orders.opened.emit(0)
    assert wanted.args == ["d"]


def test_an_order_that_a_person_took_over_says_so_and_what_that_means(desk: Desk) -> None:
    desk.connect(feed.desk(), feed.order("a", source=OrderSource.MANUAL))
    assert cells(desk, "Source") == ["manual"]
    model = desk.window.tables.orders_model
    column = next(i for i, one in enumerate(model.columns) if one.title == "Source")
    assert "adopted" in model.data(model.index(0, column), Qt.ItemDataRole.ToolTipRole)


def test_a_foreign_order_cannot_be_cancelled_and_the_window_says_why(desk: Desk) -> None:
    desk.connect(feed.desk(TradingState.ARMED), feed.order("a"), foreign())
    select(desk, FOREIGN)
    assert menu_of(desk)["Cancel: not possible, no order of ours rests there"] is False
    desk.window.actions_["cancel"].trigger()
    assert desk.commands == []
    assert "never touched" in desk.window.toast.text()
    select(desk, FOREIGN, OrderSource.ENGINE)
    assert menu_of(desk)["Cancel the selected orders  Del"] is True
    desk.window.actions_["cancel"].trigger()
    assert desk.commands == [CancelOrders(client_ids=("a",))]


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (OrderState.UNKNOWN_NEW, "? UNKNOWN: new"),
        (OrderState.UNKNOWN_CANCEL, "? UNKNOWN: cancel"),
        (OrderState.QUARANTINED, "! QUARANTINED"),
    ],
)
def test_doubt_is_a_word_a_weight_and_an_explanation(desk: Desk, state: OrderState, word: str) -> None:
    desk.connect(feed.desk(), feed.order("a", state=state, reason="the venue did not answer in time"))
    model = desk.window.tables.orders_model
    at = model.index(0, next(i for i, c in enumerate(model.columns) if c.title == "State"))
    assert model.data(at) == word
    assert model.data(at, Qt.ItemDataRole.FontRole).bold()
    assert model.data(at, Qt.ItemDataRole.BackgroundRole) == QColor(theme.MARKED)
    tip = model.data(at, Qt.ItemDataRole.ToolTipRole)
    assert "counts in full against the limits" in tip
    assert "did not answer in time" in tip


def test_ages_grow_with_the_engines_clock(desk: Desk) -> None:
    desk.connect(feed.desk(), feed.order("a"))
    desk.window.show()
    desk.tell(feed.desk(wall_ns=feed.START_NS + 65_000_000_000))
    desk.window.tables.age()
    assert cells(desk, "Age") == ["1:05 min"]


def test_the_filter_keeps_words_of_any_column_and_counts_what_it_hides(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk(), feed.order("a", state=OrderState.UNKNOWN_NEW), feed.order("b"))
    tables = desk.window.tables
    desk.window.actions_["filter"].trigger()
    qtbot.keyClicks(tables.tools.filter, "unknown BTC")
    assert cells(desk, "Client id") == ["a"]
    desk.tell(feed.order("c"), feed.order("b", state=OrderState.UNKNOWN_CANCEL))
    assert sorted(cells(desk, "Client id")) == ["a", "b"]
    assert tables.tabs.tabText(0) == "Orders  3", "the tab counts all of them"
    qtbot.keyClicks(tables.tools.filter, " nowhere")
    assert "hides all 3 rows" in tables.orders.empty.text()
    tables.show_tab(2)
    assert tables.tools.filter.text() == ""
    tables.show_tab(0)
    qtbot.keyClick(tables.tools.filter, Qt.Key.Key_Escape)
    assert len(cells(desk, "Client id")) == 3


def test_the_filter_is_narrower_where_the_names_of_the_tabs_need_the_room(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk("es")
    tabs, tools = desk.window.tables.tabs, desk.window.tables.tools
    desk.window.show()
    tabs.resize(2000, 200)
    assert tools.filter.width() == FILTER_WIDTH
    tabs.resize(tabs.tabBar().sizeHint().width() + tools.sizeHint().width() - 40, 200)
    assert NARROW_FILTER_WIDTH <= tools.filter.width() < FILTER_WIDTH
    tabs.resize(300, 200)
    assert tools.filter.width() == NARROW_FILTER_WIDTH


Pair = tuple[int, str]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("filter"), st.sampled_from(["", "a", "b", "a b"])),
            st.tuples(st.just("put"), st.tuples(st.integers(0, 4), st.text("ab", max_size=2))),
            st.tuples(st.just("drop"), st.integers(0, 4)),
        ),
        max_size=20,
    )
)
@settings(max_examples=60)
def test_a_filter_never_loses_a_row(qapp: QApplication, steps: list[tuple[str, Any]]) -> None:
    columns = [Column[Pair]("text", lambda p: p[1], lambda p: p[1])]
    model: FilteredTable[Pair] = FilteredTable(columns, lambda p: p[0], limit=10)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    known: dict[int, str] = {}
    words: list[str] = []
    for what, value in steps:
        if what == "filter":
            model.set_filter(value)
            words = value.split()
        elif what == "put":
            model.apply([value])
            known[value[0]] = value[1]
        else:
            model.apply([], [value])
            known.pop(value, None)
        wanted = {k: t for k, t in known.items() if all(word in t for word in words)}
        assert dict(model.rows()) == wanted
        assert model.filtered_out == len(known) - len(wanted)
    del tester


def test_columns_can_be_hidden_but_never_the_last_one(qtbot: QtBot) -> None:
    columns = [
        Column[Pair]("key", lambda p: str(p[0]), lambda p: p[0]),
        Column[Pair]("text", lambda p: p[1], lambda p: p[1]),
    ]
    panel = TablePanel("pairs", FilteredTable(columns, lambda p: p[0], limit=5), lambda: "")
    qtbot.addWidget(panel)
    menu = QMenu()
    panel.fill_column_menu(menu)
    menu.actions()[0].toggle()
    assert [column.title for column in panel.shown_columns()] == ["text"]
    again = QMenu()
    panel.fill_column_menu(again)
    assert [(a.isChecked(), a.isEnabled()) for a in again.actions()] == [(False, True), (True, False)]


def test_a_copy_has_the_columns_shown_and_plain_values(desk: Desk, qapp: QApplication) -> None:
    desk.connect(feed.desk(), feed.order("a", price=Decimal("60000.10")))
    panel = desk.window.tables.orders
    panel.copy()
    header, row = (line.split("\t") for line in qapp.clipboard().text().splitlines())
    copied = dict(zip(header, row, strict=True))
    assert copied["Price"] == "60000.10"
    assert copied["Time UTC"] == "2025-11-22T13:45:00.000+00:00"
    assert copied["State"] == "open"


def test_a_file_holds_every_column_and_a_failed_write_is_told(desk: Desk, tmp_path: Path) -> None:
    desk.connect(feed.desk(), feed.order("a"), feed.order("b"))
    tools, panel = desk.window.tables.tools, desk.window.tables.orders
    tools.write(panel, tmp_path / "orders.csv")
    rows = list(csv.DictReader(StringIO((tmp_path / "orders.csv").read_text("utf-8"))))
    assert [row["Client id"] for row in rows] == ["a", "b"]
    assert set(rows[0]) == {column.title for column in panel.model.columns}
    assert "2 rows saved to orders.csv" in desk.window.toast.text()
    tools.write(panel, tmp_path / "missing" / "orders.csv")
    assert "Not saved" in desk.window.toast.text()


@pytest.mark.parametrize("text", ["=1+1", "@cmd", "+x", "-x"])
def test_a_venues_text_is_no_formula_in_a_spreadsheet(text: str) -> None:
    columns = [Column[str]("text", str, str), Column[str]("n", str, lambda _: Decimal("-1.50"))]
    assert as_tsv(columns, [text]) == f"text\tn\n'{text}\t-1.50"
    assert as_csv(columns, ['a"b\nc']) == 'text,n\r\n"a""b c",-1.50\r\n'


def test_enter_and_double_click_ask_for_the_orders_history(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk(), feed.order("a"), feed.fill("1", client_id="old-1"))
    asked: list[str] = []
    tables = desk.window.tables
    tables.order_wanted.connect(asked.append)
    tables.orders.view.setCurrentIndex(tables.orders_model.index(0, 0))
    qtbot.keyClick(tables.orders.view, Qt.Key.Key_Return)
    tables.fills.view.doubleClicked.emit(tables.fills_model.index(0, 0))
    assert asked == ["a", "old-1"]


def test_a_log_line_opens_the_order_it_names(desk: Desk) -> None:
    asked: list[str] = []
    tables = desk.window.tables
    tables.order_wanted.connect(asked.append)
    named = LogView(wall_ns=1, level="info", module="m", message="a", context="venue=binance client_id=mm5-7")
    desk.connect(feed.desk(), named, LogView(wall_ns=2, level="info", module="m", message="b"))
    for row in range(2):
        tables.log.opened.emit(row)
    assert asked == ["mm5-7"]
    assert "names no order" in desk.window.toast.text()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_header_fits_its_column(make_desk: Callable[..., Desk], language: str) -> None:
    desk = make_desk(language)
    cut = []
    for panel in desk.window.tables.panels:
        header = panel.view.horizontalHeader()
        for i, column in enumerate(panel.model.columns):
            needed = header.fontMetrics().horizontalAdvance(f"{column.title} ▾") + 12
            if needed > panel.view.columnWidth(i):
                cut.append((panel.name, column.title, needed, panel.view.columnWidth(i)))
    assert cut == []
