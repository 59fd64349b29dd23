"""Windows and engine over a real socket: greeting, snapshots, commands, reconnection, refusal, hanging."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from mmdesk.core.model.breakers import BreakerKind, ScopeLevel, ThresholdChange
from mmdesk.link.client import LOCAL_SEQUENCE, LinkClient
from mmdesk.link.hub import LinkHub
from mmdesk.link.memory import MemoryLink
from mmdesk.link.protocol import MAX_SUBMIT_BYTES, Hello, LinkState, encode
from mmdesk.link.server import LinkServer
from mmdesk.ports.control import (
    AnyCommand,
    Arm,
    AskBreakerHistory,
    AskHealthHistory,
    AskMetricHistory,
    CancelOrders,
    Question,
    Stop,
    Ticket,
    TicketState,
)
from mmdesk.ports.history import (
    MOST_POINTS,
    BreakerHistory,
    HealthHistory,
    MetricHistory,
    MetricPoint,
    ThresholdVersion,
)
from mmdesk.ports.views import AnyView, Frame, HistoryView, LogView
from tests.storage.facts import VENUE, health

TOKEN = "correct horse"


class Engine:
    """The engine's end: remembers commands, answers each with a done ticket."""

    def __init__(self) -> None:
        self.commands: list[AnyCommand] = []
        self.snapshot: list[AnyView] = [line("snapshot")]
        self.answers = True
        self.hub = LinkHub(lambda: tuple(self.snapshot), self.take)
        self.server = LinkServer(self.hub, TOKEN)

    def take(self, ticket: str, command: AnyCommand) -> None:
        self.commands.append(command)
        if self.answers:
            self.hub.publish([Ticket(ticket=ticket, state=TicketState.DONE)])


