"""Where fault scenarios play: a venue that outlives engines, engines that come and go, one judge."""

import signal
from collections.abc import Callable, Container
from decimal import Decimal
from pathlib import Path
from typing import Any

from mmdesk.app.paths import Paths, paths_of
from mmdesk.app.setup import EngineReady, EngineSetup
from mmdesk.app.venue_link import VenueInfo
from mmdesk.core.model.effects import FillBooked, SendOrder
from mmdesk.core.model.state import TradingState
from mmdesk.ports.control import Arm, Disarm, Shutdown, Stop
from mmdesk.ports.views import DeskView
from tests.fakes.calm_breakers import CALM_BREAKERS
from tests.faults.checker import Violation, check
from tests.faults.parts import (
    KILL,
    FaultVenue,
    Window,
    Zygote,
    children_of,
    is_alive,
    send_signal,
    until,
)
from tests.faults.records import FactTail, JournalRecord, database_record, journal_record
from tests.faults.venue_verbs import VenueVerbs

TOKEN = "a token for this stage"
LIMIT = Decimal("0.25")
LIVELY = """
[markets."BTC/USDT@binance".quoting]
bid_spread_bps = 0.5
ask_spread_bps = 0.5
minimum_spread_bps = 0.1
order_levels = 3
order_level_spread_bps = 0.5
order_refresh_time_s = 0.1
order_refresh_tolerance_bps = 0.0
filled_order_delay_s = 0.1
"""
# Quotes that stay where they are: what happens to them is the story's doing.
STEADY = """
[markets."BTC/USDT@binance".quoting]
bid_spread_bps = 4
ask_spread_bps = 4
order_levels = 3
order_level_spread_bps = 2
order_refresh_time_s = 600
order_refresh_tolerance_bps = 500
filled_order_delay_s = 0.1
"""
STEADY_QUOTES = 6
FAR = """
[markets."BTC/USDT@binance".quoting]
bid_spread_bps = 60
ask_spread_bps = 60
order_refresh_time_s = 0.1
"""
# The same, and they follow the market over a long way only: what rests stays until somebody cancels it.
RESTING = """
[markets."BTC/USDT@binance".quoting]
bid_spread_bps = 60
ask_spread_bps = 60
order_refresh_time_s = 1800
order_refresh_tolerance_bps = 40
"""
# For stories that are one error after the other: no breaker stops the desk from meeting the next one.
PATIENT = """
[breakers.exchanges.binance.error_rate_pct]
open_above = 100
[breakers.exchanges.binance.unknown_orders]
open_above = 1000
"""


def errors(paths: Paths) -> str:
    """What engines said on stderr, the end of it."""
    path = paths.logs_dir / "engine.stderr"
    return path.read_text(encoding="utf-8", errors="replace")[-2_000:] if path.exists() else ""


class Life:
    """One engine life: its process, and the window that watches it."""

    def __init__(self, pid: int, ready: EngineReady) -> None:
        self.pid = pid
        self.ready = ready
        self.window = Window(ready.port, TOKEN) if ready.port else None
        self.code: int | None = None

    @property
    def desk(self) -> DeskView | None:
        return self.window.desk if self.window else None


