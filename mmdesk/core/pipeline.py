"""The whole flow of the desk: one event in, the effects it has out. Read this first."""

from mmdesk.core.desk.account_events import on_account
from mmdesk.core.desk.breaker_events import watch
from mmdesk.core.desk.commands import on_command
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.market_events import on_market
from mmdesk.core.desk.quoting import quote
from mmdesk.core.desk.timers import on_time, start_clocks
from mmdesk.core.desk.venue_events import on_jump
from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import (
    AnyEvent,
    ArmRequested,
    BalancesAccepted,
    BreakerCommand,
    CancelRequested,
    ClockJumped,
    DisarmRequested,
    EngineMeasured,
    LatchReleased,
    LeftoversDecided,
    ParametersChanged,
    PauseRequested,
    StopRequested,
    TimePassed,
)
from mmdesk.core.model.market import BookDelta, BookSnapshot, FeedLost, TopOfBook, TradePrint

__all__ = ["Desk", "step"]

_MARKET = (TopOfBook, BookDelta, BookSnapshot, TradePrint, FeedLost)
_COMMANDS = (
    ArmRequested,
    BalancesAccepted,
    BreakerCommand,
    CancelRequested,
    DisarmRequested,
    LatchReleased,
    LeftoversDecided,
    ParametersChanged,
    PauseRequested,
    StopRequested,
)


def step(desk: Desk, event: AnyEvent) -> list[AnyEffect]:
    """Apply `event` to `desk`; the effects come in the order in which they must be journaled and carried out.

    Time is inside the event; the same events give the same effects, byte for byte. Never raises for what a
    venue or the market says; an instrument or an order the desk does not know is ignored.
    """
    if desk.mono_ns == 0:
        start_clocks(desk, event)
    desk.mono_ns = event.mono_ns
    effects: list[AnyEffect] = []
    # 1. State first: what the event says of the market, the account or the person's will.
    if isinstance(event, _MARKET):
        markets = on_market(desk, event, effects)  # book -> features, or doubt
    elif isinstance(event, TimePassed):
        markets = on_time(desk, event, effects)  # ages, lost outcomes, unknown orders
    elif isinstance(event, EngineMeasured):
        markets = []  # lateness, disk, wire: for the breakers only
    elif isinstance(event, ClockJumped):
        on_jump(desk, event, effects)  # the machine slept or its clock was set: as if every stream were lost
        markets = list(desk.markets.values())
    elif isinstance(event, _COMMANDS):
        markets = on_command(desk, event, effects)  # arm, disarm, pause, stop, cancel, decide, parameters
    else:
        markets = on_account(desk, event, effects)  # orders -> fills -> positions -> balances
    # 2. Then the breakers: what one of them sees in it closes the gate before anything is decided.
    watch(desk, event, effects)
    # 3. Then decide: strategy -> ladder -> fewest actions -> risk gate -> orders.
    for market in markets:
        quote(desk, market, event, effects)
    return effects
