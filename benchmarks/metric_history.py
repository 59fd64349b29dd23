"""What a day of breaker metrics weighs, and how fast a chart gets its points out of it.

    python benchmarks/metric_history.py [--series 30] [--hours 24]

So many metrics are sampled once a second and stored the way the writer stores them; then one of them is asked
for as the window asks: the last four hours second by second, and all of it folded into 2,000 points. Prints
bytes in the journal and in the database, rows a second, the questions' times, and how long a slice of pruning
keeps the writer.
"""

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent))

from mmdesk.core.model.breakers import BreakerKind, BreakerState, MetricSample, Scope, ScopeLevel
from mmdesk.core.model.effects import MetricsSampled
from mmdesk.storage.breaker_rows import METRICS_KEPT_NS
from mmdesk.storage.database import connect, database_url
from mmdesk.storage.histories import DatabaseHistories
from mmdesk.storage.migrate import migrate
from mmdesk.storage.projection import Place, Projector
from mmdesk.storage.pruning import prune
from mmdesk.storage.rows import Rows

S = 10**9
HOUR_S = 3_600
BATCH = 60
POINTS = 2_000


def cells(count: int) -> list[tuple[BreakerKind, Scope]]:
    """Kinds in turn, each for another market when all have been."""
    kinds = list(BreakerKind)
    scopes = [Scope(ScopeLevel.INSTRUMENT, f"COIN{number}/USDT@binance") for number in range(count)]
    return [(kinds[n % len(kinds)], scopes[n // len(kinds)]) for n in range(count)]


def sample(second: int, wall_ns: int, watched: list[tuple[BreakerKind, Scope]]) -> MetricsSampled:
    metrics = tuple(
        MetricSample(kind, scope, 10 + 5 * math.sin(second / 600 + n), 20.0, BreakerState.CLOSED)
        for n, (kind, scope) in enumerate(watched)
    )
    return MetricsSampled(
        wall_ns=wall_ns,
        loop_lag_ms=1.25,
        inbox_depth=0,
        memory_mb=120.5,
        open_orders=12,
        unknown_orders=0,
        pnl_total_quote=Decimal("12.345"),
        metrics=metrics,
    )


def timed(name: str, call: Callable[[], object]) -> None:
    start = time.perf_counter()
    call()
    print(f"{name:44} {(time.perf_counter() - start) * 1e3:12,.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=30)
    parser.add_argument("--hours", type=int, default=24)
    chosen = parser.parse_args()
    watched, seconds, now_ns = cells(chosen.series), chosen.hours * HOUR_S, time.time_ns()
    first_ns = now_ns - seconds * S
    journaled = len(msgspec.msgpack.encode(sample(0, now_ns, watched)))
    print(f"{'journal, of one sample of all':44} {journaled:12,} bytes, {journaled * 0.0864:,.0f} MB a day")
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(database_url(Path(folder), None))
        with engine.connect() as connection:
            with connection.begin():
                migrate(connection, folder)
                projector = Projector(connection)
            start = time.perf_counter()
            for second in range(0, seconds, BATCH):
                rows = Rows(now_ns)
                for one in range(second, min(second + BATCH, seconds)):
                    rows.take(one + 1, sample(one, first_ns + one * S, watched), 0)
                with connection.begin():
                    projector.store(connection, rows, Place(second))
            stored = seconds * (chosen.series + 1)
            print(f"{'rows stored':44} {stored:12,}, {stored / (time.perf_counter() - start):,.0f} a second")
            size = sum(path.stat().st_size for path in Path(folder).iterdir() if path.suffix == ".db")
            print(f"{'database':44} {size / 1e6:12,.1f} MB, {size / stored:,.0f} bytes a row")
            histories, (kind, scope) = DatabaseHistories(Path(folder)), watched[0]
            ask = histories.metric_history
            since_ns = now_ns - 4 * HOUR_S * S
            timed("four hours, second by second", lambda: ask(kind, scope, since_ns, now_ns, 20_000))
            timed("all of it in 2,000 points", lambda: ask(kind, scope, first_ns, now_ns, POINTS))
            later_ns = now_ns + METRICS_KEPT_NS
            with connection.begin():
                timed("one slice of pruning", lambda: prune(connection, later_ns))
            with connection.begin():
                timed("another", lambda: prune(connection, later_ns))


if __name__ == "__main__":
    main()
