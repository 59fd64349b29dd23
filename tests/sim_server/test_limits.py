"""Rate limits count like the exchange's windows, and end in a ban for a client that does not listen."""

import pytest

from mmdesk.sim.server.errors import ApiError
from mmdesk.sim.server.weights import Limits


class Clock:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.now_s = 6_000.0

    def __call__(self) -> float:
        return self.now_s


def _refusal(call: object, *args: int) -> ApiError:
    assert callable(call)
    with pytest.raises(ApiError) as refused:
        call(*args)
    return refused.value


def test_weight_beyond_the_limit_waits_for_the_next_minute() -> None:
    clock = Clock()
    limits = Limits(clock, weight_1m=100)
    clock.now_s += 45
    limits.charge(100)
    refused = _refusal(limits.charge, 1)
    assert (refused.status, refused.code, refused.retry_after_s) == (429, -1003, 16)
    clock.now_s += 15
    limits.charge(100)
    assert limits.headers()["X-MBX-USED-WEIGHT-1M"] == "100"


def test_going_on_after_429_is_banned_and_the_ban_ends() -> None:
    clock = Clock()
    limits = Limits(clock, weight_1m=10, ban_after=3)
    limits.charge(10)
    statuses = [_refusal(limits.charge, 1).status for _ in range(5)]
    assert statuses == [429, 429, 429, 418, 418]
    clock.now_s += 60
    banned = _refusal(limits.charge, 1)
    assert (banned.status, banned.retry_after_s) == (418, 61)
    clock.now_s += 61
    limits.charge(1)


def test_orders_are_limited_by_ten_seconds_and_by_day() -> None:
    clock = Clock()
    limits = Limits(clock, orders_10s=2, orders_1d=3)
    limits.charge_order()
    limits.charge_order()
    refused = _refusal(limits.charge_order)
    assert (refused.status, refused.code) == (429, -1015)
    assert "2 orders per 10 SECOND" in refused.msg
    clock.now_s += 10
    limits.charge_order()
    assert "3 orders per 1 DAY" in _refusal(limits.charge_order).msg
    assert limits.order_headers()["X-MBX-ORDER-COUNT-1D"] == "3"
