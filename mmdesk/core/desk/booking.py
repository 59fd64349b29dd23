"""A fill on its way into the books: whose it is, whether it is new, and everything it changes."""

from msgspec.structs import replace

from mmdesk.core.desk.balance_desk import note_fill
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.latches import shut_side
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.profit_desk import watch_profit
from mmdesk.core.desk.sending import cancel
from mmdesk.core.desk.telling import alert, tell_move
from mmdesk.core.desk.valuation import fee_value
from mmdesk.core.model.effects import AnyEffect, FillBooked, QueryWanted
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.market import Event
from mmdesk.core.model.order import OrderState
from mmdesk.core.orders.entry import Entry
from mmdesk.core.orders.lifecycle import TERMINAL


def book_fill(desk: Desk, fill: Fill, event: Event, out: list[AnyEffect]) -> None:
    """Book a fill once, however often it is told; into the position even when its order left memory
    long ago."""
    market = desk.markets.get(fill.instrument)
    if market is None:
        return
    if not _is_believable(fill):
        alert(
            out,
            "critical",
            f"bad-fill-{fill.instrument}",
            f"{fill.instrument}: fill {fill.trade_id} was not booked.",
            f"Its price {fill.price}, quantity {fill.quantity} or fee {fill.fee} cannot be true.",
            "Compare the position with the venue before arming again.",
        )
        return
    note_fill(desk, fill)
    client_id = desk.register.names.owner_of(fill)
    if not client_id:
        _hold(desk, fill, event, out)
        return
    if not desk.register.fill_keys.add(fill):
        return
    if fill.client_id != client_id:
        fill = replace(fill, client_id=client_id)
    mid = market.features.mid
    position = desk.portfolio.book(fill, mid, fee_value(desk, market, fill))
    market.inventory = float(position.quantity)
    desk.counters.fills += 1
    out.append(FillBooked(fill=fill, position=position, mid=mid))
    _delay_side(desk, fill, event)
    watch_profit(desk, event, out)
    _watch_repetition(desk, market, fill, event, out)
    entry = desk.register.entry(client_id)
    if entry is not None:
        _book_on_order(desk, entry, fill, event, out)
    else:
        desk.register.unplaced.add(fill)


def learn_venue_id(desk: Desk, entry: Entry, venue_id: str, event: Event, out: list[AnyEffect]) -> None:
    """An order's venue id became known: fills that were told under it can be booked now."""
    if desk.register.identify(entry, venue_id):
        book_held(desk, entry, event, out)


def book_held(desk: Desk, entry: Entry, event: Event, out: list[AnyEffect]) -> None:
    """Book what was told under the venue's id of an order before that id was known as ours."""
    for fill in desk.held_fills.release(entry.order.intent.instrument, entry.order.venue_id):
        book_fill(desk, fill, event, out)


def adopt_if_risen(desk: Desk, entry: Entry, before: OrderState, event: Event, out: list[AnyEffect]) -> None:
    """An order declared rejected exists after all: cancel it and tell a person (ORDERS 1)."""
    if before is not OrderState.REJECTED or entry.order.state is OrderState.REJECTED:
        return
    client_id = entry.order.client_id
    alert(
        out,
        "critical",
        f"risen-{client_id}",
        f"Order {client_id} was rejected, but the venue has it.",
        "The venue refused it first and showed or filled it later.",
        "It is being cancelled; compare its fills with the venue.",
    )
    if entry.order.state not in TERMINAL:
        cancel(desk, entry, "rejected, but it exists", event, out, at_once=True)


def _book_on_order(desk: Desk, entry: Entry, fill: Fill, event: Event, out: list[AnyEffect]) -> None:
    before = entry.order.state
    learn_venue_id(desk, entry, fill.venue_id, event, out)
    moved = desk.register.book(entry, fill, event.wall_ns, event.mono_ns)
    tell_move(desk, entry, moved, event, out)
    adopt_if_risen(desk, entry, before, event, out)
    order = entry.order
    if order.filled_quantity > order.intent.quantity:
        alert(
            out,
            "critical",
            f"overfilled-{order.client_id}",
            f"Order {order.client_id} filled {order.filled_quantity} of {order.intent.quantity}.",
            "The venue told more fills than the order has quantity.",
            "Compare position and fills with the venue before arming again.",
        )


def _watch_repetition(desk: Desk, market: MarketDesk, fill: Fill, event: Event, out: list[AnyEffect]) -> None:
    """Many fills of one side within a short time: prices are wrong, or somebody knows more than they do."""
    if market.executions.filled(fill.side, fill.exchange_ns or event.wall_ns):
        limits = market.limits
        window_s = f"{limits.same_side_fills_window_ms / 1e3:g}"
        detail = f"{limits.max_same_side_fills} {fill.side} fills within {window_s} s"
        shut_side(desk, fill.instrument, fill.side, detail, event, out)


def _hold(desk: Desk, fill: Fill, event: Event, out: list[AnyEffect]) -> None:
    """Nobody's fill so far. It may belong to an order whose venue id we never learnt: ask about those."""
    if not desk.held_fills.hold(fill):
        return
    desk.counters.foreign_fills += 1
    out.extend(
        QueryWanted(
            instrument=fill.instrument,
            client_id=entry.order.client_id,
            reason=f"fill {fill.trade_id} may be its own",
        )
        for entry in desk.register.live_entries(fill.instrument)
        if not entry.order.venue_id and entry.is_unknown
    )


def _delay_side(desk: Desk, fill: Fill, event: Event) -> None:
    """After a fill its side waits before it quotes anew (`filled_order_delay_s`)."""
    market = desk.markets[fill.instrument]
    for level, slot in zip(market.ladder.levels, market.slots, strict=True):
        if level.side is fill.side:
            slot.hold_until(event.mono_ns + market.fill_delay_ns, "filled order delay")


def _is_believable(fill: Fill) -> bool:
    values = (fill.price, fill.quantity, fill.fee)
    return all(value.is_finite() for value in values) and fill.price > 0 and fill.quantity > 0
