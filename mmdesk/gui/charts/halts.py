"""When quoting was halted, and by what: spans of time from breakers, pauses and stops, each told once."""

from math import inf
from typing import NamedTuple

from mmdesk.core.model.breakers import BreakerMove, Scope, ScopeLevel
from mmdesk.core.model.state import TradingState
from mmdesk.gui.breaker_words import HELD, kind_title
from mmdesk.gui.words import state_word
from mmdesk.ports.breaker_views import BreakerEventView, BreakerView
from mmdesk.ports.views import DeskView

MAX_SPANS = 200
_BEGINS = frozenset({BreakerMove.OPENED, BreakerMove.LATCHED, BreakerMove.FORCED})
_ENDS = frozenset({BreakerMove.HALF_OPENED, BreakerMove.RESET, BreakerMove.CLOSED})
_STOPS = (TradingState.PAUSED, TradingState.STOPPED)
_EVERYTHING = Scope(ScopeLevel.GLOBAL)


class Span(NamedTuple):
    """UTC seconds; `end_s` is infinite while it lasts."""

    start_s: float
    end_s: float
    why: str


class _Halt:
    def __init__(self, scope: Scope, start_ns: int, why: str) -> None:
        self.scope = scope
        self.start_ns = start_ns
        self.end_ns: int | None = None
        self.why = why


class HaltHistory:
    """The last `MAX_SPANS` halts of the whole desk."""

    def __init__(self) -> None:
        self._all: list[_Halt] = []
        self._running: dict[str, _Halt] = {}
        self._told_ns = 0

    def take_events(self, events: tuple[BreakerEventView, ...]) -> None:
        """The log of breakers, oldest first; what was told before (a new connection) is not told again."""
        before = self._told_ns
        for event in events:
            if event.wall_ns <= before:
                continue
            self._told_ns = max(self._told_ns, event.wall_ns)
            key = f"{event.kind} {event.scope.level} {event.scope.name}"
            if event.what in _BEGINS:
                self._begin(key, event.scope, event.wall_ns, kind_title(event.kind))
            elif event.what in _ENDS:
                self._end(key, event.wall_ns)

    def take_breakers(self, views: tuple[BreakerView, ...]) -> None:
        """How they stand: what is open since before the log began is known from here."""
        for view in views:
            key = f"{view.kind} {view.scope.level} {view.scope.name}"
            if view.state in HELD:
                self._begin(key, view.scope, view.since_ns or view.wall_ns, kind_title(view.kind))
            else:
                self._end(key, view.wall_ns)

    def take_desk(self, view: DeskView) -> None:
        """Pauses and stops halt everything."""
        for state in _STOPS:
            if view.state is state:
                self._begin(state.value, _EVERYTHING, view.wall_ns, state_word(state))
            else:
                self._end(state.value, view.wall_ns)

    def spans(self, instrument: str, first_s: float, strategy: str = "") -> tuple[Span, ...]:
        """Halts of this market since then, oldest first; those that overlap are one, with all reasons.
        `strategy` is what quotes it, empty while that is not known."""
        found = sorted(
            (
                (halt.start_ns / 1e9, inf if halt.end_ns is None else halt.end_ns / 1e9, halt.why)
                for halt in self._all
                if covers(halt.scope, instrument, strategy)
            ),
            key=lambda span: span[:2],
        )
        merged: list[Span] = []
        for start_s, end_s, why in found:
            if end_s < first_s:
                continue
            if merged and start_s <= merged[-1].end_s:
                last = merged[-1]
                reasons = last.why if why in last.why else f"{last.why}, {why}"
                merged[-1] = Span(last.start_s, max(last.end_s, end_s), reasons)
            else:
                merged.append(Span(start_s, end_s, why))
        return tuple(merged)

    def _begin(self, key: str, scope: Scope, wall_ns: int, why: str) -> None:
        if key in self._running:
            return
        halt = self._running[key] = _Halt(scope, wall_ns, why)
        self._all.append(halt)
        if len(self._all) > MAX_SPANS:
            gone = self._all.pop(0)
            self._running = {name: one for name, one in self._running.items() if one is not gone}

    def _end(self, key: str, wall_ns: int) -> None:
        halt = self._running.pop(key, None)
        if halt is not None:
            halt.end_ns = max(wall_ns, halt.start_ns)


def covers(scope: Scope, instrument: str, strategy: str = "") -> bool:
    """Whether a halt of `scope` halts this market; while nobody told what quotes it, any strategy may."""
    symbol, _, venue = instrument.rpartition("@")
    names = {ScopeLevel.INSTRUMENT: instrument, ScopeLevel.SYMBOL: symbol, ScopeLevel.EXCHANGE: venue}
    if strategy:
        names[ScopeLevel.STRATEGY] = strategy
    return names.get(scope.level, scope.name) == scope.name
