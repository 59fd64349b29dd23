"""The board: which breakers cover a market, what they allow together, and orders on their way."""

from itertools import permutations

import pytest

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS
from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerMove,
    Permission,
    Scope,
    ScopeLevel,
)
from mmdesk.core.risk.breakers.board import FREE, Board, Watched

BTC = Watched("BTC/USDT@binance", "BTC/USDT", "binance", "glft")
ETH = Watched("ETH/USDT@binance", "ETH/USDT", "binance", "symmetric")
BTC_OKX = Watched("BTC/USDT@okx", "BTC/USDT", "okx", "symmetric")
SCOPES = {
    BreakerKind.SPREAD: Scope(ScopeLevel.INSTRUMENT, BTC.key),
    BreakerKind.VOLATILITY: Scope(ScopeLevel.SYMBOL, "BTC/USDT"),
    BreakerKind.ERROR_RATE: Scope(ScopeLevel.EXCHANGE, "binance"),
    BreakerKind.DRAWDOWN: Scope(ScopeLevel.STRATEGY, "glft"),
    BreakerKind.STORAGE: GLOBAL_SCOPE,
}
COVERED = {
    BreakerKind.SPREAD: [BTC],
    BreakerKind.VOLATILITY: [BTC, BTC_OKX],
    BreakerKind.ERROR_RATE: [BTC, ETH],
    BreakerKind.DRAWDOWN: [BTC],
    BreakerKind.STORAGE: [BTC, ETH, BTC_OKX],
}


def board() -> Board:
    return Board(DEFAULT_BREAKERS, (BTC, ETH, BTC_OKX))


def force(one: Board, kind: BreakerKind) -> None:
    breaker = one.get(kind, SCOPES[kind])
    assert breaker is not None
    breaker.force("ana", "drill", 1)
    one.changed(breaker)


@pytest.mark.parametrize("kind", list(SCOPES))
def test_a_breaker_halts_the_markets_of_its_scope_and_no_other(kind: BreakerKind) -> None:
    one = board()
    force(one, kind)
    halted = [key for key, allowed in one.allowed.items() if allowed.permission is Permission.HALTED]
    assert halted == [market.key for market in COVERED[kind]]
    assert all(
        one.allowed[key] is FREE or one.allowed[key] == FREE for key in one.markets if key not in halted
    )


@pytest.mark.parametrize("order", list(permutations(("reducing", "half-open", "forced"))))
def test_the_worst_of_all_scopes_counts_in_whatever_order_they_come(order: tuple[str, ...]) -> None:
    one = board()
    ranks = {"half-open": 0, "reducing": 1, "forced": 2}
    worst = 0
    for what in order:
        if what == "forced":
            force(one, BreakerKind.SPREAD)
        else:
            kind = BreakerKind.DRAWDOWN if what == "reducing" else BreakerKind.ERROR_RATE
            breaker = one.get(kind, SCOPES[kind])
            assert breaker is not None
            if what == "reducing":
                assert breaker.evaluate(85.0, 1) is BreakerMove.REDUCING
            else:
                breaker.force("ana", "drill", 1)
                breaker.reset("ana", "seen", 2)
            one.changed(breaker)
        worst = max(worst, ranks[what])
        assert one.allowed[BTC.key].permission.rank == worst
    assert one.allowed[BTC.key].size_share == 0.25
    assert one.allowed[BTC.key].why == f"spread breaker of {BTC.key} is forced open"


def test_the_order_that_waits_longest_at_a_venue_is_the_one_that_counts() -> None:
    one = board()
    assert one.oldest_in_flight_ns("binance") == 0
    for client_id, key, at_ns in (("c1", BTC.key, 20), ("c2", ETH.key, 10), ("c3", BTC_OKX.key, 5)):
        one.sent(client_id, key, at_ns)
    assert (one.oldest_in_flight_ns("binance"), one.oldest_in_flight_ns("okx")) == (10, 5)
    assert one.waiting_since(20) == ["c2", "c3"]
    assert one.settled("c2") == (ETH.key, 10)
    assert one.settled("c2") is None
    assert one.oldest_in_flight_ns("binance") == 20


def test_a_market_waits_for_a_probe_of_the_scope_that_is_probing_and_for_no_other() -> None:
    one = board()
    one.sent("c1", BTC.key, 1)
    assert not one.probe_waits(BTC.key), "nothing is probing"
    breaker = one.get(BreakerKind.ERROR_RATE, SCOPES[BreakerKind.ERROR_RATE])
    assert breaker is not None
    breaker.force("ana", "drill", 1)
    breaker.reset("ana", "seen", 2)
    one.changed(breaker)
    assert [one.probe_waits(key) for key in one.markets] == [True, True, False]
    one.settled("c1")
    assert [one.probe_waits(key) for key in one.markets] == [False, False, False]
    one.sent("c2", BTC_OKX.key, 3)
    assert [one.probe_waits(key) for key in one.markets] == [False, False, False]


def test_an_answered_order_proves_only_what_is_probing_around_it() -> None:
    one = board()
    for kind in (BreakerKind.ERROR_RATE, BreakerKind.DRAWDOWN):
        force(one, kind)
        breaker = one.get(kind, SCOPES[kind])
        assert breaker is not None
        breaker.reset("ana", "seen", 2)
        one.changed(breaker)
    one.answered(ETH.key, 3)
    one.answered(ETH.key, 4)
    told = {
        kind: one.breakers[kind, SCOPES[kind]].probing
        for kind in (BreakerKind.ERROR_RATE, BreakerKind.DRAWDOWN)
    }
    assert told == {BreakerKind.ERROR_RATE: False, BreakerKind.DRAWDOWN: True}
    assert one.allowed[ETH.key].probing is False
    assert one.allowed[BTC.key].probing is True


def test_another_strategy_brings_its_own_breakers() -> None:
    one = board()
    force(one, BreakerKind.DRAWDOWN)
    one.watch(BTC._replace(strategy="symmetric"))
    assert one.allowed[BTC.key].permission is Permission.ACTIVE
    one.watch(BTC)
    assert one.allowed[BTC.key].permission is Permission.HALTED
