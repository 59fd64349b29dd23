"""The window's side of the engine process: starts it, knows how it is, ends it."""

import os
from collections.abc import Awaitable

import msgspec

from mmdesk.app.child import ChildError, ChildProcess
from mmdesk.app.options import BadInputError
from mmdesk.app.paths import Paths
from mmdesk.app.setup import EngineReady, EngineSetup

START_WITHIN_S = 30.0
STOP_WITHIN_S = 35.0


class EngineProcess:
    """One engine process. A new one may be made on the same data folder when this one is gone.

    `launch` may come long before `start`: it imports its libraries until it is told what to do.
    """

    def __init__(self, paths: Paths) -> None:
        self._child = ChildProcess("the engine", ["engine"], paths.logs_dir / "engine.stderr", os.environ)

    def launch(self) -> None:
        """Start the process; it waits for its setup."""
        self._child.launch()

    async def start(self, setup: EngineSetup | Awaitable[EngineSetup]) -> EngineReady:
        """Hand it its setup, also one that is still to come; its link listens when this returns.

        Raises BadInputError, ChildError.
        """
        line = await self._child.start(_first_line(setup), START_WITHIN_S)
        ready = msgspec.json.decode(line, type=EngineReady)
        if ready.error:
            await self._child.exited()
            await self._child.stop(1.0)
            raise BadInputError(ready.error)
        return ready

    @property
    def pid(self) -> int:
        return self._child.pid

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._child.exit_code()

    def errors(self) -> str:
        """What it said last on stderr: the reason, when it died."""
        return self._child.errors()

    async def exited(self) -> int:
        """Wait for its end."""
        return await self._child.exited()

    async def stop(self, within_s: float = STOP_WITHIN_S) -> int | None:
        """Ask it to end cleanly (it cancels and verifies), kill it after `within_s`; returns its code."""
        return await self._child.stop(within_s)

    def abandon(self) -> None:
        """Kill one that was launched and never told anything."""
        self._child.abandon()


async def _first_line(setup: EngineSetup | Awaitable[EngineSetup]) -> bytes:
    known = setup if isinstance(setup, EngineSetup) else await setup
    return msgspec.json.encode(known) + b"\n"


__all__ = ["ChildError", "EngineProcess"]
