"""Drawdown on a whole desk: what counts as a loss, at which loss what happens, and that none is forgotten."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from mmdesk.core.desk.breaker_results import follow_results
from mmdesk.core.model.account import Position
from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerState,
    DrawdownBefore,
    Permission,
)
from mmdesk.core.model.effects import SendOrder
from mmdesk.core.model.events import TransferReported
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.pipeline import Desk
from mmdesk.core.risk.breakers.breaker import Absent
from mmdesk.core.risk.breakers.drawdown import Drawdown
from tests.core.breaker_dialogue import CALM_TOP, STRATEGY, Watched, only
from tests.core.dialogue import BTC, KEY, START_WALL_NS, said


def losing(bps: float) -> Watched:
    """A desk with a capital of 10,000 that bought at a price that loses this much of it."""
    desk = Watched(only(BreakerKind.DRAWDOWN, capital_quote=Decimal(10_000))).quoting().seconds(1)
    bought = desk.order("buy0").client_id
    loss = Decimal(str(bps))
    price = f"{Decimal('60000.005') + loss / Decimal('0.005'):f}"
    desk.sees(desk.filled(bought, "0.005", "t1", price=price))
    return desk


@pytest.mark.parametrize(
    ("bps", "state", "permission"),
    [
        (49.999, BreakerState.CLOSED, Permission.ACTIVE),
        (79.999, BreakerState.CLOSED, Permission.ACTIVE),
        (80.001, BreakerState.CLOSED, Permission.REDUCING),
        (99.999, BreakerState.CLOSED, Permission.REDUCING),
        (100.001, BreakerState.LATCHED, Permission.HALTED),
    ],
)
def test_a_loss_of_capital_reduces_then_latches(
    bps: float, state: BreakerState, permission: Permission
) -> None:
    desk = losing(bps).seconds(1.1)
    for scope in (STRATEGY, GLOBAL_SCOPE):
        breaker = desk.breaker(BreakerKind.DRAWDOWN, scope)
        assert breaker.value == pytest.approx(bps, abs=0.0005)
        assert (breaker.state, breaker.permission) == (state, permission)


def test_reducing_lets_only_orders_leave_that_bring_the_position_down() -> None:
    desk = losing(90.0).seconds(1.1)
    desk.answers_cancels().seconds(1)
    assert [one.intent.side.value for one in desk.desk.register.live(KEY)] == ["sell"]
    desk.sees(desk.canceled(desk.order("sell0").client_id))
    (sent,) = desk.told(SendOrder)
    assert (sent.order.intent.side.value, sent.order.intent.quantity) == ("sell", desk.position)
    bids = [one for one in desk.desk.markets[KEY].explanations if one.side.value == "buy"]
    assert bids[0].blocked_by == "circuit breaker"


def test_a_deposit_or_withdrawal_is_no_result() -> None:
    desk = Watched(only(BreakerKind.DRAWDOWN)).quoting().seconds(2)
    moved = {"venue": "binance", "asset": "USDT", "amount": Decimal(-900_000)}
    desk.sees(said(TransferReported, **moved, exchange_ns=START_WALL_NS + desk.now_ns))
    desk.sees(desk.balances(USDT="100000", BTC="100"))
    desk.seconds(2)
    assert desk.breaker(BreakerKind.DRAWDOWN, GLOBAL_SCOPE).value == 0.0


def test_fees_are_a_loss() -> None:
    desk = Watched(only(BreakerKind.DRAWDOWN, capital_quote=Decimal(10_000))).quoting().seconds(1)
    price = "60000.005"
    desk.sees(desk.filled(desk.order("buy0").client_id, "0.005", "t1", price=price, fee="101"))
    assert desk.state_of(BreakerKind.DRAWDOWN, GLOBAL_SCOPE) is BreakerState.LATCHED


def test_the_capital_is_what_the_account_is_worth_at_the_start() -> None:
    desk = Watched().quoting().seconds(2)
    assert desk.desk.breakers.capital_quote == Decimal("7000000.5")


def test_a_drawdown_that_a_person_resets_is_counted_from_there() -> None:
    desk = losing(120.0).answers_cancels().seconds(0.1).listing()
    for scope in (STRATEGY, GLOBAL_SCOPE):
        desk.resets(BreakerKind.DRAWDOWN, scope)
        assert desk.answer.ok
    desk.seconds(5)
    assert desk.breaker(BreakerKind.DRAWDOWN, GLOBAL_SCOPE).value == pytest.approx(0.0, abs=1e-6)
    assert desk.state_of(BreakerKind.DRAWDOWN, GLOBAL_SCOPE) is BreakerState.HALF_OPEN


def after_a_restart(below_bps: float, capital: int = 10_000) -> Watched:
    """A session that goes on where another one stood that far below its best."""
    left = [DrawdownBefore(scope, below_bps) for scope in (STRATEGY, GLOBAL_SCOPE)]
    settings = only(BreakerKind.DRAWDOWN, capital_quote=Decimal(capital))
    return Watched(settings, remembered_breakers=(), remembered_drawdowns=left)


@pytest.mark.parametrize(
    ("below", "state", "permission"),
    [
        (79.9, BreakerState.HALF_OPEN, Permission.ACTIVE),
        (80.1, BreakerState.HALF_OPEN, Permission.REDUCING),
        (100.1, BreakerState.LATCHED, Permission.HALTED),
    ],
)
def test_a_restart_forgets_no_loss(below: float, state: BreakerState, permission: Permission) -> None:
    desk = after_a_restart(below)
    desk.armed(*CALM_TOP)
    desk.seconds(1.1)
    for scope in (STRATEGY, GLOBAL_SCOPE):
        breaker = desk.breaker(BreakerKind.DRAWDOWN, scope)
        assert breaker.value == pytest.approx(below, abs=0.05)
        assert (breaker.state, breaker.permission) == (state, permission)


def test_a_loss_of_before_counts_as_soon_as_the_capital_is_known() -> None:
    desk = after_a_restart(100.1, capital=0)
    desk.seconds(3)
    assert desk.breaker(BreakerKind.DRAWDOWN, GLOBAL_SCOPE).value is None
    desk.armed(*CALM_TOP)
    desk.seconds(1.1)
    assert desk.state_of(BreakerKind.DRAWDOWN, GLOBAL_SCOPE) is BreakerState.LATCHED


def test_what_is_lost_after_a_restart_comes_on_top_and_what_is_won_makes_up_for_it() -> None:
    desk = after_a_restart(90.0)
    desk.desk.breakers.result(GLOBAL_SCOPE).move(Decimal(-5))
    assert desk.desk.breakers.result(GLOBAL_SCOPE).bps(Decimal(10_000)) == 95.0
    desk.desk.breakers.result(GLOBAL_SCOPE).move(Decimal(95))
    assert desk.desk.breakers.result(GLOBAL_SCOPE).bps(Decimal(10_000)) == 0.0


def test_a_loss_of_before_that_a_person_takes_for_granted_does_not_come_back_with_the_capital() -> None:
    desk = after_a_restart(100.1, capital=0)
    desk.trips(BreakerKind.DRAWDOWN, GLOBAL_SCOPE).resets(BreakerKind.DRAWDOWN, GLOBAL_SCOPE)
    desk.armed(*CALM_TOP)
    desk.seconds(2)
    assert desk.breaker(BreakerKind.DRAWDOWN, GLOBAL_SCOPE).value == pytest.approx(0.0, abs=1e-6)


def test_a_result_in_another_quote_is_valued_before_it_counts() -> None:
    eth_btc = replace(BTC, symbol="ETH/BTC", venue_symbol="ETHBTC", base="ETH", quote="BTC")
    desk = Desk(
        (BTC, eth_btc),
        {one.key: QuoteParameters() for one in (BTC, eth_btc)},
        {one.key: RiskLimits() for one in (BTC, eth_btc)},
        "mm0001x",
        breakers=only(BreakerKind.DRAWDOWN, capital_quote=Decimal(10_000)),
        remembered_positions=[Position(eth_btc.key, Decimal(1), Decimal("0.05"))],
    )
    for bid in (0.05, 0.049):
        for key, price in ((BTC.key, 60_000.0), (eth_btc.key, bid)):
            desk.markets[key].last_mid = desk.breakers.markets[key].last_mid = price
        follow_results(desk)
    # 0.001 BTC lost are 60 USDT.
    assert desk.breakers.result(GLOBAL_SCOPE).bps(Decimal(10_000)) == pytest.approx(60.0)


@pytest.mark.parametrize("capital", [Decimal("NaN"), Decimal("Infinity"), Decimal(-1)])
def test_a_capital_that_cannot_be_one_is_no_measurement(capital: Decimal) -> None:
    assert Drawdown().bps(capital) is Absent.MISSING
    assert Drawdown().bps(Decimal(0)) is Absent.NOT_YET
    lost = Drawdown()
    lost.move(Decimal("NaN"))
    assert lost.bps(Decimal(1)) is Absent.MISSING
    lost = Drawdown()
    lost.move(Decimal("-0.001"))
    assert lost.bps(Decimal("0.5")) == 20.0


@pytest.mark.parametrize(("below", "orders"), [(79.9, 1), (80.0, 0)])
def test_after_a_restart_not_even_the_first_order_adds_to_what_may_only_be_reduced(
    below: float, orders: int
) -> None:
    desk = after_a_restart(below).sending()
    assert len(desk.told(SendOrder)) == orders
