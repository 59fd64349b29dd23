"""Where the window's engine sits: in a process of its own, or (to compare) in the window's own loop."""

import asyncio
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol

from mmdesk.app.engine_child import EngineProcess
from mmdesk.app.options import EXIT_FAILED, EXIT_NOT_PROVED, EXIT_OK
from mmdesk.app.paths import Paths
from mmdesk.app.setup import EngineSetup
from mmdesk.link.client import LinkClient
from mmdesk.link.protocol import Link, OnFrame, OnState

if TYPE_CHECKING:
    from mmdesk.app.host import EngineHost

LINK_CLOSE_S = 2.0


class EngineSeat(Protocol):
    """One engine from its start to its end."""

    async def open(self, on_frame: OnFrame, on_state: OnState) -> Link:
        """Start it; commands may be given to the link once it is served. Raises BadInputError, ChildError,
        ConfigurationError."""
        ...

    async def serve(self) -> None:
        """Hand frames over until the engine is gone or `close`."""
        ...

    async def ended(self) -> int:
        """Wait for the engine's end; returns its exit code (below 0: minus the signal that killed it)."""
        ...

    def why(self) -> str:
        """What it said last, when it died."""
        ...

    async def close(self, within_s: float) -> None:
        """End it, by force after `within_s`."""
        ...


class ProcessSeat:
    """The engine in its own process: a paint never delays an order, and a crash of one leaves the other."""

    def __init__(self, process: EngineProcess, setup: Awaitable[EngineSetup], token: str) -> None:
        self._process = process
        self._setup = setup
        self._token = token
        self._port = 0
        self._link: LinkClient | None = None

    async def open(self, on_frame: OnFrame, on_state: OnState) -> Link:
        ready = None
        try:
            ready = await self._process.start(self._setup)
        finally:
            if ready is None:
                await self._process.stop(LINK_CLOSE_S)
        self._port = ready.port
        self._link = LinkClient(on_frame, on_state)
        return self._link

    async def serve(self) -> None:
        if self._link is not None:
            await self._link.run(self._port, self._token)

    async def ended(self) -> int:
        code = await self._process.exited()
        await self._close_link()
        return code

    def why(self) -> str:
        lines = self._process.errors().splitlines()
        return lines[-1] if lines else ""

    async def close(self, within_s: float) -> None:
        await self._close_link()
        await self._process.stop(within_s)

    async def _close_link(self) -> None:
        if self._link is not None:
            link, self._link = self._link, None
            await asyncio.wait_for(link.close(), LINK_CLOSE_S)


class WindowSeat:
    """The engine in the window's own loop (`--host window`): only to measure what the other way gains."""

    def __init__(self, setup: Awaitable[EngineSetup], paths: Paths) -> None:
        from mmdesk.app.logging_setup import LogSink

        self._setup = setup
        self._paths = paths
        self._log = LogSink(paths.logs_dir / "engine.log")
        self._opened: EngineHost | None = None
        self._link: Link | None = None
        self._starting: asyncio.Task[None] | None = None
        self._failure = ""

    async def open(self, on_frame: OnFrame, on_state: OnState) -> Link:
        from mmdesk.app.host import EngineHost
        from mmdesk.link.memory import MemoryLink

        self._log.open()
        self._opened = EngineHost(await self._setup, self._paths, self._log)
        await self._host.open()
        self._link = MemoryLink(self._host.hub, on_frame, on_state)
        self._starting = asyncio.create_task(self._host.start(), name="engine start")
        return self._link

    @property
    def _host(self) -> "EngineHost":
        assert self._opened is not None
        return self._opened

    async def serve(self) -> None:
        if self._link is not None:
            await self._link.run(0, "")

    async def ended(self) -> int:
        assert self._starting is not None
        ending = asyncio.create_task(self._host.engine.shutdown_requested(), name="engine end")
        await asyncio.wait((self._starting, ending), return_when=asyncio.FIRST_EXCEPTION)
        if self._starting.done() and (error := self._starting.exception()) is not None:
            ending.cancel()
            self._failure = str(error)
            return EXIT_FAILED
        report = await self._host.close(await ending)
        await self._close_link()
        return EXIT_OK if report is not None and report.proved else EXIT_NOT_PROVED

    def why(self) -> str:
        return self._failure

    async def close(self, within_s: float) -> None:
        await self._close_link()
        if self._opened is not None:
            self._opened.engine.request_shutdown("the window closes")
        self._log.close()

    async def _close_link(self) -> None:
        if self._link is not None:
            link, self._link = self._link, None
            await link.close()
