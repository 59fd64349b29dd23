"""The weight limiter: urgency, the cancels' reserve, Retry-After, bounds, never above the limit."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.gateways.ccxt_exchange import make_exchange
from mmdesk.gateways.connection import VenueConnection
from mmdesk.gateways.dialect import BINANCE
from mmdesk.gateways.rate_limit import LimiterRefusedError, Priority, WeightLimiter
from mmdesk.gateways.session import open_session
from mmdesk.gateways.time_sampler import TimeSampler

S = 1_000_000_000


class HandClock:
    """Monotonic time that moves when told."""

    def __init__(self) -> None:
        self.now_ns = 5 * S

    def mono_ns(self) -> int:
        return self.now_ns

    def wall_ns(self) -> int:
        """Second 5 of a minute at the start."""
        return 60_000 * S + self.now_ns

    def advance(self, seconds: float) -> None:
        self.now_ns += int(seconds * S)


def _limiter(clock: HandClock, limit: int = 120, reserve: int = 10, waiting: int = 4) -> WeightLimiter:
    return WeightLimiter(
        weight_per_minute=limit, cancel_reserve=reserve, mono_ns=clock.mono_ns, max_waiting=waiting
    )


async def _drain(limiter: WeightLimiter, priority: Priority) -> int:
    taken = 0
    while True:
        try:
            await limiter.acquire(1, priority, wait_s=0)
        except LimiterRefusedError:
            return taken
        taken += 1


async def test_the_reserve_is_for_cancels_only() -> None:
    limiter = _limiter(HandClock())
    assert await _drain(limiter, Priority.CREATE) == 50
    assert await _drain(limiter, Priority.READ) == 0
    assert await _drain(limiter, Priority.CANCEL) == 10
    assert limiter.used() == pytest.approx(1.0)


async def test_weight_comes_back_with_time() -> None:
    clock = HandClock()
    limiter = _limiter(clock)
    await _drain(limiter, Priority.CANCEL)
    clock.advance(30)
    assert await _drain(limiter, Priority.CANCEL) == 30


async def test_a_refusal_says_when_to_come_back() -> None:
    limiter = _limiter(HandClock())
    await _drain(limiter, Priority.CREATE)
    with pytest.raises(LimiterRefusedError) as refused:
        await limiter.acquire(5, Priority.CREATE, wait_s=0.1)
    assert refused.value.retry_after_s == pytest.approx(5.0)


async def test_a_cancel_overtakes_creates_and_reads_that_wait() -> None:
    clock = HandClock()
    limiter = _limiter(clock, limit=60_000, reserve=0)
    await limiter.acquire(30_000, Priority.READ)
    order: list[str] = []

    async def ask(name: str, priority: Priority) -> None:
        await limiter.acquire(5, priority)
        order.append(name)

    tasks = [
        asyncio.create_task(ask("read", Priority.READ)),
        asyncio.create_task(ask("create", Priority.CREATE)),
        asyncio.create_task(ask("cancel", Priority.CANCEL)),
    ]
    await asyncio.sleep(0)
    assert not order
    clock.advance(1)
    await asyncio.wait_for(asyncio.gather(*tasks), 60)
    assert order == ["cancel", "create", "read"]
    limiter.close()


async def test_the_queue_is_bounded() -> None:
    limiter = _limiter(HandClock(), waiting=1)
    await _drain(limiter, Priority.CANCEL)
    waiting = asyncio.create_task(limiter.acquire(1, Priority.READ))
    await asyncio.sleep(0)
    with pytest.raises(LimiterRefusedError, match="too many"):
        await limiter.acquire(1, Priority.READ)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    limiter.close()


async def test_one_who_waits_too_long_is_refused_and_leaves_the_queue() -> None:
    clock = HandClock()
    limiter = _limiter(clock, waiting=1)
    await _drain(limiter, Priority.CANCEL)
    # The clock stands still, so the promised moment never comes.
    with pytest.raises(LimiterRefusedError):
        await limiter.acquire(1, Priority.CANCEL, wait_s=1.01)
    clock.advance(1)
    await limiter.acquire(1, Priority.CANCEL, wait_s=0)
    limiter.close()


async def test_retry_after_holds_everything_back() -> None:
    clock = HandClock()
    limiter = _limiter(clock)
    limiter.block(3.0)
    with pytest.raises(LimiterRefusedError) as refused:
        await limiter.acquire(1, Priority.CANCEL, wait_s=0)
    assert refused.value.retry_after_s == pytest.approx(3.0)
    clock.advance(3.0)
    await limiter.acquire(1, Priority.CANCEL, wait_s=0)


async def test_the_venues_own_count_is_believed_when_it_is_higher() -> None:
    limiter = _limiter(HandClock())
    limiter.observe(110)
    assert await _drain(limiter, Priority.CANCEL) == 10


async def test_the_venues_count_binds_no_longer_than_its_minute() -> None:
    clock = HandClock()
    limiter = _limiter(clock)
    limiter.observe(120, ends_in_s=3.0)
    assert limiter.delay_s(1, Priority.READ) == pytest.approx(3.0)
    clock.advance(2.9)
    assert await _drain(limiter, Priority.READ) == 0
    clock.advance(0.1)
    assert await _drain(limiter, Priority.READ) == 50


async def test_a_read_that_waits_for_the_venues_count_leaves_with_the_new_minute() -> None:
    clock = HandClock()
    limiter = _limiter(clock)
    limiter.observe(120, ends_in_s=0.05)
    waiting = asyncio.create_task(limiter.acquire(1, Priority.READ))
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.advance(0.05)
    await asyncio.wait_for(waiting, 5)
    limiter.close()


async def test_a_new_minute_of_the_venue_gives_nothing_back_that_we_spent_ourselves() -> None:
    clock = HandClock()
    limiter = _limiter(clock)
    await _drain(limiter, Priority.CANCEL)
    limiter.observe(60, ends_in_s=2.0)
    clock.advance(2.0)
    assert await _drain(limiter, Priority.CANCEL) == 2


async def test_a_count_that_fell_tells_of_a_new_minute_before_the_clock_does() -> None:
    limiter = _limiter(HandClock())
    limiter.observe(120, ends_in_s=0.2)
    limiter.observe(118, ends_in_s=0.1)
    assert await _drain(limiter, Priority.READ) == 0
    limiter.observe(5, ends_in_s=60.0)
    assert await _drain(limiter, Priority.READ) == 50


async def test_the_minute_is_the_one_of_the_venues_clock() -> None:
    connection = VenueConnection(exchange_id="binance", symbols=("BTC/USDT",))
    clock = HandClock()
    async with open_session(None, None) as session:
        exchange = make_exchange(connection, BINANCE, session)
        sampler = TimeSampler(exchange, BINANCE, clock, _limiter(clock))
        assert 55.0 < sampler.minute_ends_in_s() < 56.0
        now_ns = clock.wall_ns()
        sampler.offset.add(asked_wall_ns=now_ns, answered_wall_ns=now_ns, server_ns=now_ns + 40 * S)
        assert 15.0 < sampler.minute_ends_in_s() < 16.0
        await exchange.close()


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(1, 30)), max_size=60))
def test_no_minute_ever_holds_more_than_the_limit(asks: list[tuple[float, int]]) -> None:
    clock = HandClock()
    limiter = _limiter(clock, limit=120, reserve=0)
    taken: list[tuple[int, int]] = []

    async def run() -> None:
        for pause, weight in asks:
            clock.advance(pause)
            try:
                await limiter.acquire(weight, Priority.READ, wait_s=0)
            except LimiterRefusedError:
                continue
            taken.append((clock.now_ns, weight))

    asyncio.run(run())
    for start, _ in taken:
        assert sum(w for at, w in taken if start <= at < start + 60 * S) <= 120


async def test_no_queue_of_reads_keeps_a_cancel_from_waiting_its_turn() -> None:
    clock = HandClock()
    limiter = _limiter(clock, limit=60_000, reserve=0, waiting=64)
    await limiter.acquire(30_000, Priority.READ)
    order: list[Priority] = []

    async def ask(priority: Priority) -> None:
        await limiter.acquire(1, priority)
        order.append(priority)

    wanted = [Priority.READ] * 64 + [Priority.STOP_READ] + [Priority.CANCEL] * 200
    tasks = [asyncio.create_task(ask(priority)) for priority in wanted]
    await asyncio.sleep(0)
    clock.advance(60)
    await asyncio.wait_for(asyncio.gather(*tasks), 60)
    assert order == sorted(wanted)
    limiter.close()


async def test_looking_after_a_stop_leaves_half_the_reserve_to_cancels() -> None:
    limiter = _limiter(HandClock())
    await _drain(limiter, Priority.CREATE)
    assert await _drain(limiter, Priority.STOP_READ) == 5
    assert await _drain(limiter, Priority.CANCEL) == 5
