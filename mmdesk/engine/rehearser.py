"""Answers what edited thresholds would have done: one rehearsal at a time, the newest question wins."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from mmdesk.core.model.breakers import BreakerSettings, ThresholdChange
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.risk.breakers.board import Watched
from mmdesk.core.risk.breakers.rules import change_problems
from mmdesk.engine.publisher import Publisher
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.clock import Clock
from mmdesk.ports.control import AskRehearsal, Ticket, TicketState
from mmdesk.ports.history import ThresholdRehearsal
from mmdesk.ports.rehearsal import RehearsalJob, Rehearsals
from mmdesk.ports.views import HistoryView

HOUR_NS = 3_600_000_000_000
LONGEST_H = 48.0
NO_REHEARSALS = "this engine keeps no history"
NEWER = "a newer rehearsal took its place"
STOPPED = "the rehearsal was stopped"


class InForce(NamedTuple):
    """The thresholds that hold now, and the markets they are for."""

    settings: BreakerSettings
    changes: tuple[ThresholdChange, ...]
    markets: tuple[Watched, ...]


class Rehearser:
    """The answer comes just before its ticket is settled, as with every history."""

    def __init__(
        self,
        rehearsals: Rehearsals | None,
        in_force: Callable[[], InForce],
        clock: Clock,
        tasks: Tasks,
        publisher: Publisher,
    ) -> None:
        self._rehearsals = rehearsals
        self._in_force = in_force
        self._clock = clock
        self._tasks = tasks
        self._publisher = publisher
        self._running: asyncio.Task[None] | None = None
        self._ticket = ""

    def ask(self, ticket: str, question: AskRehearsal) -> None:
        """Take a question; what was being rehearsed before is given up."""
        self._give_up(NEWER)
        if self._rehearsals is None:
            self._settle(ticket, NO_REHEARSALS)
            return
        holds = self._in_force()
        # Before anything is read: contradictions are the person's to correct, all at once.
        if wrong := change_problems(holds.settings, holds.changes, question.changes):
            self._settle(ticket, "\n".join(wrong))
            return
        self._ticket = ticket
        job = self._job(holds, question)
        asked_s = 0.0 if question.recording else (job.to_ns - job.from_ns) / 1e9
        self._running = self._tasks.spawn(
            self._answer(self._rehearsals, ticket, job, asked_s), name="rehearsal"
        )

    def stop(self, ticket: str) -> None:
        """Nobody wants the answer any more."""
        self._give_up(STOPPED)
        self._settle(ticket)

    def _job(self, holds: InForce, question: AskRehearsal) -> RehearsalJob:
        now_ns = self._clock.wall_ns()
        hours = min(max(question.hours, 0.0), LONGEST_H)
        return RehearsalJob(
            settings=holds.settings,
            in_force=holds.changes,
            edits=question.changes,
            markets=holds.markets,
            from_ns=now_ns - round(hours * HOUR_NS),
            to_ns=now_ns,
            recording=question.recording,
        )

    async def _answer(self, rehearsals: Rehearsals, ticket: str, job: RehearsalJob, asked_s: float) -> None:
        try:
            now, edited = await rehearsals.rehearse(job)
        except (OSError, ConfigurationError) as error:
            self._done(ticket, str(error))
            return
        answer = ThresholdRehearsal(now, edited, asked_s, job.recording)
        self._publisher.answer(HistoryView(ticket=ticket, history=answer))
        self._done(ticket)

    def _done(self, ticket: str, why: str = "") -> None:
        self._running, self._ticket = None, ""
        self._settle(ticket, why)

    def _give_up(self, why: str) -> None:
        if self._running is not None:
            self._running.cancel()
            self._settle(self._ticket, why)
            self._running = None

    def _settle(self, ticket: str, why: str = "") -> None:
        state = TicketState.FAILED if why else TicketState.DONE
        self._publisher.ticket(Ticket(ticket=ticket, state=state, message=why))
