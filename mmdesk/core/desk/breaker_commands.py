"""What a person asks of the breakers: trip, reset, other thresholds, and the last change undone."""

from collections.abc import Sequence

from mmdesk.core.desk.breaker_moves import carry_out, where
from mmdesk.core.desk.breaker_watch import MAX_UNDO
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.model.breakers import BreakerKind, Permission, Scope, ScopeLevel, ThresholdChange
from mmdesk.core.model.effects import AnyEffect, BreakerSettingsChanged, CommandDone
from mmdesk.core.model.events import (
    BalancesAccepted,
    BreakerCommand,
    BreakerReset,
    BreakersChanged,
    BreakersUndone,
    BreakerTripped,
)
from mmdesk.core.model.inheritance import merge_changes, values_before
from mmdesk.core.risk.breakers.breaker import Breaker
from mmdesk.core.risk.breakers.rules import change_problems, large_changes


def on_breaker_command(desk: Desk, event: BreakerCommand, out: list[AnyEffect]) -> Sequence[MarketDesk]:
    """Carry out a command; returns the markets to quote anew."""
    if isinstance(event, BreakersChanged):
        problem, done = _change(desk, event, out)
    elif isinstance(event, BreakersUndone):
        problem, done = _undo(desk, event, out)
    else:
        breaker = desk.breakers.board.get(event.kind, event.scope)
        if breaker is None:
            problem, done = f"{event.kind.words} of {event.scope} is not watched on this desk.", ""
        elif isinstance(event, BreakerTripped):
            problem, done = _trip(desk, breaker, event, out)
        else:
            problem, done = reset(desk, breaker, event, out)
    out.append(CommandDone(ticket=event.ticket, ok=not problem, message=problem or done))
    return list(desk.markets.values())


def _trip(desk: Desk, breaker: Breaker, event: BreakerTripped, out: list[AnyEffect]) -> tuple[str, str]:
    move = breaker.force(event.who, event.reason, event.mono_ns)
    carry_out(desk, breaker, move, event, out)
    return ("" if move else f"{where(breaker)} is forced open already."), f"{where(breaker)} is open."


def reset(desk: Desk, breaker: Breaker, event: BreakerReset, out: list[AnyEffect]) -> tuple[str, str]:
    """Let a breaker be proved again; (what forbids it, what was done)."""
    name = where(breaker)
    if not event.reason.strip():
        return f"{name} is reset with a reason only: say why.", ""
    verification = desk.breakers.verifying.get((breaker.kind, breaker.scope))
    if verification is not None and not verification.escalated:
        return f"{name}: its orders are not proved gone yet. Wait a moment.", ""
    move = breaker.reset(event.who, event.reason, event.mono_ns)
    if move is None:
        return f"{name} is {breaker.state.value.replace('_', ' ')}: there is nothing to reset.", ""
    if breaker.kind is BreakerKind.DRAWDOWN:
        desk.breakers.take_loss_for_granted(breaker.scope)
    carry_out(desk, breaker, move, event, out)
    return "", f"{name} is half-open: it closes when probes are answered."


def reset_reconciliation(desk: Desk, event: BalancesAccepted, out: list[AnyEffect]) -> None:
    """Whoever takes a venue's balances for right has said why: the guard that they latched goes on too."""
    scope = Scope(ScopeLevel.EXCHANGE, event.venue)
    breaker = desk.breakers.board.get(BreakerKind.RECONCILIATION, scope)
    if breaker is not None and breaker.permission is Permission.HALTED:
        move = breaker.reset(event.who, event.reason, event.mono_ns)
        carry_out(desk, breaker, move, event, out)


def _change(desk: Desk, event: BreakersChanged, out: list[AnyEffect]) -> tuple[str, str]:
    board = desk.breakers.board
    places = board.places
    # A threshold that no breaker inherits would look like a protection and be none.
    astray = [one for one in event.changes if not any(place.takes(one) for place in places)]
    there = [one for one in event.changes if one not in astray]
    wrong = [
        *(f"{one.kind.words} of {Scope(one.level, one.name)} is not watched on this desk." for one in astray),
        *change_problems(board.settings, board.changes, there, places),
    ]
    if wrong or not event.changes:
        return "\n".join(wrong) or "No threshold is named.", ""
    large = large_changes(board.settings, board.changes, event.changes, places)
    if large and not event.confirmed:
        return f"More than double or less than half: {', '.join(large)}. Confirm that it is meant.", ""
    desk.breakers.undo.append(values_before(board.changes, event.changes))
    del desk.breakers.undo[:-MAX_UNDO]
    _apply(desk, event.who, event.changes, event, out, undo=False)
    return "", f"Thresholds changed: {len(event.changes)}."


def _undo(desk: Desk, event: BreakersUndone, out: list[AnyEffect]) -> tuple[str, str]:
    if not desk.breakers.undo:
        return "There is no change of thresholds to take back in this session.", ""
    changes = desk.breakers.undo.pop()
    _apply(desk, event.who, changes, event, out, undo=True)
    return "", f"Thresholds as before: {len(changes)}."


def _apply(
    desk: Desk,
    who: str,
    changes: tuple[ThresholdChange, ...],
    event: BreakerCommand,
    out: list[AnyEffect],
    *,
    undo: bool,
) -> None:
    board = desk.breakers.board
    old = values_before(board.changes, changes)
    desk.breakers.set_changes(merge_changes(board.changes, changes))
    out.append(
        BreakerSettingsChanged(
            who=who,
            wall_ns=event.wall_ns,
            old=old,
            new=changes,
            in_force=board.changes,
            undo=undo,
            can_undo=bool(desk.breakers.undo),
        )
    )
