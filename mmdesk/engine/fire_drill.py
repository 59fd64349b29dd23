"""Fire drills: trouble caused at our own venue on purpose, and how long the desk took to be safe from it."""

import asyncio
import contextlib
from collections.abc import Sequence

import structlog

from mmdesk.core.model.breakers import GLOBAL_SCOPE, BreakerState, Permission, Scope, ScopeLevel
from mmdesk.core.model.drill import DrillDone, DrillKind, DrillOutcome
from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import AnyEvent
from mmdesk.core.model.state import TradingState
from mmdesk.core.pipeline import Desk
from mmdesk.core.risk.breakers.breaker import Breaker
from mmdesk.engine.drill_trial import OPEN_WITHIN_S, Trial
from mmdesk.engine.publisher import Publisher
from mmdesk.engine.recorder import Recorder
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.clock import Clock
from mmdesk.ports.control import FireDrill, Ticket, TicketState
from mmdesk.ports.drill import Cause, Drill, DrillError, DrillView

logger = structlog.get_logger(__name__)

# The breakers' own deadline for the proof comes first.
PROVE_LATER_S = 10.0
# Should this process be killed, the venue ends it.
LASTS_S = 90.0
# How much more than the threshold is caused.
OVER = 1.5
OVER_LOSS = 1.2
ALL_PCT = 100.0

NO_VENUE = "a fire drill needs mmdesk's own simulated exchange: start without a real one"
ONE_AT_A_TIME = "a fire drill is under way: wait until it is over"
NOTHING_RESTS = "none of our orders rests at the venue: wait until both sides are quoted"
NO_CAPITAL = "what the account is worth is not known yet: wait a moment"