class Stage(VenueVerbs):
    """Verbs for scenarios. `zygote` may be shared; the venue and the data folder are this stage's own."""

    def __init__(
        self, folder: Path, zygote: Zygote, *, config: str = LIVELY, seed: int = 7, rate: float = 60.0
    ) -> None:
        self.paths = paths_of(folder / "desk")
        self.paths.config_file.write_text(config + CALM_BREAKERS, encoding="utf-8")
        self.zygote = zygote
        super().__init__(FaultVenue(folder, seed=seed, rate=rate))
        self.life: Life | None = None

    # --- the engine

    async def launch(self, **doom: str) -> int:
        """Fork an engine and return its pid at once: it may be killed before it says a word."""
        known = self.zygote.starts
        info = VenueInfo(**{name: self.venue.info[name] for name in ("tls_port", "control_port", "ca_file")},
                         hosts=tuple(self.venue.info["hosts"]), api_key=self.venue.info["api_key"],
                         secret=self.venue.info["secret"])  # fmt: skip
        setup = EngineSetup(data_dir=str(self.paths.data_dir), token=TOKEN, venue=info)
        self.zygote.start(setup, self.paths.logs_dir / "engine.stderr", **doom)
        # The first one waits for the imports.
        await until(lambda: self.zygote.newest(known), 120, "a fork")
        return self.zygote.newest(known)

    async def ready(self, pid: int) -> Life:
        """Wait until an engine listens (or refuses to start, see `ready.error`)."""

        def spoke() -> bool:
            self.zygote.read()
            assert is_alive(pid) or pid in self.zygote.ready, errors(self.paths)
            return pid in self.zygote.ready

        await until(spoke, 60, "an engine that listens")
        return Life(pid, self.zygote.ready[pid])

    async def start_engine(self, **doom: str) -> Life:
        """A new life on the same data folder; the stage's `life` from now on. `doom`: see `Zygote.start`."""
        assert self.life is None, "one life at a time"
        self.life = await self.ready(await self.launch(**doom))
        assert not self.life.ready.error, self.life.ready.error
        return self.life

    async def arm(self, within_s: float = 60.0, *, quotes: int = 2) -> None:
        """Arm as soon as nothing forbids it, and wait until so many quotes rest, and our journal knows it.

        The desk counts an order from before it leaves: its number alone says nothing of the venue.
        """
        await self.wait_until(lambda desk: not desk.arm_blockers, within_s, "nothing forbids arming")
        assert self.life
        assert self.life.window
        window = self.life.window
        window.submit(Arm())
        await self.wait_until(lambda _: window.resting() >= quotes, within_s, f"{quotes} quotes of ours")

    async def kill_engine(self) -> None:
        """SIGKILL: no goodbye."""
        assert self.life
        send_signal(self.life.pid, KILL)
        await self.bury(self.life)
        self.life = None

    def guardian(self) -> int:
        """The process that guards our life: the engine's one child."""
        assert self.life
        (child,) = children_of(self.life.pid)
        return child

    async def stop(self) -> None:
        """The kill switch, and what it promises: nothing of ours open at the venue."""
        assert self.life
        assert self.life.window
        self.life.window.submit(Stop())
        await self.wait_until(lambda desk: desk.state is TradingState.STOPPED, 30, "STOPPED")
        await until(lambda: not self.open_at_venue(), 30, "0 open orders at the venue")

    async def shut_down(self) -> int:
        """An orderly end; returns the exit code."""
        life = self.life
        assert life
        assert life.window
        life.window.submit(Shutdown())
        await until(lambda: not is_alive(life.pid), 60, "the end of the engine")
        await self.bury(life)
        self.life = None
        assert life.code is not None
        return life.code

    async def bury(self, life: Life) -> None:
        """Close its window and collect the process."""
        if life.window is not None:
            await life.window.close()
        await self.collect(life.pid)
        life.code = self.zygote.codes[life.pid]

    async def collect(self, pid: int) -> None:
        """Wait for the exit code of a process that ended or is about to."""
        self.zygote.reap(pid)

        def reaped() -> bool:
            self.zygote.read()
            return pid in self.zygote.codes

        await until(reaped, 60, "an exit code")

    # --- waiting and judging

    async def wait_until(self, condition: Callable[[DeskView], object], within_s: float, what: str) -> None:
        """Wait for a state of the desk as its window is told."""
        life = self.life
        assert life

        def holds() -> bool:
            assert is_alive(life.pid), errors(self.paths)
            return bool(life.desk is not None and condition(life.desk))

        try:
            await until(holds, within_s, what)
        except AssertionError as error:
            raise AssertionError(f"{error}; the desk: {life.desk}") from None

    async def settled(self, within_s: float = 90.0) -> None:
        """Nothing open, nothing in doubt, nothing that forbids arming."""
        await release(self)
        again = Releasing(self)
        await self.wait_until(
            lambda desk: (
                again.look(desk)
                and not desk.arm_blockers
                and not desk.unknown_orders
                and not desk.open_orders
            ),
            within_s,
            "a settled desk",
        )

    async def all_booked(self, within_s: float = 60.0, *, known: Container[str] = ()) -> None:
        """Every fill the venue made so far is in our journal; `known`: trades of no interest."""
        made = {fill.trade_id for fill in self.ledger().fills if fill.trade_id not in known}
        tail = FactTail(self.paths.journal_dir)

        def booked() -> bool:
            made.difference_update(fact.fill.trade_id for fact in tail.fresh(FillBooked))
            return not made

        await until(booked, within_s, "every fill of the venue in our journal")

    async def finish(self, *, limit: Decimal = LIMIT, clock_ahead_ns: int = 0) -> None:
        """End in order (a new life first when none runs) and let the judge look at all three records."""
        if self.life is None:
            await self.start_engine()
            await release(self)
            await self.wait_until(lambda desk: not desk.arm_blockers, 90, "a reconciled desk")
        code = await self.shut_down()
        violations = self.judge(limit=limit, clock_ahead_ns=clock_ahead_ns)
        assert not violations, "\n".join(f"{one.rule}: {one.what}" for one in violations)
        assert code == 0, f"exit code {code}: {errors(self.paths)}"

    def judge(self, *, limit: Decimal = LIMIT, clock_ahead_ns: int = 0) -> list[Violation]:
        """Compare the records; only after an orderly end (the database may lag behind a killed engine)."""
        database = database_record(self.paths.database)
        return check(self.journal(), database, self.ledger(), limit=limit, clock_ahead_ns=clock_ahead_ns)

    def journal(self) -> JournalRecord:
        return journal_record(self.paths.journal_dir)

    def facts(self, *kinds: type[Any]) -> list[Any]:
        """All journaled facts of these kinds in order."""
        return FactTail(self.paths.journal_dir).fresh(*(kinds or (SendOrder,)))

    async def close(self) -> None:
        """Nothing is left, whatever happened."""
        if self.life is not None:
            send_signal(self.life.pid, signal.SIGCONT)
            await self.kill_engine()
        self.venue.stop()


class Releasing:
    """A start obeys a stop that was left for it once the venue is connected: later than its first view."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._asked = False

    def look(self, desk: DeskView) -> bool:
        """Release a stop that came after all, once; whether the desk is free of it."""
        stopped = desk.state is TradingState.STOPPED
        if stopped and not self._asked:
            assert self._stage.life
            assert self._stage.life.window
            self._stage.life.window.submit(Disarm())
            self._asked = True
        return not stopped


async def release(stage: Stage) -> None:
    """A stop outlives the life that was stopped: do what a person does about it, if there is one."""
    await stage.wait_until(lambda desk: desk, 40, "a desk")
    assert stage.life
    assert stage.life.window
    if stage.life.desk is not None and stage.life.desk.state is TradingState.STOPPED:
        stage.life.window.submit(Disarm())


async def kill_with_guardian(stage: Stage) -> None:
    """Nobody is left who could take its orders off."""
    assert stage.life
    guardian = stage.guardian()
    # Standing still it does not see its guardian die: seeing that, it would pull its quotes itself.
    send_signal(stage.life.pid, signal.SIGSTOP)
    send_signal(guardian, KILL)
    await stage.kill_engine()
    await until(lambda: not is_alive(guardian), 30, "the end of the guardian")
