"""The engine's side of the guardian: starts it, beats while the engine is well, says who is protected."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from mmdesk.guardian.child import GuardianChild, guardian_command
from mmdesk.guardian.messages import BYE, Beat, Bootstrap, Event, Said, StopRecord

BEAT_S = 0.25
HUNG_AFTER_S = 3.0
RESTART_AFTER_S = 0.5
GONE_WITHIN_S = 3.0


class Vitals(msgspec.Struct, frozen=True):
    """How the engine is. Only when all is well does its beat count."""

    loop_ok: bool = True
    data_ok: bool = True
    writer_ok: bool = True


OnNews = Callable[[str, str], None]
OnStopped = Callable[[StopRecord], None]


class GuardianClient:
    """`start`, `arm` before the first order, then `bye` (0 open, proved) or `leave` (it takes over).

    `on_news(level, text)` tells what a person should read; `on_stopped(record)` that our orders were taken
    off: reconcile, then `acknowledge`. All calls come from, and belong in, one loop.
    """

    def __init__(
        self,
        bootstrap: Bootstrap,
        vitals: Callable[[], Vitals],
        on_news: OnNews,
        on_stopped: OnStopped,
        *,
        log_file: Path | None = None,
        command: tuple[str, ...] = (),
    ) -> None:
        self._bootstrap = bootstrap
        self._vitals = vitals
        self._on_news = on_news
        self._on_stopped = on_stopped
        self._log_file = log_file
        self._command = command or guardian_command()
        self._child: GuardianChild | None = None
        self._running: asyncio.Task[None] | None = None
        self._lost = asyncio.Event()
        self._ready = asyncio.Event()
        self._armed = False
        self._guarding = False
        self._seen_generation = 0
        self._told_generation = 0
        self._stop: StopRecord | None = None
        self._taken_in = True
        self._refused = False
        self._beat_ns = self._heard_ns = 0
        self._seq = self._trusted_seq = 0
        self.starts = 0

    @property
    def protecting(self) -> bool:
        """Whether a dead or hung engine's orders would be taken off. Refuse to quote while this is False."""
        now_ns = time.monotonic_ns()
        return (
            self._guarding
            and self._taken_in
            and now_ns - self._heard_ns < HUNG_AFTER_S * 1e9
            and now_ns - self._beat_ns < self._bootstrap.silence_s * 1e9
        )

    @property
    def pid(self) -> int:
        """Of the process now guarding; 0 without."""
        return self._child.pid if self._child else 0

    async def start(self, within_s: float = 5.0) -> bool:
        """Start it; whether it was ready in time (it waits while the last session's still works)."""
        self._running = asyncio.create_task(self._run(), name="guardian")
        try:
            async with asyncio.timeout(within_s):
                await self._ready.wait()
        except TimeoutError:
            return False
        return True

    def arm(self) -> None:
        """From the next beat on silence has consequences: call it before an order can leave."""
        self._armed = True
        self._send_beat()

    def acknowledge(self, generation: int) -> None:
        """The engine has taken in this stop and reconciled: it is guarded again, if no stop came since."""
        if self._stop is None and generation == self._told_generation:
            self._taken_in = True
            self._send_beat()

    async def bye(self) -> int | None:
        """Nothing of ours is open, proved: it ends without touching anything. Returns its exit code."""
        return await self._part(BYE, GONE_WITHIN_S, kill=True)

    async def leave(self, within_s: float = 0.0) -> int | None:
        """End without a proof: it takes our orders off, however long we wait for it; None while it works."""
        return await self._part(b"", within_s, kill=False)

    async def _part(self, word: bytes, within_s: float, *, kill: bool) -> int | None:
        child, self._child = self._child, None
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None
        self._guarding = False
        if child is None:
            return None
        if word:
            child.write(word)
        child.hang_up()
        code = await child.exited(within_s)
        if code is None and kill:
            child.kill()
            code = await child.exited(GONE_WITHIN_S)
        return code

    async def _run(self) -> None:
        """Keep one alive and beating."""
        while not self._refused:
            try:
                self._launch()
            except OSError as error:
                self._on_news("error", f"the guardian cannot be started: {error}. Quoting is refused")
            else:
                await self._beat()
            await asyncio.sleep(RESTART_AFTER_S)

    def _launch(self) -> None:
        self.starts += 1
        self._lost.clear()
        # A new process counts from 0; a stop that nobody acknowledged yet stays so.
        self._seen_generation = 0
        self._heard_ns = time.monotonic_ns()
        child: GuardianChild | None = None

        def hear(said: Said | None) -> None:
            # Last words of one that was replaced are not about this one.
            if child is not None and child is self._child:
                self._hear(said)

        child = GuardianChild(self._command, self._log_file, hear)
        self._child = child
        child.bootstrap(msgspec.json.encode(self._bootstrap) + b"\n")

    async def _beat(self) -> None:
        """Beat until it is gone or hangs; then make sure that it is gone."""
        while not self._lost.is_set():
            self._send_beat()
            if self._guarding and time.monotonic_ns() - self._heard_ns > HUNG_AFTER_S * 1e9:
                break
            try:
                async with asyncio.timeout(BEAT_S):
                    await self._lost.wait()
            except TimeoutError:
                continue
        child, self._child, self._guarding = self._child, None, False
        self._ready.clear()
        if child is not None:
            child.kill()
            await child.exited(GONE_WITHIN_S)
        if self._stop is not None:
            # It died at work: what it left undone is told as such.
            self._tell_stopped(self._stop)
        self._on_news("error", "the guardian died or hangs; a new one is started, quoting waits for it")

    def _send_beat(self) -> None:
        child, now_ns = self._child, time.monotonic_ns()
        if child is None or not self._ready.is_set():
            return
        if now_ns - self._beat_ns > self._bootstrap.silence_s * 1e9:
            # We were hung: only its answer to a beat from now on tells whether it still guards.
            self._heard_ns = now_ns
            self._trusted_seq = self._seq + 1
            self._guarding = False
        vitals = self._vitals()
        self._seq += 1
        beat = Beat(
            self._seq,
            self._seen_generation,
            self._armed and self._taken_in,
            vitals.loop_ok,
            vitals.data_ok,
            vitals.writer_ok,
        )
        if child.write(msgspec.json.encode(beat) + b"\n") and beat.healthy:
            self._beat_ns = now_ns

    def _hear(self, said: Said | None) -> None:
        if said is None:
            self._lost.set()
            return
        self._heard_ns = time.monotonic_ns()
        if said.event is Event.READY:
            self._ready.set()
            self._send_beat()
        elif said.event is Event.PULSE:
            if said.seq >= self._trusted_seq:
                self._guarding = said.armed and said.generation == self._seen_generation
        elif said.event is Event.STOPPING and said.record is not None:
            self._guarding = self._taken_in = False
            self._stop = said.record
            self._on_news("error", f"the guardian takes our orders off: {said.record.reason}")
        elif said.event is Event.STOPPED and said.record is not None:
            self._seen_generation = said.generation
            self._tell_stopped(said.record)
        elif said.event in (Event.WAITING, Event.WARNING, Event.REFUSED):
            self._refused |= said.event is Event.REFUSED
            self._on_news("info" if said.event is Event.WAITING else "error", f"guardian: {said.text}")

    def _tell_stopped(self, record: StopRecord) -> None:
        self._stop = None
        self._told_generation = record.generation
        self._on_stopped(record)
