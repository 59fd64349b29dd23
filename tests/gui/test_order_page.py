"""The page of one order: every step with its time and delta, of any session, denied and doubtful ones too."""

from collections.abc import Callable
from decimal import Decimal

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import Order, OrderIntent, OrderState, TimeInForce
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side
from mmdesk.gui.facts import Facts
from mmdesk.gui.order_page import MAX_PAGES, MAX_STEPS, OrderPage
from mmdesk.gui.order_story import as_text, delta, order_story
from mmdesk.ports.control import AskOrderHistory, Stop, Ticket, TicketState
from mmdesk.ports.history import BookedFill, OrderEvent, OrderHistory
from mmdesk.ports.views import HistoryView
from tests.gui import feed
from tests.gui.conftest import Desk

MS = 1_000_000
ID = "mm5-1"
INTENT = OrderIntent(
    ID, feed.BTC, Side.BUY, Decimal("59990.00"), Decimal("0.00500"), TimeInForce.POST_ONLY, "buy0"
)
FILL = Fill(
    instrument=feed.BTC,
    trade_id="77",
    client_id=ID,
    venue_id="1001",
    side=Side.BUY,
    price=Decimal("59990.00"),
    quantity=Decimal("0.00200"),
    fee=Decimal("0.00000200"),
    fee_asset="BTC",
    is_maker=True,
    exchange_ns=feed.START_NS,
)


def event(after_ms: float, kind: str, **detail: object) -> OrderEvent:
    return OrderEvent(0, feed.START_NS + int(after_ms * MS), kind, msgspec.json.encode(detail).decode())


LIFE = (
    event(0, "sending", state="sending", reason=""),
    event(0, "sent", client_id=ID),
    event(2.5, "acknowledged", venue_id="1001", sent_mono_ns=1_000, mono_ns=1_000 + 1_900_000),
    event(2.5, "open", state="open", reason=""),
    event(3, "reported", instrument=feed.BTC, status="open", filled_quantity="0E-8"),
    event(900, "fill", trade_id="77"),
    event(900, "partially_filled", state="partially_filled", reason=""),
    event(3_100, "cancelling", state="cancelling", reason="price moved"),
    event(3_100, "cancel_sent", reason="price moved"),
    event(3_101.6, "cancel_acknowledged", client_id=ID),
    event(3_101.6, "canceled", state="canceled", reason="price moved"),
)


def history(
    *events: OrderEvent, state: OrderState = OrderState.CANCELED, sent: bool = True, cut: bool = False
) -> OrderHistory:
    order = Order(INTENT, state, "1001", created_ns=feed.START_NS) if sent else None
    why = feed.explanation(Side.BUY, 60_000.0, Decimal("59990.00"), -0.9) if sent else None
    fills = (BookedFill(FILL, feed.START_NS + 900 * MS, 60_000.0),)
    return OrderHistory(ID, order, why, events, fills, cut)


def facts() -> Facts:
    known = Facts()
    known.begin(feed.session())
    return known


def told(*events: OrderEvent, state: OrderState = OrderState.CANCELED, sent: bool = True) -> str:
    return as_text(order_story(history(*events, state=state, sent=sent), facts()))


def test_a_life_is_told_step_by_step_with_time_and_delta() -> None:
    story = order_story(history(*LIFE), facts())
    chapters = [step.chapter for step in story.steps]
    assert chapters == (
        ["Intent", "Explanation", "Verdict", "Wire", "State", "Wire", "Fill", "State"]
        + ["Wire", "Wire", "State"]
    )
    text = as_text(story)
    assert "2025-11-22T13:45:00.002+00:00" in text
    for words in (
        "post-only, place in the ladder: buy0, value 299.95 USDT",
        "passed every pre-trade control",
        "acknowledged after 1.9 ms, venue id 1001",
        "the venue reports: resting, 0.00000 filled",
        "+897.0 ms  Fill: 0.00200 at 59\u2009990.00, maker",
        "Fee: 0.000002 BTC",
        "Edge bps: +1.7",
        "+2.200 s  Wire: cancel sent: price moved",
        "+1.6 ms  Wire: cancel confirmed by the venue",
        "State: cancelled: price moved",
    ):
        assert words in text


