"""Gathers what the gate looks at: position, open orders, balances and market of the moment."""

from decimal import Decimal

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.latches import detail_of
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.valuation import exposure
from mmdesk.core.market.staleness import age_ms
from mmdesk.core.model.control import Control
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.market import Event
from mmdesk.core.model.order import OrderIntent, OrderState
from mmdesk.core.model.values import Side, nearest_ticks
from mmdesk.core.risk.exposure_controls import DESK
from mmdesk.core.risk.facts import Facts
from mmdesk.core.risk.rate_controls import side_scope

_ANSWERED = frozenset({OrderState.OPEN, OrderState.PARTIALLY_FILLED})


def facts_for(
    desk: Desk, market: MarketDesk, intent: OrderIntent, *, slot_taken: bool, event: Event
) -> Facts:
    """The situation of `intent` at the time of `event`."""
    instrument, venue, side = market.instrument, market.venue, intent.side
    key, tick = instrument.key, float(instrument.tick_size)
    ours, foreign = desk.register.sums[key], market.foreign
    features, mono_ns = market.features, event.mono_ns
    buying = side is Side.BUY
    return Facts(
        instrument=instrument,
        limits=market.limits,
        desk_limits=desk.limits,
        state=desk.state,
        status=market.status,
        may_trade=venue.may_trade,
        venue_connected=venue.connected,
        reconciling=venue.reconciling,
        balance_mismatch=venue.balance_mismatch,
        protected=venue.protected,
        foreign_known=not venue.foreign.overflowed,
        clock_offset_ns=venue.clock_offset_ns,
        book_trusted=market.book.trusted,
        book_fault=market.book.fault,
        data_age_ms=age_ms(market.last_mono_ns, mono_ns),
        mid=features.mid,
        last_good_mid=features.sampled_mid or features.mid,
        best_bid_ticks=nearest_ticks(market.book.bid, tick),
        best_ask_ticks=nearest_ticks(market.book.ask, tick),
        position=desk.portfolio.position(key).quantity,
        open_buy=ours.buy + foreign.buy,
        open_sell=ours.sell + foreign.sell,
        open_orders=ours.count,
        own_best_bid=ours.best_bid,
        own_best_ask=ours.best_ask,
        exposure=exposure(desk, market),
        slot_taken=slot_taken,
        unanswered_ms=_unanswered_ms(desk, market, intent, mono_ns),
        fills_in_window=market.executions.count(side, event.wall_ns),
        throttled=detail_of(desk, Control.REPEATED_EXECUTION, side_scope(key, side)),
        free_quote=free(desk, instrument, instrument.quote) if buying else None,
        free_base=None if buying else free(desk, instrument, instrument.base),
        messages_last_s=market.rate.count(mono_ns),
        allowed=desk.breakers.board.allowed[instrument.key],
        probe_waits=desk.breakers.board.probe_waits(instrument.key),
        day_profit_quote=desk.profit.day_profit,
        day_lost=detail_of(desk, Control.DAILY_LOSS, DESK),
        drawdown_quote=desk.profit.drawdown,
        drawn_down=detail_of(desk, Control.DRAWDOWN, DESK),
    )


def free(desk: Desk, instrument: Instrument, asset: str) -> Decimal | None:
    """What is left of an asset when every order that may still trade has taken its share; None = never told.

    Counted from free + used, not from the venue's `free`: that one lags behind what is sent and cancelled.
    """
    owned = desk.portfolio.owned(instrument.venue, asset)
    return None if owned is None else owned - committed(desk, instrument.venue, asset)


def committed(desk: Desk, venue: str, asset: str) -> Decimal:
    """How much of an asset the open orders of a venue hold, ours and foreign."""
    held = Decimal(0)
    for key, market in desk.markets.items():
        other = market.instrument
        if other.venue != venue:
            continue
        if asset == other.quote:
            held += desk.register.sums[key].buy_value_quote + market.foreign.buy_value_quote
        if asset == other.base:
            held += desk.register.sums[key].sell + market.foreign.sell
    return held


def _unanswered_ms(desk: Desk, market: MarketDesk, intent: OrderIntent, mono_ns: int) -> int:
    """Age of an order just like this one that the venue neither answered nor ended; -1 = none."""
    sent = market.recent.like(intent)
    entry = desk.register.entry(sent.client_id) if sent is not None else None
    if sent is None or entry is None or entry.counted is None:
        return -1
    order = entry.order
    if order.acknowledged_ns or order.state in _ANSWERED:
        return -1
    return age_ms(sent.mono_ns, mono_ns)
