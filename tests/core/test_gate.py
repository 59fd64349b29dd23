"""Every pre-trade control at its limit and one smallest step beyond it."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mmdesk.core.model.order import ApprovedOrder, OrderIntent, Refusal, TimeInForce
from mmdesk.core.model.parameters import RiskLimits
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side
from mmdesk.core.risk.controls import CONTROLS
from mmdesk.core.risk.facts import Facts
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
)
CALM = Facts(
    instrument=BTC,
    limits=LIMITS,
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


def limits(**changes: Any) -> RiskLimits:
    return replace(LIMITS, **changes)


def buy(**changes: Any) -> OrderIntent:
    return replace(BUY, **changes)


def sell(**changes: Any) -> OrderIntent:
    return replace(SELL, **changes)


def test_an_order_within_every_limit_passes() -> None:
    assert control(BUY) == ""
    assert control(SELL) == ""


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
    ("trading state", BUY, {}, BUY, {"state": TradingState.STOPPED}),
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
    ("minimum quantity", BUY, {"instrument": replace(BTC, min_quantity=D("0.01"))}, BUY,
     {"instrument": replace(BTC, min_quantity=D("0.01001"))}),
    ("maximum quantity", BUY, {"instrument": replace(BTC, max_quantity=D("0.01"))}, BUY,
     {"instrument": replace(BTC, max_quantity=D("0.00999"))}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "passes", "facts", "breaks", "beyond"), CASES)
def test_a_control_passes_its_limit_and_refuses_the_next_step(
    name: str, passes: OrderIntent, facts: dict[str, Any], breaks: OrderIntent, beyond: dict[str, Any]
) -> None:
    assert control(passes, **facts) == ""
    assert control(breaks, **beyond) == name


def test_every_control_is_tried() -> None:
    names = {control(breaks, **beyond) for _, _, _, breaks, beyond in CASES}
    assert len(names) >= len(CONTROLS)


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


amounts = st.decimals("-1", "1", places=5)


@given(
    price=st.decimals("-1", "20000", places=3),
    quantity=amounts,
    side=st.sampled_from(Side),
    position=amounts,
    open_buy=st.decimals(0, 1, places=5),
    open_sell=st.decimals(0, 1, places=5),
)
def test_no_fuzzed_order_leaves_against_a_limit(
    price: Decimal, quantity: Decimal, side: Side, position: Decimal, open_buy: Decimal, open_sell: Decimal
) -> None:
    intent = replace(BUY, price=price, quantity=quantity, side=side)
    facts = replace(CALM, position=position, open_buy=open_buy, open_sell=open_sell)
    verdict = judge(intent, facts)
    if isinstance(verdict, Refusal):
        return
    assert 0 < quantity <= LIMITS.max_order_quantity
    assert 5 <= price * quantity <= LIMITS.max_order_value_quote
    assert price % BTC.tick_size == 0
    assert abs(float(price) - 10_000) <= 100.0001
    worst = position + open_buy + quantity if side is Side.BUY else position - open_sell - quantity
    assert (
        worst <= LIMITS.max_position_quantity if side is Side.BUY else worst >= -LIMITS.max_position_quantity
    )
