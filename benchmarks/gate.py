"""What one order costs at the pre-trade gate: its facts gathered and all sixteen controls asked.

Usage: python benchmarks/gate.py [--orders N] [--markets M] [--runs R]. The order passes every control, the
worst case. The same is done with plain sums over the open orders instead of those kept up with each change;
the ratio is measured in one run, in turns. Goal: a median of 50 us with 40 orders resting. CPU time of this
process is counted; the collector is off, as it is in the engine between beats.
"""

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal

from msgspec.structs import replace

from benchmarks._desk import BTC, armed_desk
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.situation import facts_for
from mmdesk.core.model.events import (
    AnyEvent,
    OrderAcknowledged,
    TimePassed,
)
from mmdesk.core.model.market import BookSnapshot
from mmdesk.core.model.order import ApprovedOrder, OrderIntent, TimeInForce
from mmdesk.core.model.parameters import DeskLimits, QuoteParameters, RiskLimits
from mmdesk.core.model.values import Side
from mmdesk.core.pipeline import step
from mmdesk.core.risk.gate import judge

GOAL_US = 50.0
SECOND = 1_000_000_000
LIMITS = RiskLimits(
    max_open_orders=1_000,
    max_position_quantity=Decimal(100),
    max_order_value_quote=Decimal(100_000),
    max_messages_per_s=1_000,
)
WIDE = DeskLimits(
    max_position_quote=Decimal(10**9),
    max_asset_position_quote=Decimal(10**9),
    max_position_per_venue_quote=Decimal(10**9),
)


def ready_desk(markets: int, orders: int) -> tuple[Desk, AnyEvent]:
    """A desk with `orders` resting in its first market, half on each side, and the moment of now."""
    assets = ["BTC", *(f"A{number}" for number in range(1, markets))]
    instruments = [replace(BTC, symbol=f"{asset}/USDT", base=asset) for asset in assets]
    keys = [one.key for one in instruments]
    at = {"wall_ns": SECOND, "mono_ns": SECOND}
    book = BookSnapshot(
        instrument=keys[0], bids=((60_000.0, 1.0),), asks=((60_000.01, 1.0),), update_id=1, **at
    )
    parameters = QuoteParameters(order_levels=1)
    desk = armed_desk(dict(zip(keys, instruments, strict=True)), parameters, LIMITS, book, desk_limits=WIDE)
    for number in range(orders):
        _rest(desk, keys[0], number)
    return desk, TimePassed(**at)


def _rest(desk: Desk, key: str, number: int) -> None:
    """One more order that rests at the venue."""
    side = Side.BUY if number % 2 else Side.SELL
    price = Decimal(60_000) - side.sign * (100 + number)
    client_id = f"mmbench-rest{number}"
    intent = OrderIntent(client_id, key, side, price, Decimal("0.005"), TimeInForce.POST_ONLY, "")
    desk.register.open(intent, SECOND, SECOND)
    step(desk, OrderAcknowledged(client_id=client_id, venue_id=client_id, wall_ns=SECOND, mono_ns=SECOND))


def plain_sums(desk: Desk, market: MarketDesk) -> tuple[Decimal, ...]:
    """What the gate read before: a loop over every open order of the market."""
    buy = sell = value = bid = ask = Decimal(0)
    for entry in desk.register.live_entries(market.instrument.key):
        order = entry.order
        left, price = order.remaining_quantity, order.intent.price
        if order.intent.side is Side.BUY:
            buy += left
            value += left * price
            bid = max(bid, price)
        else:
            sell += left
            ask = min(ask, price) if ask else price
    return buy, sell, value, bid, ask


def kept_sums(desk: Desk, market: MarketDesk) -> tuple[Decimal, ...]:
    """The same from the register's own sums."""
    sums = desk.register.sums[market.instrument.key]
    return sums.buy, sums.sell, sums.buy_value_quote, sums.best_bid, sums.best_ask


def timed_us(work: Callable[[], object], count: int) -> list[float]:
    """Microseconds of each call."""
    found = []
    for _ in range(count):
        started = time.perf_counter_ns()
        work()
        found.append((time.perf_counter_ns() - started) / 1_000)
    return found


def judged(desk: Desk, event: AnyEvent, *, moving: bool) -> Callable[[], object]:
    """One order through the gate; `moving`: after new prices, so that every value is worked out anew."""
    market = next(iter(desk.markets.values()))
    intents = [
        OrderIntent(
            "mmbench-x", market.instrument.key, side, price, Decimal("0.005"), TimeInForce.POST_ONLY, "x"
        )
        for side, price in ((Side.BUY, Decimal("59990.00")), (Side.SELL, Decimal("60010.00")))
    ]
    ticks = 0

    def once() -> object:
        nonlocal ticks
        ticks += 1
        if moving:
            for one in desk.markets.values():
                one.last_mid = 60_000.0 + (ticks % 7) / 100
        facts = facts_for(desk, market, intents[ticks % 2], slot_taken=False, event=event)
        return judge(intents[ticks % 2], facts)

    assert isinstance(once(), ApprovedOrder), once()
    return once


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--orders", type=int, default=40, help="resting in the market of the order")
    parser.add_argument("--markets", type=int, default=1)
    parser.add_argument("--runs", type=int, default=20_000)
    given = parser.parse_args()
    desk, event = ready_desk(given.markets, given.orders)
    market = next(iter(desk.markets.values()))
    assert kept_sums(desk, market) == plain_sums(desk, market)
    gc.collect()
    gc.disable()
    rows = {"prices stand still": False, "every price moved": True}
    lines = []
    slowest = 0.0
    for name, moving in rows.items():
        times = sorted(timed_us(judged(desk, event, moving=moving), given.runs))
        median = statistics.median(times)
        slowest = max(slowest, median)
        p99 = times[int(len(times) * 0.99)]
        lines.append(f"{name:<20} median {median:6.1f} us  p99 {p99:6.1f} us  goal {GOAL_US:g}")
    plain = statistics.median(timed_us(lambda: plain_sums(desk, market), given.runs))
    kept = statistics.median(timed_us(lambda: kept_sums(desk, market), given.runs))
    lines.append(f"sums by a loop {plain:.1f} us, kept up {kept:.1f} us: {plain / kept:.0f} times")
    resting = desk.register.sums[market.instrument.key].count
    sys.stdout.write(f"{resting} open orders, {given.markets} markets\n" + "\n".join(lines) + "\n")
    return 0 if slowest <= GOAL_US else 1


if __name__ == "__main__":
    sys.exit(main())
