"""Questions about the past: answered from a thread, failed in words, never in the way of trading."""

import threading

import pytest

from mmdesk.core.model.state import TradingState
from mmdesk.engine.historian import MOST_AT_ONCE, NO_HISTORY, TOO_MANY, UNKNOWN
from mmdesk.ports.control import AskOrderHistory, TicketState
from mmdesk.ports.history import OrderHistory
from mmdesk.ports.views import OrderHistoryView
from tests.engine.conftest import Rig, until


class Shelf:
    """Histories in memory; `open_` lets a reader through."""

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.open_ = threading.Event()
        self.open_.set()

    def order_history(self, client_id: str) -> OrderHistory | None:
        assert self.open_.wait(5)
        if self.fault:
            raise OSError(self.fault)
        if client_id == "nobody":
            return None
        return OrderHistory(client_id=client_id, order=None, explanation=None, events=(), fills=())


@pytest.fixture
def shelf(rig: Rig) -> Shelf:
    shelf = rig.histories = Shelf()
    rig.engine = rig.make_engine()
    return shelf


async def outcome(rig: Rig, client_id: str, ticket: str = "q") -> tuple[TicketState, str]:
    rig.submit(AskOrderHistory(client_id=client_id), ticket)
    await until(lambda: rig.tickets(ticket))
    (told,) = rig.tickets(ticket)
    return told.state, told.message


async def test_the_answer_comes_just_before_its_ticket_also_while_starting(rig: Rig, shelf: Shelf) -> None:
    assert await outcome(rig, "mm-7") == (TicketState.DONE, "")
    view, ticket = rig.told[-2:]
    assert isinstance(view, OrderHistoryView)
    assert (view.ticket, view.history.client_id) == ("q", "mm-7")
    assert ticket in rig.tickets("q")


async def test_what_cannot_be_answered_fails_in_words(rig: Rig, shelf: Shelf) -> None:
    assert await outcome(rig, "nobody", "a") == (TicketState.FAILED, UNKNOWN)
    shelf.fault = "disk I/O error"
    assert await outcome(rig, "mm-1", "b") == (
        TicketState.FAILED,
        "the database cannot be read: disk I/O error",
    )


async def test_an_engine_without_a_database_says_so(rig: Rig) -> None:
    assert await outcome(rig, "mm-1") == (TicketState.FAILED, NO_HISTORY)


async def test_a_slow_disk_holds_up_neither_quotes_nor_the_bound(rig: Rig, shelf: Shelf) -> None:
    await rig.armed()
    shelf.open_.clear()
    for number in range(MOST_AT_ONCE):
        rig.submit(AskOrderHistory(client_id="mm-1"), f"slow{number}")
    assert await outcome(rig, "mm-1", "one more") == (TicketState.FAILED, TOO_MANY)
    assert rig.state() is TradingState.ARMED
    shelf.open_.set()
    await until(lambda: all(rig.tickets(f"slow{number}") for number in range(MOST_AT_ONCE)))
    assert await outcome(rig, "mm-1", "again") == (TicketState.DONE, "")
