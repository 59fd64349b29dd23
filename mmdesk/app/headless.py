"""`mmdesk run --headless`: venue and engine without a window, a text status, and a summary at the end.

Exit code 0: ended as asked (also by Ctrl+C or SIGTERM) and a fetch proved that none of our orders is open;
1: the desk failed; 2: something given is wrong; 3: ended, but not proved that nothing of ours is open, or
not all that happened is on disk.
"""

import asyncio
import secrets
import sys
from collections.abc import Coroutine, Sequence
from typing import Any

import msgspec

from mmdesk.app import tape
from mmdesk.app.arming import Arming
from mmdesk.app.child import ChildError
from mmdesk.app.compose import settings_of
from mmdesk.app.demo_venue import DemoVenue
from mmdesk.app.host import EngineHost
from mmdesk.app.instance import InstanceLock
from mmdesk.app.logging_setup import LogSink
from mmdesk.app.loops import fast_loop, on_signals
from mmdesk.app.options import (
    EXIT_BAD_INPUT,
    EXIT_FAILED,
    EXIT_NOT_PROVED,
    EXIT_OK,
    BadInputError,
    RunOptions,
)
from mmdesk.app.paths import Paths
from mmdesk.app.places import paths_for
from mmdesk.app.report import as_json, as_text, unwritten_text
from mmdesk.app.setup import EngineSetup
from mmdesk.app.status_text import StatusText, status_text
from mmdesk.app.venue_control import VenueControlError
from mmdesk.app.venue_link import VenueInfo
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.engine.engine import ShutdownReport
from mmdesk.engine.parts import StartError
from mmdesk.engine.session import Session
from mmdesk.engine.stopping import WITHIN_S
from mmdesk.link.memory import MemoryLink
from mmdesk.ports.views import AnyView, Frame

CONNECT_WITHIN_S = 30.0
LISTENING_WITHIN_S = 10.0
WITHOUT_VENUE_S = 2.0


def run_headless(options: RunOptions) -> int:
    """Run until the duration, the tape's end or a signal; returns the exit code."""
    paths = paths_for(options)
    log = LogSink(paths.logs_dir / "mmdesk.log")
    try:
        settings_of(options.config, paths)
        with InstanceLock(paths.data_dir, "desk"):
            log.open()
            try:
                with asyncio.Runner(loop_factory=fast_loop()) as runner:
                    return runner.run(_run(options, paths, log))
            finally:
                log.close()
    except (BadInputError, ConfigurationError) as error:
        return _failed(error, EXIT_BAD_INPUT)
    except StartError as error:
        return _failed(error, EXIT_BAD_INPUT if error.bad_input else EXIT_FAILED)
    except (ChildError, VenueControlError) as error:
        return _failed(error, EXIT_FAILED)


def _failed(error: Exception, code: int) -> int:
    print(f"mmdesk: {error}", file=sys.stderr)
    return code


async def _run(options: RunOptions, paths: Paths, log: LogSink) -> int:
    status = status_text()
    venue = DemoVenue(options, paths, lambda level, text: status.say(f"{level}: {text}"))
    try:
        info = await venue.start()
        if options.replay:
            await tape.hold(info.control_port)
        report = await _Run(options, paths, log, status, info).until_the_end(venue)
    except (StartError, VenueControlError) as error:
        # A venue that died while we started is the reason, not what we noticed of it.
        if why := await venue.cause():
            raise BadInputError(why) from error
        raise
    finally:
        await venue.close()
        status.close()
    code = _tell(options, report)
    return _failed(BadInputError(venue.why), EXIT_BAD_INPUT) if venue.why else code


class _Run:
    """One headless run on a venue that listens."""

    def __init__(
        self, options: RunOptions, paths: Paths, log: LogSink, status: StatusText, info: VenueInfo
    ) -> None:
        self._options = options
        self._status = status
        self._info = info
        setup = EngineSetup(
            data_dir=str(paths.data_dir),
            token=secrets.token_hex(32),
            venue=info,
            config=str(options.config or ""),
            connect_within_s=CONNECT_WITHIN_S,
        )
        self._host = EngineHost(setup, paths, log)
        self._arming: Arming | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def until_the_end(self, venue: DemoVenue) -> ShutdownReport | None:
        """Start, run, end in order. Raises what kept the engine from starting."""
        reason = "it did not start"
        try:
            await self._host.open()
            engine = self._host.engine
            link = MemoryLink(self._host.hub, self._on_frame, lambda state, why: None)
            self._spawn(link.run(), "text status")
            with on_signals(engine.request_shutdown):
                await self._host.start()
                self._spawn(self._duration(), "duration")
                self._spawn(self._tape(), "tape")
                self._spawn(self._venue_gone(venue), "venue")
                if self._options.arm:
                    self._arming = Arming(engine.submit)
                reason = await engine.shutdown_requested()
                self._status.say(f"ending ({reason}): cancelling our orders and proving it")
                return await self._host.close(reason, WITHOUT_VENUE_S if venue.why else WITHIN_S)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if reason == "it did not start":
                await self._host.close(reason)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.append(asyncio.create_task(work, name=name))

    def _on_frame(self, frame: Frame) -> None:
        views: Sequence[AnyView] = frame.views
        self._status.see(views)
        if self._arming is not None:
            self._arming.see(views)

    async def _venue_gone(self, venue: DemoVenue) -> None:
        self._host.engine.request_shutdown(await venue.given_up())

    async def _duration(self) -> None:
        if self._options.duration_s is not None:
            await asyncio.sleep(self._options.duration_s)
            self._host.engine.request_shutdown(f"{self._options.duration_s:g} s are over")

    async def _tape(self) -> None:
        if not self._options.replay:
            return
        await self._until_listening()
        await tape.play(self._info.control_port)
        await tape.until_tape_ends(self._info.control_port)
        self._host.engine.request_shutdown("the recording is at its end")

    async def _until_listening(self) -> None:
        """Wait for the private stream: the public ones are up before it; nothing of the tape is missed."""
        session = self._host.engine.session
        try:
            async with asyncio.timeout(LISTENING_WITHIN_S):
                while session is not None and not _connected(session):  # noqa: ASYNC110 - no event for it
                    await asyncio.sleep(tape.POLL_S)
        except TimeoutError:
            self._status.say("the private stream is not up yet: the recording starts without it")


def _connected(session: Session) -> bool:
    return all(venue.connected for venue in session.desk.venues.values())


def _tell(options: RunOptions, report: ShutdownReport | None) -> int:
    if report is None or report.summary is None:
        return EXIT_OK
    summary = report.summary
    if options.replay:
        summary = msgspec.structs.replace(summary, data_sha256=tape.sha256_of(options.replay))
    print(as_json(summary) if options.summary == "json" else as_text(summary), flush=True)
    if report.unwritten:
        print(f"mmdesk: {unwritten_text(report.unwritten)}", file=sys.stderr)
    if report.proved:
        return EXIT_NOT_PROVED if report.unwritten else EXIT_OK
    left = "; ".join(f"{p.venue}: {p.why or f'{p.left} open'}" for p in report.proofs if not p.proved)
    print(f"mmdesk: it is not proved that none of our orders is open: {left}", file=sys.stderr)
    return EXIT_NOT_PROVED
