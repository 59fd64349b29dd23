"""Situations at the gate in whole numbers: most of them at a limit, or one smallest step to either side."""

import random
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from mmdesk.core.model.breakers import Permission
from mmdesk.core.model.instrument import Instrument, InstrumentStatus
from mmdesk.core.model.order import OrderIntent, TimeInForce
from mmdesk.core.model.parameters import DeskLimits, RiskLimits
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side
from mmdesk.core.risk.breakers.board import Allowed
from mmdesk.core.risk.facts import Exposure, Facts

CENT: Final = Fraction(1, 100)
LOT: Final = Fraction(1, 100_000)
WINDOW_NS: Final = 2_000_000_000
NUMBERS: Final = tuple(
    "price quantity mid good position buys sells unit asset venue desk worth free profit down".split()
)
"""What a scene may hold a NaN for."""
SUMS: Final = (
    "asset_long_u", "asset_short_u", "venue_u", "desk_u", "worth_u", "quote_long_u", "quote_short_u",
    "free_u", "profit_u", "down_u",
)  # fmt: skip
COUNTS: Final = ("orders", "messages", "fills", "buys_l", "sells_l")
BTC: Final = Instrument(
    venue="binance", symbol="BTC/USDT", venue_symbol="BTCUSDT", base="BTC", quote="USDT",
    tick_size=Decimal("0.01"), lot_size=Decimal("0.00001"), min_quantity=Decimal("0.00010"),
    max_quantity=Decimal(2), min_notional_quote=Decimal(5),
    maker_fee_rate=Decimal(0), taker_fee_rate=Decimal(0),
)  # fmt: skip
"""Cents and lots of 0.00001: a price is a count of cents, a quantity one of lots."""


@dataclass
class Scene:
    """Everything in whole numbers: cents (`_c`), lots (`_l`), micro-units of money (`_u`); None = unknown."""

    side: int
    """+1 buys, -1 sells."""
    cents: Fraction
    lots: Fraction
    post_only: bool
    bid_c: int
    ask_c: int
    good_c2: int
    """Twice the last good mid."""
    position_l: int
    buys_l: int
    sells_l: int
    orders: int
    own_bid_c: int
    own_ask_c: int
    asset_long_u: int | None
    asset_short_u: int | None
    venue_u: int | None
    desk_u: int | None
    free_u: int | None
    fills: int
    unanswered_ms: int
    messages: int
    profit_u: int | None
    down_u: int | None
    age_ms: int
    offset_ns: int
    limits: dict[str, int] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    state: TradingState = TradingState.ARMED
    status: InstrumentStatus = InstrumentStatus.TRADING
    permission: Permission = Permission.ACTIVE
    worth_u: int | None = 0
    """What one quote is worth where it is an asset, 0 where it is money."""
    quote_long_u: int | None = 0
    quote_short_u: int | None = 0
    nan: str = ""
    """What is not a number."""


def scene(rng: random.Random) -> Scene:
    """A situation near its limits: most controls are met exactly, by one step more, or far away."""
    one = _free_scene(rng)
    if rng.random() < 0.3:
        one.worth_u = rng.randrange(1, 3) * 10**6
        one.quote_long_u, one.quote_short_u = (rng.randrange(-5, 6) * 10**9 for _ in range(2))
    if rng.random() < 0.8:
        _move_to_a_limit(one, rng)
    if rng.random() < 0.06:
        name = rng.choice(sorted(one.flags))
        one.flags[name] = not one.flags[name]
    if rng.random() < 0.05:
        one.state = rng.choice(list(TradingState))
    if rng.random() < 0.04:
        one.status = rng.choice(list(InstrumentStatus))
    if rng.random() < 0.05:
        one.permission = rng.choice(list(Permission))
    if rng.random() < 0.05:
        one.nan = rng.choice(NUMBERS)
    return one


