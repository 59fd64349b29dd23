"""How many top-of-book events per second `pipeline.step` decides on one core: features, quoting, diff, risk.

Usage: python benchmarks/pipeline_step.py [--levels N] [--runs N]. Two tapes: a seeded random walk, and the
tops of a real recording when the shared data folder is there. The venue is instant: orders are acknowledged
and cancels confirmed as the next event (not market events, but their time counts). Goal: >= 30,000 events/s.
A heartbeat every 100 ms of the tape's time is in it, and every breaker watches; `--no-breakers` is without.
"eager" moves every quote at once (no refresh time, no tolerance, 1,000 messages/s): the worst case. CPU time
of this process is counted, so that other work on the machine is not.
"""

import argparse
import gzip
import os
import random
import statistics
import time
from pathlib import Path

import msgspec

from benchmarks._desk import BTC, answer, armed_desk
from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS
from mmdesk.core.model.breakers import BreakerSettings
from mmdesk.core.model.events import EngineMeasured, TimePassed
from mmdesk.core.model.market import BookSnapshot, TopOfBook
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.pipeline import Desk, step

GOAL_PER_S = 30_000
BEAT_NS = 100_000_000
KEY = BTC.key


def walk(count: int, seed: int) -> list[TopOfBook]:
    """A random walk of the best prices in ticks; two thirds of the updates change quantities only."""
    rng = random.Random(seed)
    tops = []
    ticks, spread, mono_ns = 6_000_000, 1, 1_000_000_000
    for update_id in range(2, count + 2):
        if rng.random() < 0.33:
            ticks += rng.choice((-60, -15, -3, -1, 1, 3, 15, 60))
            spread = rng.choice((1, 1, 1, 1, 2, 9))
        mono_ns += rng.randrange(200_000, 2_000_000)
        tops.append(
            TopOfBook(
                wall_ns=mono_ns,
                mono_ns=mono_ns,
                instrument=KEY,
                bid=ticks / 100,
                bid_quantity=rng.uniform(0.01, 9),
                ask=(ticks + spread) / 100,
                ask_quantity=rng.uniform(0.01, 9),
                update_id=update_id,
                exchange_ns=mono_ns - 2_000_000,
            )
        )
    return tops


class _Ticker(msgspec.Struct):
    u: int
    b: str
    B: str
    a: str
    A: str


class _Line(msgspec.Struct):
    stream: str
    data: _Ticker


def recording(path: Path) -> list[TopOfBook]:
    """The bookTicker messages of a real recording, on their local receive times."""
    decoder = msgspec.json.Decoder(_Line)
    tops = []
    with gzip.open(path, "rb") as lines:
        for line in lines:
            if b"@bookTicker" not in line[:60]:
                continue
            received, text = line.split(b" ", 1)
            data = decoder.decode(text).data
            tops.append(
                TopOfBook(
                    wall_ns=int(received),
                    mono_ns=int(received),
                    instrument=KEY,
                    bid=float(data.b),
                    bid_quantity=float(data.B),
                    ask=float(data.a),
                    ask_quantity=float(data.A),
                    update_id=data.u,
                )
            )
    return tops


def ready_desk(first: TopOfBook, parameters: QuoteParameters, breakers: BreakerSettings) -> Desk:
    """A desk that is armed just before `first`."""
    book = BookSnapshot(
        wall_ns=first.wall_ns - 1_000,
        mono_ns=first.mono_ns - 1_000,
        instrument=KEY,
        bids=((first.bid, first.bid_quantity),),
        asks=((first.ask, first.ask_quantity),),
        update_id=first.update_id - 1,
    )
    limits = RiskLimits(max_messages_per_s=1_000)
    return armed_desk({KEY: BTC}, parameters, limits, book, breakers=breakers)


def beat(desk: Desk, top: TopOfBook) -> None:
    """The engine's heartbeat at the time of `top`."""
    at = {"wall_ns": top.wall_ns, "mono_ns": top.mono_ns}
    for event in (EngineMeasured(loop_lag_ms=0.1, **at), TimePassed(**at)):
        answer(desk, step(desk, event), event)


def run(tops: list[TopOfBook], parameters: QuoteParameters, breakers: BreakerSettings) -> tuple[float, float]:
    """(events per second, share of events that led to an order or a cancel)."""
    desk = ready_desk(tops[0], parameters, breakers)
    acted, next_beat_ns = 0, 0
    started = time.process_time()
    for top in tops:
        if top.mono_ns >= next_beat_ns:
            next_beat_ns = top.mono_ns + BEAT_NS
            beat(desk, top)
        effects = step(desk, top)
        if effects:
            acted += answer(desk, effects, top) > 0
    elapsed_s = time.process_time() - started
    return len(tops) / elapsed_s, acted / len(tops)


def report(
    name: str, tops: list[TopOfBook], parameters: QuoteParameters, runs: int, breakers: BreakerSettings
) -> None:
    """Print the median of several runs beside the goal."""
    results = [run(tops, parameters, breakers) for _ in range(runs)]
    speed = statistics.median(result[0] for result in results)
    print(
        f"{name:<38} {len(tops):>7} events  {speed:>9,.0f} events/s  {speed / GOAL_PER_S:5.2f} x goal  "
        f"{results[0][1]:6.2%} of events led to orders"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--levels", type=int, default=0, help="only this many levels per side")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--no-breakers", action="store_true", help="a desk that watches nothing")
    options = parser.parse_args()
    breakers = BreakerSettings(rules={}) if options.no_breakers else DEFAULT_BREAKERS
    tapes = {"walk (seed 1)": walk(options.events, 1)}
    root = Path(os.environ.get("MMDESK_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    real = root / "data" / "binance" / "spot_btcusdt_20240808.gz"
    if real.is_file():
        tapes["spot BTCUSDT 2024-08-08"] = recording(real)[: options.events]
    for levels in [options.levels] if options.levels else [1, 3]:
        for name, tops in tapes.items():
            for strategy in ("symmetric", "glft"):
                parameters = QuoteParameters(strategy=strategy, order_levels=levels)
                report(f"{name}, {strategy} x{levels}", tops, parameters, options.runs, breakers)
            eager = QuoteParameters(
                order_levels=levels, order_refresh_time_s=0.0, order_refresh_tolerance_bps=0.0
            )
            report(f"{name}, eager x{levels}", tops, eager, options.runs, breakers)


if __name__ == "__main__":
    main()
