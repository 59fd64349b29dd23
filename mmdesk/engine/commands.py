"""What a person asked for, as the event the core understands."""

import msgspec

from mmdesk.core.model.events import (
    ArmRequested,
    BalancesAccepted,
    BreakerCommand,
    BreakerReset,
    BreakersChanged,
    BreakersUndone,
    BreakerTripped,
    CancelRequested,
    CommandEvent,
    DisarmRequested,
    LatchReleased,
    LeftoversDecided,
    ParametersChanged,
    PauseRequested,
    StopRequested,
)
from mmdesk.core.pipeline import Desk
from mmdesk.ports.control import (
    AcceptBalances,
    AnyCommand,
    Arm,
    CancelOrders,
    ChangeBreakers,
    DecideLeftovers,
    Disarm,
    Pause,
    ReleaseLatch,
    ResetBreaker,
    Resume,
    SetSpread,
    Stop,
    TripBreaker,
    UndoBreakerChange,
)


def event_of(command: AnyCommand, ticket: str, desk: Desk, wall_ns: int, mono_ns: int) -> CommandEvent | str:
    """The event for a command, or why there is none."""
    match command:
        case Arm():
            return ArmRequested(wall_ns=wall_ns, mono_ns=mono_ns, ticket=ticket)
        case Disarm():
            return DisarmRequested(wall_ns=wall_ns, mono_ns=mono_ns, ticket=ticket)
        case Pause() | Resume():
            paused = isinstance(command, Pause)
            return PauseRequested(wall_ns=wall_ns, mono_ns=mono_ns, ticket=ticket, paused=paused)
        case Stop():
            return StopRequested(wall_ns=wall_ns, mono_ns=mono_ns, ticket=ticket, reason=command.reason)
        case CancelOrders():
            ids = command.client_ids
            return CancelRequested(wall_ns=wall_ns, mono_ns=mono_ns, ticket=ticket, client_ids=ids)
        case DecideLeftovers():
            ids, decision = command.client_ids, command.decision
            return LeftoversDecided(
                wall_ns=wall_ns, mono_ns=mono_ns, ticket=ticket, client_ids=ids, decision=decision
            )
        case AcceptBalances():
            return BalancesAccepted(
                wall_ns=wall_ns, mono_ns=mono_ns, ticket=ticket, **msgspec.structs.asdict(command)
            )
        case ReleaseLatch():
            return LatchReleased(
                wall_ns=wall_ns,
                mono_ns=mono_ns,
                ticket=ticket,
                control=command.control,
                scope=command.scope,
                reason=command.reason,
            )
        case TripBreaker() | ResetBreaker() | ChangeBreakers() | UndoBreakerChange():
            return _breaker_event(command, ticket, wall_ns, mono_ns)
        case SetSpread():
            return _parameters(command, ticket, desk, wall_ns, mono_ns)
        case _:
            return f"{type(command).__name__} is not for the core"


def _breaker_event(
    command: TripBreaker | ResetBreaker | ChangeBreakers | UndoBreakerChange,
    ticket: str,
    wall_ns: int,
    mono_ns: int,
) -> BreakerCommand:
    """The fields of these commands are those of their events."""
    kinds: dict[type[AnyCommand], type[BreakerCommand]] = {
        TripBreaker: BreakerTripped,
        ResetBreaker: BreakerReset,
        ChangeBreakers: BreakersChanged,
        UndoBreakerChange: BreakersUndone,
    }
    kind = kinds[type(command)]
    return kind(wall_ns=wall_ns, mono_ns=mono_ns, ticket=ticket, **msgspec.structs.asdict(command))


def _parameters(
    command: SetSpread, ticket: str, desk: Desk, wall_ns: int, mono_ns: int
) -> ParametersChanged | str:
    market = desk.markets.get(command.instrument)
    if market is None:
        known = ", ".join(desk.markets) or "none"
        return f"{command.instrument} is not quoted here; markets of this session: {known}"
    parameters = msgspec.structs.replace(
        market.parameters,
        bid_spread_bps=command.bid_spread_bps,
        ask_spread_bps=command.ask_spread_bps,
        order_amount=command.order_amount,
    )
    return ParametersChanged(
        wall_ns=wall_ns,
        mono_ns=mono_ns,
        ticket=ticket,
        instrument=command.instrument,
        parameters=parameters,
    )
