"""The simulated venue as a child process: started, watched, restarted on the same ports when it dies."""

import asyncio
import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec

from mmdesk.app.child import ChildError, ChildProcess
from mmdesk.app.options import EXIT_BAD_INPUT, BadInputError, RunOptions
from mmdesk.app.paths import Paths
from mmdesk.app.venue_link import VenueInfo

START_WITHIN_S = 30.0
STOP_WITHIN_S = 3.0
RESTART_PAUSE_S = 1.0
NOTICED_WITHIN_S = 0.5
MAX_RESTARTS = 20
KEY_VARIABLE = "MMDESK_VENUE_API_KEY"
SECRET_VARIABLE = "MMDESK_VENUE_SECRET"  # noqa: S105 - the name of the variable

OnNews = Callable[[str, str], None]


class DemoVenue:
    """`on_news(level, text)` is told when the venue died and when it is back. It outlives an engine."""

    def __init__(self, options: RunOptions, paths: Paths, on_news: OnNews) -> None:
        self._options = options
        self._paths = paths
        self._on_news = on_news
        self._child: ChildProcess | None = None
        self._watching: asyncio.Task[None] | None = None
        self._api_key, self._secret = secrets.token_hex(32), secrets.token_hex(32)
        self._info: VenueInfo | None = None
        self._given_up = asyncio.Event()
        self.why = ""
        self.restarts = 0

    async def start(self) -> VenueInfo:
        """Start it and wait until it listens. Raises BadInputError with the venue's own words, ChildError."""
        try:
            self._info = await self._launch()
        except ChildError as error:
            if error.code == EXIT_BAD_INPUT:
                raise BadInputError(str(error)) from error
            raise
        self._watching = asyncio.create_task(self._watch(), name="demo venue")
        return self._info

    @property
    def pid(self) -> int:
        return self._child.pid if self._child else 0

    async def given_up(self) -> str:
        """Wait until it died for good (a recording that breaks off, or too many deaths); returns why."""
        await self._given_up.wait()
        return self.why

    async def cause(self) -> str:
        """Why it is gone for good, when it is; empty when it lives."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(NOTICED_WITHIN_S):
                await self._given_up.wait()
        return self.why

    async def close(self) -> None:
        """End it; nothing is left behind."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
            self._watching = None
        if self._child is not None:
            await self._child.stop(STOP_WITHIN_S)

    async def _launch(self) -> VenueInfo:
        env = {**os.environ, KEY_VARIABLE: self._api_key, SECRET_VARIABLE: self._secret}
        self._child = ChildProcess(
            "the simulated venue", self._arguments(), self._paths.logs_dir / "venue.log", env
        )
        line = await self._child.start(b"", START_WITHIN_S)
        try:
            return msgspec.json.decode(line, type=VenueInfo)
        except msgspec.DecodeError as error:
            await self._child.stop(STOP_WITHIN_S)
            raise ChildError(f"the simulated venue said {line[:200]!r}: {error}", None) from error

    def _arguments(self) -> list[str]:
        options = self._options
        arguments = ["venue", "--json", "--parent-pid", str(os.getpid()), "--seed", str(options.seed)]
        arguments += ["--data-folder", str(self._paths.venue_dir)]
        for tape in options.replay:
            arguments += ["--replay", str(_existing(tape))]
        if options.replay:
            arguments += ["--speed", str(options.speed)]
        if options.rate is not None:
            arguments += ["--rate", str(options.rate)]
        if self._info is not None:
            ports = (self._info.tls_port, self._info.control_port)
            arguments += ["--tls-port", str(ports[0]), "--control-port", str(ports[1])]
        return arguments

    async def _watch(self) -> None:
        """Restart what dies: gateways reconnect by themselves, to the same ports with the same keys."""
        while self._child is not None and self.restarts < MAX_RESTARTS:
            code = await self._child.exited()
            await self._child.stop(STOP_WITHIN_S)
            if code == EXIT_BAD_INPUT:
                self._give_up(self._child.errors())
                return
            self._on_news("warning", f"the simulated venue ended (exit code {code}); it is started again")
            self.restarts += 1
            await asyncio.sleep(RESTART_PAUSE_S)
            try:
                await self._launch()
            except ChildError as error:
                self._on_news("warning", f"the simulated venue did not start again: {error}")
            else:
                self._on_news("info", "the simulated venue is back")
        self._give_up(f"the simulated venue died {self.restarts} times and is left alone now")

    def _give_up(self, why: str) -> None:
        self.why = why
        self._given_up.set()
        self._on_news("error", why)


def _existing(tape: Path) -> Path:
    """The absolute path of a tape. Raises BadInputError when there is no such file."""
    path = tape.expanduser().absolute()
    if not path.is_file():
        why = "it is a folder" if path.is_dir() else "there is no such file"
        raise BadInputError(f"recording {tape} cannot be played: {why}. Check --replay")
    return path
