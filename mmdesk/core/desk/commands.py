"""What a person asks of the desk, and the answer: done, or refused with every reason."""

from collections.abc import Sequence

from mmdesk.core.desk.balance_desk import accept_balances
from mmdesk.core.desk.breaker_commands import on_breaker_command, reset_reconciliation
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.latches import release
from mmdesk.core.desk.leftover_desk import decide, release_adopted
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.second_instance import cancel_everything
from mmdesk.core.desk.sending import cancel
from mmdesk.core.model.effects import AnyEffect, CommandDone, StateChanged
from mmdesk.core.model.events import (
    ArmRequested,
    BalancesAccepted,
    CancelRequested,
    CommandEvent,
    DisarmRequested,
    LatchReleased,
    LeftoversDecided,
    ParametersChanged,
    PauseRequested,
    StopRequested,
)
from mmdesk.core.model.state import TradingState
from mmdesk.core.risk.trading_state import Ask, move
from mmdesk.core.strategy.catalogue import problems


def on_command(desk: Desk, event: CommandEvent, out: list[AnyEffect]) -> Sequence[MarketDesk]:
    """Carry out a command; returns the markets to quote anew."""
    if isinstance(event, CancelRequested):
        return _cancel(desk, event, out)
    if isinstance(event, ParametersChanged):
        return _change_parameters(desk, event, out)
    if isinstance(event, LeftoversDecided):
        decide(desk, event, out)
        return ()
    if isinstance(event, BalancesAccepted):
        accept_balances(desk, event, out)
        reset_reconciliation(desk, event, out)
        return desk.markets_of(event.venue)
    if isinstance(event, LatchReleased):
        release(desk, event, out)
        return list(desk.markets.values())
    if isinstance(event, ArmRequested):
        blockers = desk.arm_blockers()
        if blockers:
            out.append(CommandDone(ticket=event.ticket, ok=False, message=" ".join(blockers)))
            return ()
        _move(desk, event.ticket, Ask.ARM, "armed by hand", out)
    elif isinstance(event, DisarmRequested):
        release_adopted(desk, "disarmed by hand", event, out)
        _move(desk, event.ticket, Ask.DISARM, "disarmed by hand", out)
    elif isinstance(event, PauseRequested):
        ask = Ask.PAUSE if event.paused else Ask.RESUME
        _move(desk, event.ticket, ask, "paused by hand" if event.paused else "resumed by hand", out)
    elif isinstance(event, StopRequested):
        _stop(desk, event, out)
    else:
        return on_breaker_command(desk, event, out)
    return list(desk.markets.values())


def _move(desk: Desk, ticket: str, ask: Ask, reason: str, out: list[AnyEffect]) -> None:
    after = move(desk.state, ask)
    if after is None:
        message = f"Cannot {ask} while {desk.state}."
        out.append(CommandDone(ticket=ticket, ok=False, message=message))
        return
    if after is not desk.state:
        desk.state = after
        desk.reason = reason
        out.append(StateChanged(state=after, reason=reason))
    message = f"The desk is {after}."
    pulled = desk.register.live_count
    if after is not TradingState.ARMED and pulled:
        message = f"The desk is {after}; {pulled} orders are being cancelled."
    out.append(CommandDone(ticket=ticket, ok=True, message=message))


def _stop(desk: Desk, event: StopRequested, out: list[AnyEffect]) -> None:
    """The kill switch: cancel everything of ours that may still trade, whatever its state."""
    _move(desk, event.ticket, Ask.STOP, event.reason, out)
    cancel_everything(desk, event.reason, event, out)


def _cancel(desk: Desk, event: CancelRequested, out: list[AnyEffect]) -> Sequence[MarketDesk]:
    unknown = []
    for client_id in event.client_ids:
        entry = desk.register.entry(client_id)
        if entry is None:
            unknown.append(client_id)
        else:
            cancel(desk, entry, "cancelled by hand", event, out, at_once=True)
    message = f"{len(event.client_ids) - len(unknown)} cancels sent."
    if unknown:
        message += f" Not orders of this desk: {', '.join(unknown)}."
    out.append(CommandDone(ticket=event.ticket, ok=not unknown, message=message))
    return ()


def _change_parameters(desk: Desk, event: ParametersChanged, out: list[AnyEffect]) -> Sequence[MarketDesk]:
    market = desk.markets.get(event.instrument)
    if market is None:
        wrong: tuple[str, ...] = (f"{event.instrument} is not a market of this desk.",)
    else:
        wrong = problems(event.parameters)
    if market is None or wrong:
        out.append(CommandDone(ticket=event.ticket, ok=False, message="; ".join(wrong)))
        return ()
    kept = {level.slot for level in market.ladder.levels}
    market.set_parameters(event.parameters)
    desk.breakers.set_strategy(event.instrument, event.parameters.strategy)
    kept &= {level.slot for level in market.ladder.levels}
    for entry in desk.register.live_entries(event.instrument):
        if entry.slot is not None and entry.slot.name not in kept:
            cancel(desk, entry, "the ladder became shorter", event, out)
    out.append(CommandDone(ticket=event.ticket, ok=True, message=f"{event.instrument}: parameters set."))
    return (market,)