class Window:
    """The window's end: remembers frames and states."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.states: list[tuple[LinkState, str]] = []
        self.link = LinkClient(self.frames.append, lambda state, why: self.states.append((state, why)))

    def views(self) -> list[AnyView]:
        return [view for frame in self.frames for view in frame.views]

    def connected(self) -> bool:
        return bool(self.states) and self.states[-1][0] is LinkState.CONNECTED


def line(message: str) -> LogView:
    return LogView(wall_ns=1, level="info", module="test", message=message)


async def until(condition: Callable[[], bool], within_s: float = 60.0) -> None:
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - conditions here are plain state, nothing signals them
            await asyncio.sleep(0.005)


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    engine = Engine()
    yield engine
    await engine.server.close()


@pytest.fixture
async def window() -> AsyncIterator[Window]:
    window = Window()
    yield window
    await window.link.close()


async def test_the_first_frame_is_a_snapshot_and_changes_follow(engine: Engine, window: Window) -> None:
    port = await engine.server.start()
    running = asyncio.create_task(window.link.run(port, TOKEN))
    await until(lambda: bool(window.frames))
    engine.hub.publish([line("news")])
    await until(lambda: len(window.frames) == 2)
    assert [frame.sequence for frame in window.frames] == [0, 1]
    assert window.views() == [line("snapshot"), line("news")]
    await window.link.close()
    await running
    assert window.states[-1] == (LinkState.CLOSED, "")


async def test_a_command_reaches_the_engine_and_its_ticket_comes_back(engine: Engine, window: Window) -> None:
    port = await engine.server.start()
    running = asyncio.create_task(window.link.run(port, TOKEN))
    await until(window.connected)
    ticket = window.link.submit(CancelOrders(client_ids=("a", "b")))
    await until(lambda: Ticket(ticket=ticket, state=TicketState.DONE) in window.views())
    assert engine.commands == [CancelOrders(client_ids=("a", "b"))]
    await window.link.close()
    await running


async def test_questions_and_their_answers_cross_whole_however_many_come_together(
    engine: Engine, window: Window
) -> None:
    port = await engine.server.start()
    running = asyncio.create_task(window.link.run(port, TOKEN))
    await until(window.connected)
    asked: list[Question] = [
        AskMetricHistory(metric="spread", scope=VENUE, from_ns=5),
        AskBreakerHistory(kind=BreakerKind.SPREAD, scope=VENUE),
        AskHealthHistory(venue="binance", from_ns=1),
    ]
    for question in asked:
        window.link.submit(question)
    await until(lambda: len(engine.commands) == 3)
    assert engine.commands == asked
    points = tuple(MetricPoint(n, float(n), float(n) + 0.5, 20.0, 1, opened=True) for n in range(MOST_POINTS))
    changes = (ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 30.0),)
    version = ThresholdVersion(1, "ana", changes, changes, undo=True)
    answers: list[AnyView] = [
        HistoryView(ticket=f"m{number}", history=MetricHistory("spread", VENUE, 0, 1, points))
        for number in range(20)
    ]
    answers.append(HistoryView(ticket="b", history=BreakerHistory((), (version,), cut=True)))
    answers.append(HistoryView(ticket="h", history=HealthHistory("binance", (health(7),))))
    engine.hub.publish(answers)
    await until(lambda: answers[-1] in window.views())
    assert [view for view in window.views() if isinstance(view, HistoryView)] == answers
    assert [state for state, _ in window.states].count(LinkState.CONNECTED) == 1
    await window.link.close()
    await running


async def test_a_wrong_token_is_refused_and_told(engine: Engine, window: Window) -> None:
    port = await engine.server.start()
    await window.link.run(port, "wrong")
    state, why = window.states[-1]
    assert state is LinkState.REFUSED
    assert "token" in why
    assert not window.frames


async def test_the_window_comes_back_after_the_engine_does_and_gets_a_new_snapshot(
    engine: Engine, window: Window
) -> None:
    port = await engine.server.start()
    running = asyncio.create_task(window.link.run(port, TOKEN))
    await until(lambda: bool(window.frames))
    await engine.server.close()
    await until(lambda: window.states[-1][0] is LinkState.DISCONNECTED)
    engine.snapshot = [line("after the restart")]
    await engine.server.start(port)
    await until(lambda: len(window.frames) == 2)
    assert window.frames[-1] == Frame(sequence=0, views=(line("after the restart"),))
    await window.link.close()
    await running


async def test_without_an_engine_commands_fail_at_once_but_stop_is_kept(
    engine: Engine, window: Window
) -> None:
    port = await engine.server.start()
    await engine.server.close()
    running = asyncio.create_task(window.link.run(port, TOKEN))
    await until(lambda: any(state is LinkState.DISCONNECTED for state, _ in window.states))
    arm = window.link.submit(Arm())
    stop = window.link.submit(Stop(reason="now"))
    (failed,) = window.views()
    assert isinstance(failed, Ticket)
    assert (failed.ticket, failed.state) == (arm, TicketState.FAILED)
    assert window.frames[0].sequence == LOCAL_SEQUENCE
    await engine.server.start(port)
    await until(lambda: Ticket(ticket=stop, state=TicketState.DONE) in window.views())
    assert engine.commands == [Stop(reason="now")]
    await window.link.close()
    await running


async def test_a_command_that_lost_its_answer_is_told_as_failed(engine: Engine, window: Window) -> None:
    port = await engine.server.start()
    engine.answers = False
    running = asyncio.create_task(window.link.run(port, TOKEN))
    await until(window.connected)
    ticket = window.link.submit(Arm())
    await until(lambda: bool(engine.commands))
    await engine.server.close()
    await until(lambda: any(isinstance(view, Ticket) for view in window.views()))
    (lost,) = [view for view in window.views() if isinstance(view, Ticket)]
    assert (lost.ticket, lost.state) == (ticket, TicketState.FAILED)
    assert "look at the state" in lost.message
    await window.link.close()
    await running


async def test_a_window_that_does_not_read_costs_the_engine_a_bounded_outbox(engine: Engine) -> None:
    port = await engine.server.start()
    hung = socket.create_connection(("127.0.0.1", port))
    with hung:
        hung.sendall(encode(Hello(token=TOKEN)))
        await until(lambda: engine.hub.listeners == 1)
        (listener,) = engine.hub._listeners
        for turn in range(300):
            engine.hub.publish([line(f"{turn} {n} " + "x" * 1_000) for n in range(50)])
            await asyncio.sleep(0)
        assert len(listener._outbox) <= 4_000
        assert listener._outbox.overflows >= 1


@pytest.mark.parametrize("junk", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x03abc", b"GET / HTTP/1.1\r\n\r\n"])
async def test_junk_on_the_socket_is_closed_and_the_engine_stays(engine: Engine, junk: bytes) -> None:
    port = await engine.server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(junk)
    async with asyncio.timeout(60):
        assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    assert engine.hub.listeners == 0


async def test_a_submit_over_the_limit_ends_that_window_only(engine: Engine, window: Window) -> None:
    port = await engine.server.start()
    running = asyncio.create_task(window.link.run(port, TOKEN))
    await until(window.connected)
    window.link.submit(CancelOrders(client_ids=("x" * MAX_SUBMIT_BYTES,)))
    await until(lambda: any(state is LinkState.DISCONNECTED for state, _ in window.states))
    await until(window.connected)
    assert not engine.commands
    await window.link.close()
    await running


async def test_the_memory_link_behaves_like_the_socket(engine: Engine) -> None:
    frames: list[Frame] = []
    states: list[LinkState] = []
    link = MemoryLink(engine.hub, frames.append, lambda state, why: states.append(state))
    running = asyncio.create_task(link.run())
    await until(lambda: bool(frames))
    ticket = link.submit(Arm())
    await until(lambda: len(frames) == 2)
    assert frames == [
        Frame(sequence=0, views=(line("snapshot"),)),
        Frame(sequence=1, views=(Ticket(ticket=ticket, state=TicketState.DONE),)),
    ]
    await link.close()
    await running
    assert states == [LinkState.CONNECTED, LinkState.CLOSED]
