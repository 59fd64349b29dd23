"""`mmdesk stop`: the kill switch from another shell, and a definite word: is it proved that nothing is open.

The stop is left in the data folder first, so that an engine that hangs, or the next one, obeys it too. Then
the engine is asked; when it does not answer, what its guardian did is the answer; when nothing runs, what the
last session and its guardian left behind.
"""

import asyncio
from collections.abc import Callable

from mmdesk.app import stop_at_rest
from mmdesk.app.control_file import ControlDoor, find_door
from mmdesk.app.conversation import Conversation
from mmdesk.app.guardian_word import WITHIN_S as GUARDIAN_WITHIN_S
from mmdesk.app.guardian_word import GuardianWord
from mmdesk.app.paths import Paths
from mmdesk.app.stop_file import ask_stop, stop_asked
from mmdesk.core.model.state import TradingState
from mmdesk.ports.control import Stop, TicketState
from mmdesk.ports.views import AnyView, StopView

WITHIN_S = 35.0
POLL_S = 0.1
REASON = "mmdesk stop"
Say = Callable[[str], None]


class _Stopping:
    """One stop under way: the talk with the engine, and what it says venue by venue."""

    def __init__(self) -> None:
        self.venues: dict[str, StopView] = {}
        self.talk = Conversation(self._see)
        self._ticket = self.talk.submit(Stop(reason=REASON))
        self.took_s = 0.0

    def ended(self) -> bool:
        """The engine proved it at every venue, or gave up."""
        return self.talk.outcome(self._ticket) is not None

    @property
    def stopped(self) -> bool:
        """It is proved that none of our orders is open."""
        outcome = self.talk.outcome(self._ticket)
        return outcome is not None and outcome.state is TicketState.DONE

    @property
    def latched(self) -> bool:
        """The engine says that it is stopped."""
        desk = self.talk.desk
        return self.stopped or (desk is not None and desk.state is TradingState.STOPPED)

    def _see(self, view: AnyView) -> None:
        if isinstance(view, StopView):
            self.venues[view.venue] = view


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
    stopping = _Stopping()
    talk = stopping.talk
    async with talk.held(door):
        if talk.refused:
            say(f"the engine refused: {talk.why}")
            return False
        if not talk.connected and (proved := await _ask_guardian(door, talk, paths, say)) is not None:
            return proved
        return await _ask_engine(stopping, paths, say)


async def _ask_engine(stopping: _Stopping, paths: Paths, say: Say) -> bool:
    say("STOP sent: new orders are blocked, all of ours are being cancelled")
    loop = asyncio.get_running_loop()
    begun_s = loop.time()
    await stopping.talk.until(stopping.ended, WITHIN_S)
    stopping.took_s = loop.time() - begun_s
    for venue in stopping.venues.values():
        say(_venue(venue))
    say(_outcome(stopping))
    if stopping.latched:
        # It is in the engine's journal now.
        paths.stop_file.unlink(missing_ok=True)
    return stopping.stopped


async def _ask_guardian(door: ControlDoor, talk: Conversation, paths: Paths, say: Say) -> bool | None:
    """What the guardian proved; None when the engine answers after all."""
    say(f"the engine (process {door.pid}) does not answer: {talk.why or 'it may hang'}")
    word = GuardianWord(door, paths, say)
    loop = asyncio.get_running_loop()
    until_s = loop.time() + GUARDIAN_WITHIN_S
    while (proved := word.look()) is None:
        if talk.connected:
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


def _outcome(stopping: _Stopping) -> str:
    desk = stopping.talk.desk
    if stopping.stopped:
        return (
            "stopped: 0 orders open. Positions are kept. It stays stopped, also after a restart, until a "
            "person quotes again (Reset stop and the arm button, or: mmdesk arm)"
        )
    if desk is None:
        return "the engine said nothing of its orders: look at its window or at the venue"
    return (
        f"not proved after {stopping.took_s:.0f} s: {desk.open_orders} orders open, {desk.unknown_orders} of "
        "them in doubt. Look at the venue's own page"
    )
