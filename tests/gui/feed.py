"""A scripted engine for the window's tests and pictures: a market that walks, quotes, fills, latencies."""

import random
from decimal import Decimal
from math import sin

from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.order import OrderState
from mmdesk.core.model.state import Mode, TradingState
from mmdesk.core.model.values import Side
from mmdesk.ports.views import (
    AnyView,
    DeskView,
    FillView,
    Frame,
    LogView,
    MarketView,
    OrderSource,
    OrderView,
    PositionView,
    SessionView,
    VenueView,
)

BTC = "BTC/USDT@binance"
START_NS = 1_763_819_100_000_000_000
TICK = Decimal("0.01")
LOT = Decimal("0.00001")
CENT = Decimal("0.01")


def session(mode: Mode = Mode.DEMO) -> SessionView:
    return SessionView(
        session="s1",
        version="0.1.0",
        mode=mode,
        database="mmdesk.db",
        started_wall_ns=START_NS,
        instruments=(BTC,),
        tick_sizes={BTC: TICK},
        lot_sizes={BTC: LOT},
    )


def desk(state: TradingState = TradingState.DISARMED, **changes: object) -> DeskView:
    fields: dict[str, object] = {
        "wall_ns": START_NS,
        "state": state,
        "reason": "",
        "arm_blockers": (),
        "pnl_total_quote": Decimal(0),
        "pnl_realised_quote": Decimal(0),
        "pnl_unrealised_quote": Decimal(0),
        "fees_quote": Decimal(0),
        "pnl_residual_quote": Decimal(0),
        "open_orders": 0,
        "unknown_orders": 0,
        "markets_quoting": 0,
        "markets_total": 1,
        "messages": 0,
        "messages_per_s": 0.0,
        "book_gaps": 0,
        "crossed_books": 0,
        "quotes_placed": 0,
        "cancels": 0,
        "fills": 0,
        "loop_lag_ms": 0.4,
        "inbox_depth": 0,
        "conflated": 0,
        "journal_seq": 0,
        "stored_seq": 0,
        "storage_fault": "",
    }
    return DeskView(**{**fields, **changes})  # type: ignore[arg-type]  # a test names the fields it means


def market(
    wall_ns: int = START_NS, bid: float | None = 60_000.0, ask: float | None = 60_000.01, **changes: object
) -> MarketView:
    fields: dict[str, object] = {
        "instrument": BTC,
        "wall_ns": wall_ns,
        "trusted": True,
        "bid": bid,
        "ask": ask,
        "bid_quantity": 1.25,
        "ask_quantity": 0.75,
        "fair_value": None if bid is None or ask is None else (bid + ask) / 2,
        "own_bid": None,
        "own_ask": None,
        "volatility_bps": 0.42,
        "imbalance": 0.25,
        "quoting": "off",
        "quoting_reason": "",
        "data_age_ms": 2.4,
    }
    return MarketView(**{**fields, **changes})  # type: ignore[arg-type]  # a test names the fields it means


def order(client_id: str = "mm-1", **changes: object) -> OrderView:
    fields: dict[str, object] = {
        "client_id": client_id,
        "venue_id": "1001",
        "instrument": BTC,
        "side": Side.BUY,
        "price": Decimal("59990.00"),
        "quantity": Decimal("0.00500"),
        "filled_quantity": Decimal(0),
        "state": OrderState.OPEN,
        "open": True,
        "post_only": True,
        "slot": "buy0",
        "created_ns": START_NS,
        "changed_ns": START_NS,
        "ack_latency_ms": 3.1,
        "source": OrderSource.ENGINE,
        "reason": "",
    }
    return OrderView(**{**fields, **changes})  # type: ignore[arg-type]  # a test names the fields it means


def fill(trade_id: str = "1", **changes: object) -> FillView:
    fields: dict[str, object] = {
        "instrument": BTC,
        "trade_id": trade_id,
        "client_id": "mm-1",
        "venue_id": "1001",
        "wall_ns": START_NS,
        "side": Side.BUY,
        "price": Decimal("59990.00"),
        "quantity": Decimal("0.00500"),
        "fee": Decimal("0.000005"),
        "fee_asset": "BTC",
        "is_maker": True,
        "edge_bps": 2.9,
    }
    return FillView(**{**fields, **changes})  # type: ignore[arg-type]  # a test names the fields it means


def position(quantity: str = "0.00500", **changes: object) -> PositionView:
    fields: dict[str, object] = {
        "instrument": BTC,
        "quantity": Decimal(quantity),
        "target_quantity": Decimal(0),
        "limit_quantity": Decimal("0.10000"),
        "average_price": Decimal("59990.00"),
        "mark": 60_000.0,
        "unrealised_quote": Decimal("0.05"),
        "realised_quote": Decimal("12.34"),
        "fees_quote": Decimal("1.20"),
    }
    return PositionView(**{**fields, **changes})  # type: ignore[arg-type]  # a test names the fields it means


def venue(wall_ns: int = START_NS, **changes: object) -> VenueView:
    fields: dict[str, object] = {
        "venue": "binance",
        "wall_ns": wall_ns,
        "connected": True,
        "reconciling": False,
        "last_message_age_ms": 4.0,
        "data_age_p50_ms": 1.8,
        "data_age_p95_ms": 4.2,
        "ack_p50_ms": 3.4,
        "ack_p95_ms": 7.9,
        "tick_to_order_p50_ms": 0.7,
        "tick_to_order_p99_ms": 2.9,
        "reconnects": 0,
        "malformed": 0,
        "weight_used": 0.12,
        "clock_offset_ms": 0.1,
    }
    return VenueView(**{**fields, **changes})  # type: ignore[arg-type]  # a test names the fields it means


