"""One session at work: the desk with everything around it, from first event to proof that nothing rests."""

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog

from mmdesk.core.model.effects import (
    AlertRaised,
    AnyEffect,
    FactsRegained,
    ListingWanted,
    QueryWanted,
    ReconcileWanted,
    StateChanged,
)
from mmdesk.core.model.errors import MarketMakerError
from mmdesk.core.model.events import AnyEvent, ClockJumped, DisarmRequested, StopRequested, TimePassed
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.state import TradingState
from mmdesk.core.pipeline import Desk
from mmdesk.engine.breaker_status import BreakerStatus, settings_view
from mmdesk.engine.clock_watch import ClockWatch
from mmdesk.engine.collector import Collector
from mmdesk.engine.commands import event_of
from mmdesk.engine.denied_orders import DeniedWatch
from mmdesk.engine.dispatcher import Dispatcher, venue_of
from mmdesk.engine.fire_drill import FireDrills
from mmdesk.engine.foreign_orders import ForeignWatch
from mmdesk.engine.guarding import Guarding
from mmdesk.engine.heartbeat import Heartbeat
from mmdesk.engine.identity import id_prefix, instance_prefix
from mmdesk.engine.inbox import Inbox
from mmdesk.engine.inquirer import Inquirer
from mmdesk.engine.kept_stop import UnwrittenStop, kept_alert, stopped_text, write_again
from mmdesk.engine.kill_switch import KillSwitch, unproved_text
from mmdesk.engine.measuring import Measuring
from mmdesk.engine.parts import EngineParts, EngineSettings
from mmdesk.engine.publisher import Publisher
from mmdesk.engine.reconciler import Reconciler
from mmdesk.engine.recorder import Recorder
from mmdesk.engine.rounds import Rounds
from mmdesk.engine.runner import Runner
from mmdesk.engine.statistics import Statistics
from mmdesk.engine.status import Status
from mmdesk.engine.stopping import Stopping, VenueProof
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.control import AnyCommand, Stop, Ticket, TicketState
from mmdesk.ports.journal import SessionOpened
from mmdesk.ports.views import AlertView

logger = structlog.get_logger(__name__)

PUBLISH_BEATS = 1
_NOT_WRITTEN = (
    "what the desk does cannot be written down",
    "Free disk space or repair the data folder, then restart mmdesk. Quotes are pulled until then.",
)
_DAMAGED = (
    "what the desk did can no longer be read in full",
    "Restart mmdesk: it compares with the venues and keeps the damaged files. Quotes are pulled until then.",
)