def _free_scene(rng: random.Random) -> Scene:
    mid_c = rng.randrange(500_000, 7_000_000)
    side = rng.choice((1, -1))
    half = rng.randrange(1, 400)
    distance = rng.randrange(1, 3_000)
    lots = rng.randrange(1, 1_200)
    return Scene(
        side=side,
        cents=Fraction(mid_c - side * (half + distance)),
        lots=Fraction(lots),
        post_only=rng.random() < 0.9,
        bid_c=mid_c - half,
        ask_c=mid_c + half,
        good_c2=2 * mid_c + rng.randrange(-2_000, 2_000),
        position_l=rng.randrange(-5_000, 5_000),
        buys_l=rng.randrange(0, 5_000),
        sells_l=rng.randrange(0, 5_000),
        orders=rng.randrange(0, 30),
        own_bid_c=rng.choice((0, mid_c - half - 5_000)),
        own_ask_c=rng.choice((0, mid_c + half + 5_000)),
        asset_long_u=rng.randrange(-2, 3) * 10**9,
        asset_short_u=rng.randrange(-2, 3) * 10**9,
        venue_u=rng.randrange(0, 10) * 10**9,
        desk_u=rng.randrange(0, 10) * 10**9,
        free_u=10**12,
        fills=rng.randrange(0, 12),
        unanswered_ms=-1,
        messages=rng.randrange(0, 15),
        profit_u=rng.randrange(-90, 90) * 10**6,
        down_u=rng.randrange(0, 190) * 10**6,
        age_ms=rng.randrange(0, 2_900),
        offset_ns=rng.randrange(-(10**9), 10**9),
        limits={
            "value_u": rng.choice((300, 900, 900)) * 10**6,
            "lots": rng.choice((600, 1_200, 1_200)),
            "bps": rng.choice((20, 100, 300)),
            "position_l": 12_000,
            "orders": 30,
            "messages": 15,
            "age_ms": 3_000,
            "fills": 12,
            "window_ms": 1_000,
            "asset_u": 9 * 10**9,
            "venue_u": 18 * 10**9,
            "desk_u": 19 * 10**9,
            "loss_u": 100 * 10**6,
            "down_u": 200 * 10**6,
        },
        flags={
            "may_trade": True, "connected": True, "reconciling": False, "mismatch": False, "protected": True,
            "foreign_known": True, "trusted": True, "slot_taken": False, "throttled": False, "lost": False,
            "drawn": False, "probing": False,
        },
    )  # fmt: skip


def _move_to_a_limit(one: Scene, rng: random.Random) -> None:
    """Put one figure onto its limit, or one smallest step to either side of it."""
    step = rng.choice((-1, 0, 1))
    limits, value = one.limits, one.cents * one.lots / 10**7 * 10**6
    unit_u = Fraction(one.bid_c + one.ask_c, 2) / 100 * one.lots / 10**5 * 10**6
    paid_u = value * (one.worth_u or 0) / 10**6
    choices = {
        "lots": lambda: setattr(one, "lots", Fraction(limits["lots"] + step)),
        "least": lambda: setattr(one, "lots", Fraction(10 + step)),
        "half lot": lambda: setattr(one, "lots", one.lots + Fraction(step, 2)),
        "half tick": lambda: setattr(one, "cents", one.cents + Fraction(step, 2)),
        "negative": lambda: setattr(one, "cents", -one.cents if step else Fraction(0)),
        "value": lambda: limits.update(value_u=int(value) + step),
        "cross": lambda: setattr(one, "cents", Fraction((one.ask_c if one.side > 0 else one.bid_c) + step)),
        "own bid": lambda: setattr(one, "own_bid_c", int(one.cents) + step),
        "own ask": lambda: setattr(one, "own_ask_c", int(one.cents) + step),
        "no bid": lambda: setattr(one, "bid_c", 0),
        "position": lambda: _at_position(one, step),
        "orders": lambda: setattr(one, "orders", limits["orders"] - 1 + step),
        "messages": lambda: setattr(one, "messages", limits["messages"] - 1 + step),
        "fills": lambda: setattr(one, "fills", limits["fills"] - 1 + step),
        "duplicate": lambda: setattr(one, "unanswered_ms", limits["window_ms"] + step),
        "just sent": lambda: setattr(one, "unanswered_ms", step),
        "age": lambda: setattr(one, "age_ms", limits["age_ms"] + step),
        "no data": lambda: setattr(one, "age_ms", step),
        "clock": lambda: setattr(one, "offset_ns", rng.choice((1, -1)) * (WINDOW_NS + step)),
        "loss": lambda: setattr(one, "profit_u", -limits["loss_u"] - step),
        "down": lambda: setattr(one, "down_u", limits["down_u"] + step),
        "below 0": lambda: setattr(one, "down_u", step),
        "collar": lambda: setattr(one, "cents", _at_collar(one) + step),
        "good": lambda: setattr(one, "good_c2", _good_at_collar(one) + step),
        "asset long": lambda: setattr(one, "asset_long_u", int(limits["asset_u"] - unit_u) + step),
        "asset short": lambda: setattr(one, "asset_short_u", -int(limits["asset_u"] - unit_u) + step),
        "quote long": lambda: setattr(one, "quote_long_u", int(limits["asset_u"] - paid_u) + step),
        "quote short": lambda: setattr(one, "quote_short_u", -int(limits["asset_u"] - paid_u) + step),
        "worthless": lambda: setattr(one, "worth_u", step),
        "venue": lambda: setattr(one, "venue_u", int(limits["venue_u"] - unit_u) + step),
        "desk": lambda: setattr(one, "desk_u", int(limits["desk_u"] - unit_u) + step),
        "free": lambda: setattr(one, "free_u", (int(value) if one.side > 0 else int(one.lots) * 10) + step),
        "unknown": lambda: setattr(one, rng.choice(SUMS), None),
        "counts": lambda: setattr(one, rng.choice(COUNTS), step),
    }  # fmt: skip
    choices[rng.choice(sorted(choices))]()


