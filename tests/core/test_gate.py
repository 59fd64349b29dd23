"""Every pre-trade control at its limit and one smallest step beyond it."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from mmdesk.core.model.breakers import Permission
from mmdesk.core.model.control import Control
from mmdesk.core.model.instrument import InstrumentStatus
from mmdesk.core.model.order import ApprovedOrder, OrderIntent, Refusal, TimeInForce
from mmdesk.core.model.parameters import DeskLimits, RiskLimits
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side
from mmdesk.core.risk.breakers.board import Allowed
from mmdesk.core.risk.controls import CHECKS
from mmdesk.core.risk.facts import Exposure, Facts
from mmdesk.core.risk.gate import judge
from mmdesk.core.risk.message_rate import MessageRate
from tests.core.dialogue import BTC, KEY

D = Decimal
LIMITS = RiskLimits(
    max_order_value_quote=D(1_000),
    max_order_quantity=D("0.1"),
    price_collar_bps=100.0,
    max_position_quantity=D("0.25"),
    max_open_orders=4,
    max_messages_per_s=20,
    max_data_age_ms=3_000,
    max_same_side_fills=10,
    same_side_fills_window_ms=5_000,
    duplicate_window_ms=1_000,
)
DESK = DeskLimits(
    max_position_quote=D(9_000),
    max_asset_position_quote=D(5_000),
    max_position_per_venue_quote=D(7_000),
    max_daily_loss_quote=D(100),
    max_drawdown_quote=D(200),
)
FLAT = Exposure(D(10_000), D(0), D(0), D(0), D(0))
CALM = Facts(
    instrument=BTC,
    limits=LIMITS,
    desk_limits=DESK,
    status=InstrumentStatus.TRADING,
    may_trade=True,
    exposure=FLAT,
    unanswered_ms=-1,
    fills_in_window=0,
    day_profit_quote=D(0),
    drawdown_quote=D(0),
    state=TradingState.ARMED,
    venue_connected=True,
    reconciling=False,
    book_trusted=True,
    book_fault="",
    data_age_ms=0,
    mid=10_000.0,
    last_good_mid=10_000.0,
    best_bid_ticks=999_900,
    best_ask_ticks=1_000_100,
    position=D(0),
    open_buy=D(0),
    open_sell=D(0),
    open_orders=0,
    own_best_bid=D(0),
    own_best_ask=D(0),
    slot_taken=False,
    free_quote=D(100_000),
    free_base=D(10),
    messages_last_s=0,
)
BUY = OrderIntent("c1", KEY, Side.BUY, D("9990.00"), D("0.01000"), TimeInForce.POST_ONLY, "buy0")
SELL = OrderIntent("c1", KEY, Side.SELL, D("10010.00"), D("0.01000"), TimeInForce.POST_ONLY, "sell0")


def control(intent: OrderIntent, **facts: Any) -> str:
    """The control that refuses, empty when the order passes."""
    verdict = judge(intent, replace(CALM, **facts))
    if isinstance(verdict, ApprovedOrder):
        return ""
    assert verdict.limit
    assert verdict.value
    return verdict.control


def exposed(**sums: Any) -> dict[str, Any]:
    return {"exposure": replace(FLAT, **sums)}


def limits(**changes: Any) -> RiskLimits:
    return replace(LIMITS, **changes)


def buy(**changes: Any) -> OrderIntent:
    return replace(BUY, **changes)


def sell(**changes: Any) -> OrderIntent:
    return replace(SELL, **changes)


def test_an_order_within_every_limit_passes() -> None:
    assert control(BUY) == ""
    assert control(SELL) == ""


REDUCING: dict[str, Any] = {"allowed": Allowed(Permission.REDUCING, why="drawdown")}
CASES: list[tuple[str, OrderIntent, dict[str, Any], OrderIntent, dict[str, Any]]] = [
    ("order value", BUY, {"limits": limits(max_order_value_quote=D("99.9"))}, BUY,
     {"limits": limits(max_order_value_quote=D("99.89999"))}),
    ("order quantity", BUY, {"limits": limits(max_order_quantity=D("0.01"))}, buy(quantity=D("0.01001")),
     {"limits": limits(max_order_quantity=D("0.01"))}),
    ("price collar", buy(price=D("9900.00")), {}, buy(price=D("9899.99")), {}),
    ("price collar", sell(price=D("10100.00")), {}, sell(price=D("10100.01")), {}),
    ("price collar, last good mid", buy(price=D("9950.00")), {"last_good_mid": 10_050.505},
     buy(price=D("9949.98")), {"last_good_mid": 10_050.505}),
    ("position", BUY, {"position": D("0.20"), "open_buy": D("0.04")}, BUY,
     {"position": D("0.20"), "open_buy": D("0.04001")}),
    ("position", SELL, {"position": D("-0.20"), "open_sell": D("0.04")}, SELL,
     {"position": D("-0.20"), "open_sell": D("0.04001")}),
    ("open orders", BUY, {"open_orders": 3}, BUY, {"open_orders": 4}),
    ("message rate", BUY, {"messages_last_s": 19}, BUY, {"messages_last_s": 20}),
    ("balance", BUY, {"free_quote": D("99.9")}, BUY, {"free_quote": D("99.89999999")}),
    ("balance", SELL, {"free_base": D("0.01")}, SELL, {"free_base": D("0.00999")}),
    ("balance", SELL, {}, SELL, {"free_base": None}),
    ("data age", BUY, {"data_age_ms": 3_000}, BUY, {"data_age_ms": 3_001}),
    ("data age", BUY, {}, BUY, {"data_age_ms": -1}),
    ("book", BUY, {}, BUY, {"book_trusted": False, "book_fault": "gap"}),
    ("book", BUY, {}, BUY, {"mid": 0.0}),
    ("venue", BUY, {}, BUY, {"venue_connected": False}),
    ("venue", BUY, {}, BUY, {"reconciling": True}),
    ("trading state", BUY, {}, BUY, {"state": TradingState.DISARMED}),
    ("trading state", BUY, {}, BUY, {"state": TradingState.PAUSED}),
    ("post-only", buy(price=D("10000.99")), {}, buy(price=D("10001.00")), {}),
    ("post-only", sell(price=D("9999.01")), {}, sell(price=D("9999.00")), {}),
    ("self-match", BUY, {"own_best_ask": D("9990.01")}, BUY, {"own_best_ask": D("9990.00")}),
    ("self-match", SELL, {"own_best_bid": D("10009.99")}, SELL, {"own_best_bid": D("10010.00")}),
    ("duplicate slot", BUY, {}, BUY, {"slot_taken": True}),
    ("tick size", BUY, {}, buy(price=D("9990.001")), {}),
    ("tick size", BUY, {}, buy(price=D(0)), {}),
    ("lot size", BUY, {}, buy(quantity=D("0.010001")), {}),
    ("lot size", BUY, {}, buy(quantity=D(0)), {}),
    ("minimum notional", buy(quantity=D("0.00051")), {}, buy(quantity=D("0.00050")), {}),
    ("minimum notional", BUY, {"instrument": replace(BTC, min_notional_quote=D("99.9"))}, BUY,
     {"instrument": replace(BTC, min_notional_quote=D("99.90001"))}),
    ("maximum quantity", BUY, {"instrument": replace(BTC, max_quantity=D(0))}, BUY,
     {"instrument": replace(BTC, max_quantity=D("0.00999"))}),
    ("minimum quantity", BUY, {"instrument": replace(BTC, min_quantity=D("0.01"))}, BUY,
     {"instrument": replace(BTC, min_quantity=D("0.01001"))}),
    ("maximum quantity", BUY, {"instrument": replace(BTC, max_quantity=D("0.01"))}, BUY,
     {"instrument": replace(BTC, max_quantity=D("0.00999"))}),
    ("asset position", BUY, exposed(asset_long=D("4900")), BUY, exposed(asset_long=D("4900.01"))),
    ("asset position", SELL, exposed(asset_short=D("-4900")), SELL, exposed(asset_short=D("-4900.01"))),
    ("asset position", BUY, {}, BUY, exposed(asset_long=None)),
    ("asset position", BUY, {}, BUY, exposed(unit=None)),
    ("asset position", BUY, {}, BUY, exposed(unit=D(0))),
    ("asset position", BUY, {}, BUY, exposed(unit=D("NaN"))),
    ("asset position", SELL, {}, SELL, exposed(asset_short=D("NaN"))),
    ("venue position", BUY, exposed(venue=D("6900")), BUY, exposed(venue=D("6900.01"))),
    ("venue position", SELL, exposed(venue=D("6900")), SELL, exposed(venue=D("6900.01"))),
    ("venue position", SELL, {}, SELL, exposed(venue=None)),
    ("desk position", BUY, exposed(desk=D("8900")), BUY, exposed(desk=D("8900.01"))),
    ("desk position", BUY, {}, BUY, exposed(desk=D("NaN"))),
    ("repeated executions", BUY, {"fills_in_window": 9}, BUY, {"fills_in_window": 10}),
    ("repeated executions", BUY, {}, BUY, {"throttled": "10 buy fills within 5 s"}),
    ("duplicate order", BUY, {"unanswered_ms": 1_001}, BUY, {"unanswered_ms": 1_000}),
    # 99.9 are paid at a worth of 2: 199.8 of the asset go.
    ("asset position", BUY, exposed(quote_worth=D(2), quote_short=D("-4800.2")), BUY,
     exposed(quote_worth=D(2), quote_short=D("-4800.20000001"))),
    ("asset position", SELL, exposed(quote_worth=D(2), quote_long=D("4799.8")), SELL,
     exposed(quote_worth=D(2), quote_long=D("4799.80000001"))),
    ("asset position", BUY, exposed(quote_worth=D(2), quote_long=D(9_000)), BUY, exposed(quote_worth=None)),
    ("asset position", BUY, exposed(quote_worth=D(0), quote_short=None), BUY,
     exposed(quote_worth=D(2), quote_short=None)),
    ("asset position", BUY, {}, BUY, exposed(quote_worth=D("NaN"))),
    ("asset position", BUY, {}, BUY, exposed(quote_worth=D(-1))),
    ("asset position", BUY, {}, BUY, exposed(quote_worth=D(2), quote_short=D("NaN"))),
    ("daily loss", BUY, {"day_profit_quote": D(-100)}, BUY, {"day_profit_quote": D("-100.00000001")}),
    ("daily loss", BUY, {}, BUY, {"day_profit_quote": None}),
    ("daily loss", BUY, {}, BUY, {"day_profit_quote": D("NaN")}),
    ("daily loss", BUY, {}, BUY, {"day_lost": "101 lost"}),
    ("drawdown", BUY, {"drawdown_quote": D(200)}, BUY, {"drawdown_quote": D("200.00000001")}),
    ("drawdown", BUY, {}, BUY, {"drawdown_quote": None}),
    ("drawdown", BUY, {}, BUY, {"drawdown_quote": D(-1)}),
    ("drawdown", BUY, {}, BUY, {"drawn_down": "201 down"}),
    ("instrument status", BUY, {}, BUY, {"status": InstrumentStatus.HALTED}),
    ("instrument status", BUY, {}, BUY, {"status": InstrumentStatus.UNKNOWN}),
    ("permission", BUY, {}, BUY, {"may_trade": False}),
    ("clock skew", BUY, {"clock_offset_ns": 2_000_000_000}, BUY, {"clock_offset_ns": 2_000_000_001}),
    ("clock skew", BUY, {"clock_offset_ns": -2_000_000_000}, BUY, {"clock_offset_ns": -2_000_000_001}),
    ("venue", BUY, {}, BUY, {"balance_mismatch": "BTC +1"}),
    ("venue", BUY, {}, BUY, {"protected": False}),
    ("kill switch", BUY, {}, BUY, {"state": TradingState.STOPPED}),
    ("foreign orders", BUY, {}, BUY, {"foreign_known": False}),
    ("circuit breaker", BUY, {}, BUY, {"allowed": Allowed(Permission.HALTED, why="spread")}),
    ("circuit breaker", BUY, {}, BUY, {"probe_waits": True}),
    ("circuit breaker", BUY, REDUCING | {"position": D("-0.02"), "open_buy": D("0.01")}, BUY,
     REDUCING | {"position": D("-0.02"), "open_buy": D("0.01001")}),
    ("circuit breaker", SELL, REDUCING | {"position": D("0.01")}, SELL,
     REDUCING | {"position": D("0.00999")}),
    ("circuit breaker", SELL, REDUCING | {"position": D("0.01")}, SELL, REDUCING | {"position": D("NaN")}),
    ("order", BUY, {}, buy(price=D("NaN")), {}),
    ("order", BUY, {}, buy(price=D("sNaN")), {}),
    ("order", BUY, {}, buy(quantity=D("Infinity")), {}),
    ("tick size", BUY, {}, buy(price=D("-9990.00")), {}),
    ("lot size", BUY, {}, buy(quantity=D("-0.01000")), {}),
    ("sums", BUY, {}, BUY, {"open_buy": D(-1)}),
    ("sums", BUY, {}, BUY, {"open_sell": D("NaN")}),
    ("sums", BUY, {}, BUY, {"position": D("NaN")}),
    ("sums", BUY, {}, BUY, {"own_best_ask": D("NaN")}),
    ("sums", BUY, {}, BUY, {"open_orders": -1}),
    ("sums", BUY, {}, BUY, {"messages_last_s": -1}),
    ("balance", BUY, {}, BUY, {"free_quote": D("NaN")}),
    ("book", BUY, {}, BUY, {"mid": float("nan")}),
    ("price collar, last good mid", BUY, {}, BUY, {"last_good_mid": float("nan")}),
    ("post-only", SELL, {}, SELL, {"best_bid_ticks": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "passes", "facts", "breaks", "beyond"), CASES)
def test_a_control_passes_its_limit_and_refuses_the_next_step(
    name: str, passes: OrderIntent, facts: dict[str, Any], breaks: OrderIntent, beyond: dict[str, Any]
) -> None:
    assert control(passes, **facts) == ""
    assert control(breaks, **beyond) == name


def refusal(intent: OrderIntent, **facts: Any) -> Refusal:
    verdict = judge(intent, replace(CALM, **facts))
    assert isinstance(verdict, Refusal)
    return verdict


def test_all_sixteen_controls_and_every_check_are_tried() -> None:
    told = [refusal(breaks, **beyond) for _, _, _, breaks, beyond in CASES]
    assert {one.number for one in told} == {control.value for control in Control}
    assert len({one.control for one in told}) >= len(CHECKS)


def test_a_refusal_names_limit_use_and_the_orders_own_value() -> None:
    assert refusal(BUY, position=D("0.2"), open_buy=D("0.045")) == Refusal(
        "c1", KEY, Side.BUY, "position", "0.25", "0.25500", "0.245", "0.01000", Control.POSITION, KEY
    )
    asset = refusal(SELL, **exposed(asset_short=D(-4_950)))
    assert (asset.limit, asset.value, asset.use, asset.order) == ("-5000", "-5050.00", "-4950.00", "-100.00")
    assert asset.scope == "BTC"
    assert refusal(BUY, open_orders=4).use == "4"
    assert refusal(BUY, free_quote=D(1)).scope == "USDT@binance"
    assert refusal(BUY, fills_in_window=10).scope == f"{KEY} buy"
    assert refusal(BUY, day_profit_quote=D(-101)).scope == "desk"
    assert refusal(buy(price=D("1.00"))).order == "0.01000 @ 1.00"


def test_the_kill_switch_is_named_before_everything_else() -> None:
    told = refusal(buy(price=D("NaN")), state=TradingState.STOPPED, venue_connected=False, mid=0.0)
    assert (told.control, told.number) == ("kill switch", Control.KILL)


def test_an_order_that_reduces_the_worst_case_passes_beyond_venue_and_desk_limits() -> None:
    beyond = exposed(venue=D(50_000), desk=D(50_000), asset_short=D(3_000))
    assert control(SELL, position=D("0.20"), **beyond) == ""
    assert control(SELL, position=D("0.004"), **beyond) == "venue position"


@pytest.mark.parametrize(
    "lost",
    [{"day_profit_quote": D(-101)}, {"drawdown_quote": D(201)}, {"day_lost": "x"}, {"drawn_down": "x"}],
)
def test_beyond_a_loss_what_reduces_the_position_passes_and_nothing_above_flat(lost: dict[str, Any]) -> None:
    loss = "daily loss" if set(lost) & {"day_profit_quote", "day_lost"} else "drawdown"
    long = {"position": D("0.01"), **lost}
    assert control(SELL, **long) == ""
    assert control(SELL, **long, open_sell=D("0.00001")) == loss
    assert control(sell(quantity=D("0.01001")), **long) == loss
    assert control(BUY, **long) == loss
    assert control(BUY, **{**long, "position": D("-0.01")}) == ""
    assert control(BUY, **{**long, "position": D("-0.01")}, open_buy=D("0.00001")) == loss
    assert control(SELL, **{**long, "position": D("NaN")}) == loss
    assert control(SELL, **lost) == loss


@pytest.mark.parametrize(
    "unknown", [{"day_profit_quote": None}, {"drawdown_quote": None}, {"drawdown_quote": D(-1)}]
)
def test_a_loss_that_is_not_known_lets_nothing_pass(unknown: dict[str, Any]) -> None:
    assert control(SELL, position=D("0.01"), **unknown) in ("daily loss", "drawdown")


def test_an_order_that_reduces_passes_beyond_the_limit_of_the_other_side() -> None:
    assert control(SELL, position=D("0.30")) == ""
    assert control(BUY, position=D("0.30")) == "position"


def test_the_window_of_the_message_rate_is_one_second() -> None:
    rate = MessageRate()
    rate.sent(0)
    rate.sent(500_000_000)
    assert rate.count(999_999_999) == 2
    assert rate.count(1_000_000_000) == 1
    assert rate.count(1_500_000_000) == 0