class Session:
    """Wires desk, runner, dispatcher, reconciler, publisher; lives from `start` until its tasks close."""

    def __init__(
        self,
        parts: EngineParts,
        settings: EngineSettings,
        instruments: Sequence[Instrument],
        publisher: Publisher,
        tasks: Tasks,
        collector: Collector,
    ) -> None:
        self._clock, self._tasks, self._publisher = parts.clock, tasks, publisher
        self._settings = settings
        self._collector = collector
        self._gateways = {gateway.venue: gateway for gateway in parts.gateways}
        self._prefix = id_prefix(settings)
        self.desk = _desk(settings, instruments, self._prefix)
        self.inbox = Inbox(settings.inbox_size)
        self.recorder = Recorder(
            parts.journal, record_market=settings.record_market, on_fault=self._disk_failed
        )
        self._unwritten_stop = UnwrittenStop(self.recorder, parts.stop_word)
        self.statistics = Statistics(tuple(self._gateways))
        self.status = Status(self.desk, self._gateways, self.statistics, self.inbox, parts.storage_status)
        self._breaker_status = BreakerStatus(self.desk)
        publisher.breakers.begin(settings_view(self.desk, parts.clock.wall_ns()))
        self._runner = Runner(self.desk, self.inbox, self.recorder, tasks, self._after_step)
        self._put = self._runner.accept
        self.dispatcher = Dispatcher(self._gateways, self._put, tasks, parts.clock)
        self._runner.cancel_now = self.dispatcher.cancel_all
        self.reconciler = Reconciler(
            self._gateways,
            self._put,
            tasks,
            parts.clock,
            last_wall_ns=settings.remembered.last_wall_ns,
        )
        self._rounds = Rounds(self._gateways, self._put, tasks, parts.clock, self.reconciler.reach)
        self._clock_watch = ClockWatch(parts.clocks)
        self._guarding = Guarding(parts.protection, self._gateways, self._put, parts.clock)
        self._measuring = Measuring(self._gateways, self.inbox, parts.storage_status)
        self._inquirer = Inquirer(self._gateways, self._put, tasks)
        stops = {
            venue: Stopping(gateway, self.dispatcher, settings.app_prefix, partial(self._live_at, venue))
            for venue, gateway in self._gateways.items()
        }
        self._kill_switch = KillSwitch(stops, tasks, parts.clock, publisher.stop, self._stop_unproved)
        self._foreign = ForeignWatch(self.desk)
        self._denied = DeniedWatch(self.desk)
        self.drills = FireDrills(parts.drill, self.desk, parts.clock, tasks, self.recorder, publisher)
        self._heartbeat = Heartbeat(self._beat)
        self._views = Heartbeat(lambda _: self.publish(), 1 / settings.publish_rate_hz)
        self._storage_status = parts.storage_status
        self._facts_regained = parts.facts_regained
        self.storage_fault = ""
        self.halted = ""

    def start(self, opened: SessionOpened) -> None:
        """Write the session's first fact, then listen to the venues."""
        self.recorder.write([opened], opened.wall_ns)
        self._publisher.begin(self.desk.register.live(), self._settings.remembered.past_fills)
        if (stop := self._settings.remembered.stopped) is not None:
            write_again(self.recorder, stop)
            self._publisher.alert(kept_alert(stop, opened.wall_ns))
        self._guarding.look()
        self.drills.start()
        self._tasks.spawn(self._runner.run(), name="runner")
        self._tasks.spawn(self._heartbeat.run(), name="heartbeat")
        self._tasks.spawn(self._views.run(), name="views")
        for gateway in self._gateways.values():
            self._tasks.spawn(gateway.run(self._put), name=f"gateway {gateway.venue}")

    def submit(self, ticket: str, command: AnyCommand) -> Ticket:
        """Take a command; the answer says whether it goes to the core."""
        # A stop is answered when it is proved, not when the core took it.
        answered = "" if isinstance(command, Stop) else ticket
        event = event_of(command, answered, self.desk, self._clock.wall_ns(), self._clock.mono_ns())
        if isinstance(event, str):
            return Ticket(ticket=ticket, state=TicketState.FAILED, message=event)
        if isinstance(event, StopRequested):
            self._kill_switch.expect(ticket)
            if self.halted:
                self._kill_switch.begin(nobody)
        elif self.halted:
            return Ticket(ticket=ticket, state=TicketState.FAILED, message=self.halted)
        self._put(event)
        return Ticket(ticket=ticket, state=TicketState.ACCEPTED)

    def pull(self, reason: str) -> None:
        """Latch STOPPED for a reason of the engine's own."""
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        self._put(StopRequested(wall_ns=wall_ns, mono_ns=mono_ns, ticket="", reason=reason))

    def halt(self, reason: str) -> None:
        """The core failed and is not asked again: nothing new leaves, what rests is cancelled."""
        if self.halted:
            return
        self.halted = self.drills.halted = reason
        self._runner.stopped = True
        self.dispatcher.closed = True
        self._tasks.spawn(self._keep_events(), name="journal only")
        self._kill_switch.begin(nobody)

    def disarm(self) -> None:
        """Pull quotes for an orderly end; the latch of a kill switch is left as it is."""
        self.dispatcher.closed = True
        self.drills.end("the engine ends")
        if self.desk.state is not TradingState.STOPPED:
            wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
            self._put(DisarmRequested(wall_ns=wall_ns, mono_ns=mono_ns, ticket=""))

    async def prove_flat(self, within_s: float) -> tuple[VenueProof, ...]:
        """Cancel and verify until no order of ours is open anywhere; then learn the last fills."""
        # An end of the session leaves what a person chose to leave; a stop does not.
        proofs = await self._kill_switch.prove(self.desk.leftovers.ignored, within_s)
        for proof in proofs:
            if proof.proved:
                await self._last_words(proof.venue)
        return proofs

    def publish(self) -> None:
        """Tell surfaces the state of now."""
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        for view in (*self._foreign.changes(wall_ns), *self._denied.changes(wall_ns)):
            self._publisher.order(view)
        self._kill_switch.tell()
        self._publisher.controls(self.status.controls(wall_ns, mono_ns))
        self._publisher.breakers.show(self._breaker_status.changes(wall_ns, mono_ns))
        self._publisher.publish(self.status.views(wall_ns, mono_ns, self._heartbeat.loop_lag_ms, self.halted))

    async def reconcile(self, reason: str) -> None:
        """Learn all that every venue knows of our account, however long it takes."""
        for venue in self._gateways:
            await self.reconciler.until_learnt(venue, reason)

    @property
    def loop_lag_ms(self) -> float:
        """The longest lateness of a beat in the last two seconds."""
        return self._heartbeat.loop_lag_ms

    async def _last_words(self, venue: str) -> None:
        try:
            await self.reconciler.once(venue)
        except MarketMakerError as error:
            logger.warning("the last fills could not be fetched", venue=venue, error=str(error))

    def _after_step(self, event: AnyEvent, effects: Sequence[AnyEffect], journaled: bool) -> None:
        self.statistics.see(event, effects)
        self._unwritten_stop.see(event, effects, journaled=journaled)
        if isinstance(event, StopRequested) or any(map(_stops, effects)):
            self._kill_switch.begin(nobody)
        if not effects:
            return
        self.dispatcher.dispatch(effects, journaled=journaled)
        self.drills.see(event, effects)
        for effect in effects:
            if isinstance(effect, QueryWanted):
                self._inquirer.ask(effect)
            elif isinstance(effect, ListingWanted):
                self._rounds.list_now(effect.venue)
            elif isinstance(effect, ReconcileWanted):
                self.reconciler.want(effect.venue, effect.reason, effect.since_ns)
            elif isinstance(effect, FactsRegained):
                self._tasks.spawn(self._note_regained(effect), name="facts regained")
            elif isinstance(effect, StateChanged):
                logger.info("state", state=effect.state.value, reason=effect.reason)
            elif isinstance(effect, AlertRaised):
                logger.info("alert", severity=effect.level, what=effect.what, why=effect.why)
        self._publisher.see(event, effects, self._prefix)

    async def _note_regained(self, effect: FactsRegained) -> None:
        logger.info("facts regained", fills=effect.fills)
        if self._facts_regained is not None:
            try:
                await asyncio.to_thread(self._facts_regained)
            except OSError as error:
                # The next start asks the venues again, with the same outcome.
                logger.info("the note of the damage stays", error=str(error))

    def _live_at(self, venue: str) -> list[str]:
        """Ids of our orders that may still trade at a venue; a halted core does not know."""
        if self.halted:
            return []
        return [
            one.client_id for one in self.desk.register.live() if venue_of(one.intent.instrument) == venue
        ]

    def _stop_unproved(self, proof: VenueProof) -> None:
        self.alert(
            "critical",
            f"stop {proof.venue}",
            f"the stop is not proved at {proof.venue}",
            unproved_text(proof),
            "Look at the venue's own page and cancel there; keep mmdesk running, it goes on asking.",
        )

    def alert(self, level: str, key: str, what: str, why: str, do: str) -> None:
        """Tell a person in three lines."""
        wall_ns = self._clock.wall_ns()
        logger.info("alert", severity=level, what=what, why=why)
        self._publisher.alert(AlertView(wall_ns=wall_ns, level=level, key=key, what=what, why=why, do=do))

    async def _keep_events(self) -> None:
        while True:
            await self.inbox.wait()
            while (event := self.inbox.pop()) is not None:
                self.recorder.keep(event, ())

    def _beat(self, number: int) -> None:
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        # First: after a pause of this process nothing may be sent before the loss is known.
        self._guarding.look()
        if (jump := self._clock_watch.look()) is not None:
            self._jumped(jump)
        self._put(self._measuring.event(wall_ns, mono_ns, self._heartbeat.last_lag_ms))
        self._put(TimePassed(wall_ns=wall_ns, mono_ns=mono_ns))
        self._unwritten_stop.beat()
        self._rounds.look(mono_ns)
        storage = self._storage_status()
        told, self.storage_fault = self.storage_fault, storage.fault
        if storage.fault and storage.fault != told:
            self._disk_failed(storage.fault, is_old_damage=storage.is_old_damage)
        self._collector.beat(number)

    def _jumped(self, jump: ClockJumped) -> None:
        logger.warning("clock jump", slept_s=jump.slept_ns / 1e9, stepped_s=jump.stepped_ns / 1e9)
        self._put(jump)
        for gateway in self._gateways.values():
            gateway.renew("this machine slept" if jump.slept_ns else "the clock of this machine was set")

    def _disk_failed(self, fault: str, *, is_old_damage: bool = False) -> None:
        self.pull(f"storage: {fault}")
        what, do = _DAMAGED if is_old_damage else _NOT_WRITTEN
        self.alert("critical", "storage", what, fault, do)


def _stops(effect: AnyEffect) -> bool:
    return isinstance(effect, StateChanged) and effect.state is TradingState.STOPPED


def nobody() -> tuple[str, ...]:
    """Whom a stop spares."""
    return ()


def _desk(settings: EngineSettings, instruments: Sequence[Instrument], prefix: str) -> Desk:
    return Desk(
        instruments,
        settings.parameters,
        settings.limits,
        prefix,
        app_prefix=settings.app_prefix,
        instance_prefix=instance_prefix(settings),
        remembered_orders=settings.remembered.orders,
        remembered_positions=settings.remembered.positions,
        remembered_fills=settings.remembered.fills,
        facts_lost=settings.facts_lost,
        desk_limits=settings.desk_limits,
        remembered_latches=settings.remembered.latches,
        remembered_profit=settings.remembered.profit,
        leftovers=settings.leftovers,
        breakers=settings.breakers,
        breaker_changes=settings.remembered.breaker_changes,
        stopped_before=stopped_text(settings.remembered.stopped),
        remembered_breakers=settings.remembered.breakers,
        remembered_drawdowns=settings.remembered.drawdowns,
    )
