"""Positions across markets at their worst: by asset, venue and desk; and duplicates before an answer."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.valuation import exposure, fee_value, total_profit
from mmdesk.core.model.account import Position
from mmdesk.core.model.effects import OrderDenied
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.events import OrderReported
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.order import VenueOrder, VenueStatus
from mmdesk.core.model.parameters import DeskLimits, QuoteParameters, RiskLimits
from mmdesk.core.model.values import Side
from mmdesk.core.pipeline import step
from mmdesk.core.risk.facts import Exposure
from tests.core.dialogue import BTC, KEY, Dialogue, place, top

D = Decimal
ETH = replace(BTC, symbol="ETH/USDT", venue_symbol="ETHUSDT", base="ETH")
ETH_BTC = replace(BTC, symbol="ETH/BTC", venue_symbol="ETHBTC", base="ETH", quote="BTC")
BTC_OKX = replace(BTC, venue="okx", symbol="BTC/USDC", quote="USDC")
FOUR = (BTC, ETH, ETH_BTC, BTC_OKX)
MIDS = {BTC.key: 60_000.0, ETH.key: 3_000.0, ETH_BTC.key: 0.05, BTC_OKX.key: 60_000.0}


def four(positions: dict[str, str], *, average: dict[str, str] | None = None, unpriced: str = "") -> Desk:
    paid = average or {}
    desk = Desk(
        FOUR,
        {one.key: QuoteParameters() for one in FOUR},
        {one.key: RiskLimits() for one in FOUR},
        "mm0001x",
        remembered_positions=[Position(key, D(much), D(paid.get(key, 0))) for key, much in positions.items()],
    )
    for key, market in desk.markets.items():
        market.last_mid = 0.0 if key == unpriced else MIDS[key]
    return desk


def foreign(desk: Desk, key: str, side: Side, quantity: str, price: str = "1") -> None:
    seen = VenueOrder(key, "web", f"{key}{side}", side, D(price), D(quantity), D(0), VenueStatus.OPEN)
    step(desk, OrderReported(wall_ns=1, mono_ns=1, order=seen))


def test_worst_cases_add_up_over_markets_with_every_open_order_of_the_worse_side() -> None:
    desk = four({BTC.key: "1", BTC_OKX.key: "-0.5", ETH.key: "10", ETH_BTC.key: "-4"})
    foreign(desk, BTC.key, Side.BUY, "0.5")
    foreign(desk, BTC_OKX.key, Side.SELL, "0.25")
    foreign(desk, ETH_BTC.key, Side.SELL, "6")
    told = exposure(desk, desk.markets[BTC.key])
    # BTC long: 1 + 0.5 - 0.5 + 6 for ETH = 7.0; short: 1 - 0.5 - 0.25 = 0.25.
    assert [told.unit, told.asset_long, told.asset_short] == [60_000, 420_000, 15_000]
    # Binance: BTC 1.5, ETH 10, ETH/BTC |-10| at 0.05 * 60,000; OKX: |-0.75| BTC.
    assert told.venue == 90_000 + 30_000 + 30_000
    assert told.desk == 150_000 + 45_000
    eth = exposure(desk, desk.markets[ETH_BTC.key])
    assert [eth.unit, eth.asset_long, eth.asset_short] == [3_000, 18_000, 0]
    foreign(desk, BTC.key, Side.BUY, "0.75")
    assert exposure(desk, desk.markets[BTC.key]).asset_long == 435_000


def test_what_is_paid_with_is_an_asset_too() -> None:
    desk = four({BTC.key: "1", ETH_BTC.key: "10"}, average={ETH_BTC.key: "0.05"})
    foreign(desk, ETH_BTC.key, Side.BUY, "2", price="0.04")
    foreign(desk, ETH_BTC.key, Side.SELL, "4", price="0.06")
    # BTC: 1 bought, 0.5 paid for 10 ETH; 0.24 more come if 4 are sold, 0.08 go if 2 are bought.
    told = exposure(desk, desk.markets[BTC.key])
    assert [told.asset_long, told.asset_short] == [D("0.74") * 60_000, D("0.42") * 60_000]
    assert [told.quote_worth, told.quote_long, told.quote_short] == [0, 0, 0]
    eth = exposure(desk, desk.markets[ETH_BTC.key])
    assert eth.quote_worth == 60_000
    assert [eth.quote_long, eth.quote_short] == [told.asset_long, told.asset_short]
    assert exposure(desk, desk.markets[ETH.key]).asset_long == eth.asset_long == 36_000


def test_what_was_earned_in_a_quote_that_cannot_be_valued_leaves_its_asset_unknown_and_no_other() -> None:
    earned = Position(ETH_BTC.key, realised_quote=D("0.01"))
    desk = Desk(
        FOUR,
        {one.key: QuoteParameters() for one in FOUR},
        {one.key: RiskLimits() for one in FOUR},
        "mm0001x",
        remembered_positions=[earned],
    )
    desk.markets[ETH.key].last_mid = 3_000.0
    assert exposure(desk, desk.markets[ETH_BTC.key]).quote_long is None
    assert exposure(desk, desk.markets[ETH.key]) == Exposure(D(3_000), D(0), D(0), D(0), D(0))


@pytest.mark.parametrize(
    ("market", "asset", "fee", "worth"),
    [
        (BTC, "USDT", "0.5", "0.5"),
        (BTC, "BTC", "0.001", "60"),
        (BTC, "ETH", "0.01", "30"),
        (BTC, "USDC", "0.25", "0.25"),
        (ETH_BTC, "USDC", "6", "0.0001"),
        # Nothing prices BNB here: the market's own rate of a thousandth of 60,000 stands for it.
        (BTC, "BNB", "0.02", "60"),
        (BTC, "BNB", "0", "0"),
    ],
)
def test_a_fee_counts_in_the_markets_quote_whatever_it_was_paid_in(
    market: Instrument, asset: str, fee: str, worth: str
) -> None:
    desk, price = four({}), D(60_000) if market is BTC else D("0.05")
    paid = Fill(market.key, "t", "mm0001x1", "v", Side.BUY, price, D(1), D(fee), asset, True, 1)
    assert fee_value(desk, desk.markets[market.key], paid) == D(worth)


def test_a_taker_pays_the_takers_rate_where_nothing_prices_the_asset_of_its_fee() -> None:
    dear = replace(BTC, taker_fee_rate=D("0.002"))
    desk = Desk([dear], {KEY: QuoteParameters()}, {KEY: RiskLimits()}, "mm0001x")
    paid = Fill(KEY, "t", "mm0001x1", "v", Side.BUY, D(60_000), D(1), D("0.02"), "BNB", False, 1)
    assert fee_value(desk, desk.markets[KEY], paid) == 120


def test_a_fill_with_a_fee_in_a_third_asset_is_booked_with_what_it_is_worth() -> None:
    one = Dialogue().armed().accepts_all()
    one.sees(
        one.filled(one.order("buy0").client_id, "0.001", "t1", price="60000", fee="0.02", fee_asset="BNB")
    )
    assert one.desk.portfolio.position(KEY).fees_quote == D("0.06")


def test_a_position_that_cannot_be_valued_leaves_the_sums_unknown_and_a_flat_market_does_not() -> None:
    held = four({ETH_BTC.key: "1"}, unpriced=ETH_BTC.key)
    assert exposure(held, held.markets[BTC.key]) == Exposure(D(60_000), D(0), D(0), None, None)
    assert total_profit(held) is None
    flat = four({}, unpriced=ETH_BTC.key)
    assert exposure(flat, flat.markets[BTC.key]).desk == 0
    assert total_profit(flat) == 0


def test_a_quote_asset_without_a_market_of_the_desk_cannot_be_valued() -> None:
    only = Desk([ETH_BTC], {ETH_BTC.key: QuoteParameters()}, {ETH_BTC.key: RiskLimits()}, "mm0001x")
    only.markets[ETH_BTC.key].last_mid = 0.05
    assert exposure(only, only.markets[ETH_BTC.key]).unit is None


def test_orders_beyond_the_asset_limit_are_denied_and_the_other_side_is_quoted() -> None:
    limits = DeskLimits(max_asset_position_quote=D(6_000))
    one = Dialogue(
        QuoteParameters(order_amount=D("0.01"), inventory_skew=0.0, inventory_limit_quantity=D("0.25")),
        desk_limits=limits,
        remembered_positions=[Position(KEY, D("0.095"), D(60_000))],
    )
    one.armed().wants(place("sell0", "60018.01"))
    refusal = one.told(OrderDenied)[0].refusal
    assert (refusal.control, refusal.scope, refusal.limit) == ("asset position", "BTC", "6000")
    assert (refusal.use, refusal.order, refusal.value) == ("5700.00", "600.00", "6300.00")


def test_an_order_like_an_unanswered_one_waits_out_the_window() -> None:
    one = Dialogue(QuoteParameters(order_refresh_time_s=0.05)).armed()
    bid = one.order("buy0")
    one.desk.markets[KEY].slots[0].leave(bid.client_id)
    one.waits(500).sees(top(60_000.0, 60_000.01))
    assert [denied.refusal.control for denied in one.told(OrderDenied)] == ["duplicate order"]
    one.waits(600).sees(top(60_000.0, 60_000.01)).wants(place("buy0", "59982.00"))


def test_an_answered_order_is_no_duplicate() -> None:
    one = Dialogue(QuoteParameters(order_refresh_time_s=0.05)).armed()
    bid = one.order("buy0")
    one.sees(one.accepted(bid.client_id))
    one.desk.markets[KEY].slots[0].leave(bid.client_id)
    one.waits(300).sees(top(60_000.0, 60_000.01)).wants(place("buy0", "59982.00"))


def test_limits_that_are_no_numbers_are_all_told_at_once() -> None:
    wrong = RiskLimits(max_order_value_quote=D("NaN"), price_collar_bps=float("nan"), max_open_orders=0)
    with pytest.raises(ConfigurationError) as refused:
        Dialogue(limits=wrong, desk_limits=DeskLimits(max_drawdown_quote=D(-1)))
    told = str(refused.value)
    assert "desk: max_drawdown_quote: -1 is not above zero" in told
    assert f"{KEY}: max_order_value_quote: NaN is not a finite number" in told
    assert f"{KEY}: price_collar_bps: nan is not a finite number" in told
    assert f"{KEY}: max_open_orders: 0 is not above zero" in told
