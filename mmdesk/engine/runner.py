"""The heart: one event at a time through the core, then journal, dispatcher and publisher, in that order."""

import asyncio
import time
from collections.abc import Callable, Sequence

from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import AnyEvent, StopRequested
from mmdesk.core.pipeline import Desk, step
from mmdesk.engine.inbox import Inbox
from mmdesk.engine.recorder import Recorder
from mmdesk.engine.tasks import Tasks

# Sockets, timers and the link get their turn after this long, however much market data waits.
SLICE_NS = 2_000_000

NAME = "runner"

AfterStep = Callable[[AnyEvent, Sequence[AnyEffect], bool], None]
BeforeJournal = Callable[[Sequence[AnyEffect]], None]


class Runner:
    """Drains the inbox by `pipeline.step`; `after_step` gets event, effects, and whether all is journaled.

    A stop is the one exception to journal first: it is handled ahead of what waits, and `cancel_now` has its
    cancels out before the disk is asked for anything, for the disk may be what hangs.

    An event is handled in the call that brings it: a turn of a busy loop costs an order a millisecond. What
    comes while an event is being handled, or after a slice of time is used up, waits in the inbox.
    """

    def __init__(
        self,
        desk: Desk,
        inbox: Inbox,
        recorder: Recorder,
        tasks: Tasks,
        after_step: AfterStep,
    ) -> None:
        self._desk = desk
        self._inbox = inbox
        self._recorder = recorder
        self._tasks = tasks
        self._after_step = after_step
        self.cancel_now: BeforeJournal = _nothing
        self._busy = False
        self.stopped = True

    def accept(self, event: AnyEvent) -> None:
        """Take an event; it is handled before this returns, unless others are ahead of it."""
        if isinstance(event, StopRequested):
            self._inbox.put_first(event)
        else:
            self._inbox.put(event)
        if self._busy:
            return
        self._tasks.guard(self._drain, NAME)
        if self._inbox.depth:
            self._inbox.wake()

    async def run(self) -> None:
        """Handle what waits until stopped; an error of the core stops it (the engine pulls everything)."""
        self.stopped = False
        while not self.stopped:
            await self._inbox.wait()
            self._tasks.guard(self._drain, NAME)
            await asyncio.sleep(0)

    def _drain(self) -> None:
        if self.stopped:
            return
        self._busy = True
        slice_ends_ns = time.perf_counter_ns() + SLICE_NS
        try:
            while (event := self._inbox.pop()) is not None:
                self._handle(event)
                if time.perf_counter_ns() > slice_ends_ns:
                    return
        finally:
            self._busy = False

    def _handle(self, event: AnyEvent) -> None:
        """One event: decide, write down, carry out, tell."""
        effects = step(self._desk, event)
        if isinstance(event, StopRequested):
            self.cancel_now(effects)
        journaled = self._recorder.keep(event, effects)
        self._after_step(event, effects, journaled)


def _nothing(effects: Sequence[AnyEffect]) -> None:
    """Before there is anything that could carry a cancel out."""
