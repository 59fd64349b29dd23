"""An engine over a fake venue and a journal in memory, in the test's own loop."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from decimal import Decimal

import msgspec
import pytest

from mmdesk.core.model.breakers import BreakerSettings
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.state import Mode, TradingState
from mmdesk.engine.clock import SystemClock
from mmdesk.engine.engine import Engine, ShutdownReport
from mmdesk.engine.parts import EngineParts, EngineSettings, Protection, StorageStatus
from mmdesk.ports.control import AnyCommand, Arm, Ticket
from mmdesk.ports.drill import Drill
from mmdesk.ports.history import Histories
from mmdesk.ports.journal import Remembered
from mmdesk.ports.rehearsal import Rehearsals
from mmdesk.ports.views import AnyView, DeskView
from tests.fakes.fake_gateway import BTC, FakeGateway
from tests.fakes.fake_journal import FakeJournal

NOTHING_REMEMBERED = Remembered(epoch=0, orders=(), positions=(), fills=(), last_wall_ns=0)


async def until(condition: Callable[[], object], within_s: float = 60.0) -> None:
    """Wait for a condition with a bound."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - conditions here are plain state, nothing signals them
            await asyncio.sleep(0.005)


class Rig:
    """One engine, its venue, its journal, and everything it told."""

    def __init__(self) -> None:
        self.gateway = FakeGateway()
        self.journal = FakeJournal()
        self.storage_fault = ""
        self.is_old_damage = False
        self.protection: Protection | None = None
        self.histories: Histories | None = None
        self.rehearsals: Rehearsals | None = None
        self.drill: Drill | None = None
        self.regained: list[str] = []
        self.told: list[AnyView] = []
        self.engine = self.make_engine()
        self.ended: ShutdownReport | None = None

    def make_engine(self, **changes: object) -> Engine:
        settings = EngineSettings(
            session="test",
            epoch=5,
            version="0",
            mode=Mode.DEMO,
            parameters={BTC.key: QuoteParameters(order_amount=Decimal("0.01"), filled_order_delay_s=0.1)},
            limits={BTC.key: RiskLimits()},
            remembered=NOTHING_REMEMBERED,
            database="none",
            # A fresh session is in doubt of everything and quotes small: not what these tests are about.
            breakers=BreakerSettings(rules={}),
        )
        settings = msgspec.structs.replace(settings, **changes)
        parts = EngineParts(
            [self.gateway],
            self.journal,
            SystemClock(),
            self._storage,
            self.protection,
            histories=self.histories,
            rehearsals=self.rehearsals,
            drill=self.drill,
            facts_regained=lambda: self.regained.append(threading.current_thread().name),
        )
        engine = Engine(parts, settings)
        engine.publish_to(self._take)
        return engine

    async def armed(self) -> None:
        """Start, arm, and wait until both sides rest."""
        await self.engine.start()
        await until(lambda: self.engine.session and not self.engine.session.desk.arm_blockers())
        self.submit(Arm())
        await until(lambda: len(self.gateway.open) == 2)

    def submit(self, command: AnyCommand, ticket: str = "t") -> None:
        self.engine.submit(ticket, command)

    async def end(self, within_s: float = 20.0) -> ShutdownReport:
        self.ended = await self.engine.shutdown("test ends", within_s)
        return self.ended

    def state(self) -> TradingState:
        assert self.engine.session is not None
        return self.engine.session.desk.state

    def desk_view(self) -> DeskView:
        return [view for view in self.told if isinstance(view, DeskView)][-1]

    def tickets(self, ticket: str = "t") -> list[Ticket]:
        return [view for view in self.told if isinstance(view, Ticket) and view.ticket == ticket]

    def _take(self, views: Sequence[AnyView]) -> None:
        self.told.extend(views)

    def _storage(self) -> StorageStatus:
        stored = len(self.journal.facts)
        return StorageStatus(stored, stored, self.storage_fault, self.is_old_damage)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    rig = Rig()
    yield rig
    if rig.ended is None:
        await rig.end(0.5)