def test_the_price_is_explained_from_fair_value_to_the_final_one() -> None:
    (why,) = (step for step in order_story(history(*LIFE), facts()).steps if step.chapter == "Explanation")
    assert [name for name, _ in why.figures] == [
        "Fair value",
        "Inventory",
        "Inventory skew",
        "Volatility bps/√s",
        "Half spread bps",
        "of it minimum spread",
        "Maker fee bps",
        "Model price",
        "Rounded to the tick",
        "Quoted price",
    ]
    assert dict(why.figures)["Inventory skew"] == "\u22120.90"
    assert dict(why.figures)["Quoted price"] == "59\u2009990.00"


def test_a_smaller_size_says_which_share_it_is_and_why() -> None:
    past = history(*LIFE)
    assert past.explanation is not None
    half_open = "spread breaker of BTC/USDT@binance is half open"
    small = msgspec.structs.replace(past.explanation, size_share=0.25, size_reason=half_open)
    story = order_story(msgspec.structs.replace(past, explanation=small), facts())
    (why,) = (step for step in story.steps if step.chapter == "Explanation")
    assert dict(why.figures)["Size"] == f"25 % of the size: {half_open}"


def test_a_denied_order_names_the_limit_and_the_number() -> None:
    refusal = event(0, "denied", control="order value", limit="100", value="600")
    text = told(refusal, sent=False)
    assert "the limits denied: it never left" in text
    assert "■ denied by order value: 600 against the limit 100" in text


@pytest.mark.parametrize(
    ("kind", "detail", "words"),
    [
        ("send_unresolved", {"reason": "no outcome came"}, "? no proof what became of it: no outcome came"),
        ("cancel_unresolved", {"reason": "x"}, "? no proof what became of the cancel: x"),
        ("send_abandoned", {"reason": "x"}, "never left this machine: x"),
        ("rejected_by_venue", {"code": "-2010", "message": "<b>no</b>"}, "■ rejected: -2010: <b>no</b>"),
        ("cancel_rejected", {"code": "-2011", "message": "gone"}, "cancel refused: -2011: gone"),
        ("absent", {}, "the venue answers that it has no such order"),
        ("unknown_new", {"reason": "no outcome came"}, "? UNKNOWN: new: no outcome came"),
        ("quarantined", {"reason": ""}, "! QUARANTINED"),
    ],
)
def test_what_went_wrong_is_said_in_words(kind: str, detail: dict[str, object], words: str) -> None:
    assert words in told(event(0, "sent"), event(1, kind, **detail), state=OrderState.UNKNOWN_NEW)


def test_what_a_newer_version_wrote_is_left_out_and_breaks_nothing() -> None:
    assert "Verdict" in told(event(0, "sent"), event(1, "teleported", to="the moon"))


@pytest.mark.parametrize(
    ("passed_ns", "text"),
    [
        (0, "+0.0 ms"),
        (1_449_853, "+1.4 ms"),
        (2_231_000_000, "+2.231 s"),
        (725_000_000_000, "+12:05 min"),
        (-1_500_000, "\u22121.5 ms"),
    ],
)
def test_deltas_read_in_the_unit_that_fits(passed_ns: int, text: str) -> None:
    assert delta(feed.START_NS + passed_ns, feed.START_NS) == text


# --- the window


def opened(desk: Desk, row: int = 0) -> OrderPage:
    desk.connect(feed.desk(), feed.order(ID))
    desk.window.tables.orders.opened.emit(row)
    (page,) = desk.window.order_pages.pages
    return page


def answered(desk: Desk, found: OrderHistory, ticket: str = "t1") -> None:
    desk.tell(HistoryView(ticket=ticket, history=found), Ticket(ticket=ticket, state=TicketState.DONE))


def shown(page: OrderPage) -> str:
    labels = page.sheet.findChildren(type(page.what))
    return "\n".join(label.text() for label in labels)


