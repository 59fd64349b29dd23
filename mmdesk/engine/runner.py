"""The heart: one event at a time through the core, then journal, dispatcher and publisher, in that order."""

import asyncio
import time
from collections.abc import Callable, Sequence

from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import AnyEvent
from mmdesk.core.pipeline import Desk, step
from mmdesk.engine.inbox import Inbox
from mmdesk.engine.recorder import Recorder

# Sockets, timers and the link get their turn after this long, however much market data waits.
SLICE_NS = 2_000_000

AfterStep = Callable[[AnyEvent, Sequence[AnyEffect], bool], None]


class Runner:
    """Drains the inbox by `pipeline.step`; `after_step` gets event, effects, and whether all is journaled."""

    def __init__(self, desk: Desk, inbox: Inbox, recorder: Recorder, after_step: AfterStep) -> None:
        self._desk = desk
        self._inbox = inbox
        self._recorder = recorder
        self._after_step = after_step
        self.steps = 0

    async def run(self) -> None:
        """Work until cancelled; an error of the core ends it (and the engine then pulls everything)."""
        while True:
            await self._inbox.wait()
            self._drain()
            await asyncio.sleep(0)

    def _drain(self) -> None:
        end_ns = time.perf_counter_ns() + SLICE_NS
        while (event := self._inbox.pop()) is not None:
            self.handle(event)
            if time.perf_counter_ns() > end_ns:
                return

    def handle(self, event: AnyEvent) -> None:
        """One event: decide, write down, carry out, tell."""
        effects = step(self._desk, event)
        journaled = self._recorder.keep(event, effects)
        self.steps += 1
        self._after_step(event, effects, journaled)
