"""Answers questions about the past: read on a thread, as soon as the database has it."""

import asyncio
from collections.abc import Callable

from mmdesk.engine.parts import StorageStatus
from mmdesk.engine.publisher import Publisher
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.clock import Clock
from mmdesk.ports.control import (
    AskBreakerHistory,
    AskDrillHistory,
    AskHealthHistory,
    AskMetricHistory,
    AskOrderHistory,
    Ticket,
    TicketState,
)
from mmdesk.ports.history import MOST_LINES, MOST_POINTS, AnyHistory, Histories
from mmdesk.ports.views import HistoryView

Stored = AskOrderHistory | AskMetricHistory | AskBreakerHistory | AskHealthHistory | AskDrillHistory
"""Questions that the database answers."""
MOST_AT_ONCE = 8
CAUGHT_UP_WITHIN_S = 2.0
POLL_S = 0.05
NO_HISTORY = "this engine keeps no history"
UNKNOWN = "no session knows an order with this id"
TOO_MANY = "8 histories are being read already: ask again"


class Historian:
    """One question is one ticket: the view comes just before it is settled."""

    def __init__(
        self,
        histories: Histories | None,
        storage: Callable[[], StorageStatus],
        clock: Clock,
        tasks: Tasks,
        publisher: Publisher,
    ) -> None:
        self._histories = histories
        self._clock = clock
        self._storage = storage
        self._tasks = tasks
        self._publisher = publisher
        self._reading = 0

    def ask(self, ticket: str, question: Stored) -> None:
        """Take a question; the answer is published."""
        if self._histories is None:
            self._settle(ticket, NO_HISTORY)
        elif self._reading >= MOST_AT_ONCE:
            self._settle(ticket, TOO_MANY)
        else:
            self._reading += 1
            self._tasks.spawn(self._answer(self._histories, ticket, question), name="history")

    async def _answer(self, histories: Histories, ticket: str, question: Stored) -> None:
        now_ns = self._clock.wall_ns()
        try:
            await self._caught_up()
            history = await asyncio.to_thread(_read, histories, question, now_ns)
        except OSError as error:
            self._settle(ticket, f"the database cannot be read: {error}")
            return
        except ValueError as error:
            self._settle(ticket, str(error))
            return
        finally:
            self._reading -= 1
        if history is None:
            self._settle(ticket, UNKNOWN)
            return
        self._publisher.answer(HistoryView(ticket=ticket, history=history))
        self._settle(ticket)

    async def _caught_up(self) -> None:
        """What was journaled when the question came is in the database soon; a writer in trouble is not
        waited for."""
        wanted = self._storage().journal_seq
        loop = asyncio.get_running_loop()
        until = loop.time() + CAUGHT_UP_WITHIN_S
        while self._storage().stored_seq < wanted and loop.time() < until:  # noqa: ASYNC110 - the writer is a thread
            await asyncio.sleep(POLL_S)

    def _settle(self, ticket: str, why: str = "") -> None:
        state = TicketState.FAILED if why else TicketState.DONE
        self._publisher.ticket(Ticket(ticket=ticket, state=state, message=why))


def _read(histories: Histories, question: Stored, now_ns: int) -> AnyHistory | None:
    match question:
        case AskOrderHistory():
            return histories.order_history(question.client_id)
        case AskMetricHistory(metric=metric, scope=scope, from_ns=from_ns, to_ns=to_ns):
            most = _within(question.most_points, MOST_POINTS)
            return histories.metric_history(metric, scope, from_ns, to_ns or now_ns, most)
        case AskBreakerHistory(kind=kind, scope=one, from_ns=from_ns, to_ns=to_ns):
            most = _within(question.most, MOST_LINES)
            return histories.breaker_history(kind, one, from_ns, to_ns or now_ns, most)
        case AskHealthHistory(venue=venue, from_ns=from_ns, to_ns=to_ns):
            most = _within(question.most, MOST_LINES)
            return histories.health_history(venue, from_ns, to_ns or now_ns, most)
        case AskDrillHistory():
            return histories.drill_history(_within(question.most, MOST_LINES))


def _within(wanted: int, most: int) -> int:
    return min(max(wanted, 1), most)
