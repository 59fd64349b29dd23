"""A rehearsal asked over the link: with what holds now, the newest first, never in the way of trading."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from mmdesk.app.rehearsal_process import RehearsalProcess
from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import BreakerKind, BreakerSettings, ScopeLevel, ThresholdChange
from mmdesk.core.model.rehearsal import Rehearsal
from mmdesk.core.model.state import TradingState
from mmdesk.engine.rehearser import HOUR_NS, NEWER, NO_REHEARSALS, STOPPED
from mmdesk.ports.control import AskRehearsal, ChangeBreakers, StopRehearsal, TicketState
from mmdesk.ports.history import ThresholdRehearsal
from mmdesk.ports.rehearsal import RehearsalJob
from mmdesk.ports.views import HistoryView
from tests.engine.conftest import Rig, until

SPREAD_ONLY = BreakerSettings(rules={BreakerKind.SPREAD: DEFAULT_RULES[BreakerKind.SPREAD]})
NOTHING = Rehearsal((), {}, 0.0)
WIDER = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 30.0)
WIDER_STILL = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 35.0)


class Stage:
    """Rehearsals that wait until `open_`; `given_up` counts those that were cancelled."""

    def __init__(self, fault: str = "") -> None:
        self.jobs: list[RehearsalJob] = []
        self.fault = fault
        self.open_ = asyncio.Event()
        self.open_.set()
        self.given_up = 0

    async def rehearse(self, job: RehearsalJob) -> tuple[Rehearsal, Rehearsal]:
        self.jobs.append(job)
        try:
            await self.open_.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if self.fault:
            raise OSError(self.fault)
        return NOTHING, Rehearsal((), {}, float(len(self.jobs)))


@pytest.fixture
def stage(rig: Rig) -> Stage:
    stage = rig.rehearsals = Stage()
    rig.engine = rig.make_engine(breakers=DEFAULT_BREAKERS)
    return stage


async def outcome(rig: Rig, question: AskRehearsal, ticket: str) -> tuple[TicketState, str]:
    rig.submit(question, ticket)
    await until(lambda: rig.tickets(ticket))
    (told,) = rig.tickets(ticket)
    return told.state, told.message


def answers(rig: Rig) -> dict[str, ThresholdRehearsal]:
    return {
        view.ticket: view.history
        for view in rig.told
        if isinstance(view, HistoryView) and isinstance(view.history, ThresholdRehearsal)
    }


async def test_the_answer_comes_just_before_its_ticket_also_while_starting(rig: Rig, stage: Stage) -> None:
    assert await outcome(rig, AskRehearsal(changes=(WIDER,), hours=4), "q") == (TicketState.DONE, "")
    (job,) = stage.jobs
    assert (job.edits, job.in_force, job.markets) == ((WIDER,), (), ())
    assert job.to_ns - job.from_ns == 4 * HOUR_NS
    assert answers(rig)["q"].asked_s == 4 * 3_600
    assert isinstance(rig.told[-2], HistoryView)


async def test_what_holds_now_is_rehearsed_beside_the_edits(rig: Rig, stage: Stage) -> None:
    rig.engine = rig.make_engine(breakers=SPREAD_ONLY)
    await rig.armed()
    rig.submit(ChangeBreakers(changes=(WIDER,), confirmed=True), "c")
    await until(lambda: any(one.state is TicketState.DONE for one in rig.tickets("c")))
    assert await outcome(rig, AskRehearsal(changes=(WIDER_STILL,)), "q") == (TicketState.DONE, "")
    (job,) = stage.jobs
    assert (job.in_force, job.edits) == ((WIDER,), (WIDER_STILL,))
    assert [(one.symbol, one.venue) for one in job.markets] == [("BTC/USDT", "fake")]


async def test_a_newer_one_takes_the_place_of_an_older(rig: Rig, stage: Stage) -> None:
    stage.open_.clear()
    rig.submit(AskRehearsal(), "old")
    await until(lambda: stage.jobs)
    rig.submit(AskRehearsal(changes=(WIDER,)), "new")
    await until(lambda: rig.tickets("old"))
    assert rig.tickets("old")[0].message == NEWER
    stage.open_.set()
    await until(lambda: rig.tickets("new"))
    assert stage.given_up == 1
    assert list(answers(rig)) == ["new"]


async def test_one_is_stopped_when_nobody_wants_it_any_more(rig: Rig, stage: Stage) -> None:
    stage.open_.clear()
    rig.submit(AskRehearsal(), "q")
    await until(lambda: stage.jobs)
    rig.submit(StopRehearsal(), "s")
    await until(lambda: rig.tickets("q") and stage.given_up)
    assert (rig.tickets("q")[0].message, rig.tickets("s")[0].state) == (STOPPED, TicketState.DONE)
    rig.submit(StopRehearsal(), "again")
    await until(lambda: rig.tickets("again"))
    assert rig.tickets("again")[0].state is TicketState.DONE, "there is none to stop"


async def test_contradictions_are_all_told_line_by_line_and_nothing_is_read(rig: Rig, stage: Stage) -> None:
    wrong = (
        ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "warn_at", 50.0),
        ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.STORAGE, "cooldown_s", 3_000.0),
    )
    state, message = await outcome(rig, AskRehearsal(changes=wrong), "q")
    assert state is TicketState.FAILED
    assert [line.split(":")[0] for line in message.splitlines()] == ["spread at all", "storage at all"]
    assert stage.jobs == []


async def test_what_fails_is_told_in_words(rig: Rig, stage: Stage) -> None:
    stage.fault = "tape.gz is cut off after line 7"
    assert await outcome(rig, AskRehearsal(recording="tape.gz"), "q") == (TicketState.FAILED, stage.fault)
    rig.rehearsals = None
    rig.engine = rig.make_engine()
    assert await outcome(rig, AskRehearsal(), "r") == (TicketState.FAILED, NO_REHEARSALS)


async def test_quoting_goes_on_while_it_takes_its_time_and_its_end_is_no_crash(
    rig: Rig, stage: Stage
) -> None:
    rig.engine = rig.make_engine(breakers=SPREAD_ONLY)
    await rig.armed()
    stage.open_.clear()
    rig.submit(AskRehearsal(), "q")
    await until(lambda: stage.jobs)
    assert rig.state() is TradingState.ARMED
    report = await rig.end()
    assert report.proved
    assert stage.given_up == 1


async def test_a_cancelled_one_leaves_no_process_and_no_thread(tmp_path: Path) -> None:
    now_ns = time.time_ns()
    job = RehearsalJob(
        settings=DEFAULT_BREAKERS, in_force=(), edits=(), markets=(), from_ns=now_ns - 1, to_ns=now_ns
    )
    before = set(threading.enumerate())
    running = asyncio.ensure_future(RehearsalProcess(tmp_path, None).rehearse(job))
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await asyncio.get_running_loop().shutdown_default_executor()
    assert set(threading.enumerate()) == before
