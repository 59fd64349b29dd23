"""After a breaker opened: cancels until the venues list none of its orders, or a person is called."""

from mmdesk.core.desk.breaker_moves import live_in_scope, tell, where
from mmdesk.core.desk.breaker_watch import Verification
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.second_instance import cancel_everything
from mmdesk.core.desk.sending import cancel
from mmdesk.core.desk.telling import alert
from mmdesk.core.model.breakers import BreakerMove, ScopeLevel
from mmdesk.core.model.effects import AnyEffect, ListingWanted, StateChanged
from mmdesk.core.model.events import AccountReconciled, OpenOrdersListed
from mmdesk.core.model.market import Event
from mmdesk.core.model.state import TradingState

_MS = 1_000_000
_S = 1_000_000_000
# A listing that was asked for and did not come is asked for again after this long.
ASK_AGAIN_NS = 1_000_000_000


def verify(desk: Desk, event: Event, out: list[AnyEffect]) -> None:
    """Move every verification on: cancel again, ask the venues, tell the end."""
    for verification in list(desk.breakers.verifying.values()):
        live = live_in_scope(desk, verification.breaker)
        if live:
            verification.gone_ns = verification.asked_ns = 0
        elif not verification.gone_ns:
            verification.gone_ns = event.mono_ns
        if not live and not verification.pending:
            _prove(desk, verification, event, out)
            continue
        for entry in live:
            cancel(desk, entry, f"circuit breaker: {verification.breaker.kind.words}", event, out)
        if not live and event.mono_ns - verification.asked_ns >= ASK_AGAIN_NS:
            verification.asked_ns = event.mono_ns
            out.extend(
                ListingWanted(venue=venue, reason="a breaker opened: is anything left?")
                for venue in sorted(verification.pending)
            )
        _watch_deadline(desk, verification, event, out)


def listed(desk: Desk, event: AccountReconciled | OpenOrdersListed, out: list[AnyEffect]) -> None:
    """A venue listed its open orders: what it does not show any more is gone."""
    begun_ns = event.begun_mono_ns or event.mono_ns
    for verification in desk.breakers.verifying.values():
        if not verification.gone_ns or begun_ns < verification.gone_ns:
            continue
        covered = desk.breakers.board.covered(verification.breaker.scope)
        names = desk.register.names
        if not any(one.instrument in covered and names.is_ours(one.client_id) for one in event.open_orders):
            verification.pending.discard(event.venue)
    verify(desk, event, out)


def _prove(desk: Desk, verification: Verification, event: Event, out: list[AnyEffect]) -> None:
    breaker = verification.breaker
    del desk.breakers.verifying[breaker.kind, breaker.scope]
    breaker.blocked = False
    tell(
        breaker,
        BreakerMove.VERIFIED,
        event,
        out,
        cancelled=verification.cancelled,
        verify_ms=(event.mono_ns - verification.opened_ns) // _MS,
    )


def _watch_deadline(desk: Desk, verification: Verification, event: Event, out: list[AnyEffect]) -> None:
    """Too long: latch the scope and call a person; where the scope is everything, stop everything."""
    within_s = desk.breakers.board.settings.verify_within_s
    if verification.escalated or event.mono_ns - verification.opened_ns < within_s * _S:
        return
    verification.escalated = True
    breaker = verification.breaker
    left = len(live_in_scope(desk, breaker))
    reason = f"{left or verification.cancelled} orders are not proved gone after {within_s:g} s"
    breaker.escalate(reason, event.mono_ns)
    desk.breakers.board.changed(breaker)
    waited_ms = (event.mono_ns - verification.opened_ns) // _MS
    tell(
        breaker,
        BreakerMove.ESCALATED,
        event,
        out,
        cancelled=verification.cancelled,
        verify_ms=waited_ms,
    )
    alert(
        out,
        "critical",
        f"breaker-{breaker.kind}-{breaker.scope}",
        f"{where(breaker)}: {reason}.",
        "The venue did not confirm the cancels, or did not list its open orders in time.",
        "Cancels are repeated. Look at the venue's own page; then reset the breaker with a reason.",
    )
    if breaker.scope.level is ScopeLevel.GLOBAL and desk.state is not TradingState.STOPPED:
        desk.state = TradingState.STOPPED
        desk.reason = reason
        out.append(StateChanged(state=desk.state, reason=reason))
        cancel_everything(desk, reason, event, out)
