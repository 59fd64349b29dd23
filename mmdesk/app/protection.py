"""The guardian beside one engine: what it is told, what it tells a person, which venues it protects."""

import asyncio
import contextlib
import time
from collections.abc import Coroutine, Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog

from mmdesk.app.paths import Paths
from mmdesk.app.stop_file import forget_stop, obey_stop
from mmdesk.app.venue_link import VenueInfo
from mmdesk.config.schema import VenueSettings
from mmdesk.core.model.effects import AlertRaised
from mmdesk.core.model.state import TradingState
from mmdesk.engine.engine import Engine
from mmdesk.engine.projection import alert_view
from mmdesk.gateways.binance_stop import EXCHANGES, StopConnection, venue_symbol
from mmdesk.gateways.connection import Loopback
from mmdesk.guardian.client import GuardianClient, Vitals
from mmdesk.guardian.messages import Bootstrap, StopReason, StopRecord
from mmdesk.guardian.record import read_record

logger = structlog.get_logger(__name__)

LAG_MS = 1_000.0
RESUMES = "Quoting resumes by itself after a reconciliation."
STAYS = "Nothing is quoted until a person arms or resumes."
# A simulated venue that is gone stays gone: the next start should not wait long for the last guardian.
LOOPBACK_VERIFY_S = 6.0
REASONS = {
    StopReason.SILENCE: "the engine gave no healthy sign of life",
    StopReason.ENGINE_GONE: "the engine ended without a proof that nothing was open",
    StopReason.RETURNED: "the engine came back after a silence",
    StopReason.TERMINATED: "the guardian was asked to end",
    StopReason.NOT_PROVED: "an earlier try was not proved",
}


def guardian_orders(
    venues: Iterable[VenueSettings], info: VenueInfo, paths: Paths, app_prefix: str, session: str
) -> Bootstrap:
    """What the guardian is started with; venues that it cannot stop are left out."""
    loopback = Loopback(info.tls_port, info.ca_file, info.hosts)
    stops = tuple(
        StopConnection(
            exchange_id=venue.id,
            symbols=tuple(map(venue_symbol, venue.symbols)),
            api_key=info.api_key,
            secret=info.secret,
            hosts=info.hosts,
            loopback=loopback,
        )
        for venue in venues
        if venue.id in EXCHANGES
    )
    return Bootstrap(
        venues=stops,
        app_prefix=app_prefix,
        lock_file=str(paths.guardian_lock),
        record_file=str(paths.guardian_file),
        session=session,
        verify_s=LOOPBACK_VERIFY_S,
    )


