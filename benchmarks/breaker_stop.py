"""From the fact that opens a circuit breaker to the last cancel on the socket, with 100 resting orders.

    python benchmarks/breaker_stop.py [--orders 100] [--runs 20]

Real parts: our venue in its own process; one engine with ccxt gateway, journal and SQLite in this one. The
orders are adopted leftovers on two markets; the fact is a ban (418) told by the engine's measurement, which
opens the error-rate breaker of the exchange at once. Also prints how long it took until a listing of the
venue proved that none of them is left, and the ratio to one cancel sent alone in the same run.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.guardian_stop import generous_venue
from benchmarks.kill_switch import Bench
from mmdesk.app.loops import fast_loop
from mmdesk.core.model.breakers import BreakerKind, BreakerState, Scope, ScopeLevel
from mmdesk.core.model.events import EngineMeasured, VenueMeasured
from mmdesk.ports.control import ResetBreaker
from mmdesk.storage.store import open_store

VENUE = Scope(ScopeLevel.EXCHANGE, "binance")
KIND = BreakerKind.ERROR_RATE


class BreakerBench(Bench):
    """The kill switch's bench, stopped by a breaker instead of a person."""

    async def run_breaker(self, number: int, orders: int) -> tuple[float, float, float]:
        """(opening to the last cancel written, to the proof, one cancel alone), all in ms."""
        await asyncio.to_thread(self._rest, number, orders + 1)
        session = self.engine.session
        session.reconciler.want("binance", "bench")
        await self._until(lambda: session.desk.register.live_count == orders + 1)
        alone_ms = await self._one_alone()
        await self._until(lambda: session.desk.register.live_count == orders)
        self.sent_ns.clear()
        wall_ns, began_ns = time.time_ns(), time.monotonic_ns()
        banned = VenueMeasured(venue="binance", banned_until_ns=wall_ns + 10**12)
        session._put(EngineMeasured(wall_ns=wall_ns, mono_ns=began_ns, loop_lag_ms=0.0, venues=(banned,)))
        breaker = session.desk.breakers.board.get(KIND, VENUE)
        assert breaker.state is BreakerState.OPEN
        await self._until(lambda: len(self.sent_ns) >= orders)
        last_ms = (self.sent_ns[orders - 1] - began_ns) / 1e6
        await self._until(lambda: not session.desk.breakers.verifying)
        proved_ms = (time.monotonic_ns() - began_ns) / 1e6
        self.engine.submit(f"reset-{number}", ResetBreaker(kind=KIND, scope=VENUE, reason="bench"))
        await self._until(lambda: f"reset-{number}" in self.ended)
        assert breaker.state is BreakerState.HALF_OPEN
        return last_ms, proved_ms, alone_ms


async def bench(options: argparse.Namespace, folder: Path) -> list[tuple[float, float, float]]:
    with generous_venue() as venue:
        store = open_store(folder)
        store.start()
        one = BreakerBench(venue, store)
        await one.start()
        runs = [await one.run_breaker(number, options.orders) for number in range(options.runs)]
        await one.engine.shutdown("bench ends", 5.0)
        store.close()
    return runs


def _told(name: str, values: list[float]) -> str:
    values = sorted(values)
    worst = values[min(len(values) - 1, round(0.99 * len(values)))]
    return f"{name}: median {statistics.median(values):.1f} ms, p99 (worst of {len(values)}) {worst:.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100)
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=fast_loop()) as runner:
        runs = runner.run(bench(options, Path(folder)))
    last, proved, alone = ([run[part] for run in runs] for part in range(3))
    print(_told(f"breaker opens to the last of {options.orders} cancels sent", last), end="; ")
    print(f"{statistics.median(last) / statistics.median(alone):.0f} x one cancel alone")
    print(_told("breaker opens to the proof that none is left", proved))
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
