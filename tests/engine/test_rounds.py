"""Time between reconciliations: each question in its own time, and jumps of the machine's clocks."""

import asyncio
from decimal import Decimal

import pytest

from mmdesk.core.model.events import (
    AnyEvent,
    BalanceReported,
    ClockJumped,
    FillsListed,
    OpenOrdersListed,
    StopRequested,
)
from mmdesk.engine.clock import Clocks, read_clocks
from mmdesk.engine.clock_watch import ClockWatch
from mmdesk.engine.parts import EngineParts
from mmdesk.engine.reconciler import OVERLAP_NS, Reach
from mmdesk.engine.rounds import Rounds
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.control import AcceptBalances, DecideLeftovers, TicketState
from tests.engine.conftest import Rig, until
from tests.fakes.fake_gateway import FakeGateway

S = 1_000_000_000
HOUR = 3_600 * S


class HandClock:
    """Time that moves when told."""

    def __init__(self) -> None:
        self.now_ns = 100 * HOUR

    def wall_ns(self) -> int:
        return self.now_ns

    def mono_ns(self) -> int:
        return self.now_ns


async def asked_over(seconds: int, gateway: FakeGateway) -> list[tuple[int, type[AnyEvent]]]:
    """What a venue was asked for when, second by second, and answered."""
    clock, told, tasks = HandClock(), list[AnyEvent](), Tasks(lambda name, error: None)
    begun_ns = clock.now_ns
    rounds = Rounds({"fake": gateway}, told.append, tasks, clock, Reach(["fake"], begun_ns))
    found: list[tuple[int, type[AnyEvent]]] = []
    for second in range(1, seconds + 1):
        clock.now_ns = begun_ns + second * S
        rounds.look(clock.now_ns)
        while len(tasks):  # noqa: ASYNC110 - a round has no event, it is a task that ends
            await asyncio.sleep(0)
        found += [(second, type(event)) for event in told]
        told.clear()
    await tasks.close()
    return found


async def test_open_orders_fills_and_balances_are_asked_for_each_in_its_own_time() -> None:
    found = await asked_over(60, FakeGateway())
    assert [at for at, kind in found if kind is OpenOrdersListed] == [10, 20, 30, 40, 50, 60]
    assert [at for at, kind in found if kind is FillsListed] == [30, 60]
    assert [at for at, kind in found if kind is BalanceReported] == [60]


async def test_a_round_that_failed_tells_nothing() -> None:
    gateway = FakeGateway()
    gateway.reachable = False
    assert await asked_over(60, gateway) == []


def test_fills_are_asked_for_from_where_we_left_off_less_an_overlap() -> None:
    reach = Reach(["fake"], 10 * HOUR)
    assert reach.since_ns("fake") == 9 * HOUR
    reach.learnt("fake", 11 * HOUR)
    assert reach.since_ns("fake") == 11 * HOUR - OVERLAP_NS
    reach.learnt("fake", 10 * HOUR)
    assert reach.since_ns("fake") == 11 * HOUR - OVERLAP_NS


class HandClocks:
    """Three clocks, moved apart by hand."""

    def __init__(self) -> None:
        self.clocks = Clocks(1_000 * S, 50 * S, 50 * S)

    def read(self) -> Clocks:
        return self.clocks

    def passes(self, wall_s: float, mono_s: float, boot_s: float) -> None:
        wall_ns, mono_ns, boot_ns = self.clocks
        self.clocks = Clocks(
            wall_ns + round(wall_s * S), mono_ns + round(mono_s * S), boot_ns + round(boot_s * S)
        )


def jump(wall_s: float, mono_s: float, boot_s: float) -> tuple[float, float] | None:
    clocks = HandClocks()
    watch = ClockWatch(clocks.read)
    clocks.passes(wall_s, mono_s, boot_s)
    found = watch.look()
    assert watch.look() is None
    return None if found is None else (found.slept_ns / S, found.stepped_ns / S)


def test_a_beat_is_no_jump_and_neither_is_slewing_or_a_stall() -> None:
    assert jump(0.1, 0.1, 0.1) is None
    assert jump(0.2, 0.1, 0.1) is None
    assert jump(4.0, 4.0, 4.0) is None


def test_a_sleep_shows_where_one_clock_stands_still() -> None:
    assert jump(60.1, 0.1, 60.1) == (60.0, 0.0)


def test_a_sleep_shows_where_the_monotonic_clock_counts_it() -> None:
    assert jump(60.0, 60.0, 60.0) == (60.0, 0.0)


def test_a_sleep_without_a_clock_that_counts_it_shows_as_a_step() -> None:
    assert jump(60.1, 0.1, 0.1) == (0.0, 60.0)


def test_a_wall_clock_that_was_set_shows_in_both_directions() -> None:
    assert jump(10.1, 0.1, 0.1) == (0.0, 10.0)
    assert jump(-9.9, 0.1, 0.1) == (0.0, -10.0)


def test_the_machines_own_clocks_agree_between_two_looks() -> None:
    assert ClockWatch(read_clocks).look() is None


@pytest.mark.expects_log("clock jump")
async def test_a_sleep_of_the_machine_renews_every_stream_and_quoting_goes_on_by_itself(rig: Rig) -> None:
    clocks = HandClocks()
    real = EngineParts([rig.gateway], rig.journal, rig.gateway.clock, rig.engine._parts.storage_status)
    rig.engine._parts = EngineParts(
        real.gateways, real.journal, real.clock, real.storage_status, None, clocks.read
    )
    await rig.armed()
    clocks.passes(600, 0, 600)
    await until(lambda: rig.gateway.renewals)
    await until(lambda: not rig.gateway.open)
    assert any(isinstance(fact, ClockJumped) for fact in rig.journal.facts)
    assert not any(isinstance(fact, StopRequested) for fact in rig.journal.facts)

    def quoting_again() -> bool:
        rig.gateway.tick(60_000.0)
        return len(rig.gateway.open) == 2

    await until(quoting_again)


async def test_leftovers_and_balances_are_decided_by_command(rig: Rig) -> None:
    await rig.armed()
    rig.submit(DecideLeftovers(client_ids=("x",), decision="cancel"), "d")  # type: ignore[arg-type]  # a word as the link brings it
    await until(lambda: any(one.state is TicketState.FAILED for one in rig.tickets("d")))
    rig.gateway.unexplained = Decimal("0.5")
    rig.submit(AcceptBalances(venue="fake", reason="a deposit"), "b")
    await until(lambda: any(one.state is TicketState.DONE for one in rig.tickets("b")))
