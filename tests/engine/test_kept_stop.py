"""A session that begins stopped: says since when and why, writes it down again, and waits for a person."""

from mmdesk.core.model.effects import StateChanged
from mmdesk.core.model.state import KeptStop, TradingState
from mmdesk.ports.control import Arm, Disarm, Pause, Stop, TicketState
from mmdesk.ports.views import AlertView
from tests.engine.conftest import NOTHING_REMEMBERED, Rig, until

SINCE_NS = 1_763_819_100_000_000_000
STOP = KeptStop(SINCE_NS, "mmdesk stop")


async def stopped(rig: Rig) -> None:
    remembered = type(NOTHING_REMEMBERED)(0, (), (), (), 0, stopped=STOP)
    rig.engine = rig.make_engine(remembered=remembered)
    await rig.engine.start()


async def test_it_says_since_when_and_why_it_is_stopped(rig: Rig) -> None:
    await stopped(rig)
    assert rig.state() is TradingState.STOPPED
    assert rig.desk_view().reason == "stopped 2025-11-22 13:45:00 UTC, before this start: mmdesk stop"
    (alert,) = [view for view in rig.told if isinstance(view, AlertView) and view.key == "kept-stop"]
    assert alert.why == "2025-11-22 13:45:00 UTC: mmdesk stop"


async def test_its_own_journal_holds_the_stop_with_the_time_of_then(rig: Rig) -> None:
    await stopped(rig)
    assert rig.journal.facts[1] == StateChanged(state=TradingState.STOPPED, reason="mmdesk stop")
    assert rig.journal.walls[1] == SINCE_NS


async def test_nothing_is_armed_before_a_person_released_it(rig: Rig) -> None:
    await stopped(rig)
    session = rig.engine.session
    assert session is not None
    await until(lambda: len(session.desk.arm_blockers()) == 1)
    rig.submit(Arm(), "too soon")
    await until(lambda: any(one.state is TicketState.FAILED for one in rig.tickets("too soon")))
    assert not rig.gateway.placed
    rig.submit(Disarm(), "release")
    rig.submit(Arm(), "arm")
    await until(lambda: len(rig.gateway.open) == 2)


async def test_a_stop_that_the_disk_refused_is_written_as_soon_as_it_takes_it(rig: Rig) -> None:
    await rig.armed()
    rig.journal.disk_error = OSError(28, "No space left on device")
    rig.submit(Stop(reason="enough"))
    await until(lambda: rig.state() is TradingState.STOPPED)
    assert not stops(rig)
    rig.journal.disk_error = None
    await until(lambda: stops(rig))
    assert stops(rig) == ["enough"]
    await until(lambda: not rig.gateway.open)
    assert stops(rig) == ["enough"], "once"


async def test_a_stop_that_was_left_before_the_disk_took_it_is_not_written_any_more(rig: Rig) -> None:
    await rig.armed()
    rig.journal.disk_error = OSError(28, "No space left on device")
    rig.submit(Stop(reason="enough"))
    await until(lambda: rig.state() is TradingState.STOPPED)
    rig.submit(Disarm())
    await until(lambda: rig.state() is TradingState.DISARMED)
    rig.journal.disk_error = None
    rig.submit(Pause(), "heard")
    await until(lambda: rig.tickets("heard"))
    beats = rig.desk_view().wall_ns
    await until(lambda: rig.desk_view().wall_ns > beats + 600_000_000)
    assert not stops(rig)


def stops(rig: Rig) -> list[str]:
    told = [fact for fact in rig.journal.facts if isinstance(fact, StateChanged)]
    return [fact.reason for fact in told if fact.state is TradingState.STOPPED]
