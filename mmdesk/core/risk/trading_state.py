"""Which moves between DISARMED, ARMED, PAUSED and STOPPED a person may make (UX 1)."""

from enum import StrEnum

from mmdesk.core.model.state import TradingState


class Ask(StrEnum):
    """What a person asks for."""

    ARM = "arm"
    DISARM = "disarm"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


_D, _A, _P, _S = TradingState.DISARMED, TradingState.ARMED, TradingState.PAUSED, TradingState.STOPPED

MOVES: dict[tuple[TradingState, Ask], TradingState] = {
    (_D, Ask.ARM): _A,
    (_A, Ask.ARM): _A,
    (_D, Ask.DISARM): _D,
    (_A, Ask.DISARM): _D,
    (_P, Ask.DISARM): _D,
    # The latch of the kill switch opens here and nowhere else; arming is a second decision.
    (_S, Ask.DISARM): _D,
    (_A, Ask.PAUSE): _P,
    (_P, Ask.PAUSE): _P,
    (_P, Ask.RESUME): _A,
    (_A, Ask.RESUME): _A,
    (_D, Ask.STOP): _S,
    (_A, Ask.STOP): _S,
    (_P, Ask.STOP): _S,
    (_S, Ask.STOP): _S,
}


def move(state: TradingState, ask: Ask) -> TradingState | None:
    """The state after `ask`, or None when a person may not go there from here."""
    return MOVES.get((state, ask))
