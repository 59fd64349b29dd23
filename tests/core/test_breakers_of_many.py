"""Volatility of several symbols at once: three that swing too far, each by its own threshold, halt all."""

import pytest
from msgspec.structs import replace

from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerState,
    Permission,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.market import BookSnapshot
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.pipeline import Desk, step
from tests.core.breaker_dialogue import only
from tests.core.dialogue import BTC, SECOND, START_WALL_NS

SYMBOLS = ("BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT")


class Markets:
    """A desk of several markets, all at 1000 to begin with, and what their prices do."""

    def __init__(self, keys: tuple[str, ...], *changes: ThresholdChange) -> None:
        about = [
            replace(BTC, venue=venue, symbol=symbol, base=symbol.partition("/")[0])
            for symbol, _, venue in (key.partition("@") for key in keys)
        ]
        self.desk = Desk(
            about,
            {one.key: QuoteParameters() for one in about},
            {one.key: RiskLimits() for one in about},
            "mm0001x",
            breakers=only(BreakerKind.VOLATILITY),
            breaker_changes=changes,
        )
        self.now_ns = 0
        for key in keys:
            self.move(key, 1_000.0)

    def move(self, key: str, mid: float) -> None:
        self.now_ns += SECOND
        bids, asks = ((mid - 0.25, 1.0),), ((mid + 0.25, 1.0),)
        told = BookSnapshot(
            mono_ns=self.now_ns,
            wall_ns=START_WALL_NS + self.now_ns,
            instrument=key,
            bids=bids,
            asks=asks,
            update_id=self.now_ns,
        )
        step(self.desk, told)

    def is_open(self, scope: Scope = GLOBAL_SCOPE) -> bool:
        breaker = self.desk.breakers.board.get(BreakerKind.VOLATILITY, scope)
        assert breaker is not None
        return breaker.state is BreakerState.OPEN


def symbol(name: str) -> Scope:
    return Scope(ScopeLevel.SYMBOL, name)


def test_the_third_symbol_that_swings_too_far_halts_those_that_did_not_too() -> None:
    markets = Markets(tuple(f"{name}@binance" for name in SYMBOLS))
    for name, halted in zip(SYMBOLS, (False, False, True), strict=False):
        markets.move(f"{name}@binance", 1_051.0)
        assert markets.is_open(symbol(name))
        assert markets.is_open() is halted
    assert not markets.is_open(symbol("XRP/USDT"))
    assert markets.desk.breakers.board.allowed["XRP/USDT@binance"].permission is Permission.HALTED


def test_one_symbol_on_three_exchanges_is_one() -> None:
    markets = Markets(("BTC/USDT@binance", "BTC/USDT@okx", "BTC/USDT@kraken"))
    for venue in ("binance", "okx", "kraken"):
        markets.move(f"BTC/USDT@{venue}", 1_060.0)
    assert markets.is_open(symbol("BTC/USDT"))
    assert not markets.is_open()


@pytest.mark.parametrize(
    ("own", "mid", "opens"),
    [(20.0, 1_199.0, False), (20.0, 1_201.0, True), (2.0, 1_019.0, False), (2.0, 1_021.0, True)],
)
def test_symbols_with_thresholds_of_their_own_count_by_those(own: float, mid: float, opens: bool) -> None:
    three = SYMBOLS[:3]
    changes = (
        ThresholdChange(ScopeLevel.SYMBOL, name, BreakerKind.VOLATILITY, "open_above", own) for name in three
    )
    markets = Markets(tuple(f"{name}@binance" for name in SYMBOLS), *changes)
    for name in three:
        markets.move(f"{name}@binance", mid)
    assert [markets.is_open(symbol(name)) for name in three] == [opens] * 3
    assert markets.is_open() is opens
