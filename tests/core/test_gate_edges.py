"""What the controls say when they refuse, and the edges that other controls cover before them."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from mmdesk.core.model.control import Control
from mmdesk.core.model.order import OrderIntent, Refusal
from mmdesk.core.risk import exposure_controls as exposure
from mmdesk.core.risk import order_controls as size
from mmdesk.core.risk import price_controls as price
from mmdesk.core.risk.profit_watch import DAY_NS, ProfitWatch
from mmdesk.core.risk.recent_orders import RecentOrders
from mmdesk.core.risk.reducing import room_to_flat
from mmdesk.core.risk.refusals import TOLD_AGAIN_NS, Refusals
from tests.core.test_gate import BUY, CALM, FLAT, SELL, buy, refusal, sell

D = Decimal
SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("facts", "value", "limit"),
    [
        ({"open_orders": 4}, "5", "4"),
        ({"messages_last_s": 20}, "21/s", "20/s"),
        ({"fills_in_window": 10}, "10 fills", "10 fills in 5000 ms"),
        ({"data_age_ms": 3_001}, "3001 ms", "3000 ms"),
        ({"data_age_ms": -1}, "no data", "3000 ms"),
        ({"clock_offset_ns": -2_000_000_001}, "-2000.000 ms", "2000 ms"),
        ({"day_profit_quote": D("-100.5")}, "100.50", "100"),
        ({"drawdown_quote": D("200.25")}, "200.25", "200"),
        ({"exposure": replace(FLAT, venue=D(6_950))}, "7050.00", "7000"),
        ({"exposure": replace(FLAT, desk=None)}, "unknown", "9000"),
        ({"free_quote": D("99.5")}, "99.9000000 USDT", "99.5 USDT"),
        ({"own_best_ask": D("9980.00")}, "9990.00", "own order at 9980.00"),
    ],
)
def test_a_refusal_tells_the_limit_and_what_the_order_would_make_of_it(
    facts: dict[str, Any], value: str, limit: str
) -> None:
    told = refusal(BUY, **facts)
    assert (told.value, told.limit) == (value, limit)


def test_data_that_is_just_now_is_no_missing_data() -> None:
    late = refusal(BUY, data_age_ms=1, limits=replace(CALM.limits, max_data_age_ms=0))
    assert late.value == "1 ms"


def test_reducing_tells_how_much_is_left_to_flat() -> None:
    held = replace(CALM, position=D("0.05"), open_sell=D("0.02"))
    assert room_to_flat(SELL.side, held) == D("0.03")
    assert room_to_flat(BUY.side, held) == 0
    assert room_to_flat(BUY.side, replace(CALM, position=D("-0.05"), open_buy=D("0.02"))) == D("0.03")
    assert room_to_flat(SELL.side, replace(CALM, position=D("-0.05"))) == 0
    assert room_to_flat(SELL.side, replace(CALM, position=D("NaN"))) == 0


def test_a_price_or_a_worth_below_one_is_a_price_like_any_other() -> None:
    assert size.tick(buy(price=D("0.01")), CALM) is None
    assert size.tick(buy(price=D("0.00")), CALM) is not None
    cheap = replace(CALM, best_bid_ticks=50)
    assert price.would_cross(sell(price=D("0.51")), cheap) is None
    assert price.would_cross(sell(price=D("0.50")), cheap) is not None
    assert price.would_cross(sell(price=D("0.51")), replace(CALM, best_bid_ticks=0)) is not None
    assert price.self_match(buy(price=D("0.60")), replace(CALM, own_best_ask=D("0.60"))) is not None
    assert price.self_match(sell(price=D("0.60")), replace(CALM, own_best_bid=D("0.60"))) is not None
    half = replace(CALM, exposure=replace(FLAT, unit=D("0.5")))
    assert exposure.asset_position(BUY, half) is None
    assert exposure.venue_position(BUY, half) is None


@pytest.mark.parametrize("mid", [0.0, -1.0, float("nan")])
def test_without_a_mid_there_is_no_distance_from_it(mid: float) -> None:
    told = price.collar_mid(BUY, replace(CALM, mid=mid))
    assert told is not None
    assert told.value == "no mid"


@pytest.mark.parametrize("unit", [D(0), D(-1), D("NaN"), D("Infinity"), None])
def test_what_cannot_be_valued_is_beyond_every_position_limit(unit: Decimal | None) -> None:
    for check in (exposure.asset_position, exposure.venue_position, exposure.desk_position):
        assert check(BUY, replace(CALM, exposure=replace(FLAT, unit=unit))) is not None


def test_beyond_its_limit_a_venue_takes_not_even_a_little_more() -> None:
    beyond = replace(CALM, exposure=replace(FLAT, venue=D(7_001)))
    assert exposure.venue_position(buy(quantity=D("0.00001")), beyond) is not None
    assert exposure.venue_position(SELL, replace(beyond, position=D("0.02"))) is None


def test_a_total_that_is_not_known_any_more_leaves_no_loss_and_moves_no_mark() -> None:
    watch = ProfitWatch(None, D(100))
    watch.see(D(5), 0)
    watch.see(None, 1)
    assert (watch.day_profit, watch.drawdown, watch.restart_peak()) == (None, None, None)
    assert watch.see(D(-5), 2) is None
    assert (watch.day_profit, watch.drawdown) == (D(-10), D(10))
    assert DAY_NS == 24 * 3_600 * SECOND


def test_the_oldest_of_too_many_orders_is_forgotten() -> None:
    recent = RecentOrders()
    orders = [replace(BUY, price=D(number), client_id=f"c{number}") for number in range(1, 1_002)]
    for order in orders:
        recent.sent(order, 1)
    assert recent.like(orders[0]) is None
    kept = recent.like(orders[1])
    assert kept is not None
    assert kept.client_id == "c2"


# -- refusals in a row -----------------------------------------------------------------------------


def refused(order: OrderIntent = BUY, control: str = "order value", scope: str = "all") -> Refusal:
    return Refusal(
        order.client_id, order.instrument, order.side, control, "1", "2", "", "", Control.ORDER_VALUE, scope
    )


def test_a_series_is_told_first_then_every_minute_and_at_its_end_with_its_count() -> None:
    series = Refusals()
    (first,) = series.refused(BUY, refused(), 1, 0)
    assert (first.count, first.untold) == (1, 0)
    assert series.refused(BUY, refused(), 1, TOLD_AGAIN_NS - 1) == ()
    assert series.refused(BUY, refused(), 1, TOLD_AGAIN_NS) == (first,)
    assert (first.count, first.untold) == (3, 0)
    assert series.refused(BUY, refused(), 1, TOLD_AGAIN_NS + 1) == ()
    assert first.untold == 1
    assert series.passed(BUY.instrument, BUY.slot) == (first,)
    assert series.passed(BUY.instrument, BUY.slot) == ()


def test_another_rule_ends_a_series() -> None:
    series = Refusals()
    (first,) = series.refused(BUY, refused(), 1, 0)
    series.refused(BUY, refused(), 1, 1)
    ended, begun = series.refused(BUY, refused(control="balance"), 1, 2)
    assert (ended, ended.count, begun.refusal.control) == (first, 2, "balance")
    (third,) = series.refused(BUY, refused(), 1, 3)
    assert third.refusal.control == "order value"


def test_refusals_are_counted_by_control_and_scope_with_the_last_of_each() -> None:
    series = Refusals()
    for at, scope in ((5, "a"), (7, "b"), (9, "a")):
        series.refused(BUY, refused(scope=scope), at, at)
    tally = series.tally(Control.ORDER_VALUE, "a")
    assert tally is not None
    assert (tally.count, tally.last_wall_ns, series.count) == (2, 9, 3)
    assert series.tally(Control.ORDER_VALUE, "c") is None
    assert [scope for _, scope in series.latest(5, 0)] == ["a", "b"]
    assert [scope for _, scope in series.latest(1, 0)] == ["a"]
    assert [scope for _, scope in series.latest(5, 8)] == ["a"]
    assert len(series.latest(5, 7)) == 2


def test_scopes_are_bounded() -> None:
    series = Refusals()
    for number in range(5_001):
        series.refused(BUY, refused(scope=f"s{number}"), 1, 1)
    assert series.tally(Control.ORDER_VALUE, "s4999") is not None
    assert series.tally(Control.ORDER_VALUE, "s5000") is None
