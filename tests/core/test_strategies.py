"""Quoting models against published numbers, and the ladder's rules against hypothesis."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.core.model.parameters import GlftParameters, QuoteParameters
from mmdesk.core.strategy.base import Blocked, QuoteInputs, Spreads
from mmdesk.core.strategy.catalogue import make_strategy, problems
from mmdesk.core.strategy.fair_value import FAIR_VALUES
from mmdesk.core.strategy.glft import Glft, coefficients, distances
from mmdesk.core.strategy.ladder import Ladder
from tests.core.dialogue import BTC


@pytest.fixture(scope="session")
def published(shared_oracles: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((shared_oracles / "model_oracles.json").read_text())
    return told


def test_glft_equals_the_published_closed_form(published: dict[str, Any]) -> None:
    oracle = published["GLFT arXiv:1105.3115 Fig.1 parameters"]
    p = oracle["params"]
    c = coefficients(p["gamma"], p["A"], p["k"], 1.0, p["gamma"])
    assert c.c1 == pytest.approx(oracle["c1"], rel=1e-12)
    assert c.c2 == pytest.approx(oracle["c2"], rel=1e-12)
    for row in oracle["rows"]:
        bid, ask = distances(c, p["sigma"], 1.0, row["q"])
        assert bid == pytest.approx(row["bid_closed"], abs=1e-6)
        assert ask == pytest.approx(row["ask_closed"], abs=1e-6)


def test_glft_equals_the_hftbacktest_notebook(published: dict[str, Any]) -> None:
    p = published["hftbacktest GLFT notebook"]
    c = coefficients(p["gamma"], p["A"], p["k"], p["delta"], p["gamma"])
    half, _ = distances(c, p["sigma"], p["delta"], 0.0)
    assert half == pytest.approx(p["printed"]["half_spread_tick"], rel=1e-12)
    assert p["sigma"] * c.c2 == pytest.approx(p["printed"]["skew"], rel=1e-12)


def test_glft_without_execution_risk_is_the_limit_of_small_xi() -> None:
    limit = coefficients(0.01, 0.9, 0.3, 1.0, 0.0)
    near = coefficients(0.01, 0.9, 0.3, 1.0, 1e-7)
    assert limit.c1 == pytest.approx(1 / 0.3)
    assert near == pytest.approx(limit, rel=1e-6)


def test_glft_leans_against_inventory_and_quotes_nothing_without_volatility() -> None:
    glft = Glft(QuoteParameters(strategy="glft"))
    blocked = glft.spreads(QuoteInputs(fair_value=60_000.0))
    assert isinstance(blocked, Blocked)
    long = glft.spreads(QuoteInputs(fair_value=60_000.0, volatility_bps=1.0, inventory=0.05))
    assert isinstance(long, Spreads)
    assert long.skew < 0
    assert long.bid_half == long.ask_half > 0


def test_glft_takes_the_persons_volatility_before_the_measured_one() -> None:
    given_bps = QuoteParameters(strategy="glft", glft=GlftParameters(volatility_bps_per_sqrt_s=2.0))
    one = Glft(given_bps).spreads(QuoteInputs(fair_value=60_000.0, volatility_bps=9.0))
    two = Glft(QuoteParameters(strategy="glft")).spreads(QuoteInputs(fair_value=60_000.0, volatility_bps=2.0))
    assert one == two


def test_the_weighted_mid_leans_to_the_side_about_to_be_used_up() -> None:
    assert FAIR_VALUES["mid"](100.0, 100.4) == 100.0
    assert FAIR_VALUES["weighted_mid"](100.0, 100.4) == 100.4


def test_problems_name_field_value_and_limit() -> None:
    assert problems(QuoteParameters()) == ()
    [one] = problems(QuoteParameters(order_levels=0))
    assert one == "order_levels: 0 is not between 1 and 50"
    found = problems(
        QuoteParameters(price_floor=Decimal(2), price_ceiling=Decimal(1), inventory_limit_quantity=Decimal(0))
    )
    assert len(found) == 2


parameters = st.builds(
    QuoteParameters,
    strategy=st.sampled_from(["symmetric", "glft"]),
    bid_spread_bps=st.floats(0, 50),
    ask_spread_bps=st.floats(0, 50),
    minimum_spread_bps=st.floats(0, 20),
    order_levels=st.integers(1, 6),
    order_amount=st.decimals("0.00001", "0.05", places=5),
    order_level_spread_bps=st.floats(0, 20),
    order_level_amount=st.decimals(0, "0.01", places=5),
    inventory_target_quantity=st.decimals("-0.05", "0.05", places=5),
    inventory_limit_quantity=st.decimals("0.001", "0.2", places=5),
    inventory_skew=st.floats(0, 3),
)


@given(
    parameters=parameters,
    best_bid=st.integers(1_000_000, 10_000_000),
    spread=st.integers(1, 200),
    inventory=st.floats(-0.3, 0.3),
    volatility=st.floats(0, 20),
)
def test_a_ladder_never_crosses_never_repeats_a_price_and_never_passes_the_inventory_limit(
    parameters: QuoteParameters, best_bid: int, spread: int, inventory: float, volatility: float
) -> None:
    ladder = Ladder(BTC, parameters, make_strategy(parameters))
    bid, ask = best_bid / 100, (best_bid + spread) / 100
    ladder.evaluate(QuoteInputs((bid + ask) / 2, bid, ask, volatility, inventory))
    bids = [level for level in ladder.bids if not level.blocked_by]
    asks = [level for level in ladder.asks if not level.blocked_by]
    assert all(level.ticks < best_bid + spread for level in bids)
    assert all(level.ticks > best_bid for level in asks)
    assert all(one.ticks > two.ticks for one, two in zip(bids, bids[1:], strict=False))
    assert all(one.ticks < two.ticks for one, two in zip(asks, asks[1:], strict=False))
    assert all(level.ticks * level.lots >= 5 / (0.01 * 0.00001) - 1e-6 for level in bids + asks)
    target, limit = float(parameters.inventory_target_quantity), float(parameters.inventory_limit_quantity)
    assert not bids or inventory + sum(level.lots for level in bids) * 1e-5 <= target + limit + 1e-9
    assert not asks or inventory - sum(level.lots for level in asks) * 1e-5 >= target - limit - 1e-9
