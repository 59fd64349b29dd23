"""The one crossing: conflated, in order, and honest about commands."""

from pytestqt.qtbot import QtBot

from mmdesk.gui.bridge import MAX_WAITING, Bridge
from mmdesk.link.protocol import LinkState
from mmdesk.ports.control import AnyCommand, Arm, AskOrderHistory, Ticket, TicketState
from mmdesk.ports.history import OrderHistory
from mmdesk.ports.views import DeskView, Frame, HistoryView, LogView, MarketView
from tests.gui import feed


class Sender:
    def __init__(self) -> None:
        self.sent: list[AnyCommand] = []

    def submit(self, command: AnyCommand) -> str:
        self.sent.append(command)
        return f"t{len(self.sent)}"


def test_a_burst_of_frames_becomes_one_batch_with_the_latest_of_each(qtbot: QtBot) -> None:
    bridge = Bridge()
    told: list[tuple[MarketView, ...]] = []
    bridge.markets_changed.connect(told.append)
    with qtbot.waitSignal(bridge.flushed):
        for number in range(200):
            bridge.on_frame(Frame(sequence=number + 1, views=(feed.market(feed.START_NS + number),)))
        assert told == []
    assert [[view.wall_ns for view in batch] for batch in told] == [[feed.START_NS + 199]]


def test_facts_are_new_before_anybody_is_told(qtbot: QtBot) -> None:
    bridge = Bridge()
    seen: list[object] = []

    def look(view: DeskView) -> None:
        seen.append((bridge.facts.desk is view, bridge.facts.markets[feed.BTC].bid))

    bridge.desk_changed.connect(look)
    bridge.on_frame(Frame(sequence=1, views=(feed.desk(), feed.market(bid=1.0))))
    bridge.flush()
    assert seen == [(True, 1.0)]


def test_a_snapshot_replaces_what_was_known_and_what_was_waiting(qtbot: QtBot) -> None:
    bridge = Bridge()
    bridge.on_frame(Frame(sequence=0, views=(feed.session(), feed.order("old"), feed.position())))
    bridge.flush()
    bridge.on_frame(Frame(sequence=1, views=(feed.order("older"),)))
    bridge.on_frame(Frame(sequence=0, views=(feed.session(), feed.order("new"))))
    bridge.flush()
    assert list(bridge.facts.working) == ["new"]
    assert bridge.facts.positions == {}


def test_what_waits_is_bounded_and_account_views_outlive_log_lines(qtbot: QtBot) -> None:
    bridge = Bridge()
    lines = tuple(LogView(wall_ns=n, level="info", module="m", message="x") for n in range(MAX_WAITING + 100))
    bridge.on_frame(Frame(sequence=1, views=(feed.fill("1"), *lines)))
    told: list[object] = []
    bridge.fills_arrived.connect(told.append)
    bridge.flush()
    assert bridge.dropped > 0
    assert len(told) == 1


def test_a_command_hears_of_its_end_once_and_not_of_its_acceptance(qtbot: QtBot) -> None:
    bridge, sender = Bridge(), Sender()
    bridge.attach(sender)
    heard: list[Ticket] = []
    ticket = bridge.submit(Arm(), heard.append)
    for state in (TicketState.ACCEPTED, TicketState.FAILED, TicketState.DONE):
        bridge.on_frame(Frame(sequence=1, views=(Ticket(ticket=ticket, state=state, message="no"),)))
        bridge.flush()
    assert [t.state for t in heard] == [TicketState.FAILED]


def test_whoever_asks_for_a_history_gets_it_once_or_the_reason_why_not(qtbot: QtBot) -> None:
    bridge, sender = Bridge(), Sender()
    bridge.attach(sender)
    heard: list[tuple[OrderHistory | None, str]] = []
    for client_id in ("mm-1", "mm-2"):
        bridge.ask_history(client_id, lambda history, why: heard.append((history, why)))
    assert sender.sent == [AskOrderHistory(client_id="mm-1"), AskOrderHistory(client_id="mm-2")]
    history = OrderHistory(client_id="mm-1", order=None, explanation=None, events=(), fills=())
    answers = (
        HistoryView(ticket="t1", history=history),
        HistoryView(ticket="of another window", history=history),
        Ticket(ticket="t1", state=TicketState.DONE),
        Ticket(ticket="t2", state=TicketState.FAILED, message="nobody knows it"),
    )
    for _ in range(2):
        bridge.on_frame(Frame(sequence=1, views=answers))
        bridge.flush()
    assert heard == [(history, ""), (None, "nobody knows it")]


def test_a_command_without_an_engine_fails_at_once(qtbot: QtBot) -> None:
    heard: list[Ticket] = []
    Bridge().submit(Arm(), heard.append)
    assert [t.state for t in heard] == [TicketState.FAILED]


def test_a_lost_link_makes_everything_shown_the_past(qtbot: QtBot) -> None:
    bridge = Bridge()
    bridge.on_state(LinkState.CONNECTED, "")
    bridge.on_frame(Frame(sequence=0, views=(feed.session(), feed.desk())))
    seen = [bridge.facts.current]
    bridge.on_state(LinkState.DISCONNECTED, "gone")
    seen.append(bridge.facts.current)
    assert seen == [True, False]
    bridge.close()
