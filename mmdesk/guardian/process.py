"""The guardian process: pipes and timer in, stops out; what to do is decided in `watch`."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.gateways.binance_stop import StopConnection, make_stop_client
from mmdesk.guardian.messages import (
    BYE,
    EXIT_BAD_INPUT,
    EXIT_OK,
    Beat,
    Bootstrap,
    Event,
    Said,
    StopRecord,
    VenueResult,
)
from mmdesk.guardian.pipes import LinesIn, prepare_stdout, say
from mmdesk.guardian.record import GuardLock, write_record
from mmdesk.guardian.sweep import Sweep
from mmdesk.guardian.watch import Action, Stop, Watch
from mmdesk.ports.stop import StopClient

TICK_S = 0.1
PROGRESS_S = 1.0


class Guardian:
    """One session of guarding. `run` returns the exit code."""

    def __init__(self, bootstrap: Bootstrap, clients: list[tuple[StopConnection, StopClient]]) -> None:
        self._bootstrap = bootstrap
        self._clients = clients
        self._record_file = Path(bootstrap.record_file)
        self._lock = GuardLock(Path(bootstrap.lock_file))
        self._watch = Watch(round(bootstrap.silence_s * 1e9), time.monotonic_ns())
        self._on_duty = False
        self._stopping: asyncio.Task[None] | None = None
        self._code: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def run(self, lines: LinesIn) -> int:
        """Guard until the engine is gone."""
        loop = asyncio.get_running_loop()
        signal.signal(
            signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(self._apply_now, self._watch.terminated)
        )
        lines.watch(self._line)
        ticking = asyncio.create_task(self._tick(), name="tick")
        try:
            return await self._code
        finally:
            ticking.cancel()
            await asyncio.gather(ticking, return_exceptions=True)
            for _, client in self._clients:
                await client.close()
            self._lock.close()

    def _apply_now(self, decide: Callable[[], list[Action]]) -> None:
        self._apply(decide())

    def _line(self, line: bytes | None) -> None:
        if line is None:
            self._apply(self._watch.eof())
        elif line == BYE:
            self._apply(self._watch.bye())
        elif self._on_duty:
            # Junk is no sign of life.
            with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
                beat = msgspec.json.decode(line, type=Beat)
                self._apply(self._watch.beat(time.monotonic_ns(), beat))
                watch = self._watch
                say(Said(event=Event.PULSE, generation=watch.generation, seq=beat.seq, armed=watch.armed))

    async def _tick(self) -> None:
        await self._take_lock()
        self._on_duty = True
        say(Said(event=Event.READY))
        while True:
            await asyncio.sleep(TICK_S)
            self._apply(self._watch.tick(time.monotonic_ns()))

    async def _take_lock(self) -> None:
        if self._lock.take():
            return
        say(Said(event=Event.WAITING, text="the guardian of the last session still works"))
        while not self._lock.take():  # noqa: ASYNC110 - a lock of the operating system has no event
            await asyncio.sleep(TICK_S)

    def _apply(self, actions: list[Action]) -> None:
        for action in actions:
            if isinstance(action, Stop):
                self._stopping = asyncio.create_task(self._stop(action), name=f"stop {action.generation}")
                self._stopping.add_done_callback(self._stop_ended)
            elif not self._code.done():
                self._code.set_result(action.code)

    def _stop_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None and not self._code.done():
            self._code.set_exception(error)

    async def _stop(self, stop: Stop) -> None:
        began_ns = time.monotonic_ns()
        record = StopRecord(
            generation=stop.generation,
            reason=stop.reason,
            session=self._bootstrap.session,
            pid=os.getpid(),
            triggered_wall_ns=time.time_ns(),
        )
        sweeps = [
            Sweep(client, connection.exchange_id, connection.symbols, self._bootstrap)
            for connection, client in self._clients
        ]
        tasks = [asyncio.create_task(sweep.run(), name="sweep") for sweep in sweeps]
        # The requests of the first step leave before anything is written.
        await asyncio.sleep(0)
        say(Said(event=Event.STOPPING, generation=stop.generation, record=record))
        waiting: set[asyncio.Task[None]] = set(tasks)
        while waiting:
            results = tuple(_told(sweep, task) for sweep, task in zip(sweeps, tasks, strict=True))
            await self._keep(msgspec.structs.replace(record, venues=results))
            _, waiting = await asyncio.wait(waiting, timeout=PROGRESS_S)
        record = msgspec.structs.replace(
            record,
            finished=True,
            took_ms=(time.monotonic_ns() - began_ns) / 1e6,
            venues=tuple(_told(sweep, task) for sweep, task in zip(sweeps, tasks, strict=True)),
        )
        await self._keep(record)
        say(Said(event=Event.STOPPED, generation=stop.generation, record=record))
        self._apply(self._watch.stopped(time.monotonic_ns(), proved=record.proved))

    async def _keep(self, record: StopRecord) -> None:
        try:
            await asyncio.to_thread(write_record, self._record_file, record)
        except OSError as error:
            # A full disk must not keep orders alive; stdout still carries the record.
            say(Said(event=Event.WARNING, text=f"the stop record is not on disk: {error}"))


def _told(sweep: Sweep, task: asyncio.Task[None]) -> VenueResult:
    """A venue's result; a fault of our own in one sweep is told and does not touch the others."""
    result = sweep.result
    if task.done() and (error := task.exception()) is not None:
        return msgspec.structs.replace(result, proved=False, error=f"fault in the guardian: {error!r}"[:500])
    return result


def main() -> int:
    """Read the first line, guard, return the exit code."""
    _ignore_the_terminal()
    prepare_stdout()
    lines = LinesIn()
    first = lines.read()
    if first is None:
        return EXIT_OK
    try:
        bootstrap = msgspec.json.decode(first, type=Bootstrap)
        if problem := bootstrap.problem():
            raise ConfigurationError(problem)
        return asyncio.run(_guard(bootstrap, lines))
    except (msgspec.DecodeError, UnicodeDecodeError, ConfigurationError) as error:
        say(Said(event=Event.REFUSED, text=str(error)))
        return EXIT_BAD_INPUT


async def _guard(bootstrap: Bootstrap, lines: LinesIn) -> int:
    clients = [(connection, make_stop_client(connection)) for connection in bootstrap.venues]
    return await Guardian(bootstrap, clients).run(lines)


def _ignore_the_terminal() -> None:
    """Ctrl+C and a closed terminal are for the engine, which ends us with `bye` or by its death."""
    for name in ("SIGINT", "SIGHUP", "SIGBREAK"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, signal.SIG_IGN)
