"""Gathers what the gate looks at: position, open orders, balances and market of the moment."""

from decimal import Decimal

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.market.staleness import age_ms
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.order import OrderIntent
from mmdesk.core.model.values import Side, nearest_ticks
from mmdesk.core.risk.facts import Facts

_ZERO = Decimal(0)


def facts_for(
    desk: Desk, market: MarketDesk, intent: OrderIntent, *, slot_taken: bool, mono_ns: int
) -> Facts:
    """The situation of `intent` at `mono_ns`."""
    instrument = market.instrument
    tick = float(instrument.tick_size)
    open_buy, open_sell = market.venue.foreign.remaining(instrument.key)
    own_bid = own_ask = _ZERO
    count = 0
    for entry in desk.register.live_entries(instrument.key):
        order = entry.order
        price = order.intent.price
        count += 1
        if order.intent.side is Side.BUY:
            open_buy += order.remaining_quantity
            own_bid = max(own_bid, price)
        else:
            open_sell += order.remaining_quantity
            own_ask = min(own_ask, price) if own_ask else price
    buying = intent.side is Side.BUY
    return Facts(
        instrument=instrument,
        limits=market.limits,
        state=desk.state,
        venue_connected=market.venue.connected,
        reconciling=market.venue.reconciling,
        protected=market.venue.protected,
        book_trusted=market.book.trusted,
        book_fault=market.book.fault,
        data_age_ms=age_ms(market.last_mono_ns, mono_ns),
        mid=market.features.mid,
        last_good_mid=market.features.sampled_mid or market.features.mid,
        best_bid_ticks=nearest_ticks(market.book.bid, tick),
        best_ask_ticks=nearest_ticks(market.book.ask, tick),
        position=desk.portfolio.position(instrument.key).quantity,
        open_buy=open_buy,
        open_sell=open_sell,
        open_orders=count,
        own_best_bid=own_bid,
        own_best_ask=own_ask,
        slot_taken=slot_taken,
        free_quote=free(desk, instrument, instrument.quote) if buying else None,
        free_base=None if buying else free(desk, instrument, instrument.base),
        messages_last_s=market.rate.count(mono_ns),
        allowed=desk.breakers.board.allowed[instrument.key],
        probe_waits=desk.breakers.board.probe_waits(instrument.key),
    )


def free(desk: Desk, instrument: Instrument, asset: str) -> Decimal | None:
    """What is left of an asset when every order that may still trade has taken its share; None = never told.

    Counted from free + used, not from the venue's `free`: that one lags behind what is sent and cancelled.
    """
    owned = desk.portfolio.owned(instrument.venue, asset)
    if owned is None:
        return None
    for other in desk.instruments.values():
        if other.venue != instrument.venue or asset not in (other.base, other.quote):
            continue
        owned -= _committed(desk, other, asset)
    return owned


def _committed(desk: Desk, instrument: Instrument, asset: str) -> Decimal:
    """How much of `asset` the open orders of one instrument hold, ours and foreign."""
    foreign = desk.venues[instrument.venue].foreign
    held = _ZERO
    if asset == instrument.quote:
        held += foreign.value_of_buys(instrument.key)
    if asset == instrument.base:
        held += foreign.remaining(instrument.key)[1]
    for entry in desk.register.live_entries(instrument.key):
        order = entry.order
        if order.intent.side is Side.BUY and asset == instrument.quote:
            held += order.intent.price * order.remaining_quantity
        elif order.intent.side is Side.SELL and asset == instrument.base:
            held += order.remaining_quantity
    return held
