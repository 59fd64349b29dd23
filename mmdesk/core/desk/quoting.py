"""Quotes of one market brought up to date: ladder, then the fewest actions, each order through the gate."""

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.latches import is_side_shut, why_reducing_only
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.sending import cancel, place
from mmdesk.core.model.breakers import Permission
from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.instrument import InstrumentStatus
from mmdesk.core.model.market import Event
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side
from mmdesk.core.orders.diff import Cancel, plan

# What moving a quote costs: a cancel now, and the order that follows it.
_MOVE_MESSAGES = 2


def quote(desk: Desk, market: MarketDesk, event: Event, out: list[AnyEffect]) -> None:
    """Bring the resting orders of `market` to what its ladder wants now; pull them when nothing may be
    quoted."""
    hold = why_hold(desk, market, event.mono_ns)
    market.hold = hold
    lost = why_reducing_only(desk) if desk.latches else ""
    market.allow(desk.breakers.board.allowed[market.instrument.key], lost)
    if market.book.trusted and market.features.mid > 0.0:
        market.evaluate()
    if hold:
        pull(desk, market, hold, event, out)
        return
    if desk.latches:
        _pull_shut_sides(desk, market, event, out)
    if market.ladder.reducing:
        _pull_what_turns_over(desk, market, event, out)
    levels = market.ladder.levels
    slots = market.slots
    for action in plan(slots, levels, market.policy, event.mono_ns):
        slot = slots[action.place]
        if not isinstance(action, Cancel):
            if not desk.breakers.board.probe_waits(market.instrument.key):
                place(desk, market, levels[action.place], slot, event, out)
        elif action.forced or _may_move(market, event.mono_ns):
            entry = desk.register.entry(slot.client_id)
            if entry is not None:
                cancel(desk, entry, action.reason, event, out)


def pull(
    desk: Desk,
    market: MarketDesk,
    reason: str,
    event: Event,
    out: list[AnyEffect],
    side: Side | None = None,
) -> None:
    """Cancel what rests in the ladder of a market, or of one side of it."""
    for level, slot in zip(market.ladder.levels, market.slots, strict=True):
        if slot.ticks and not slot.busy and side in (None, level.side):
            entry = desk.register.entry(slot.client_id)
            if entry is not None:
                cancel(desk, entry, reason, event, out)


def _pull_shut_sides(desk: Desk, market: MarketDesk, event: Event, out: list[AnyEffect]) -> None:
    """A side that was filled again and again is taken off; the gate keeps new orders of it away."""
    for side in Side:
        if is_side_shut(desk, market.instrument.key, side):
            pull(desk, market, "repeated executions", event, out, side)


def _pull_what_turns_over(desk: Desk, market: MarketDesk, event: Event, out: list[AnyEffect]) -> None:
    """Where only reducing is allowed, what rests may not take the position beyond flat either."""
    for level, slot in zip(market.ladder.levels, market.slots, strict=True):
        entry = desk.register.entry(slot.client_id) if slot.ticks and not slot.busy else None
        most = level.most_lots * market.instrument.lot_size
        if entry is not None and entry.order.remaining_quantity > most:
            cancel(desk, entry, "size too large", event, out)


def why_hold(desk: Desk, market: MarketDesk, mono_ns: int) -> str:
    """Why nothing may be quoted in a market now; empty when it may."""
    if desk.state is not TradingState.ARMED:
        return desk.state.value
    allowed = desk.breakers.board.allowed[market.instrument.key]
    if allowed.permission is Permission.HALTED:
        return allowed.why
    if desk.latches and not desk.portfolio.position(market.instrument.key).quantity:
        lost = why_reducing_only(desk)
        if lost:
            return lost
    if market.status is not InstrumentStatus.TRADING:
        return market.status.value
    if market.venue.hold:
        return market.venue.hold
    if not market.book.trusted:
        return f"book not trusted, {market.book.fault}"
    if mono_ns - market.last_mono_ns > market.limits.max_data_age_ms * 1_000_000:
        return "market data is stale"
    return "" if market.features.mid > 0.0 else "one side of the book is empty"


def _may_move(market: MarketDesk, mono_ns: int) -> bool:
    """Whether the message rate leaves room to move a quote: cancelling it and not replacing it would be
    worse."""
    return market.rate.count(mono_ns) + _MOVE_MESSAGES <= market.limits.max_messages_per_s
