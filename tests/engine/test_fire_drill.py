"""Fire drills in the engine: what is timed, what is refused, and that the cause never stays."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import BreakerKind, BreakerSettings, BreakerState, Scope, ScopeLevel
from mmdesk.core.model.drill import DrillDone, DrillKind, DrillOutcome
from mmdesk.ports.control import Disarm, FireDrill, Ticket, TicketState, TripBreaker
from mmdesk.ports.drill import Cause, DrillError, DrillView
from tests.engine.conftest import Rig, until
from tests.fakes.fake_gateway import BTC

SYMBOL = Scope(ScopeLevel.SYMBOL, "BTC/USDT")
WATCHED = (BreakerKind.VOLATILITY, BreakerKind.SPREAD, BreakerKind.DRAWDOWN)


class Trouble:
    """A venue's drill port in memory; `acts` is what an injection does to the market."""

    def __init__(self) -> None:
        self.causes: list[Cause] = []
        self.going_on = False
        self.acts: Callable[[], None] = lambda: None
        self.refuses = ""

    async def inject(self, cause: Cause) -> None:
        if self.refuses:
            raise DrillError(self.refuses)
        self.causes.append(cause)
        self.going_on = True
        self.acts()

    async def clear(self) -> None:
        self.going_on = False


@pytest.fixture
def trouble(rig: Rig) -> Trouble:
    trouble = rig.drill = Trouble()
    rules = {kind: replace(DEFAULT_RULES[kind], close_window_s=0.0) for kind in WATCHED}
    rig.engine = rig.make_engine(breakers=replace(DEFAULT_BREAKERS, rules=rules, probes=1, half_open_s=0.0))
    return trouble


async def quoting(rig: Rig) -> None:
    """Both sides rest, and every breaker proved itself: a fresh session is in doubt of all."""
    await rig.armed()
    assert rig.engine.session is not None
    breakers = rig.engine.session.desk.breakers.board.breakers.values()

    def proved() -> bool:
        rig.gateway.tick(60_000.0)
        return all(one.state is BreakerState.CLOSED for one in breakers) and len(rig.gateway.open) == 2

    await until(proved)


def jumps(rig: Rig, percent: float = 7.0) -> Callable[[], None]:
    """The market's book moves by so much."""

    def act() -> None:
        assert rig.engine.session is not None
        mid = rig.engine.session.desk.markets[BTC.key].features.mid * (1 + percent / 100)
        rig.gateway.tick(mid)

    return act


def written(rig: Rig) -> list[DrillDone]:
    return [fact for fact in rig.journal.facts if isinstance(fact, DrillDone)]


async def outcome(rig: Rig) -> Ticket:
    """The ticket of the drill once it is settled."""
    await until(lambda: rig.tickets("d") and rig.tickets("d")[-1].state is not TicketState.ACCEPTED)
    return rig.tickets("d")[-1]


async def test_the_time_from_the_cause_to_the_last_confirmed_cancel_is_shown_and_stored(
    rig: Rig, trouble: Trouble
) -> None:
    await quoting(rig)
    trouble.acts = jumps(rig)
    rig.submit(FireDrill(kind=DrillKind.JUMP), "d")
    assert (await outcome(rig)).state is TicketState.DONE
    (done,) = written(rig)
    assert (done.outcome, done.breaker, done.scope) == (DrillOutcome.PASSED, BreakerKind.VOLATILITY, SYMBOL)
    assert done.orders_cancelled == 2
    assert None not in (done.opened_ms, done.sent_ms, done.confirmed_ms, done.proved_ms)
    assert 0 <= (done.opened_ms or 0) <= (done.confirmed_ms or 0) <= (done.proved_ms or 0)
    assert trouble.causes[0].amount == pytest.approx(7.5), "half more than the threshold in force"
    assert not trouble.going_on
    assert [view.done for view in rig.told if isinstance(view, DrillView)][-1] == done
    assert done in [view.done for view in rig.engine.snapshot() if isinstance(view, DrillView)]


async def test_another_breaker_that_opens_first_is_told_as_such(rig: Rig, trouble: Trouble) -> None:
    await quoting(rig)
    trouble.acts = jumps(rig)
    rig.submit(FireDrill(kind=DrillKind.SPREAD), "d")
    ticket = await outcome(rig)
    assert ticket.state is TicketState.FAILED
    assert ticket.message == "another breaker opened first: volatility of BTC/USDT"
    assert written(rig)[0].outcome is DrillOutcome.OTHER_BREAKER


async def test_disarming_in_the_middle_ends_the_drill_and_its_cause(rig: Rig, trouble: Trouble) -> None:
    await quoting(rig)
    rig.submit(FireDrill(kind=DrillKind.JUMP), "d")
    await until(lambda: trouble.going_on)
    rig.submit(Disarm(), "disarm")
    assert (await outcome(rig)).message == "the desk is disarmed now"
    assert (written(rig)[0].outcome, trouble.going_on) == (DrillOutcome.CUT_SHORT, False)


async def test_the_end_of_the_engine_takes_the_cause_away(rig: Rig, trouble: Trouble) -> None:
    await quoting(rig)
    rig.submit(FireDrill(kind=DrillKind.JUMP), "d")
    await until(lambda: trouble.going_on)
    await rig.end()
    assert not trouble.going_on
    assert written(rig)[0].outcome is DrillOutcome.CUT_SHORT


async def test_a_venue_that_cannot_is_told_in_its_words(rig: Rig, trouble: Trouble) -> None:
    await quoting(rig)
    trouble.refuses = "BTCUSDT is a recording"
    rig.submit(FireDrill(kind=DrillKind.JUMP), "d")
    assert (await outcome(rig)).message == "BTCUSDT is a recording"


async def test_a_second_drill_waits_for_the_end_of_the_first(rig: Rig, trouble: Trouble) -> None:
    await quoting(rig)
    rig.submit(FireDrill(kind=DrillKind.JUMP), "first")
    await until(lambda: trouble.going_on)
    rig.submit(FireDrill(kind=DrillKind.SPREAD), "d")
    assert (await outcome(rig)).message == "a fire drill is under way: wait until it is over"
    assert len(trouble.causes) == 1


async def test_a_desk_that_quotes_nothing_refuses_with_the_reason(rig: Rig, trouble: Trouble) -> None:
    await rig.engine.start()
    rig.submit(FireDrill(kind=DrillKind.JUMP), "d")
    assert (await outcome(rig)).message == "the desk is disarmed: arm it, for a drill pulls quotes"
    assert not trouble.causes


async def test_a_desk_with_an_open_breaker_refuses_with_its_name(rig: Rig, trouble: Trouble) -> None:
    await quoting(rig)
    rig.submit(TripBreaker(kind=BreakerKind.VOLATILITY, scope=SYMBOL), "trip")
    rig.submit(FireDrill(kind=DrillKind.SPREAD), "d")
    told = (await outcome(rig)).message
    assert told.startswith("the volatility breaker of BTC/USDT holds quotes already")
    assert not trouble.causes


async def test_what_nobody_watches_is_not_drilled(rig: Rig, trouble: Trouble) -> None:
    await quoting(rig)
    rig.submit(FireDrill(kind=DrillKind.ERRORS), "d")
    assert (await outcome(rig)).message.startswith("the error rate breaker is not watched")


async def test_a_real_venue_is_never_drilled(rig: Rig) -> None:
    rig.engine = rig.make_engine(breakers=BreakerSettings(rules={}))
    await quoting(rig)
    rig.submit(FireDrill(kind=DrillKind.JUMP), "d")
    assert (await outcome(rig)).message.startswith("a fire drill needs mmdesk's own simulated exchange")
