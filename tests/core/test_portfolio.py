"""Positions, fees, balances and the PnL identity."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.core.model.account import Balance, Position
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.values import Side
from mmdesk.core.portfolio.balances import Balances
from mmdesk.core.portfolio.portfolio import Portfolio
from tests.core.dialogue import BTC, KEY

D = Decimal


def fill(
    side: Side, quantity: str, price: str, fee: str = "0", fee_asset: str = "USDT", trade_id: str = "t"
) -> Fill:
    return Fill(
        KEY, trade_id, "mm0001x1", "v1", side, D(price), D(quantity), D(fee), fee_asset, True, 1_700_000_000
    )


def portfolio(start: Position | None = None) -> Portfolio:
    return Portfolio({KEY: BTC}, [start] if start else [])


def test_average_cost_realises_on_the_way_down_and_turns_over() -> None:
    books = portfolio()
    books.book(fill(Side.BUY, "1", "100"), 0.0)
    books.book(fill(Side.BUY, "1", "110"), 0.0)
    position = books.book(fill(Side.SELL, "1", "120"), 0.0)
    assert (position.quantity, position.average_price, position.realised_quote) == (D(1), D(105), D(15))
    position = books.book(fill(Side.SELL, "3", "100"), 0.0)
    assert (position.quantity, position.average_price, position.realised_quote) == (D(-2), D(100), D(10))
    position = books.book(fill(Side.BUY, "2", "90"), 0.0)
    assert (position.quantity, position.average_price, position.realised_quote) == (D(0), D(0), D(30))
    assert (position.bought_quantity, position.sold_quantity) == (D(4), D(4))


def test_fees_in_base_count_at_the_fills_price_and_leave_the_position_alone() -> None:
    books = portfolio()
    position = books.book(fill(Side.BUY, "1", "100", fee="0.001", fee_asset="BTC"), 0.0)
    assert position.quantity == D(1)
    assert position.fees_quote == D("0.1")
    assert books.base_fees(KEY) == D("0.001")


def test_a_fee_in_a_third_asset_is_what_whoever_books_it_says_it_is_worth() -> None:
    books = portfolio()
    position = books.book(fill(Side.BUY, "1", "100", fee="0.002", fee_asset="BNB"), 0.0, D("1.2"))
    assert position.fees_quote == D("1.2")
    assert books.base_fees(KEY) == 0


def test_the_published_attribution_comes_out(shared_oracles: Path) -> None:
    oracle = json.loads((shared_oracles / "oracle_vectors.json").read_text())["PnL attribution"]
    books = portfolio()
    for number, one in enumerate(oracle["fills"]):
        price, quantity = D(str(one["price"])), D(str(one["qty"]))
        fee = D(str(one["fee_rate"])) * price * quantity
        side = Side.BUY if one["side"] > 0 else Side.SELL
        books.book(fill(side, str(quantity), str(price), str(fee), trade_id=str(number)), one["mid"])
    report = books.report(KEY, oracle["mids"][str(oracle["T"])])
    assert float(report.capture_quote) == pytest.approx(oracle["spread_capture"], abs=1e-12)
    assert float(report.inventory_quote) == pytest.approx(oracle["inventory"], abs=1e-12)
    assert float(report.fees_quote) == pytest.approx(oracle["fees"], abs=1e-12)
    assert float(report.total_quote) == pytest.approx(oracle["total"], abs=1e-12)
    assert abs(report.residual_quote) < D("1e-9")


fills = st.lists(
    st.tuples(
        st.sampled_from(Side),
        st.integers(1, 100_000),
        st.integers(5_000_000, 7_000_000),
        st.integers(-50, 500),
        st.sampled_from(["USDT", "BTC", "BNB"]),
        st.one_of(st.just(0.0), st.floats(50_000, 70_000)),
    ),
    max_size=40,
)


@given(fills=fills, mid=st.floats(50_000, 70_000), start=st.integers(-1_000, 1_000))
def test_the_identity_holds_for_any_fills_and_any_start(
    fills: list[tuple[Side, int, int, int, str, float]], mid: float, start: int
) -> None:
    books = portfolio(Position(KEY, D(start) / 1000, D(61_000) if start else D(0), D("12.5"), D("3.25")))
    quantity, cash = D(start) / 1000, -D(start) / 1000 * 61_000 * bool(start) + D("12.5") - D("3.25")
    for number, (side, lots, cents, fee, asset, at) in enumerate(fills):
        one = fill(
            side, str(D(lots) / 100_000), str(D(cents) / 100), str(D(fee) / 10_000), asset, str(number)
        )
        books.book(one, at)
        quantity += one.quantity * side.sign
        cash -= one.value_quote * side.sign
        if asset != "BNB":
            cash -= one.fee * (one.price if asset == "BTC" else 1)
    report = books.report(KEY, mid)
    assert books.position(KEY).quantity == quantity
    assert abs(report.residual_quote) < D("1e-9")
    assert abs(report.total_quote - (cash + quantity * report.mid)) < D("1e-9")


def test_without_a_mid_the_last_price_stands_in() -> None:
    books = portfolio()
    books.book(fill(Side.BUY, "1", "100"), 0.0)
    assert books.report(KEY, 0.0).mid == D(100)


def test_what_fills_took_is_gone_before_the_venue_tells() -> None:
    balances = Balances()
    assert balances.owned("USDT") is None
    balances.report([Balance("USDT", D(60), D(40))], complete=True)
    balances.take("USDT", D(30))
    assert balances.owned("USDT") == D(70)
    assert balances.owned("BTC") == D(0)
    balances.report([Balance("USDT", D(70), D(0))], complete=False)
    assert balances.owned("USDT") == D(70)
