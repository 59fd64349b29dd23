"""Orders and cancels on their way out: every order through the gate, every cancel counted and never
held back."""

from collections.abc import Iterable
from decimal import Decimal

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.profit_desk import watch_profit
from mmdesk.core.desk.situation import facts_for
from mmdesk.core.model.effects import AnyEffect, OrderChanged, OrderDenied, SendCancel, SendOrder
from mmdesk.core.model.market import Event
from mmdesk.core.model.order import Order, OrderIntent, Refusal, TimeInForce
from mmdesk.core.model.values import from_ticks
from mmdesk.core.orders.entry import Entry
from mmdesk.core.orders.lifecycle import Signal
from mmdesk.core.orders.slot import Slot
from mmdesk.core.risk.gate import judge
from mmdesk.core.risk.refusals import Series
from mmdesk.core.strategy.explain import explain
from mmdesk.core.strategy.level import Level

# What the gate refused is asked again after this long, not on every tick.
REFUSED_PAUSE_NS = 250_000_000
# A cancel that came to nothing is repeated after this long.
CANCEL_AGAIN_NS = 1_000_000_000


def place(
    desk: Desk, market: MarketDesk, level: Level, slot: Slot, event: Event, out: list[AnyEffect]
) -> None:
    """Ask the gate for an order in a free slot; send it, or tell the refusal once."""
    instrument = market.instrument
    intent = OrderIntent(
        client_id=desk.client_ids.take(),
        instrument=instrument.key,
        side=level.side,
        price=from_ticks(level.ticks, instrument.tick_size),
        quantity=Decimal(level.lots) * instrument.lot_size,
        time_in_force=TimeInForce.POST_ONLY,
        slot=slot.name,
    )
    if desk.profit.total is None:
        watch_profit(desk, event, out)
    verdict = judge(intent, facts_for(desk, market, intent, slot_taken=slot.taken, event=event))
    if isinstance(verdict, Refusal):
        _refused(desk, intent, verdict, slot, event, out)
        return
    _tell_series(desk.refusals.passed(intent.instrument, slot.name), out)
    market.recent.sent(intent, event.mono_ns)
    explanation = explain(instrument, market.ladder, level)
    order = desk.register.open(intent, event.wall_ns, event.mono_ns)
    market.rate.sent(event.mono_ns)
    desk.breakers.board.sent(intent.client_id, instrument.key, event.mono_ns)
    desk.counters.quotes_placed += 1
    out.append(OrderChanged(order=order))
    out.append(SendOrder(order=verdict, explanation=explanation, caused_mono_ns=event.mono_ns))


def _refused(
    desk: Desk, intent: OrderIntent, refusal: Refusal, slot: Slot, event: Event, out: list[AnyEffect]
) -> None:
    """Show why in the slot, ask again later, tell the first of a series and then its count."""
    desk.counters.denied += 1
    slot.refused_by = refusal.control
    slot.refused_value = f"{refusal.value} against {refusal.limit}"
    slot.hold_until(event.mono_ns + REFUSED_PAUSE_NS, "refused")
    _tell_series(desk.refusals.refused(intent, refusal, event.wall_ns, event.mono_ns), out)


def _tell_series(series: Iterable[Series], out: list[AnyEffect]) -> None:
    out.extend(OrderDenied(refusal=one.refusal, intent=one.intent, count=one.count) for one in series)


def cancel(
    desk: Desk, entry: Entry, reason: str, event: Event, out: list[AnyEffect], *, at_once: bool = False
) -> None:
    """Cancel one order of ours. A repeat waits a second, unless a person asked (`at_once`)."""
    asked = entry.cancel_mono_ns
    if asked and not at_once and event.mono_ns - asked < CANCEL_AGAIN_NS:
        return
    entry.cancel_mono_ns = event.mono_ns
    moved = desk.register.signal(entry, Signal.CANCEL_SENT, event.wall_ns, event.mono_ns, reason)
    order = entry.order
    market = desk.markets[order.intent.instrument]
    market.rate.sent(event.mono_ns)
    desk.counters.cancels += 1
    if isinstance(moved, Order):
        out.append(OrderChanged(order=moved))
    out.append(
        SendCancel(
            instrument=order.intent.instrument,
            client_id=order.client_id,
            venue_id=order.venue_id,
            reason=reason,
            caused_mono_ns=event.mono_ns,
        )
    )
