"""The kill switch: ahead of everything, at every venue on its own, told as it goes, answered when proved."""

import asyncio
from collections.abc import Coroutine, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.errors import ExchangeConnectionError
from mmdesk.core.model.events import CancelAcknowledged, StopRequested, TimePassed
from mmdesk.core.model.order import VenueOrder, VenueStatus
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side
from mmdesk.engine import kill_switch, stopping
from mmdesk.engine.clock import SystemClock
from mmdesk.engine.dispatcher import Dispatcher
from mmdesk.engine.kill_switch import KillSwitch
from mmdesk.engine.stopping import Stopping
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.control import Stop, Ticket, TicketState
from mmdesk.ports.gateway import CancelOutcome
from mmdesk.ports.journal import Fact
from mmdesk.ports.views import StopView
from tests.engine.conftest import Rig, until
from tests.fakes.fake_gateway import BTC, FakeGateway


class WritesAtOnce(FakeGateway):
    """The bytes of a cancel leave in the call, as with a connected gateway."""

    def cancel(self, request: SendCancel) -> Coroutine[Any, Any, CancelOutcome]:
        self.cancelled.append(request.client_id)
        return self._gone(request)

    async def _gone(self, request: SendCancel) -> CancelOutcome:
        self.open.pop(request.client_id, None)
        wall_ns, mono_ns = self._now()
        return CancelAcknowledged(wall_ns=wall_ns, mono_ns=mono_ns, client_id=request.client_id)


class Hung(FakeGateway):
    """Answers nothing."""

    venue = "hung"

    async def open_orders(self, *, urgent: bool = False) -> tuple[VenueOrder, ...]:
        await asyncio.Event().wait()
        raise ExchangeConnectionError("never")


def stops(rig: Rig) -> list[StopView]:
    return [view for view in rig.told if isinstance(view, StopView)]


def ended(rig: Rig, ticket: str) -> list[TicketState]:
    return [one.state for one in rig.tickets(ticket) if one.state is not TicketState.ACCEPTED]


async def test_a_stop_tells_per_venue_what_was_asked_and_what_is_proved(rig: Rig) -> None:
    await rig.armed()
    rig.submit(Stop(), "stop")
    await until(lambda: ended(rig, "stop"))
    last = stops(rig)[-1]
    assert (last.venue, last.requested, last.confirmed, last.unknown) == ("fake", 2, 2, 0)
    assert last.done
    assert last.proved
    assert ended(rig, "stop") == [TicketState.DONE]


async def test_a_stop_that_cannot_be_proved_fails_and_shows_what_is_left(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kill_switch, "WITHIN_S", 0.6)
    await rig.armed()
    rig.gateway.cancels_work = False
    rig.submit(Stop(), "stop")
    await until(lambda: ended(rig, "stop"))
    assert ended(rig, "stop") == [TicketState.FAILED]
    under_way = [view for view in rig.told if isinstance(view, StopView) and not view.done]
    assert any(view.unknown == 2 for view in under_way), "told as it goes, not at the end only"
    assert (stops(rig)[-1].unknown, stops(rig)[-1].proved) == (2, False)
    rig.gateway.cancels_work = True


