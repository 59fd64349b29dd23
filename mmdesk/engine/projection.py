"""Views of the desk: what surfaces show, read from the core's state between two steps."""

from decimal import Decimal

from mmdesk.core.desk.market_desk import ON_ITS_WAY, MarketDesk
from mmdesk.core.model.account import Position
from mmdesk.core.model.effects import AlertRaised
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.leftover import Leftover
from mmdesk.core.model.order import Order, OrderState, TimeInForce, VenueOrder
from mmdesk.core.model.values import Side
from mmdesk.core.pipeline import Desk
from mmdesk.ports.journal import PastFill
from mmdesk.ports.views import (
    AlertView,
    FillView,
    LeftoverView,
    MarketView,
    OrderSource,
    OrderView,
    PositionView,
)

FINISHED = frozenset(
    {OrderState.DENIED, OrderState.FILLED, OrderState.REJECTED, OrderState.CANCELED, OrderState.EXPIRED}
)
RESTING = frozenset(
    {OrderState.OPEN, OrderState.PARTIALLY_FILLED, OrderState.CANCELLING, OrderState.AMENDING}
)


def order_view(order: Order, source: OrderSource) -> OrderView:
    intent = order.intent
    return OrderView(
        client_id=order.client_id,
        venue_id=order.venue_id,
        instrument=intent.instrument,
        side=intent.side,
        price=intent.price,
        quantity=intent.quantity,
        filled_quantity=order.filled_quantity,
        state=order.state,
        open=order.state not in FINISHED,
        post_only=intent.time_in_force is TimeInForce.POST_ONLY,
        slot=intent.slot,
        created_ns=order.created_ns,
        changed_ns=order.changed_ns,
        ack_latency_ms=order.ack_latency_ns / 1e6 if order.ack_latency_ns else None,
        source=source,
        reason=order.reason,
    )


def foreign_view(order: VenueOrder, first_seen_ns: int, wall_ns: int, *, is_open: bool) -> OrderView:
    """An order of the account that is not ours, as the venue tells it."""
    filled = order.filled_quantity > 0
    resting = OrderState.PARTIALLY_FILLED if filled else OrderState.OPEN
    return OrderView(
        client_id=order.client_id,
        venue_id=order.venue_id,
        instrument=order.instrument,
        side=order.side,
        price=order.price,
        quantity=order.quantity,
        filled_quantity=order.filled_quantity,
        state=resting if is_open else OrderState.CANCELED,
        open=is_open,
        post_only=False,
        slot="",
        created_ns=first_seen_ns,
        changed_ns=wall_ns,
        ack_latency_ms=None,
        source=OrderSource.FOREIGN,
        reason="",
    )


def fill_view(
    fill: Fill, mid: float, wall_ns: int, source: OrderSource, ack_latency_ms: float | None
) -> FillView:
    """`mid` is the market when it was booked, 0 where that is not known."""
    return FillView(
        instrument=fill.instrument,
        trade_id=fill.trade_id,
        client_id=fill.client_id,
        venue_id=fill.venue_id,
        wall_ns=wall_ns,
        side=fill.side,
        price=fill.price,
        quantity=fill.quantity,
        fee=fill.fee,
        fee_asset=fill.fee_asset,
        is_maker=fill.is_maker,
        edge_bps=fill.side.sign * (mid - float(fill.price)) / mid * 10_000 if mid else None,
        source=source,
        ack_latency_ms=ack_latency_ms,
    )


def past_fill_view(past: PastFill) -> FillView:
    latency_ms = past.ack_latency_ns / 1e6 if past.ack_latency_ns else None
    return fill_view(past.fill, past.mid, past.wall_ns, OrderSource.EARLIER, latency_ms)


def leftover_view(row: Leftover) -> LeftoverView:
    ours, last, seen = row.journal, row.remembered, row.venue
    return LeftoverView(
        client_id=ours.client_id,
        venue_id=ours.venue_id or (seen.venue_id if seen else ""),
        instrument=row.intent.instrument,
        side=row.intent.side,
        price=row.intent.price,
        quantity=row.intent.quantity,
        journal_state=ours.state,
        journal_filled=ours.filled_quantity,
        journal_reason=ours.reason,
        venue_status=seen.status if seen else None,
        venue_filled=seen.filled_quantity if seen else None,
        listed=row.listed,
        last_state=last.state if last else None,
        last_filled=last.filled_quantity if last else None,
        last_known_ns=last.changed_ns if last else 0,
        remaining_quantity=row.remaining_quantity,
        inventory_effect=row.inventory_effect,
        decision=row.decision,
        decide_by_ns=row.decide_by_ns,
        open=row.open,
    )


def alert_view(effect: AlertRaised, wall_ns: int) -> AlertView:
    return AlertView(
        wall_ns=wall_ns,
        level=effect.level,
        key=effect.key,
        what=effect.what,
        why=effect.why,
        do=effect.do,
    )


def market_view(desk: Desk, market: MarketDesk, wall_ns: int, data_age_ns: int | None) -> MarketView:
    book, features = market.book, market.features
    explanations = market.explanations
    own_bid, own_ask = own_best(desk, market.instrument.key)
    blocked = next((one.blocked_by for one in explanations if one.blocked_by), "")
    return MarketView(
        instrument=market.instrument.key,
        wall_ns=wall_ns,
        trusted=market.trusted,
        bid=book.bid or None,
        ask=book.ask or None,
        bid_quantity=book.bid_quantity or None,
        ask_quantity=book.ask_quantity or None,
        fair_value=explanations[0].fair_value if explanations else (features.mid or None),
        own_bid=own_bid,
        own_ask=own_ask,
        volatility_bps=features.volatility_bps or None,
        imbalance=features.imbalance if features.mid else None,
        quoting=market.quoting,
        quoting_reason=market.hold or blocked,
        data_age_ms=data_age_ns / 1e6 if data_age_ns is not None else None,
        explanations=explanations,
    )


def own_best(desk: Desk, instrument: str) -> tuple[Decimal | None, Decimal | None]:
    """Our best resting bid and ask; of a side that is just being replaced, the one on its way."""
    live = desk.register.live(instrument)
    sides: list[list[Decimal]] = []
    for side in (Side.BUY, Side.SELL):
        ours = [order for order in live if order.intent.side is side]
        resting = [order.intent.price for order in ours if order.state in RESTING]
        sides.append(resting or [order.intent.price for order in ours if order.state in ON_ITS_WAY])
    bids, asks = sides
    return max(bids, default=None), min(asks, default=None)


def position_view(desk: Desk, market: MarketDesk) -> PositionView:
    position: Position = desk.portfolio.position(market.instrument.key)
    report = desk.portfolio.report(market.instrument.key, market.features.mid)
    return PositionView(
        instrument=market.instrument.key,
        quantity=position.quantity,
        target_quantity=market.parameters.inventory_target_quantity,
        limit_quantity=market.limits.max_position_quantity,
        average_price=position.average_price,
        mark=market.features.mid or None,
        unrealised_quote=report.unrealised_quote,
        realised_quote=position.realised_quote,
        fees_quote=position.fees_quote,
    )
