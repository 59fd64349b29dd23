"""One engine with all that belongs to it: storage, link, control door; in whatever loop it is opened."""

import asyncio
import os

import structlog

from mmdesk.app.compose import Composed, compose
from mmdesk.app.control_file import ControlDoor, remove_door, write_door
from mmdesk.app.logging_setup import LogSink
from mmdesk.app.paths import Paths
from mmdesk.app.setup import EngineReady, EngineSetup
from mmdesk.app.stop_file import SpareWord, forget_stop, obey_stop
from mmdesk.core.model.effects import AlertRaised
from mmdesk.engine.engine import Engine, ShutdownReport
from mmdesk.engine.parts import StartError
from mmdesk.engine.projection import alert_view
from mmdesk.engine.stopping import WITHIN_S
from mmdesk.link.hub import LinkHub
from mmdesk.link.server import LinkServer
from mmdesk.ports.views import LogView

logger = structlog.get_logger(__name__)

# How long windows get to read the last frame: the outcome of the shutdown is in it.
FAREWELL_S = 0.3


class EngineHost:
    """`open` (link is up), `start` (venue connected), then `close`; for headless, engine process, window."""

    def __init__(self, setup: EngineSetup, paths: Paths, log: LogSink) -> None:
        self._setup = setup
        self._paths = paths
        self._log = log
        self._composed: Composed | None = None
        self._server: LinkServer | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hub: LinkHub | None = None

    @property
    def engine(self) -> Engine:
        """The engine; after `open` only."""
        assert self._composed is not None, "open the host first"
        return self._composed.engine

    @property
    def hub(self) -> LinkHub:
        """Where an in-memory link attaches; after `open` only."""
        assert self._hub is not None, "open the host first"
        return self._hub

    async def open(self) -> EngineReady:
        """Storage, engine, link: windows may connect from now on. Raises ConfigurationError."""
        self._loop = asyncio.get_running_loop()
        composed = self._composed = await compose(self._setup, self._paths)
        kept = composed.logging
        self._log.limit(kept.level, kept.file_max_mb, kept.files_kept)
        engine = composed.engine
        hub = self._hub = LinkHub(engine.snapshot, engine.submit)
        engine.publish_to(hub.publish)
        self._log.show(self._show)
        for notice in composed.store.notices:
            logger.warning(notice.what, why=notice.why, do=notice.do)
            engine.alert(alert_view(notice, composed.clock.wall_ns()))
        if lost := composed.store.read_only_reason:
            what, why, do = lost.splitlines()
            raised = AlertRaised(level="critical", key="read only", what=what, why=why, do=do)
            engine.alert(alert_view(raised, composed.clock.wall_ns()))
        composed.protection.begin(engine)
        server = self._server = LinkServer(hub, self._setup.token)
        port = await server.start()
        write_door(self._paths.control_file, ControlDoor(port, self._setup.token, os.getpid()))
        return EngineReady(
            port=port, pid=os.getpid(), session=composed.session, database=composed.store.database
        )

    async def start(self) -> None:
        """Connect the venue and listen. Raises StartError."""
        assert self._composed is not None, "open the host first"
        # Leftovers of the last session are orders too.
        self._composed.protection.arm()
        places = (self._paths.stop_file, self._paths.stop_word)
        try:
            SpareWord(self._paths.stop_word).reserve()
            asked = [path for path in places if obey_stop(path, self.engine)]
            await self.engine.start()
            for path in places:
                # Or it was asked for meanwhile.
                if path in asked or obey_stop(path, self.engine):
                    await forget_stop(path, self.engine)
        except OSError as error:
            raise StartError(
                f"a stop cannot be read, kept or taken away ({' or '.join(map(str, places))}): {error}. "
                "Make the folder writable, or free space",
                bad_input=True,
            ) from error

    async def close(self, reason: str, within_s: float = WITHIN_S) -> ShutdownReport | None:
        """Cancel all, prove it, flush journal and database, close the link. None when it never opened."""
        report = None
        if self._composed is not None:
            report = await self.engine.shutdown(reason, within_s)
            # A start that failed sent nothing: only orders of before may rest.
            idle = self.engine.session is None and not self._composed.store.remembered.orders
            await self._composed.protection.end(proved=idle or (bool(report.proofs) and report.proved))
            await asyncio.to_thread(self._composed.store.close)
        self._log.show(None)
        if self._server is not None:
            if self._hub is not None and self._hub.listeners:
                await asyncio.sleep(FAREWELL_S)
            await self._server.close()
        remove_door(self._paths.control_file)
        return report

    def _show(self, view: LogView) -> None:
        """Log lines come from any thread; views are made in the engine's."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self.engine.log, view)
