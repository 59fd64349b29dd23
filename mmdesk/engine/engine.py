"""The engine: one class that starts, serves and ends provably, in whatever loop it is run."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import msgspec
import structlog

from mmdesk.core.model.errors import ConfigurationError, ExchangeConnectionError, MarketMakerError
from mmdesk.core.model.instrument import Instrument
from mmdesk.engine import runner
from mmdesk.engine.collector import Collector
from mmdesk.engine.historian import Historian, Stored
from mmdesk.engine.parts import EngineParts, EngineSettings, StartError
from mmdesk.engine.publisher import Publisher
from mmdesk.engine.rehearser import InForce, Rehearser
from mmdesk.engine.session import Session
from mmdesk.engine.stopping import WITHIN_S, VenueProof
from mmdesk.engine.summary import Summary, summarise
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.control import (
    AnyCommand,
    AskRehearsal,
    FireDrill,
    Shutdown,
    Stop,
    StopRehearsal,
    Ticket,
    TicketState,
)
from mmdesk.ports.gateway import Gateway
from mmdesk.ports.journal import SessionClosed, SessionOpened
from mmdesk.ports.views import AlertView, AnyView, LogView, SessionView

logger = structlog.get_logger(__name__)

RETRY_FIRST_S = 0.25
RETRY_MAX_S = 5.0
DRAIN_S = 2.0


class ShutdownReport(msgspec.Struct, frozen=True):
    """How a session ended: what is proved about each venue, and the summary."""

    proofs: tuple[VenueProof, ...]
    summary: Summary | None
    unwritten: Mapping[str, int] = {}
    """Facts that the journal could not take, by kind."""

    @property
    def proved(self) -> bool:
        """Whether it is proved that none of our orders is open anywhere."""
        return all(proof.proved for proof in self.proofs)


class Engine:
    """`start`, then `shutdown_requested`, then `shutdown`. Surfaces: `submit`, `snapshot`, `publish_to`."""

    def __init__(self, parts: EngineParts, settings: EngineSettings) -> None:
        self._parts = parts
        self._settings = settings
        self._publish: Callable[[Sequence[AnyView]], None] = _nobody_listens
        self._publisher = Publisher(lambda views: self._publish(views))
        self._tasks = Tasks(self._crashed)
        self._collector = Collector()
        self._historian = Historian(
            parts.histories, parts.storage_status, parts.clock, self._tasks, self._publisher
        )
        self._rehearser = Rehearser(
            parts.rehearsals, self._thresholds, parts.clock, self._tasks, self._publisher
        )
        self._ending = asyncio.Event()
        self._end_reason = ""
        self._end_tickets: list[str] = []
        self._early_stops: list[tuple[str, Stop]] = []
        self._started_wall_ns = 0
        self._started_mono_ns = 0
        self.session: Session | None = None

    def publish_to(self, publish: Callable[[Sequence[AnyView]], None]) -> None:
        """Where views go from now on (a link hub, a text status)."""
        self._publish = publish

    def snapshot(self) -> tuple[AnyView, ...]:
        """Everything a surface that just came has to know."""
        return self._publisher.snapshot()

    def submit(self, ticket: str, command: AnyCommand) -> None:
        """Take a command from a surface; its outcome is published as `Ticket` views."""
        if isinstance(command, Shutdown):
            self._end_tickets.append(ticket)
            self._publisher.ticket(Ticket(ticket=ticket, state=TicketState.ACCEPTED))
            self.request_shutdown("asked by a person")
        elif isinstance(command, AskRehearsal):
            self._rehearser.ask(ticket, command)
        elif isinstance(command, StopRehearsal):
            self._rehearser.stop(ticket)
        elif isinstance(command, Stored):
            self._historian.ask(ticket, command)
        elif self.session is None and isinstance(command, Stop):
            # Orders of an earlier session may rest: it is the first thing the session is told.
            self._early_stops.append((ticket, command))
            message = "STOP is carried out as soon as the venue is connected"
            self._publisher.ticket(Ticket(ticket=ticket, state=TicketState.ACCEPTED, message=message))
        elif self.session is None:
            message = "the engine is still starting: wait until the venue is connected"
            self._publisher.ticket(Ticket(ticket=ticket, state=TicketState.FAILED, message=message))
        elif isinstance(command, FireDrill):
            self._publisher.ticket(self.session.drills.begin(ticket, command))
        else:
            self._publisher.ticket(self.session.submit(ticket, command))

    def request_shutdown(self, reason: str) -> None:
        """Ask whoever runs the engine to end it; the first reason counts."""
        if not self._ending.is_set():
            self._end_reason = reason
            self._ending.set()

    async def shutdown_requested(self) -> str:
        """Wait until someone wants the end; returns why."""
        await self._ending.wait()
        return self._end_reason

    def log(self, view: LogView) -> None:
        """Show a log line in every surface."""
        self._publisher.log(view)

    def alert(self, view: AlertView) -> None:
        """Show an alert in every surface."""
        self._publisher.alert(view)

    async def start(self) -> None:
        """Connect, write the session's first fact, listen; the desk is DISARMED. Raises StartError."""
        self._started_wall_ns = self._parts.clock.wall_ns()
        self._started_mono_ns = self._parts.clock.mono_ns()
        connected = await asyncio.gather(*(self._connect(gateway) for gateway in self._parts.gateways))
        instruments = [instrument for found in connected for instrument in found]
        try:
            session = Session(
                self._parts, self._settings, instruments, self._publisher, self._tasks, self._collector
            )
        except ConfigurationError as error:
            raise StartError(str(error), bad_input=True) from error
        self._collector.begin()
        self.session = session
        self._publisher.open(self._session_view(instruments))
        session.start(self._opened(instruments))
        for ticket, stop in self._early_stops:
            self._publisher.ticket(session.submit(ticket, stop))
        session.publish()
        logger.info("session started", session=self._settings.session, mode=self._settings.mode.value)

    async def shutdown(self, reason: str, within_s: float = WITHIN_S) -> ShutdownReport:
        """Block new orders, cancel all of ours, prove it, write the last fact, leave. Raises nothing."""
        session, summary = self.session, None
        proofs: tuple[VenueProof, ...] = ()
        if session is not None:
            session.disarm()
            proofs = await session.prove_flat(within_s)
            await self._drained(session)
            session.publish()
            summary = self._summary(session, proofs)
            wall_ns = self._parts.clock.wall_ns()
            session.recorder.write(
                [SessionClosed(session=self._settings.session, wall_ns=wall_ns, reason=reason)], wall_ns
            )
        await self._tasks.close()
        self._collector.end()
        for gateway in self._parts.gateways:
            await gateway.close()
        unwritten = dict(session.recorder.unwritten) if session is not None else {}
        report = ShutdownReport(proofs, summary, unwritten)
        self._answer_end(report)
        figures = {} if summary is None else msgspec.to_builtins(summary, builtin_types=(Decimal,))
        logger.info("session ended", reason=reason, proved=report.proved, **figures)
        return report

    def summary(self) -> Summary | None:
        """Figures of the session so far; None before it started."""
        return self._summary(self.session, ()) if self.session else None

    async def _connect(self, gateway: Gateway) -> tuple[Instrument, ...]:
        loop = asyncio.get_running_loop()
        begun, delay_s = loop.time(), RETRY_FIRST_S
        while True:
            try:
                return await gateway.connect()
            except ExchangeConnectionError as error:
                within_s = self._settings.connect_within_s
                if within_s is not None and loop.time() - begun + delay_s > within_s:
                    raise StartError(f"{gateway.venue}: {error}", bad_input=False) from error
                self._not_reached(gateway.venue, str(error))
            except MarketMakerError as error:
                raise StartError(f"{gateway.venue}: {error}", bad_input=True) from error
            await asyncio.sleep(delay_s)
            delay_s = min(delay_s * 2, RETRY_MAX_S)

    def _not_reached(self, venue: str, why: str) -> None:
        logger.info("venue not reached", venue=venue, error=why)
        self._publisher.alert(
            AlertView(
                wall_ns=self._parts.clock.wall_ns(),
                level="warning",
                key=f"connect {venue}",
                what=f"{venue} cannot be reached",
                why=why,
                do="mmdesk keeps trying; check the network and the venue's status page.",
            )
        )
        self._publisher.publish(())

    def _crashed(self, task: str, error: BaseException) -> None:
        logger.error("task failed", task=task, exc_info=error)
        session = self.session
        if session is None:
            self.request_shutdown(f"{task} failed: {error!r}")
            return
        reason = f"internal error in {task}: {error!r}"
        if task == runner.NAME:
            session.halt(reason)
        else:
            session.pull(reason)
        session.alert(
            "critical",
            f"crash {task.split()[0]}",
            "an internal error stopped the quoting",
            reason,
            "Quotes are pulled. Restart the engine; please report the error with the log file.",
        )

    async def _drained(self, session: Session) -> None:
        """Let the core see what the last requests brought."""
        try:
            async with asyncio.timeout(DRAIN_S):
                await session.dispatcher.idle()
                while session.inbox.depth:  # noqa: ASYNC110 - the runner empties it in this very loop
                    await asyncio.sleep(0)
        except TimeoutError:
            logger.info("the inbox did not empty in time", waiting=session.inbox.depth)

    def _thresholds(self) -> InForce:
        """What holds now; before the session what it will begin with."""
        if self.session is None:
            return InForce(self._settings.breakers, self._settings.remembered.breaker_changes, ())
        board = self.session.desk.breakers.board
        return InForce(board.settings, board.changes, tuple(board.markets.values()))

    def _answer_end(self, report: ShutdownReport) -> None:
        state = TicketState.DONE if report.proved else TicketState.FAILED
        left = [f"{proof.venue}: {proof.why or proof.left}" for proof in report.proofs if not proof.proved]
        message = "" if report.proved else f"orders may still be open at {'; '.join(left)}"
        for ticket in self._end_tickets:
            self._publisher.ticket(Ticket(ticket=ticket, state=state, message=message))

    def _summary(self, session: Session, proofs: Sequence[VenueProof]) -> Summary:
        duration_ns = self._parts.clock.mono_ns() - self._started_mono_ns
        return summarise(session, self._settings, self._publisher, proofs, duration_ns)

    def _session_view(self, instruments: Sequence[Instrument]) -> SessionView:
        return SessionView(
            session=self._settings.session,
            version=self._settings.version,
            mode=self._settings.mode,
            database=self._settings.database,
            started_wall_ns=self._started_wall_ns,
            instruments=tuple(one.key for one in instruments),
            tick_sizes={one.key: one.tick_size for one in instruments},
            lot_sizes={one.key: one.lot_size for one in instruments},
            drills=self._parts.drill is not None,
        )

    def _opened(self, instruments: Sequence[Instrument]) -> SessionOpened:
        return SessionOpened(
            session=self._settings.session,
            epoch=self._settings.epoch,
            wall_ns=self._started_wall_ns,
            version=self._settings.version,
            mode=self._settings.mode.value,
            instruments=tuple(instruments),
            parameters=dict(self._settings.parameters),
            limits=dict(self._settings.limits),
            desk_limits=self._settings.desk_limits,
            accounts=dict(self._settings.accounts),
        )


def _nobody_listens(views: Sequence[AnyView]) -> None:
    """Before a surface is attached views go nowhere; the snapshot has them later."""
