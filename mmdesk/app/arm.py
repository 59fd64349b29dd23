"""`mmdesk arm`: one explicit act of a person that releases a stop and starts quoting, without a window."""

from collections.abc import Callable

from mmdesk.app.control_file import ControlDoor
from mmdesk.app.conversation import Conversation
from mmdesk.core.model.state import TradingState
from mmdesk.ports.control import Arm, Disarm, TicketState

READY_WITHIN_S = 30.0
STOPPED_BLOCKER = "The desk is stopped"
Say = Callable[[str], None]


async def arm_desk(door: ControlDoor, say: Say) -> bool:
    """Wait until nothing else forbids it, release the stop if there is one, arm; whether it is armed."""
    talk = Conversation()
    async with talk.held(door):
        if not talk.connected:
            say(f"the engine (process {door.pid}) does not answer: {talk.why}")
            return False
        if not await talk.until(lambda: not _others(talk), READY_WITHIN_S):
            say(f"not armed: {' '.join(_others(talk))}")
            return False
        return await _arm(talk, say)


def _others(talk: Conversation) -> tuple[str, ...]:
    """What forbids arming besides a stop, which this is about to release."""
    blockers = talk.desk.arm_blockers if talk.desk is not None else ("the engine is still starting",)
    return tuple(one for one in blockers if not one.startswith(STOPPED_BLOCKER))


async def _arm(talk: Conversation, say: Say) -> bool:
    desk = talk.desk
    if desk is not None and desk.state is TradingState.STOPPED:
        say(f"releasing the stop ({desk.reason})")
        if (answer := await talk.ask(Disarm())).state is TicketState.FAILED:
            say(f"the stop was not released: {answer.message}")
            return False
    answer = await talk.ask(Arm())
    say("armed: the desk quotes" if answer.state is TicketState.DONE else f"not armed: {answer.message}")
    return answer.state is TicketState.DONE
