"""The Limits table as the engine tells it: complete, from remembered latches on, at most once a second."""

import msgspec

from mmdesk.core.model.control import Control
from mmdesk.core.model.effects import LatchChanged
from mmdesk.core.model.latch import Latch
from mmdesk.ports.control import Arm, ReleaseLatch, TicketState
from mmdesk.ports.journal import SessionOpened
from mmdesk.ports.views import ControlView
from tests.engine.conftest import NOTHING_REMEMBERED, Rig, until
from tests.fakes.fake_gateway import BTC

BUYS = Latch(Control.REPEATED_EXECUTION, f"{BTC.key} buy", 1, "60 buy fills within 10 s")
LATCHED = msgspec.structs.replace(NOTHING_REMEMBERED, latches=(BUYS,))


def rows(rig: Rig) -> dict[tuple[int, str], ControlView]:
    """The newest row of each control and scope."""
    return {view.key: view for view in rig.told if isinstance(view, ControlView)}


async def test_every_control_is_told_with_what_it_counts(rig: Rig) -> None:
    await rig.armed()
    await until(lambda: rows(rig)[Control.OPEN_ORDERS, BTC.key].use == 2, 3.0)
    told = rows(rig)
    assert {Control(number) for number, _ in told} == set(Control)
    scopes = {scope for number, scope in told if number == Control.POSITION}
    assert scopes == {BTC.key, "BTC", "fake", "desk"}
    for view in told.values():
        if view.limit is not None and view.use is not None:
            assert view.headroom == view.limit - view.use
        else:
            assert view.needs
            assert view.now


async def test_a_row_is_told_at_most_once_a_second_and_only_when_it_changed(rig: Rig) -> None:
    await rig.armed()
    session = rig.engine.session
    assert session is not None
    status = session.status
    now_ns = 10**15
    assert len(status.controls(now_ns, now_ns)) > len(Control)
    assert status.controls(now_ns + 999_999_999, now_ns + 999_999_999) == []
    assert status.controls(now_ns + 10**9, now_ns + 10**9) != []
    before = len([view for view in rig.told if isinstance(view, ControlView)])
    session.publish()
    calm = (Control.DRAWDOWN, Control.ORDER_VALUE, Control.KILL)
    again = [view for view in rig.told if isinstance(view, ControlView)][before:]
    assert not [view for view in again if view.control in calm]


async def test_a_latch_of_an_earlier_session_holds_its_side_until_a_person_releases_it(rig: Rig) -> None:
    rig.engine = rig.make_engine(remembered=LATCHED)
    await rig.engine.start()
    await until(lambda: rig.engine.session and not rig.engine.session.desk.arm_blockers())
    rig.submit(Arm())
    await until(lambda: len(rig.gateway.open) == 1)
    await until(lambda: rows(rig)[BUYS.key].refusals > 0)
    assert rows(rig)[BUYS.key].latched
    rig.submit(ReleaseLatch(control=BUYS.control, scope=BUYS.scope, reason=" "), "empty")
    await until(lambda: TicketState.FAILED in [one.state for one in rig.tickets("empty")])
    rig.submit(ReleaseLatch(control=BUYS.control, scope=BUYS.scope, reason="looked"), "good")
    await until(lambda: TicketState.DONE in [one.state for one in rig.tickets("good")])
    await until(lambda: len(rig.gateway.open) == 2)
    changed = [fact for fact in rig.journal.facts if isinstance(fact, LatchChanged)]
    assert [(fact.latched, fact.reason) for fact in changed] == [(False, "looked")]


async def test_the_limits_across_markets_are_in_the_first_fact_of_a_session(rig: Rig) -> None:
    await rig.armed()
    opened = rig.journal.facts[0]
    assert isinstance(opened, SessionOpened)
    assert opened.desk_limits.max_daily_loss_quote == 500
