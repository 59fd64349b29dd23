"""The Limits table: every pre-trade control in every scope, with limit, use and what it refused."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec.structs import replace

from mmdesk.core.desk.latches import is_side_shut
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.situation import committed
from mmdesk.core.desk.valuation import exposure
from mmdesk.core.market.staleness import age_ms
from mmdesk.core.model.breakers import Permission
from mmdesk.core.model.control import Control
from mmdesk.core.model.instrument import InstrumentStatus
from mmdesk.core.model.order import Order
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side, exact
from mmdesk.core.pipeline import Desk
from mmdesk.core.risk.exposure_controls import DESK, asset_scope, worst_side
from mmdesk.core.risk.price_controls import distance_bps
from mmdesk.core.risk.rate_controls import side_scope
from mmdesk.ports.views import ControlView

_ZERO = Decimal(0)


def control_views(desk: Desk, wall_ns: int, mono_ns: int) -> list[ControlView]:
    """All of them, by number, then scope."""
    found = [*_of_desk(desk)]
    for market in desk.markets.values():
        orders = desk.register.live(market.instrument.key)
        found += _sizes(market, orders)
        found += _sums(desk, market, mono_ns)
        found += _sides(desk, market, wall_ns)
        found += _rules(desk, market)
        found.append(_data(market, mono_ns))
        found.append(_breaker(desk, market))
    found += _assets(desk)
    found += _balances(desk)
    return [_with_refusals(desk, one) for one in sorted(found, key=lambda one: one.key)]


def _sum(
    control: Control,
    scope: str,
    unit: str,
    limit: Decimal,
    use: Decimal | None,
    *,
    blocks: bool = False,
    latched: bool = False,
) -> ControlView:
    """A control that is a number; without a known use nothing passes."""
    headroom = None if use is None else limit - use
    blocks = blocks or latched or use is None
    return ControlView(
        control=control,
        scope=scope,
        unit=unit,
        limit=limit,
        use=use,
        headroom=headroom,
        blocks=blocks,
        latched=latched,
    )


def _sizes(market: MarketDesk, orders: Iterable[Order]) -> Iterator[ControlView]:
    """The largest and the farthest of the open orders."""
    instrument, limits, mid = market.instrument, market.limits, market.features.mid
    key = instrument.key
    largest = most = farthest = _ZERO
    for order in orders:
        left = order.remaining_quantity
        largest = max(largest, left * order.intent.price)
        most = max(most, left)
        if mid > 0.0:
            farthest = max(farthest, exact(round(distance_bps(order.intent.price, mid), 2)))
    yield _sum(Control.ORDER_VALUE, key, instrument.quote, limits.max_order_value_quote, largest)
    yield _sum(Control.ORDER_QUANTITY, key, instrument.base, limits.max_order_quantity, most)
    collar = exact(limits.price_collar_bps)
    yield _sum(Control.PRICE_COLLAR, key, "bps", collar, farthest if mid > 0.0 else None)


def _sums(desk: Desk, market: MarketDesk, mono_ns: int) -> Iterator[ControlView]:
    instrument, limits = market.instrument, market.limits
    key = instrument.key
    ours, foreign = desk.register.sums[key], market.foreign
    held = desk.portfolio.position(key).quantity
    worst = worst_side(held, ours.buy + foreign.buy, ours.sell + foreign.sell)
    unknown = market.venue.foreign.overflowed
    yield _sum(
        Control.POSITION, key, instrument.base, limits.max_position_quantity, None if unknown else worst
    )
    count, most = ours.count, limits.max_open_orders
    yield _sum(Control.OPEN_ORDERS, key, "orders", Decimal(most), Decimal(count), blocks=count >= most)
    sent, most = market.rate.count(mono_ns), limits.max_messages_per_s
    yield _sum(Control.MESSAGE_RATE, key, "/s", Decimal(most), Decimal(sent), blocks=sent >= most)


def _sides(desk: Desk, market: MarketDesk, wall_ns: int) -> Iterator[ControlView]:
    key, most = market.instrument.key, market.limits.max_same_side_fills
    for side in Side:
        count = market.executions.count(side, wall_ns)
        yield _sum(
            Control.REPEATED_EXECUTION,
            side_scope(key, side),
            "fills",
            Decimal(most),
            Decimal(count),
            blocks=count >= most,
            latched=is_side_shut(desk, key, side),
        )


def _rules(desk: Desk, market: MarketDesk) -> Iterator[ControlView]:
    """Controls that are no number: what they need, and what is."""
    key = market.instrument.key
    window_ms = market.limits.duplicate_window_ms
    unanswered = sum(
        not order.acknowledged_ns and order.filled_quantity == 0 for order in desk.register.live(key)
    )
    yield ControlView(
        control=Control.DUPLICATE_ORDER,
        scope=key,
        needs=f"none unanswered within {window_ms} ms",
        now=f"{unanswered} unanswered",
    )
    ours = desk.register.sums[key]
    bid, ask = ours.best_bid, ours.best_ask
    yield ControlView(
        control=Control.SELF_MATCH, scope=key, needs="no own order met", now=f"own {bid:f} / {ask:f}"
    )
    best = f"market {market.book.bid:.12g} / {market.book.ask:.12g}"
    yield ControlView(control=Control.POST_ONLY, scope=key, needs="behind the other side", now=best)
    trades = market.status is InstrumentStatus.TRADING
    now = market.status.value if not trades or market.venue.may_trade else "no permission"
    blocked = not trades or not market.venue.may_trade
    yield ControlView(
        control=Control.INSTRUMENT, scope=key, needs="trading, with permission", now=now, blocks=blocked
    )


def _breaker(desk: Desk, market: MarketDesk) -> ControlView:
    """What the circuit breakers that cover the market allow; their own page tells the rest."""
    key = market.instrument.key
    board = desk.breakers.board
    allowed = board.allowed[key]
    blocks = allowed.permission is Permission.HALTED or board.probe_waits(key)
    now = allowed.why or "closed"
    return ControlView(control=Control.BREAKER, scope=key, needs="closed", now=now, blocks=blocks)


def _data(market: MarketDesk, mono_ns: int) -> ControlView:
    """Age of the market data, and whatever else makes it unfit to trade on."""
    limit, age = market.limits.max_data_age_ms, age_ms(market.last_mono_ns, mono_ns)
    view = _sum(
        Control.DATA,
        market.instrument.key,
        "ms",
        Decimal(limit),
        Decimal(age) if age >= 0 else None,
        blocks=age > limit,
    )
    now = market.venue.hold
    if not now and not market.book.trusted:
        now = f"book not trusted, {market.book.fault}"
    if not now and market.features.mid <= 0.0:
        now = "one side of the book is empty"
    return replace(view, now=now, blocks=view.blocks or bool(now))


def _of_desk(desk: Desk) -> Iterator[ControlView]:
    limits, watch = desk.limits, desk.profit
    unit, profit, down = limits.currency, watch.day_profit, watch.drawdown
    lost = (Control.DAILY_LOSS, DESK) in desk.latches
    loss = None if profit is None else max(_ZERO, -profit)
    yield _sum(Control.DAILY_LOSS, DESK, unit, limits.max_daily_loss_quote, loss, latched=lost)
    drawn = (Control.DRAWDOWN, DESK) in desk.latches
    yield _sum(Control.DRAWDOWN, DESK, unit, limits.max_drawdown_quote, down, latched=drawn)
    blocked = desk.state is not TradingState.ARMED
    armed = TradingState.ARMED.value
    yield ControlView(control=Control.KILL, scope=DESK, needs=armed, now=desk.state.value, blocks=blocked)


def _assets(desk: Desk) -> Iterator[ControlView]:
    """Positions across markets: per asset, per venue, and of the desk."""
    limits, unit = desk.limits, desk.limits.currency
    told: set[str] = set()
    for market in desk.markets.values():
        sums = exposure(desk, market)
        asset, venue = market.instrument.base, market.instrument.venue
        if asset not in told:
            both = sums.asset_long, sums.asset_short
            use = None if both[0] is None or both[1] is None else max(abs(both[0]), abs(both[1]))
            yield _sum(Control.POSITION, asset, unit, limits.max_asset_position_quote, use)
        if venue not in told:
            yield _sum(Control.POSITION, venue, unit, limits.venue_limit(venue), sums.venue)
        if not told:
            yield _sum(Control.POSITION, DESK, unit, limits.max_position_quote, sums.desk)
        told |= {asset, venue}


def _balances(desk: Desk) -> Iterator[ControlView]:
    """What the account owns of each asset we trade, and how much of it open orders hold."""
    pairs = {(one.venue, asset): None for one in desk.instruments.values() for asset in (one.base, one.quote)}
    for venue, asset in pairs:
        owned = desk.portfolio.owned(venue, asset)
        held = None if owned is None else committed(desk, venue, asset)
        yield _sum(Control.FREE_BALANCE, asset_scope(asset, venue), asset, owned or _ZERO, held)


def _with_refusals(desk: Desk, view: ControlView) -> ControlView:
    tally = desk.refusals.tally(view.control, view.scope)
    if tally is None or tally.last is None:
        return view
    last = tally.last
    return replace(
        view,
        refusals=tally.count,
        last_refusal=f"{last.control}: {last.value} against {last.limit}",
        last_refusal_ns=tally.last_wall_ns,
    )
