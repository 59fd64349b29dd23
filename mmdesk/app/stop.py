"""`mmdesk stop`: the kill switch from another shell, and a definite word: is it proved that nothing is open.

The stop is left in the data folder first, so that an engine that hangs, or the next one, obeys it too. Then
the engine is asked; when it does not answer, what its guardian did is the answer; when nothing runs, what the
last session and its guardian left behind.
"""

import asyncio
from collections.abc import Callable

from mmdesk.app import stop_at_rest
from mmdesk.app.control_file import ControlDoor, find_door
from mmdesk.app.guardian_word import WITHIN_S as GUARDIAN_WITHIN_S
from mmdesk.app.guardian_word import GuardianWord
from mmdesk.app.paths import Paths
from mmdesk.app.stop_file import ask_stop, stop_asked
from mmdesk.core.model.state import TradingState
from mmdesk.link.client import LinkClient
from mmdesk.link.protocol import LinkState
from mmdesk.ports.control import Stop, Ticket, TicketState
from mmdesk.ports.views import DeskView, Frame, StopView

WITHIN_S = 35.0
CONNECT_WITHIN_S = 5.0
POLL_S = 0.1
REASON = "mmdesk stop"
ACCEPTED = TicketState.ACCEPTED
Say = Callable[[str], None]


class StopWatch:
    """What the engine says of itself while it stops."""

    def __init__(self) -> None:
        self.desk: DeskView | None = None
        self.venues: dict[str, StopView] = {}
        self.ticket = ""
        self.outcome: Ticket | None = None
        self.link = LinkState.CONNECTING
        self.refused = self.connected = False
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
        self.connected = state is LinkState.CONNECTED
        self.refused = self.refused or state is LinkState.REFUSED
        self._news.set()

    def ended(self) -> bool:
        """The engine proved it at every venue, or gave up."""
        return self.outcome is not None

    @property
    def stopped(self) -> bool:
        """It is proved that none of our orders is open."""
        return self.outcome is not None and self.outcome.state is TicketState.DONE

    @property
    def latched(self) -> bool:
        """The engine says that it is stopped."""
        return self.stopped or (self.desk is not None and self.desk.state is TradingState.STOPPED)

    async def until(self, condition: Callable[[], bool], within_s: float) -> bool:
        """Whether it came true in time."""
        try:
            async with asyncio.timeout(within_s):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True


async def stop_desk(paths: Paths, say: Say) -> bool:
    """Stop whatever works in this data folder; whether it is proved that none of our orders is open.

    Raises BadInputError when nothing ever worked there.
    """
    door = find_door(paths.control_file)
    if door is None:
        proved = await stop_at_rest.look(paths, say)
        _leave_word(paths, say)
        return proved
    _leave_word(paths, say)
    return await stop_engine(door, paths, say)


async def stop_engine(door: ControlDoor, paths: Paths, say: Say) -> bool:
    """Send Stop and wait for the proof of every venue; else for what the guardian proved."""
    watch = StopWatch()
    link = LinkClient(watch.on_frame, watch.on_state)
    watch.ticket = link.submit(Stop(reason=REASON))
    running = asyncio.create_task(link.run(door.port, door.token), name="link")
    try:
        await watch.until(lambda: watch.connected or watch.refused, CONNECT_WITHIN_S)
        if watch.refused:
            say(f"the engine refused: {watch.why}")
            return False
        if not watch.connected and (proved := await _ask_guardian(door, watch, paths, say)) is not None:
            return proved
        return await _ask_engine(watch, paths, say)
    finally:
        await link.close()
        await running


async def _ask_engine(watch: StopWatch, paths: Paths, say: Say) -> bool:
    say("STOP sent: new orders are blocked, all of ours are being cancelled")
    await watch.until(watch.ended, WITHIN_S)
    for venue in watch.venues.values():
        say(_venue(venue))
    say(_outcome(watch))
    if watch.latched:
        # It is in the engine's journal now.
        paths.stop_file.unlink(missing_ok=True)
    return watch.stopped


async def _ask_guardian(door: ControlDoor, watch: StopWatch, paths: Paths, say: Say) -> bool | None:
    """What the guardian proved; None when the engine answers after all."""
    say(f"the engine (process {door.pid}) does not answer: {watch.why or 'it may hang'}")
    word = GuardianWord(door, paths, say)
    loop = asyncio.get_running_loop()
    until_s = loop.time() + GUARDIAN_WITHIN_S
    while (proved := word.look()) is None:
        if watch.connected:
            say("the engine answers again")
            return None
        if loop.time() >= until_s:
            proved = word.give_up()
            break
        await asyncio.sleep(POLL_S)
    say(word.advice())
    return proved


def _leave_word(paths: Paths, say: Say) -> None:
    try:
        # A stop nobody has confirmed keeps its own time.
        if stop_asked(paths.stop_file) is None:
            ask_stop(paths.stop_file, REASON)
    except OSError as error:
        say(f"the stop could not be left in {paths.stop_file} for the next start: {error}")


def _venue(view: StopView) -> str:
    counts = f"{view.requested} to cancel, {view.confirmed} confirmed, {view.unknown} in doubt"
    verdict = "proved: none of ours is open" if view.proved else f"not proved. {view.why}".rstrip()
    return f"{view.venue}: {counts} after {view.elapsed_s:.1f} s; {verdict}"


def _outcome(watch: StopWatch) -> str:
    desk = watch.desk
    if watch.stopped:
        return (
            "stopped: 0 orders open. Positions are kept. It stays stopped, also after a restart, until a "
            "person quotes again (Reset stop and the arm button, or: mmdesk arm)"
        )
    if desk is None:
        return "the engine said nothing of its orders: look at its window or at the venue"
    return (
        f"not proved after {WITHIN_S:g} s: {desk.open_orders} orders open, {desk.unknown_orders} of them "
        "in doubt. Look at the venue's own page"
    )