class FireDrills:
    """One at a time; `see` gets every step. Whatever ends a drill, its cause is taken away."""

    def __init__(
        self,
        port: Drill | None,
        desk: Desk,
        clock: Clock,
        tasks: Tasks,
        recorder: Recorder,
        publisher: Publisher,
    ) -> None:
        self._port = port
        self._desk = desk
        self._clock = clock
        self._tasks = tasks
        self._recorder = recorder
        self._publisher = publisher
        self._trial: Trial | None = None
        self.halted = ""
        """Why the core is not asked any more; empty while it is."""

    def start(self) -> None:
        """An engine that was killed in a drill left its cause behind."""
        if self._port is not None:
            self._tasks.spawn(_clear(self._port), name="drill clean-up")

    def begin(self, ticket: str, command: FireDrill) -> Ticket:
        """Start one; refused with the reason where it would show nothing."""
        market = next(iter(self._quoted()), "")
        refused = self._refusal() or self._refused_in(market, command.kind)
        if refused or self._port is None:
            return Ticket(ticket=ticket, state=TicketState.FAILED, message=refused)
        self._trial = Trial(command.kind, market, self._amount(market, command.kind))
        self._tasks.spawn(self._run(self._port, self._trial, ticket), name="fire drill")
        return Ticket(ticket=ticket, state=TicketState.ACCEPTED)

    def see(self, event: AnyEvent, effects: Sequence[AnyEffect]) -> None:
        """Follow a drill under way."""
        trial = self._trial
        if trial is None or not trial.caused_mono_ns:
            return
        had_opened = trial.opened.is_set()
        trial.see(event, effects, self._clock.mono_ns())
        if not trial.opened.is_set() and self._desk.state is not TradingState.ARMED:
            self.end(f"the desk is {self._desk.state.value} now")
        elif trial.opened.is_set() and not had_opened:
            self._show(trial)

    def end(self, why: str) -> None:
        """Cut a drill short; what opened already is told as far as it is known."""
        if self._trial is not None:
            self._trial.end(why)

    async def _run(self, port: Drill, trial: Trial, ticket: str) -> None:
        trial.begun_ns, trial.caused_mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        self._show(trial)
        symbol = self._desk.instruments[trial.instrument].symbol
        try:
            await port.inject(Cause(trial.kind, symbol, trial.amount, LASTS_S))
            await self._watch(trial)
        except DrillError as error:
            trial.end(str(error))
        except asyncio.CancelledError:
            trial.end("the engine ended")
            raise
        finally:
            await _clear(port)
            self._trial = None
            self._tell(trial, ticket)

    async def _watch(self, trial: Trial) -> None:
        """Wait for the opening, then for the proof; both are bounded."""
        prove_within_s = self._desk.breakers.board.settings.verify_within_s + PROVE_LATER_S
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(OPEN_WITHIN_S):
                await trial.opened.wait()
            async with asyncio.timeout(min(prove_within_s, LASTS_S - OPEN_WITHIN_S)):
                await trial.settled.wait()

    def _tell(self, trial: Trial, ticket: str) -> None:
        done = trial.result()
        self._recorder.write([done], self._clock.wall_ns())
        logger.info("fire drill", kind=done.kind.value, outcome=done.outcome.value, why=done.why)
        self._show(trial, done)
        state = TicketState.DONE if done.outcome is DrillOutcome.PASSED else TicketState.FAILED
        self._publisher.ticket(Ticket(ticket=ticket, state=state, message=done.why))

    def _show(self, trial: Trial, done: DrillDone | None = None) -> None:
        self._publisher.drill(
            DrillView(
                kind=trial.kind,
                instrument=trial.instrument,
                amount=trial.amount,
                begun_ns=trial.begun_ns,
                opened_ms=trial.opened_ms,
                orders_cancelled=trial.orders_cancelled,
                done=done,
            )
        )

    # -- what a drill needs --------------------------------------------------------------------------

    def _quoted(self) -> list[str]:
        """Markets with orders of ours at the venue, the one with most of them first."""
        live = {key: len(self._desk.register.live_entries(key)) for key in self._desk.markets}
        return sorted((key for key, count in live.items() if count), key=lambda key: -live[key])

    def _refusal(self) -> str:
        if self._port is None:
            return NO_VENUE
        if self._trial is not None:
            return ONE_AT_A_TIME
        if self._desk.state is not TradingState.ARMED:
            return f"the desk is {self._desk.state.value}: arm it, for a drill pulls quotes"
        return self.halted

    def _refused_in(self, market: str, kind: DrillKind) -> str:
        """What would keep the drill from showing anything, or from showing what it shall."""
        if not self._watching(market or next(iter(self._desk.markets), ""), kind):
            return f"the {kind.breakers[0].words} breaker is not watched on this desk: nothing would open"
        for breaker in self._desk.breakers.board.breakers.values():
            if breaker.state is BreakerState.HALF_OPEN:
                return f"{_named(breaker)} is half-open: wait until it closed"
            if breaker.permission is not Permission.ACTIVE:
                return f"{_named(breaker)} holds quotes already: wait until it closed, or reset it"
        if not market:
            return NOTHING_RESTS
        if kind is DrillKind.LOSS and self._desk.breakers.capital_quote <= 0:
            return NO_CAPITAL
        return ""

    def _watching(self, market: str, kind: DrillKind) -> list[Breaker]:
        """The breakers of a market that have to notice it."""
        board = self._desk.breakers.board
        watched = board.markets.get(market)
        if watched is None:
            return []
        scopes: set[Scope] = {watched.scope(level) for level in ScopeLevel} | {GLOBAL_SCOPE}
        return [one for (what, at), one in board.breakers.items() if what in kind.breakers and at in scopes]

    def _amount(self, market: str, kind: DrillKind) -> float:
        """Enough above the lowest threshold in force."""
        threshold = min(breaker.rule.open_above for breaker in self._watching(market, kind))
        if kind is DrillKind.ERRORS:
            return ALL_PCT
        if kind is DrillKind.LOSS:
            return round(threshold * OVER_LOSS / 1e4 * float(self._desk.breakers.capital_quote), 2)
        return threshold * OVER


async def _clear(port: Drill) -> None:
    """A venue that does not answer ends it by itself."""
    with contextlib.suppress(DrillError):
        await port.clear()


def _named(breaker: Breaker) -> str:
    return f"the {breaker.kind.words} breaker of {breaker.scope}"