def test_a_row_opens_its_page_which_asks_and_shows_the_answer(desk: Desk) -> None:
    page = opened(desk)
    assert not page.isModal()
    assert desk.commands == [AskOrderHistory(client_id=ID)]
    assert "Reading" in page.note.text()
    answered(desk, history(*LIFE))
    assert page.state.text() == "cancelled"
    assert "13:45:03.101" in shown(page)
    assert "cancel confirmed by the venue" in shown(page)
    assert page.note.text() == "2025-11-22 13:45:00 UTC, from the first step to the last 3.102 s"


def test_no_history_says_why_and_an_answer_that_was_lost_can_be_asked_for_again(
    desk: Desk, qtbot: QtBot
) -> None:
    page = opened(desk)
    desk.tell(Ticket(ticket="t1", state=TicketState.FAILED, message="no session knows an order with this id"))
    assert "no session knows an order" in page.note.text()
    qtbot.keyClick(page, Qt.Key.Key_F5)
    desk.tell(Ticket(ticket="t2", state=TicketState.DONE))
    assert "ask again" in page.note.text()


def test_an_answer_to_somebody_else_is_not_shown(desk: Desk) -> None:
    page = opened(desk)
    answered(desk, history(*LIFE), ticket="another window's")
    assert page.story is None


def test_any_order_is_found_by_its_id(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk())
    desk.window.actions_["find_order"].trigger()
    (page,) = desk.window.order_pages.pages
    qtbot.keyClicks(page.id_field, "mm4-9 ")
    qtbot.keyClick(page.id_field, Qt.Key.Key_Return)
    assert desk.commands == [AskOrderHistory(client_id="mm4-9")]


def test_a_page_follows_its_order_while_it_changes(desk: Desk, qtbot: QtBot) -> None:
    page = opened(desk)
    answered(desk, history(*LIFE[:4], state=OrderState.OPEN))
    desk.tell(feed.order(ID, state=OrderState.CANCELED, open=False), feed.order("another"))
    qtbot.waitUntil(lambda: len(desk.commands) == 2)
    answered(desk, history(*LIFE), ticket="t2")
    assert page.state.text() == "cancelled"


def test_the_copy_is_the_whole_page_as_text(desk: Desk, qapp: QApplication, qtbot: QtBot) -> None:
    page = opened(desk)
    answered(desk, history(*LIFE))
    page.copy.click()
    assert qapp.clipboard().text() == as_text(order_story(history(*LIFE), desk.bridge.facts))


def test_a_long_history_is_bounded_on_the_page_and_says_so(desk: Desk) -> None:
    page = opened(desk)
    many = [event(n, "absent") for n in range(MAX_STEPS + 50)]
    answered(desk, history(event(0, "sent"), *many, cut=True))
    assert shown(page).count("has no such order") == MAX_STEPS
    assert "The first 53 steps" in page.note.text()
    assert "There is more than a page holds" in page.note.text()


def test_pages_are_bounded_and_escape_closes_one(desk: Desk, qtbot: QtBot) -> None:
    desk.connect(feed.desk())
    pages = desk.window.order_pages
    for number in range(MAX_PAGES + 2):
        pages.open(f"mm5-{number}")
    assert [page.client_id for page in pages.pages] == [f"mm5-{n}" for n in range(2, MAX_PAGES + 2)]
    pages.open("mm5-5")
    assert len(pages.pages) == MAX_PAGES
    qtbot.keyClick(pages.pages[0], Qt.Key.Key_Escape)
    assert len(pages.pages) == MAX_PAGES - 1


def test_stop_keys_work_while_a_page_has_the_keyboard(desk: Desk, qtbot: QtBot) -> None:
    desk.window.show()
    page = opened(desk)
    desk.tell(feed.desk(TradingState.ARMED, open_orders=1))
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_F12)
    qtbot.keyClick(page.id_field, Qt.Key.Key_F12)
    assert desk.commands[1:] == [Stop(), Stop()]


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_is_cut_at_the_default_size(make_desk: Callable[..., Desk], language: str) -> None:
    desk = make_desk(language)
    desk.window.show()
    page = opened(desk)
    answered(desk, history(*LIFE))
    assert page.sheet.minimumSizeHint().width() <= page.area.viewport().width()
    assert page.what.heightForWidth(page.what.width()) <= 2 * page.what.fontMetrics().lineSpacing()
