"""Nothing is quoted where nobody would take our orders off, and nothing at all while facts are lost."""

import threading

import msgspec

from mmdesk.core.model.loss import BalancesBefore, FactsLost
from mmdesk.core.model.state import TradingState
from mmdesk.ports.control import Arm
from mmdesk.ports.views import VenueView
from tests.engine.conftest import NOTHING_REMEMBERED, Rig, until


class Guard:
    """Protects or does not, as a test says."""

    by = "guardian"

    def __init__(self) -> None:
        self.on_duty = False

    def protects(self, venue: str) -> bool:
        return self.on_duty


async def test_quoting_waits_for_protection_and_stops_with_it(rig: Rig) -> None:
    guard = rig.protection = Guard()
    rig.engine = rig.make_engine()
    await rig.engine.start()
    session = rig.engine.session
    assert session is not None
    await until(lambda: len(session.desk.arm_blockers()) == 1)
    (why,) = session.desk.arm_blockers()
    assert "if this program died" in why
    rig.submit(Arm())
    await until(rig.tickets)
    assert rig.state() is TradingState.DISARMED
    guard.on_duty = True
    await until(lambda: not session.desk.arm_blockers())
    rig.submit(Arm())
    await until(lambda: len(rig.gateway.open) == 2)
    guard.on_duty = False
    await until(lambda: not rig.gateway.open)
    assert rig.state() is TradingState.ARMED
    venue = [view for view in rig.told if isinstance(view, VenueView)][-1]
    assert venue.protected_by == "guardian"
    guard.on_duty = True
    await until(lambda: len(rig.gateway.open) == 2)


async def test_a_session_that_lost_facts_is_never_armed(rig: Rig) -> None:
    rig.engine = rig.make_engine(facts_lost=FactsLost())
    await rig.engine.start()
    session = rig.engine.session
    assert session is not None
    await until(lambda: len(session.desk.arm_blockers()) == 1)
    assert "mmdesk doctor --accept-damage" in session.desk.arm_blockers()[0]
    rig.submit(Arm())
    await until(rig.tickets)
    assert rig.state() is TradingState.DISARMED


async def test_lost_facts_that_the_venue_tells_again_give_the_desk_back(rig: Rig) -> None:
    told = await rig.gateway.balances()
    since_ns = told.exchange_ns - 3_600 * 10**9
    before = BalancesBefore("fake", since_ns, told.balances)
    known = msgspec.structs.replace(NOTHING_REMEMBERED, last_wall_ns=since_ns)
    lost = FactsLost(since_ns=since_ns, balances=(before,))
    rig.engine = rig.make_engine(facts_lost=lost, remembered=known)
    await rig.armed()
    await until(lambda: rig.regained)
    # The note of the damage is a file: never touched on the engine's loop.
    assert rig.regained != [threading.main_thread().name]


async def test_facts_the_disk_refused_are_counted_in_the_report(rig: Rig) -> None:
    await rig.armed()
    rig.journal.disk_error = OSError(28, "No space left on device")
    await until(lambda: rig.engine.session and rig.engine.session.recorder.unwritten)
    report = await rig.end()
    assert sum(report.unwritten.values()) > 0
