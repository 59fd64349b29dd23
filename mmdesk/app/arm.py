"""`mmdesk arm`: one explicit act of a person that releases a stop and starts quoting, without a window."""

import asyncio
from collections.abc import Callable

from mmdesk.app.control_file import ControlDoor
from mmdesk.core.model.state import TradingState
from mmdesk.link.client import LinkClient
from mmdesk.link.protocol import LinkState
from mmdesk.ports.control import AnyCommand, Arm, Disarm, Ticket, TicketState
from mmdesk.ports.views import DeskView, Frame

CONNECT_WITHIN_S = 5.0
READY_WITHIN_S = 30.0
STOPPED_BLOCKER = "The desk is stopped"


class _Armer:
    """One conversation with the engine."""

    def __init__(self) -> None:
        self.desk: DeskView | None = None
        self.tickets: dict[str, Ticket] = {}
        self.link = LinkState.CONNECTING
        self.why = ""
        self._news = asyncio.Event()

    def on_frame(self, frame: Frame) -> None:
        for view in frame.views:
            if isinstance(view, DeskView):
                self.desk = view
            elif isinstance(view, Ticket) and view.state is not TicketState.ACCEPTED:
                self.tickets[view.ticket] = view
        self._news.set()

    def on_state(self, state: LinkState, why: str) -> None:
        self.link, self.why = state, why or self.why
        self._news.set()

    async def until(self, condition: Callable[[], object], within_s: float) -> bool:
        """Whether it came true in time."""
        try:
            async with asyncio.timeout(within_s):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    async def outcome(self, link: LinkClient, command: AnyCommand) -> Ticket:
        """What became of a command."""
        ticket = link.submit(command)
        await self.until(lambda: ticket in self.tickets, CONNECT_WITHIN_S)
        silent = Ticket(ticket=ticket, state=TicketState.FAILED, message="the engine did not answer")
        return self.tickets.get(ticket, silent)

    def others(self) -> tuple[str, ...]:
        """What forbids arming besides a stop, which this is about to release."""
        blockers = self.desk.arm_blockers if self.desk is not None else ("the engine is still starting",)
        return tuple(one for one in blockers if not one.startswith(STOPPED_BLOCKER))


async def arm_desk(door: ControlDoor, say: Callable[[str], None]) -> bool:
    """Wait until nothing else forbids it, release the stop if there is one, arm; whether it is armed."""
    armer = _Armer()
    link = LinkClient(armer.on_frame, armer.on_state)
    running = asyncio.create_task(link.run(door.port, door.token), name="link")
    try:
        if not await armer.until(lambda: armer.link is LinkState.CONNECTED, CONNECT_WITHIN_S):
            say(f"the engine (process {door.pid}) does not answer: {armer.why}")
            return False
        if not await armer.until(lambda: not armer.others(), READY_WITHIN_S):
            say(f"not armed: {' '.join(armer.others())}")
            return False
        return await _arm(armer, link, say)
    finally:
        await link.close()
        await running


async def _arm(armer: _Armer, link: LinkClient, say: Callable[[str], None]) -> bool:
    desk = armer.desk
    if desk is not None and desk.state is TradingState.STOPPED:
        say(f"releasing the stop ({desk.reason})")
        if (answer := await armer.outcome(link, Disarm())).state is TicketState.FAILED:
            say(f"the stop was not released: {answer.message}")
            return False
    answer = await armer.outcome(link, Arm())
    say("armed: the desk quotes" if answer.state is TicketState.DONE else f"not armed: {answer.message}")
    return answer.state is TicketState.DONE
