"""`mmdesk stop`: the kill switch from another shell, and the word that nothing is open any more."""

import asyncio
from collections.abc import Callable

from mmdesk.app.control_file import ControlDoor
from mmdesk.core.model.state import TradingState
from mmdesk.link.client import LinkClient
from mmdesk.link.protocol import LinkState
from mmdesk.ports.control import Stop
from mmdesk.ports.views import DeskView, Frame

WITHIN_S = 35.0
CONNECT_WITHIN_S = 5.0


class StopWatch:
    """What the engine says of itself while it stops."""

    def __init__(self) -> None:
        self.desk: DeskView | None = None
        self.link = LinkState.CONNECTING
        self.why = ""
        self._news = asyncio.Event()

    def on_frame(self, frame: Frame) -> None:
        for view in frame.views:
            if isinstance(view, DeskView):
                self.desk = view
        self._news.set()

    def on_state(self, state: LinkState, why: str) -> None:
        self.link, self.why = state, why or self.why
        self._news.set()

    def stopped(self) -> bool:
        """STOPPED, and nothing of ours open or in doubt."""
        desk = self.desk
        return desk is not None and desk.state is TradingState.STOPPED and not desk.open_orders

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
    """Send Stop and wait until the engine shows 0 open orders; whether it did. `say` gets lines to print."""
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
        link.submit(Stop(reason="mmdesk stop"))
        say("STOP sent: new orders are blocked, all of ours are being cancelled")
        stopped = await watch.until(watch.stopped, WITHIN_S)
        say(_outcome(watch.desk, stopped=stopped))
        return stopped
    finally:
        await link.close()
        await running


def _outcome(desk: DeskView | None, *, stopped: bool) -> str:
    if desk is None:
        return "the engine said nothing of its orders: look at its window or at the venue"
    if stopped:
        return "stopped: 0 orders open. Positions are kept; disarm and arm again to quote"
    return (
        f"not proved after {WITHIN_S:g} s: {desk.open_orders} orders open, {desk.unknown_orders} of them "
        "in doubt. Look at the venue's own page"
    )
