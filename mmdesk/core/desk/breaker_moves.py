"""What a breaker's move does to the desk: the gate first, then the cancels of its scope, then the telling."""

from mmdesk.core.desk.breaker_watch import Verification
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.sending import cancel
from mmdesk.core.desk.telling import alert
from mmdesk.core.model.breakers import BreakerMove, BreakerRecord, BreakerState, ScopeLevel
from mmdesk.core.model.effects import AnyEffect, BreakerChanged
from mmdesk.core.model.leftover import LeftoverDecision
from mmdesk.core.model.market import Event
from mmdesk.core.orders.entry import Entry
from mmdesk.core.risk.breakers.breaker import Breaker

_S = 1_000_000_000
OPENINGS = frozenset({BreakerMove.OPENED, BreakerMove.LATCHED, BreakerMove.FORCED})


def carry_out(
    desk: Desk, breaker: Breaker, move: BreakerMove | None, event: Event, out: list[AnyEffect]
) -> None:
    """Carry out what a breaker's method answered; None is nothing."""
    if move is None:
        return
    desk.breakers.board.changed(breaker)
    if move in OPENINGS:
        _open(desk, breaker, move, event, out)
    else:
        if move is BreakerMove.RESET:
            desk.breakers.verifying.pop((breaker.kind, breaker.scope), None)
            breaker.blocked = False
        tell(breaker, move, event, out)
    _alert(breaker, move, event, out)


def tell(
    breaker: Breaker,
    move: BreakerMove,
    event: Event,
    out: list[AnyEffect],
    *,
    cancelled: int = 0,
    verify_ms: int | None = None,
) -> None:
    """The fact of a move."""
    out.append(
        BreakerChanged(
            what=move,
            record=record_of(breaker, event),
            permission=breaker.permission,
            orders_cancelled=cancelled,
            verify_ms=verify_ms,
        )
    )


def record_of(breaker: Breaker, event: Event) -> BreakerRecord:
    """All that a restart needs; the breaker's monotonic times on the event's wall clock."""
    to_wall = event.wall_ns - event.mono_ns
    return BreakerRecord(
        kind=breaker.kind,
        scope=breaker.scope,
        state=breaker.state,
        since_ns=breaker.since_ns + to_wall,
        reopens_ns=breaker.reopens_ns + to_wall if breaker.reopens_ns else 0,
        cooldown_s=breaker.cooldown_ns / _S,
        opened_ns=tuple(at + to_wall for at in breaker.history),
        value=breaker.value,
        threshold=breaker.rule.open_above,
        reason=breaker.reason,
        who=breaker.who,
    )


def resume_all(desk: Desk, event: Event) -> None:
    """Before the first event of a session: go on where the last one was (ORDERS 4)."""
    watch = desk.breakers
    if watch.remembered is None:
        return
    to_mono = event.mono_ns - event.wall_ns
    known = {(one.kind, one.scope): one for one in watch.remembered}
    for key, breaker in watch.board.breakers.items():
        record = known.get(key)
        if record is None:
            record = BreakerRecord(
                kind=breaker.kind, scope=breaker.scope, state=BreakerState.CLOSED, since_ns=event.wall_ns
            )
        breaker.resume(
            record.state,
            since_ns=record.since_ns + to_mono,
            history=[at + to_mono for at in record.opened_ns],
            reopens_ns=record.reopens_ns + to_mono if record.reopens_ns else 0,
            cooldown_ns=round(record.cooldown_s * _S),
        )
        breaker.reason, breaker.who = record.reason, record.who
        watch.board.changed(breaker)


def live_in_scope(desk: Desk, breaker: Breaker) -> list[Entry]:
    """Our orders that may still trade where a breaker stands, without those a person chose to leave."""
    return [
        entry
        for key in desk.breakers.board.covered(breaker.scope)
        for entry in desk.register.live_entries(key)
        if not entry.is_kept or entry.leftover is LeftoverDecision.ADOPT
    ]


def _open(desk: Desk, breaker: Breaker, move: BreakerMove, event: Event, out: list[AnyEffect]) -> None:
    live = live_in_scope(desk, breaker)
    followed = {
        entry.order.client_id
        for verification in desk.breakers.verifying.values()
        for entry in live_in_scope(desk, verification.breaker)
    }
    # Orders that an earlier opening sees off already are its own to prove: one cause, one alarm.
    live = [entry for entry in live if entry.order.client_id not in followed]
    if live:
        breaker.blocked = True
        venues = {desk.instruments[entry.order.intent.instrument].venue for entry in live}
        verification = Verification(breaker, event.mono_ns, len(live), venues)
        desk.breakers.verifying[breaker.kind, breaker.scope] = verification
    tell(breaker, move, event, out, cancelled=len(live))
    for entry in live:
        if entry.leftover is not None:
            entry.leftover = LeftoverDecision.CANCEL
        cancel(desk, entry, f"circuit breaker: {breaker.kind.words}", event, out, at_once=True)


def where(breaker: Breaker) -> str:
    """Which breaker, for people: `Spread breaker of BTC/USDT@binance`."""
    name = f"{breaker.kind.words.capitalize()} breaker"
    return name if breaker.scope.level is ScopeLevel.GLOBAL else f"{name} of {breaker.scope}"


def _alert(breaker: Breaker, move: BreakerMove, event: Event, out: list[AnyEffect]) -> None:
    key = f"breaker-{breaker.kind}-{breaker.scope}"
    name = where(breaker)
    if move in (BreakerMove.OPENED, BreakerMove.EXTENDED):
        wait_s = -(-(breaker.reopens_ns - event.mono_ns) // _S)
        do = f"Nothing now: it tries again by itself when it is calm, not before {wait_s} s."
        opened = move is BreakerMove.OPENED
        what = f"{name} opened: quotes are pulled." if opened else f"{name} stays open longer."
        alert(out, "warning", key, what, breaker.reason, do)
    elif move in (BreakerMove.LATCHED, BreakerMove.FORCED):
        word = "latched" if move is BreakerMove.LATCHED else "was tripped by hand"
        do = "Look into the cause, then reset it with a reason."
        alert(out, "critical", key, f"{name} {word}: quotes are pulled.", breaker.reason, do)
    elif move is BreakerMove.REDUCING:
        why = f"{breaker.value:g} {breaker.kind.unit} reached {breaker.rule.reduce_at:g}."
        do = "Only orders that reduce the position leave until it recovers."
        alert(out, "critical", key, f"{name}: reducing only.", why, do)
    elif move is BreakerMove.WARNED:
        why = f"{breaker.value:g} {breaker.kind.unit} reached {breaker.rule.warn_at:g}."
        do = f"Nothing is held yet; it opens at {breaker.rule.open_above:g} {breaker.kind.unit}."
        alert(out, "warning", key, f"{name} warns.", why, do)
    elif move is BreakerMove.CLOSED and breaker.history:
        alert(out, "info", key, f"{name} closed: quoting as before.", "Probes were answered.", "Nothing.")
