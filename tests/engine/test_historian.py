"""Questions about the past: answered from a thread, failed in words, never in the way of trading."""

import threading

import pytest

from mmdesk.core.model.breakers import BreakerKind, Scope, ScopeLevel
from mmdesk.core.model.state import TradingState
from mmdesk.engine.historian import MOST_AT_ONCE, NO_HISTORY, TOO_MANY, UNKNOWN
from mmdesk.ports.control import (
    AskBreakerHistory,
    AskHealthHistory,
    AskMetricHistory,
    AskOrderHistory,
    Question,
    TicketState,
)
from mmdesk.ports.history import (
    MOST_LINES,
    MOST_POINTS,
    BreakerHistory,
    DrillHistory,
    HealthHistory,
    MetricHistory,
    OrderHistory,
)
from mmdesk.ports.views import HistoryView
from tests.engine.conftest import Rig, until

VENUE = Scope(ScopeLevel.EXCHANGE, "binance")


class Shelf:
    """Histories in memory; `open_` lets a reader through."""

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.open_ = threading.Event()
        self.open_.set()

    def order_history(self, client_id: str) -> OrderHistory | None:
        assert self.open_.wait(60)
        if self.fault:
            raise OSError(self.fault)
        if client_id == "nobody":
            return None
        return OrderHistory(client_id=client_id, order=None, explanation=None, events=(), fills=())

    def metric_history(
        self, metric: str, scope: Scope, from_ns: int, to_ns: int, most_points: int
    ) -> MetricHistory:
        if metric == "mood":
            raise ValueError("mood is not measured")
        return MetricHistory(metric, scope, from_ns, to_ns, (), most_points)

    def breaker_history(
        self, kind: BreakerKind | None, scope: Scope | None, from_ns: int, to_ns: int, most: int
    ) -> BreakerHistory:
        return BreakerHistory((), (), cut=most == MOST_LINES and to_ns > from_ns)

    def health_history(self, venue: str, from_ns: int, to_ns: int, most: int) -> HealthHistory:
        return HealthHistory(venue, (), cut=most == 1)

    def drill_history(self, most: int) -> DrillHistory:
        return DrillHistory((), cut=most == MOST_LINES)


@pytest.fixture
def shelf(rig: Rig) -> Shelf:
    shelf = rig.histories = Shelf()
    rig.engine = rig.make_engine()
    return shelf


async def outcome(rig: Rig, client_id: str, ticket: str = "q") -> tuple[TicketState, str]:
    return await answer(rig, AskOrderHistory(client_id=client_id), ticket)


async def answer(rig: Rig, question: Question, ticket: str) -> tuple[TicketState, str]:
    rig.submit(question, ticket)
    await until(lambda: rig.tickets(ticket))
    (told,) = rig.tickets(ticket)
    return told.state, told.message


async def test_the_answer_comes_just_before_its_ticket_also_while_starting(rig: Rig, shelf: Shelf) -> None:
    assert await outcome(rig, "mm-7") == (TicketState.DONE, "")
    view, ticket = rig.told[-2:]
    assert isinstance(view, HistoryView)
    assert isinstance(view.history, OrderHistory)
    assert (view.ticket, view.history.client_id) == ("q", "mm-7")
    assert ticket in rig.tickets("q")


async def test_what_cannot_be_answered_fails_in_words(rig: Rig, shelf: Shelf) -> None:
    assert await outcome(rig, "nobody", "a") == (TicketState.FAILED, UNKNOWN)
    shelf.fault = "disk I/O error"
    assert await outcome(rig, "mm-1", "b") == (
        TicketState.FAILED,
        "the database cannot be read: disk I/O error",
    )


async def test_each_question_gets_its_own_kind_of_answer_within_bounds(rig: Rig, shelf: Shelf) -> None:
    asked: dict[str, Question] = {
        "m": AskMetricHistory(metric="spread", scope=VENUE, from_ns=5, most_points=10**9),
        "b": AskBreakerHistory(most=10**9),
        "h": AskHealthHistory(venue="binance", from_ns=0, most=-1),
    }
    for ticket, question in asked.items():
        assert await answer(rig, question, ticket) == (TicketState.DONE, "")
    told = {view.ticket: view.history for view in rig.told if isinstance(view, HistoryView)}
    metric = told["m"]
    assert isinstance(metric, MetricHistory)
    assert (metric.scope, metric.from_ns, metric.point_ns) == (VENUE, 5, MOST_POINTS)
    assert metric.to_ns > 5, "an open end is now"
    assert told["b"] == BreakerHistory((), (), cut=True)
    assert told["h"] == HealthHistory("binance", (), cut=True)


async def test_a_metric_there_is_not_fails_in_words(rig: Rig, shelf: Shelf) -> None:
    question = AskMetricHistory(metric="mood", from_ns=0)
    assert await answer(rig, question, "m") == (TicketState.FAILED, "mood is not measured")


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