async def test_a_stop_again_verifies_again(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    await rig.armed()
    rig.submit(Stop(), "first")
    await until(lambda: ended(rig, "first"))
    rig.gateway.book(rig.gateway.placed[0])
    rig.submit(Stop(), "second")
    await until(lambda: ended(rig, "second"))
    assert not rig.gateway.open
    assert ended(rig, "second") == [TicketState.DONE]


async def test_cancels_leave_before_the_disk_is_asked(rig: Rig) -> None:
    rig.gateway = WritesAtOnce()
    rig.engine = rig.make_engine()
    await rig.armed()
    resting = sorted(rig.gateway.open)
    sent_before: list[list[str]] = []
    append = rig.journal.append

    def hanging(facts: Sequence[Fact], wall_ns: int) -> int:
        if any(isinstance(fact, StopRequested) for fact in facts):
            sent_before.append(sorted(rig.gateway.cancelled))
        return append(facts, wall_ns)

    rig.journal.append = hanging  # type: ignore[method-assign]  # the moment at which a disk would hang
    rig.submit(Stop(), "stop")
    assert sent_before == [resting]


async def test_a_stop_goes_ahead_of_a_flooded_inbox(rig: Rig) -> None:
    rig.gateway = WritesAtOnce()
    rig.engine = rig.make_engine()
    await rig.armed()
    session = rig.engine.session
    assert session is not None
    for number in range(20_000):
        session.inbox.put(TimePassed(wall_ns=1, mono_ns=session.desk.mono_ns + number))
    resting = sorted(rig.gateway.open)
    rig.submit(Stop(), "stop")
    assert rig.state() is TradingState.STOPPED
    assert sorted(rig.gateway.cancelled) == resting
    assert session.inbox.depth > 0


async def test_a_stop_with_a_full_disk_still_cancels(rig: Rig) -> None:
    await rig.armed()
    rig.journal.disk_error = OSError(28, "No space left on device")
    rig.submit(Stop(), "stop")
    await until(lambda: ended(rig, "stop"))
    assert not rig.gateway.open
    rig.journal.disk_error = None


async def test_a_stop_while_the_venue_is_not_connected_yet_is_carried_out_first(rig: Rig) -> None:
    rig.submit(Stop(), "early")
    await rig.engine.start()
    await until(lambda: ended(rig, "early"))
    assert rig.state() is TradingState.STOPPED
    assert ended(rig, "early") == [TicketState.DONE]


@pytest.mark.expects_log("task failed")
async def test_a_stop_after_the_core_failed_is_carried_out_without_it(rig: Rig) -> None:
    await rig.armed()
    assert rig.engine.session is not None
    rig.gateway.cancels_work = False
    rig.engine.session.statistics.see = None  # type: ignore[assignment,method-assign]  # a broken step
    rig.gateway.tick(61_000.0)
    await until(lambda: rig.engine.session is not None and rig.engine.session.halted)
    rig.gateway.cancels_work = True
    rig.submit(Stop(), "late")
    await until(lambda: ended(rig, "late"))
    assert ended(rig, "late") == [TicketState.DONE]
    assert not rig.gateway.open


async def test_one_hung_venue_keeps_no_other_from_being_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kill_switch, "WITHIN_S", 2.0)
    tasks = Tasks(lambda name, error: None)
    gateways = {"fake": FakeGateway(), "hung": Hung()}
    dispatcher = Dispatcher(gateways, lambda event: None, tasks, SystemClock())
    live = {"fake": ["mmd0001x1"], "hung": ["mmd0001x2", "mmd0001x3"]}
    stopping = {
        venue: Stopping(gateway, dispatcher, "mmd", partial(live.__getitem__, venue))
        for venue, gateway in gateways.items()
    }
    told: list[StopView | Ticket] = []
    switch = KillSwitch(stopping, tasks, SystemClock(), told.append, lambda proof: None)
    switch.expect("stop")
    switch.begin(lambda: ())
    live["fake"] = []
    await until(lambda: any(isinstance(v, StopView) and v.proved for v in told))
    assert not any(isinstance(v, StopView) and v.venue == "hung" and v.done for v in told)
    await until(lambda: any(isinstance(v, Ticket) for v in told))
    hung = [v for v in told if isinstance(v, StopView) and v.venue == "hung"][-1]
    assert (hung.requested, hung.confirmed, hung.unknown, hung.proved) == (2, 0, 2, False)
    assert hung.why
    (ticket,) = [v for v in told if isinstance(v, Ticket)]
    assert ticket.state is TicketState.FAILED
    assert "hung" in ticket.message
    await tasks.close()


async def test_what_is_proved_leaves_nothing_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """An order whose answer never came is gone too once the venue lists nothing past the horizon."""
    monkeypatch.setattr(stopping, "HORIZON_S", 0.05)
    tasks = Tasks(lambda name, error: None)
    gateway = FakeGateway()
    dispatcher = Dispatcher({"fake": gateway}, lambda event: None, tasks, SystemClock())
    stop = Stopping(gateway, dispatcher, "mmd", lambda: ["mmd0001x1", "mmd0001x2"])
    proof = await stop.prove(stop.begin(()), 5.0, lambda: ())
    assert proof.proved
    assert (proof.requested, proof.confirmed) == (2, 2)
    await tasks.close()


async def test_a_stop_cancels_what_has_our_whole_id_and_leaves_what_only_begins_like_it() -> None:
    tasks = Tasks(lambda name, error: None)
    gateway = FakeGateway()
    ours, foreign = "mmdk3f90001x1", "mmd_by_hand"
    one = Decimal("0.01")
    gateway.open = {
        name: VenueOrder(
            BTC.key, name, f"v{name}", Side.BUY, Decimal(59_000), one, Decimal(0), VenueStatus.OPEN
        )
        for name in (ours, foreign)
    }
    dispatcher = Dispatcher({"fake": gateway}, lambda event: None, tasks, SystemClock())
    stop = Stopping(gateway, dispatcher, "mmd", list)
    proof = await stop.prove(stop.begin(()), 5.0, lambda: ())
    assert (proof.proved, proof.requested) == (True, 1)
    assert set(gateway.open) == {foreign}
    await tasks.close()


async def test_a_stop_whose_time_ran_out_says_in_its_panel_what_is_left(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kill_switch, "WITHIN_S", 0.5)
    await rig.armed()
    rig.gateway.cancels_work = False
    rig.submit(Stop(), "stop")
    await until(lambda: ended(rig, "stop"))
    last = stops(rig)[-1]
    assert last.done
    assert not last.proved
    assert last.why == f"2 orders of ours are still open after {last.elapsed_s:.1f} s"
    rig.gateway.cancels_work = True
