"""Fire drills in the Breakers tab: offered where they can be made, told while they go on, kept in a table."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from mmdesk.core.model.breakers import BreakerKind, Scope, ScopeLevel
from mmdesk.core.model.drill import DrillDone, DrillKind, DrillOutcome
from mmdesk.core.model.state import TradingState
from mmdesk.gui.drill_words import result, what_happens
from mmdesk.ports.control import AskDrillHistory, FireDrill, Ticket, TicketState
from mmdesk.ports.drill import DrillView
from mmdesk.ports.history import DrillHistory
from mmdesk.ports.views import HistoryView
from tests.gui import feed
from tests.gui.conftest import Desk

BEGUN_NS = feed.START_NS
PASSED = DrillDone(
    kind=DrillKind.LATENCY,
    instrument=feed.BTC,
    amount=750.0,
    begun_ns=BEGUN_NS,
    outcome=DrillOutcome.PASSED,
    breaker=BreakerKind.DATA_LATENCY,
    scope=Scope(ScopeLevel.EXCHANGE, "binance"),
    reason="755.926 ms above 500",
    opened_ms=3_087.8,
    orders_cancelled=6,
    sent_ms=3_088.6,
    confirmed_ms=3_440.0,
    proved_ms=3_442.1,
)
MISSED = DrillDone(
    kind=DrillKind.JUMP,
    instrument=feed.BTC,
    amount=7.5,
    begun_ns=BEGUN_NS + 1,
    outcome=DrillOutcome.NOT_OPENED,
    why="no breaker opened within 60 s",
)


def view(done: DrillDone | None = None, opened_ms: float | None = None) -> DrillView:
    kind = done.kind if done else DrillKind.LATENCY
    begun_ns = done.begun_ns if done else BEGUN_NS
    return DrillView(
        kind=kind, instrument=feed.BTC, amount=1.0, begun_ns=begun_ns, opened_ms=opened_ms, done=done
    )


@pytest.fixture
def quoting(make_desk: Callable[..., Desk]) -> Callable[..., Desk]:
    """A desk at the simulated exchange, armed."""

    def make(language: str = "en", state: TradingState = TradingState.ARMED) -> Desk:
        desk = make_desk(language)
        desk.connect(replace(feed.session(), drills=True), feed.desk(state, open_orders=2))
        desk.window.show()
        desk.window.actions_["breakers"].trigger()
        desk.window.refresh()
        return desk

    return make


def banner(desk: Desk) -> str:
    found = desk.window.banners._banners.get("drill")
    return found.text if found else ""


def test_each_kind_is_one_click_away_and_says_what_it_does(quoting: Callable[..., Desk]) -> None:
    desk = quoting()
    drills = desk.window.breakers.drills
    for kind, action in drills.actions_.items():
        assert action.isEnabled()
        assert action.toolTip() == what_happens(kind)
        action.trigger()
    assert [c.kind for c in desk.commands if isinstance(c, FireDrill)] == list(DrillKind)
    assert desk.window.breakers.panel.drill.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("state", [TradingState.DISARMED, TradingState.PAUSED, TradingState.STOPPED])
def test_a_desk_that_does_not_quote_offers_none_and_says_why(
    quoting: Callable[..., Desk], state: TradingState
) -> None:
    desk = quoting(state=state)
    assert not any(action.isEnabled() for action in desk.window.breakers.drills.actions_.values())
    assert "armed and quoting" in desk.window.breakers.panel.drill.toolTip()


def test_another_exchange_than_the_simulated_one_is_never_drilled(desk: Desk) -> None:
    desk.connect(feed.session(), feed.desk(TradingState.ARMED))
    desk.window.refresh()
    assert not any(action.isEnabled() for action in desk.window.breakers.drills.actions_.values())
    assert "own simulated exchange only" in desk.window.breakers.panel.drill.toolTip()


def test_a_drill_is_told_from_the_cause_to_the_last_confirmed_cancel(quoting: Callable[..., Desk]) -> None:
    desk = quoting()
    desk.tell(view())
    assert banner(desk) == "Fire drill: Latency\nWaiting for the breaker to open…"
    desk.tell(view(opened_ms=3_087.8))
    assert "Opened after 3.1 s" in banner(desk)
    desk.tell(view(PASSED))
    expected = (
        "Data latency · binance opened after 3.1 s; 6 orders cancelled, the last confirmed after 3.4 s."
    )
    assert banner(desk) == f"Fire drill: Latency\n{expected}"


def test_the_result_is_told_in_spanish_too(quoting: Callable[..., Desk]) -> None:
    desk = quoting("es")
    desk.tell(view(MISSED))
    assert banner(desk) == "Simulacro: Salto de precio\nningún cortacircuitos se abrió en 60 s"
    assert "6 órdenes canceladas, la última confirmada tras 3.4 s" in result(PASSED)


def test_a_refused_drill_says_why_and_that_nothing_was_caused(quoting: Callable[..., Desk]) -> None:
    desk = quoting()
    desk.window.breakers.drills.fire(DrillKind.SPREAD)
    why = "a fire drill is under way: wait until it is over"
    desk.tell(Ticket(ticket=f"t{len(desk.commands)}", state=TicketState.FAILED, message=why))
    assert (
        banner(desk)
        == f"The fire drill was not made\n{why}\nNothing was caused. Try again when that is settled."
    )


def test_a_window_that_comes_later_is_not_told_an_old_drill_as_news(desk: Desk) -> None:
    old = replace(PASSED, begun_ns=BEGUN_NS - 3_600_000_000_000)
    desk.connect(feed.desk(), view(old))
    assert banner(desk) == ""


def test_the_last_drills_come_from_the_database(quoting: Callable[..., Desk]) -> None:
    desk = quoting()
    drills = desk.window.breakers.drills
    drills.show_last()
    assert isinstance(desk.commands[-1], AskDrillHistory)
    ticket = f"t{len(desk.commands)}"
    desk.tell(
        HistoryView(ticket=ticket, history=DrillHistory((MISSED, PASSED))),
        Ticket(ticket=ticket, state=TicketState.DONE),
    )
    model = drills.page.model
    rows = [
        [str(model.index(row, column).data()) for column in (1, 3, 4, 5, 6, 8, 9)]
        for row in range(model.rowCount())
    ]
    by_kind = {row[0]: row[1:] for row in rows}
    assert by_kind["Latency"] == ["✓ passed", "Data latency · binance", "3.1 s", "6", "3.4 s", "3.4 s"]
    assert by_kind["Price jump"][0] == "■ did not open"