def _at_position(one: Scene, step: int) -> None:
    """The worst case of the order's side lands on the limit."""
    if one.side > 0:
        one.position_l = one.limits["position_l"] - one.buys_l - int(one.lots) + step
    else:
        one.position_l = -one.limits["position_l"] + one.sells_l + int(one.lots) + step


def _at_collar(one: Scene) -> Fraction:
    mid = Fraction(one.bid_c + one.ask_c, 2)
    return Fraction(int(mid * (1 - one.side * Fraction(one.limits["bps"], 10_000))))


def _good_at_collar(one: Scene) -> int:
    return 2 * int(one.cents * 10_000 / (10_000 + one.limits["bps"]))


def intent_of(one: Scene) -> OrderIntent:
    """The order of the scene."""
    price = Decimal("NaN") if one.nan == "price" else _decimal(one.cents * CENT)
    quantity = Decimal("sNaN") if one.nan == "quantity" else _decimal(one.lots * LOT)
    side = Side.BUY if one.side > 0 else Side.SELL
    wanted = TimeInForce.POST_ONLY if one.post_only else TimeInForce.GTC
    return OrderIntent("c1", BTC.key, side, price, quantity, wanted, "slot")


def facts_of(one: Scene) -> Facts:
    """The scene as the gate sees it."""
    flags = one.flags

    def number(name: str, value: Decimal | None) -> Decimal | None:
        return Decimal("NaN") if one.nan == name else value

    def sure(name: str, value: Decimal) -> Decimal:
        return Decimal("NaN") if one.nan == name else value

    free = number("free", _money(one.free_u))
    return Facts(
        instrument=BTC,
        limits=_limits(one.limits),
        desk_limits=_desk_limits(one.limits),
        state=one.state,
        status=one.status,
        may_trade=flags["may_trade"],
        venue_connected=flags["connected"],
        reconciling=flags["reconciling"],
        balance_mismatch="BTC +1" if flags["mismatch"] else "",
        protected=flags["protected"],
        foreign_known=flags["foreign_known"],
        clock_offset_ns=one.offset_ns,
        book_trusted=flags["trusted"],
        book_fault="" if flags["trusted"] else "gap",
        data_age_ms=one.age_ms,
        mid=float("nan") if one.nan == "mid" else (one.bid_c + one.ask_c) / 200,
        last_good_mid=float("nan") if one.nan == "good" else one.good_c2 / 200,
        best_bid_ticks=one.bid_c,
        best_ask_ticks=one.ask_c,
        position=sure("position", one.position_l * BTC.lot_size),
        open_buy=sure("buys", one.buys_l * BTC.lot_size),
        open_sell=sure("sells", one.sells_l * BTC.lot_size),
        open_orders=one.orders,
        own_best_bid=one.own_bid_c * BTC.tick_size,
        own_best_ask=one.own_ask_c * BTC.tick_size,
        exposure=Exposure(
            number("unit", Decimal(one.bid_c + one.ask_c) / 200),
            number("asset", _money(one.asset_long_u)),
            number("asset", _money(one.asset_short_u)),
            number("venue", _money(one.venue_u)),
            number("desk", _money(one.desk_u)),
            number("worth", _money(one.worth_u)),
            _money(one.quote_long_u),
            _money(one.quote_short_u),
        ),
        slot_taken=flags["slot_taken"],
        unanswered_ms=one.unanswered_ms,
        fills_in_window=one.fills,
        throttled="latched" if flags["throttled"] else "",
        free_quote=free if one.side > 0 else None,
        free_base=None if one.side > 0 else free,
        messages_last_s=one.messages,
        day_profit_quote=number("profit", _money(one.profit_u)),
        day_lost="latched" if flags["lost"] else "",
        drawdown_quote=number("down", _money(one.down_u)),
        allowed=Allowed(one.permission, why="a breaker"),
        probe_waits=flags["probing"],
        drawn_down="latched" if flags["drawn"] else "",
    )


def _limits(limits: dict[str, int]) -> RiskLimits:
    return RiskLimits(
        max_order_value_quote=Decimal(limits["value_u"]) / 10**6,
        max_order_quantity=limits["lots"] * BTC.lot_size,
        price_collar_bps=float(limits["bps"]),
        max_position_quantity=limits["position_l"] * BTC.lot_size,
        max_open_orders=limits["orders"],
        max_messages_per_s=limits["messages"],
        max_data_age_ms=limits["age_ms"],
        max_same_side_fills=limits["fills"],
        duplicate_window_ms=limits["window_ms"],
    )


def _desk_limits(limits: dict[str, int]) -> DeskLimits:
    return DeskLimits(
        max_position_quote=Decimal(limits["desk_u"]) / 10**6,
        max_asset_position_quote=Decimal(limits["asset_u"]) / 10**6,
        max_position_per_venue_quote=Decimal(limits["venue_u"]) / 10**6,
        max_daily_loss_quote=Decimal(limits["loss_u"]) / 10**6,
        max_drawdown_quote=Decimal(limits["down_u"]) / 10**6,
    )


def _money(micro: int | None) -> Decimal | None:
    return None if micro is None else Decimal(micro) / 10**6


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
