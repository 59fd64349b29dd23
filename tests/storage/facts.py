"""Facts for the storage tests: one order's life, and as many of them as wanted."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from mmdesk.core.model.account import Balance, Position
from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerMove,
    BreakerRecord,
    BreakerState,
    MetricSample,
    Permission,
    Scope,
    ScopeLevel,
)
from mmdesk.core.model.effects import (
    AlertRaised,
    BalancesChanged,
    BreakerChanged,
    ExchangeHealthSampled,
    FillBooked,
    MetricsSampled,
    OrderChanged,
    SendOrder,
    StateChanged,
)
from mmdesk.core.model.events import OrderAcknowledged
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import ApprovedOrder, Order, OrderIntent, OrderState, TimeInForce
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side
from mmdesk.ports.journal import Fact, SessionOpened

MARKET = "BTC/USDT@binance"
VENUE = Scope(ScopeLevel.EXCHANGE, "binance")
WALL_NS = 1_700_000_000_000_000_000


def opened(epoch: int = 1) -> SessionOpened:
    return SessionOpened(
        session=f"session-{epoch}",
        epoch=epoch,
        wall_ns=WALL_NS,
        version="0.1.0",
        mode="demo",
        instruments=(),
        parameters={},
        limits={},
    )


def intent(number: int) -> OrderIntent:
    price = Decimal("60000.01") + number
    return OrderIntent(
        f"mmd-{number}", MARKET, Side.BUY, price, Decimal("0.00500"), TimeInForce.POST_ONLY, "buy0"
    )


def fill(number: int) -> Fill:
    return Fill(
        instrument=MARKET,
        trade_id=f"t{number}",
        client_id=f"mmd-{number}",
        venue_id=str(number),
        side=Side.BUY,
        price=Decimal("60000.01") + number,
        quantity=Decimal("0.00500"),
        fee=Decimal("0.00000500"),
        fee_asset="BTC",
        is_maker=True,
        exchange_ns=WALL_NS + number,
    )


def life(number: int, last: OrderState = OrderState.FILLED) -> list[Sequence[Fact]]:
    """The appends one order makes: sent, acknowledged, filled."""
    one, wall = intent(number), WALL_NS + number
    sending = Order(one, OrderState.SENDING, created_ns=wall, changed_ns=wall)
    acknowledged = OrderAcknowledged(
        wall_ns=wall, mono_ns=number, client_id=one.client_id, venue_id=str(number)
    )
    final = Order(one, last, str(number), one.quantity, one.price, wall, wall, wall + 5, 5)
    position = Position(MARKET, Decimal("0.005") * number, one.price)
    return [
        [
            OrderChanged(order=sending),
            SendOrder(order=ApprovedOrder(one), explanation=None, caused_mono_ns=1),
        ],
        [acknowledged, OrderChanged(order=Order(one, OrderState.OPEN, str(number), created_ns=wall))],
        [
            FillBooked(fill=fill(number), position=position, mid=60_000.5),
            OrderChanged(order=final),
            BalancesChanged(venue="binance", balances=(Balance("BTC", Decimal(1), Decimal("0.1")),)),
        ],
    ]


def small_talk() -> list[Sequence[Fact]]:
    """What a session says beside its orders."""
    return [
        [StateChanged(state=TradingState.ARMED, reason="by hand")],
        [AlertRaised(level="info", key="k", what="what", why="why", do="do")],
    ]


def record(
    state: BreakerState, kind: BreakerKind = BreakerKind.SPREAD, scope: Scope = VENUE
) -> BreakerRecord:
    return BreakerRecord(
        kind=kind,
        scope=scope,
        state=state,
        since_ns=WALL_NS,
        reopens_ns=WALL_NS + 30,
        cooldown_s=60.0,
        opened_ns=(WALL_NS - 5, WALL_NS),
        value=31.5,
        threshold=20.0,
        reason="31.5 bps, above 20",
    )


def breaker(what: BreakerMove, state: BreakerState, **given: Any) -> BreakerChanged:
    """A move of a breaker; `given` goes into its record."""
    verify_ms = 180 if what is BreakerMove.VERIFIED else None
    return BreakerChanged(
        what=what,
        record=record(state, **given),
        permission=Permission.HALTED,
        orders_cancelled=6,
        verify_ms=verify_ms,
    )


def metrics(wall_ns: int, value: float | None, state: BreakerState = BreakerState.CLOSED) -> MetricsSampled:
    return MetricsSampled(
        wall_ns=wall_ns,
        loop_lag_ms=1.5,
        inbox_depth=2,
        memory_mb=110.25,
        open_orders=6,
        unknown_orders=0,
        pnl_total_quote=Decimal("-12.50"),
        metrics=(
            MetricSample(BreakerKind.SPREAD, VENUE, value, 20.0, state),
            MetricSample(BreakerKind.DRAWDOWN, GLOBAL_SCOPE, 3.0, 100.0, BreakerState.CLOSED),
        ),
    )


def health(wall_ns: int, venue: str = "binance") -> ExchangeHealthSampled:
    return ExchangeHealthSampled(
        wall_ns=wall_ns,
        venue=venue,
        connected=True,
        reconciling=False,
        protected=True,
        data_age_p95_ms=12.5,
        last_frame_age_ms=8.0,
        ack_p95_ms=None,
        error_rate_pct=0.0,
        clock_offset_ms=-1.5,
        weight_used=120.0,
        requests=1000,
        faults=2,
        reconnects=1,
        malformed=0,
        open_orders=6,
        unknown_orders=0,
        banned_until_ns=0,
    )
