"""The only place of the engine that makes asyncio tasks: each has a name, an owner and a witness."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

OnCrash = Callable[[str, BaseException], None]


class Tasks:
    """Tasks of one engine. An exception that escapes one goes to `on_crash`, which pulls quotes and tells."""

    def __init__(self, on_crash: OnCrash) -> None:
        self._on_crash = on_crash
        self._running: set[asyncio.Task[Any]] = set()
        self._closing = False

    def __len__(self) -> int:
        return len(self._running)

    def spawn(self, coroutine: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run in the background until done or until `close`."""
        task = asyncio.create_task(coroutine, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def guard(self, work: Callable[[], None], name: str) -> None:
        """Call `work` now, in whoever's stack this is: its error is told here and kept from the caller."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - supervision: the error is handed to `on_crash`
            self._on_crash(name, error)

    async def close(self) -> None:
        """Cancel what still runs and wait for its end."""
        self._closing = True
        current = asyncio.current_task()
        waiting = [task for task in self._running if task is not current]
        for task in waiting:
            task.cancel()
        if waiting:
            await asyncio.wait(waiting)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        # What a task says about being cancelled by `close` is no crash.
        if not self._closing:
            self._on_crash(task.get_name(), error)
