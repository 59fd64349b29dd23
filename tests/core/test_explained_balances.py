"""Balances of before a loss and of now: fills lead from one to the other, whichever the old ones held."""

from decimal import Decimal

import pytest

from mmdesk.core.model.account import Balance
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.values import Side
from mmdesk.core.portfolio.explained import DOUBT_NS, unexplained
from tests.core.dialogue import BTC, KEY

TOLD_NS = 1_000 * DOUBT_NS
NOW_NS = TOLD_NS + 100 * DOUBT_NS
LOT, PRICE = Decimal("0.1"), Decimal(60_000)
HELD = (Decimal(1), Decimal(100_000))


def bought(trade_id: str, exchange_ns: int) -> Fill:
    return Fill(KEY, trade_id, "mmd1", "v1", Side.BUY, PRICE, LOT, Decimal(0), "USDT", True, exchange_ns)


def after(count: int) -> tuple[Balance, ...]:
    """Balances that hold so many of these fills."""
    btc, usdt = HELD
    return (
        Balance("BTC", btc + count * LOT, Decimal(0)),
        Balance("USDT", usdt - count * LOT * PRICE, Decimal(0)),
    )


def difference(held_before: int, held_now: int, *times_ns: int) -> dict[str, Decimal]:
    fills = [bought(str(number), at_ns) for number, at_ns in enumerate(times_ns)]
    tolerances = {"BTC": Decimal("0.0001"), "USDT": Decimal(1)}
    return unexplained(after(held_before), TOLD_NS, after(held_now), NOW_NS, fills, {KEY: BTC}, tolerances)


@pytest.mark.parametrize("held", [0, 1, 2])
def test_old_balances_may_hold_any_of_the_fills_around_the_time_they_were_told(held: int) -> None:
    assert difference(held, 2, TOLD_NS - DOUBT_NS // 2, TOLD_NS + DOUBT_NS // 2) == {}


@pytest.mark.parametrize("held", [0, 1, 2])
def test_old_balances_may_be_of_between_two_fills_of_one_instant(held: int) -> None:
    assert difference(held, 2, TOLD_NS - 1, TOLD_NS - 1) == {}


def test_a_fill_long_before_is_in_the_old_balances_and_one_long_after_is_not() -> None:
    long_before, long_after = TOLD_NS - 2 * DOUBT_NS, TOLD_NS + 2 * DOUBT_NS
    assert difference(1, 2, long_before, long_after) == {}
    assert difference(0, 2, long_before, long_after) != {}
    assert difference(2, 2, long_before, long_after) != {}


def test_what_no_fill_explains_is_told_by_asset() -> None:
    assert difference(0, 2, TOLD_NS + 2 * DOUBT_NS) == {"BTC": LOT, "USDT": -LOT * PRICE}