def explanation(side: Side, fair: float, price: Decimal, skew: float) -> QuoteExplanation:
    return QuoteExplanation(
        instrument=BTC,
        slot=("buy0" if side is Side.BUY else "sell0"),
        side=side,
        fair_value=fair,
        inventory_quantity=0.01,
        skew_quote=skew,
        volatility_bps=0.42,
        half_spread_bps=3.0,
        raw_price=float(price) + 0.004,
        rounded_price=price,
        clamped=False,
        final_price=price,
        quantity=Decimal("0.00500"),
    )


class Feed:
    """Ten frames a second of a desk at work; the same seed tells the same story."""

    def __init__(self, seed: int = 7, start_ns: int = START_NS) -> None:
        self._random = random.Random(seed)
        self._wall_ns = start_ns
        self._fair = 60_000.0
        self._drift = 0.0
        self._own: dict[Side, OrderView] = {}
        self._sequence = 0
        self._trades = 0
        self._quantity = Decimal(0)
        self._cash = Decimal(0)
        self.armed = False

    @property
    def state(self) -> TradingState:
        return TradingState.ARMED if self.armed else TradingState.DISARMED

    def first(self) -> Frame:
        """The snapshot of a fresh connection."""
        return Frame(sequence=0, views=(session(), desk(wall_ns=self._wall_ns), venue(self._wall_ns)))

    def next(self) -> Frame:
        """A tenth of a second later."""
        self._wall_ns += 100_000_000
        self._sequence += 1
        draw = self._random
        self._drift = 0.98 * self._drift + draw.gauss(0, 0.12)
        self._fair += self._drift + draw.gauss(0, 0.6)
        bid = round(self._fair - 0.005, 2)
        ask = round(bid + (0.01 if draw.random() < 0.9 else 0.4), 2)
        views: list[AnyView] = self._quote(bid, ask) if self.armed else self._pull()
        own = {side: o.price for side, o in self._own.items()}
        skew = float(-self._quantity) * 20
        views.append(
            market(
                self._wall_ns,
                bid,
                ask,
                own_bid=own.get(Side.BUY),
                own_ask=own.get(Side.SELL),
                quoting="both" if self.armed else "off",
                quoting_reason="" if self.armed else "disarmed",
                imbalance=round(sin(self._sequence / 30) * 0.6, 2),
                explanations=tuple(explanation(side, self._fair, p, skew) for side, p in own.items()),
            )
        )
        views += self._account(bid)
        return Frame(sequence=self._sequence, views=tuple(views))

    def _account(self, bid: float) -> list[AnyView]:
        unrealised = (self._cash + self._quantity * Decimal(str(bid))).quantize(CENT)
        draw = self._random
        return [
            position(
                f"{self._quantity:.5f}", mark=bid, unrealised_quote=unrealised, realised_quote=Decimal("3.10")
            ),
            desk(
                self.state,
                wall_ns=self._wall_ns,
                open_orders=len(self._own),
                pnl_total_quote=unrealised + Decimal("3.10"),
                markets_quoting=int(self.armed),
                messages_per_s=1_900 + draw.random() * 200,
                journal_seq=self._sequence * 40,
                stored_seq=self._sequence * 40 - 12,
                fees_quote=Decimal("1.20"),
                fills=self._trades,
            ),
            venue(
                self._wall_ns,
                data_age_p50_ms=1.6 + draw.random() * 0.5,
                data_age_p95_ms=3.5 + draw.random() * 2,
                ack_p95_ms=7 + draw.random() * 3,
                last_message_age_ms=float(draw.randrange(1, 9)),
            ),
        ]

    def _quote(self, bid: float, ask: float) -> list[AnyView]:
        views: list[AnyView] = []
        for side, best in ((Side.BUY, bid), (Side.SELL, ask)):
            held = self._own.get(side)
            wanted = Decimal(str(round(best * (1 - side.sign * 2.5e-4), 2)))
            if held and self._random.random() < 0.006:
                views += self._fill(held)
            elif held is None or abs(held.price - wanted) > 4:
                views += self._replace(side, wanted)
        return views

    def _replace(self, side: Side, price: Decimal) -> list[AnyView]:
        views: list[AnyView] = []
        if held := self._own.pop(side, None):
            views.append(_ended(held, OrderState.CANCELED))
        new = order(
            f"mm1-{self._sequence}-{side.value[0]}",
            side=side,
            price=price,
            slot=f"{side.value}0",
            created_ns=self._wall_ns,
            venue_id=str(10_000 + self._sequence),
        )
        self._own[side] = new
        return [*views, new]

    def _fill(self, held: OrderView) -> list[AnyView]:
        del self._own[held.side]
        self._trades += 1
        self._quantity += held.side.sign * held.quantity
        self._cash -= held.side.sign * held.quantity * held.price
        return [
            _ended(held, OrderState.FILLED),
            fill(
                str(self._trades),
                client_id=held.client_id,
                wall_ns=self._wall_ns,
                side=held.side,
                price=held.price,
                edge_bps=round(self._random.gauss(2.4, 0.8), 2),
            ),
            LogView(
                wall_ns=self._wall_ns,
                level="info",
                module="engine.runner",
                message=f"filled {held.side.value} {held.quantity} at {held.price}",
                context=f"client_id={held.client_id}",
            ),
        ]

    def _pull(self) -> list[AnyView]:
        views: list[AnyView] = [_ended(o, OrderState.CANCELED) for o in self._own.values()]
        self._own.clear()
        return views


def _ended(view: OrderView, state: OrderState) -> OrderView:
    return order(view.client_id, side=view.side, price=view.price, slot=view.slot, state=state, open=False)