class GuardianProtection:
    """`begin` starts the guardian, `arm` before an order can leave, `end` with or without a proof."""

    by = "guardian"

    def __init__(self, bootstrap: Bootstrap, paths: Paths) -> None:
        self._bootstrap = bootstrap
        self._paths = paths
        self._venues = {venue.exchange_id for venue in bootstrap.venues}
        self._engine: Engine | None = None
        self._client: GuardianClient | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._were_up = False

    def protects(self, venue: str) -> bool:
        return venue in self._venues and self._client is not None and self._client.protecting

    def begin(self, engine: Engine) -> None:
        """Tell what the last guardian did and start one; nobody waits for it, only arming does."""
        self._engine = engine
        self._tell_last_stop()
        if not self._venues:
            return
        client = self._client = GuardianClient(
            self._bootstrap,
            self._vitals,
            self._on_news,
            self._on_stopped,
            log_file=self._paths.logs_dir / "guardian.log",
        )
        self._spawn(self._start(client))

    def arm(self) -> None:
        """From now on our silence takes our orders off."""
        if self._client is not None:
            self._client.arm()

    async def end(self, *, proved: bool) -> None:
        """Part from the guardian: with a proof it just ends, without one it goes to work."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            code = await (self._client.bye() if proved else self._client.leave())
            logger.info("parted from the guardian", proved=proved, code=code)
            self._client = None

    def _vitals(self) -> Vitals:
        session = self._engine.session if self._engine is not None else None
        if session is None:
            return Vitals()
        up = all(venue.connected for venue in session.desk.venues.values())
        self._were_up = self._were_up or up
        return Vitals(
            loop_ok=session.loop_lag_ms < LAG_MS,
            data_ok=up or not self._were_up,
            writer_ok=not session.storage_fault,
        )

    async def _start(self, client: GuardianClient) -> None:
        begun = time.monotonic()
        ready = await client.start()
        logger.info("guardian", ready=ready, pid=client.pid, after_s=round(time.monotonic() - begun, 2))

    def _on_news(self, level: str, text: str) -> None:
        if level != "error":
            logger.info("guardian", said=text)
            return
        self._alert(
            "critical",
            "guardian",
            "The guardian is not on duty.",
            text,
            "Quotes are pulled until it is; nothing to do unless this stays.",
        )

    def _on_stopped(self, record: StopRecord) -> None:
        self._spawn(self._take_in(record))

    async def _take_in(self, record: StopRecord) -> None:
        """Quotes are held since it stopped; it guards again once we know what it did."""
        assert self._engine is not None
        assert self._client is not None
        # While we hung somebody may have asked for a stop, with nobody to answer.
        with contextlib.suppress(OSError):
            if obey_stop(self._paths.stop_file, self._engine):
                await forget_stop(self._paths.stop_file, self._engine)
        session = self._engine.session
        quoting = session is not None and session.desk.state is TradingState.ARMED
        self._tell_stop(record, RESUMES if quoting else STAYS)
        if self._engine.session is not None:
            await self._engine.session.reconcile("the guardian took our orders off")
        # Orders may leave again after this: its proof of before must not be read as one about them.
        await asyncio.to_thread(self._lay_aside, record)
        self._client.acknowledge(record.generation)

    def _lay_aside(self, record: StopRecord) -> None:
        """A record that is told, unless a newer stop has already written its own."""
        path = self._paths.guardian_file
        with contextlib.suppress(OSError, msgspec.DecodeError):
            kept = read_record(path)
            if kept is not None and (kept.pid, kept.generation) == (record.pid, record.generation):
                path.replace(path.with_suffix(".told.json"))

    def _tell_last_stop(self) -> None:
        path = self._paths.guardian_file
        try:
            record = read_record(path)
            if record is not None:
                self._tell_stop(
                    record, "Nothing now: this start reconciles with the venue before it may arm."
                )
                path.replace(path.with_suffix(".told.json"))
        except (OSError, msgspec.DecodeError) as error:
            self._alert(
                "warning",
                "guardian record",
                "What the guardian did last cannot be read.",
                f"{path} is damaged or not readable: {error}",
                "Nothing now: this start reconciles with the venue before it may arm.",
            )

    def _tell_stop(self, record: StopRecord, then: str) -> None:
        confirmed = sum(venue.confirmed for venue in record.venues)
        when = datetime.fromtimestamp(record.triggered_wall_ns / 1e9, UTC)
        why = f"{str(when)[:19]} UTC, session {record.session}: {REASONS[record.reason]}."
        if record.proved:
            what = f"The guardian took our orders off: {confirmed} cancelled, none left."
            self._alert("warning", "guardian stop", what, why, then)
            return
        errors = "; ".join(f"{venue.exchange_id}: {venue.error}" for venue in record.venues if venue.error)
        self._alert(
            "critical",
            "guardian stop",
            f"The guardian took our orders off: {confirmed} cancelled, not proved that none is left.",
            f"{why} {errors}".rstrip(),
            then,
        )

    def _alert(self, level: str, key: str, what: str, why: str, do: str) -> None:
        assert self._engine is not None
        logger.warning(what, why=why, do=do)
        raised = AlertRaised(level=level, key=key, what=what, why=why, do=do)
        self._engine.alert(alert_view(raised, time.time_ns()))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name="guardian")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
