"""`mmdesk stop`: the kill switch from another shell, and the word that nothing is open any more."""

import asyncio
from collections.abc import Callable

from mmdesk.app.control_file import ControlDoor
from mmdesk.link.client import LinkClient
from mmdesk.link.protocol import LinkState
from mmdesk.ports.control import Stop, Ticket, TicketState
from mmdesk.ports.views import DeskView, Frame, StopView

WITHIN_S = 35.0
CONNECT_WITHIN_S = 5.0
ACCEPTED = TicketState.ACCEPTED


class StopWatch:
    """What the engine says of itself while it stops."""

    def __init__(self) -> None:
        self.desk: DeskView | None = None
        self.venues: dict[str, StopView] = {}
        self.ticket = ""
        self.outcome: Ticket | None = None
        self.link = LinkState.CONNECTING
        self.why = ""
        self._news = asyncio.Event()

    def on_frame(self, frame: Frame) -> None:
        for view in frame.views:
            if isinstance(view, DeskView):
                self.desk = view
            elif isinstance(view, StopView):
                self.venues[view.venue] = view
            elif isinstance(view, Ticket) and view.ticket == self.ticket and view.state is not ACCEPTED:
                self.outcome = view
        self._news.set()

    def on_state(self, state: LinkState, why: str) -> None:
        self.link, self.why = state, why or self.why
        self._news.set()

    def ended(self) -> bool:
        """The engine proved it at every venue, or gave up."""
        return self.outcome is not None

    @property
    def stopped(self) -> bool:
        """It is proved that none of our orders is open."""
        return self.outcome is not None and self.outcome.state is TicketState.DONE

    async def until(self, condition: Callable[[], bool], within_s: float) -> bool:
        """Whether it came true in time."""
        try:
            async with asyncio.timeout(within_s):
                while not condition():
                    await self._news.wait()
                    self._news.clear()
        except TimeoutError:
            return False
        return True


async def stop_engine(door: ControlDoor, say: Callable[[str], None]) -> bool:
    """Send Stop and wait for the proof of every venue; whether it came. `say` gets lines to print."""
    watch = StopWatch()
    link = LinkClient(watch.on_frame, watch.on_state)
    running = asyncio.create_task(link.run(door.port, door.token), name="link")
    try:
        settled = (LinkState.CONNECTED, LinkState.REFUSED)
        if not await watch.until(lambda: watch.link in settled, CONNECT_WITHIN_S):
            say(
                f"the engine (process {door.pid}) does not answer: {watch.why}. If it hangs, end that process"
            )
            return False
        if watch.link is LinkState.REFUSED:
            say(f"the engine refused: {watch.why}")
            return False
        watch.ticket = link.submit(Stop(reason="mmdesk stop"))
        say("STOP sent: new orders are blocked, all of ours are being cancelled")
        await watch.until(watch.ended, WITHIN_S)
        for venue in watch.venues.values():
            say(_venue(venue))
        say(_outcome(watch))
        return watch.stopped
    finally:
        await link.close()
        await running


def _venue(view: StopView) -> str:
    counts = f"{view.requested} to cancel, {view.confirmed} confirmed, {view.unknown} in doubt"
    verdict = "proved: none of ours is open" if view.proved else f"not proved. {view.why}".rstrip()
    return f"{view.venue}: {counts} after {view.elapsed_s:.1f} s; {verdict}"


def _outcome(watch: StopWatch) -> str:
    desk = watch.desk
    if watch.stopped:
        return "stopped: 0 orders open. Positions are kept; disarm and arm again to quote"
    if desk is None:
        return "the engine said nothing of its orders: look at its window or at the venue"
    return (
        f"not proved after {WITHIN_S:g} s: {desk.open_orders} orders open, {desk.unknown_orders} of them "
        "in doubt. Look at the venue's own page"
    )
