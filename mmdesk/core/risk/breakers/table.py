"""The breaker's life as a table: which signal moves which state where; every other pair is illegal."""

from enum import StrEnum

from mmdesk.core.model.breakers import BreakerState


class Signal(StrEnum):
    """What can happen to a breaker. Only a person gives FORCE and RESET."""

    TRIP = "trip"
    LATCH = "latch"
    COOL = "cool"
    PROVE = "prove"
    FORCE = "force"
    RESET = "reset"


_C, _O, _H = BreakerState.CLOSED, BreakerState.OPEN, BreakerState.HALF_OPEN
_L, _F = BreakerState.LATCHED, BreakerState.FORCED_OPEN

TABLE: dict[tuple[BreakerState, Signal], BreakerState] = {
    (_C, Signal.TRIP): _O,
    (_C, Signal.LATCH): _L,
    (_C, Signal.FORCE): _F,
    # The way back is one way: cooled down, then proved.
    (_O, Signal.COOL): _H,
    (_O, Signal.LATCH): _L,
    (_O, Signal.FORCE): _F,
    (_O, Signal.RESET): _H,
    (_H, Signal.PROVE): _C,
    (_H, Signal.TRIP): _O,
    (_H, Signal.LATCH): _L,
    (_H, Signal.FORCE): _F,
    # Nothing but a person leaves these.
    (_L, Signal.RESET): _H,
    (_L, Signal.FORCE): _F,
    (_F, Signal.RESET): _H,
}


def advance(state: BreakerState, signal: Signal) -> BreakerState | None:
    """The state after `signal`, or None when it may not go anywhere from here."""
    return TABLE.get((state, signal))
