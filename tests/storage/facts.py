"""Facts for the storage tests: one order's life, and as many of them as wanted."""

from collections.abc import Sequence
from decimal import Decimal

from mmdesk.core.model.account import Balance, Position
from mmdesk.core.model.effects import (
    AlertRaised,
    BalancesChanged,
    FillBooked,
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
