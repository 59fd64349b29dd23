"""A stop outlives its session: the next one is still stopped, writes that down again, and says since when."""

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime

from mmdesk.core.model.effects import AnyEffect, StateChanged
from mmdesk.core.model.events import AnyEvent
from mmdesk.core.model.state import KeptStop, TradingState
from mmdesk.engine.parts import StopWord
from mmdesk.engine.recorder import Recorder
from mmdesk.ports.views import AlertView


class UnwrittenStop:
    """A stop that the disk refused is offered to it again with every beat: the next start must know of it.

    Until it takes it, the stop stands in `word`, whose space was taken at the start.
    """

    def __init__(self, recorder: Recorder, word: StopWord | None) -> None:
        self._recorder = recorder
        self._word = word
        self._waiting: KeptStop | None = None
        self._kept: KeptStop | None = None

    def see(self, event: AnyEvent, effects: Sequence[AnyEffect], *, journaled: bool) -> None:
        """What a step decided, and whether that is in the journal."""
        for effect in effects:
            if isinstance(effect, StateChanged):
                refused = effect.state is TradingState.STOPPED and not journaled
                self._waiting = KeptStop(event.wall_ns, effect.reason) if refused else None

    def beat(self) -> None:
        """Try again. The word is written here and not in `see`: the cancels leave first."""
        stop = self._waiting
        if stop is not None and self._recorder.retry([_fact(stop)], stop.since_ns):
            self._waiting = None
        if self._word is not None and self._kept != self._waiting:
            with contextlib.suppress(OSError):
                if self._waiting is None:
                    self._word.clear()
                else:
                    self._word.keep(self._waiting)
                self._kept = self._waiting


def stopped_text(stop: KeptStop | None) -> str:
    """The desk's reason for being stopped; empty when it is not."""
    return "" if stop is None else f"stopped {_when(stop)} UTC, before this start: {stop.reason}"


def write_again(recorder: Recorder, stop: KeptStop) -> None:
    """Into this session's journal too, with the time of then: older files may be let go or rot."""
    recorder.write([_fact(stop)], stop.since_ns)


def kept_alert(stop: KeptStop, wall_ns: int) -> AlertView:
    """For the person who starts it."""
    return AlertView(
        wall_ns=wall_ns,
        level="critical",
        key="kept-stop",
        what="The desk was stopped and is still stopped: nothing is quoted.",
        why=f"{_when(stop)} UTC: {stop.reason}",
        do="To quote again press Reset stop, then hold the arm button; without a window: mmdesk arm.",
    )


def _fact(stop: KeptStop) -> StateChanged:
    return StateChanged(state=TradingState.STOPPED, reason=stop.reason)


def _when(stop: KeptStop) -> str:
    return str(datetime.fromtimestamp(stop.since_ns // 10**9, UTC).replace(tzinfo=None))
