"""From STOP to the last cancel on the socket, with 200 resting orders and 200 calls queued in the limiter.

    python benchmarks/kill_switch.py [--orders 200] [--queued 200] [--runs 12] [--stuck-disk]

Real parts: our venue in its own process; one engine with ccxt gateway, journal and SQLite in this one. The
orders are adopted leftovers; the calls are account reads for which no request weight is left. `--stuck-disk`
lets the journal hang for a second when the stop is written. Prints the ratio to one cancel sent alone in the
same run.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.guardian_stop import generous_venue
from mmdesk.app.loops import fast_loop
from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.leftover import LeftoverDecision, LeftoverPolicy
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.state import Mode
from mmdesk.engine.clock import SystemClock
from mmdesk.engine.engine import Engine
from mmdesk.engine.parts import EngineParts, EngineSettings, StorageStatus
from mmdesk.gateways.ccxt_gateway import CcxtGateway
from mmdesk.gateways.factory import Loopback, VenueConnection
from mmdesk.gateways.rate_limit import LimiterRefusedError, Priority, WeightLimiter
from mmdesk.ports.control import Disarm, Stop, Ticket, TicketState
from mmdesk.storage.store import Store, open_store
from tests.conformance.redirect import RunningVenue
from tests.guardian.guard_venue import SYMBOLS, Account

MARKETS = ("BTC/USDT", "ETH/USDT")
READ_WEIGHT = 20
STUCK_S = 1.0


class Bench:
    """One engine on one venue; each run rests orders, fills the limiter, stops."""

    def __init__(self, venue: RunningVenue, store: Store) -> None:
        self._account = Account(venue)
        self._store = store
        self.ended: dict[str, TicketState] = {}
        self.sent_ns: list[int] = []
        connection = VenueConnection(
            exchange_id="binance",
            symbols=MARKETS,
            api_key=venue.api_key,
            secret=venue.secret,
            loopback=Loopback(venue.tls_port, venue.ca_file, venue.hosts),
            cancel_id_prefix="mmd0005x",
        )
        self.gateway = CcxtGateway(connection, SystemClock())
        keys = [f"{symbol}@binance" for symbol in MARKETS]
        settings = EngineSettings(
            session="bench",
            epoch=5,
            version="0",
            mode=Mode.DEMO,
            parameters={key: QuoteParameters(order_amount=Decimal("0.01")) for key in keys},
            limits={key: RiskLimits(max_messages_per_s=1_000) for key in keys},
            remembered=store.remembered,
            leftovers=LeftoverPolicy(LeftoverDecision.ADOPT),
        )
        parts = EngineParts([self.gateway], store.journal, SystemClock(), lambda: StorageStatus(0, 0))
        self.engine = Engine(parts, settings)
        self.engine.publish_to(self._take)

    async def start(self) -> None:
        await self.engine.start()
        outbound: Any = self.gateway._up().orders._outbound
        written = outbound.written

        def noted(outgoing: Any) -> None:
            written(outgoing)
            if outgoing.key[0] == "order.cancel":
                self.sent_ns.append(outgoing.written_mono_ns)

        outbound.written = noted
        await self._until(lambda: not self.engine.session.desk.venues["binance"].reconciling)

    async def run(self, number: int, orders: int, queued: int, *, stuck_disk: bool) -> tuple[float, float]:
        """(STOP to the last cancel written, one cancel alone), both in ms."""
        await asyncio.to_thread(self._rest, number, orders + 1)
        register = self.engine.session.desk.register
        self.engine.session.reconciler.want("binance", "bench")
        await self._until(lambda: register.live_count == orders + 1)
        alone_ms = await self._one_alone()
        limiter: WeightLimiter = self.gateway._up().limiter
        limiter._available = float(limiter._reserve)
        calls = [asyncio.create_task(self._call(limiter)) for _ in range(queued)]
        await asyncio.sleep(0)
        assert len(limiter._waiting) >= queued
        self.sent_ns.clear()
        append = self._store.journal.append
        if stuck_disk:
            self._store.journal.append = self._stuck  # type: ignore[method-assign]  # a disk that hangs
        began_ns = time.monotonic_ns()
        self.engine.submit(f"stop-{number}", Stop())
        self._store.journal.append = append  # type: ignore[method-assign]  # and recovers
        await self._until(lambda: len(self.sent_ns) >= orders)
        last_ms = (self.sent_ns[orders - 1] - began_ns) / 1e6
        for call in calls:
            call.cancel()
        limiter._available = limiter._capacity
        await self._until(lambda: f"stop-{number}" in self.ended)
        assert self.ended[f"stop-{number}"] is TicketState.DONE
        self.engine.submit(f"reset-{number}", Disarm())
        await self._until(lambda: f"reset-{number}" in self.ended)
        return last_ms, alone_ms

    async def _one_alone(self) -> float:
        session = self.engine.session
        order = session.desk.register.live()[0]
        self.sent_ns.clear()
        began_ns = time.monotonic_ns()
        session.dispatcher.cancel(
            SendCancel(
                instrument=order.intent.instrument,
                client_id=order.client_id,
                venue_id=order.venue_id,
                reason="bench",
            )
        )
        await self._until(lambda: len(self.sent_ns) == 1)
        await session.dispatcher.idle()
        return (self.sent_ns[0] - began_ns) / 1e6

    async def _call(self, limiter: WeightLimiter) -> None:
        with suppress(LimiterRefusedError):
            await limiter.acquire(READ_WEIGHT, Priority.READ)

    def _stuck(self, facts: Any, wall_ns: int) -> int:
        time.sleep(STUCK_S)
        return self._store.journal.last_sequence

    def _rest(self, number: int, count: int) -> None:
        for one in range(count):
            self._account.place(f"mmd0001x{number * 10_000 + one + 1}", SYMBOLS[one % len(SYMBOLS)])

    def _take(self, views: Any) -> None:
        for view in views:
            if isinstance(view, Ticket) and view.state is not TicketState.ACCEPTED:
                self.ended[view.ticket] = view.state

    async def _until(self, condition: Any) -> None:
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110 - conditions here are plain state, nothing signals them
                await asyncio.sleep(0.005)


async def bench(options: argparse.Namespace, folder: Path) -> list[tuple[float, float]]:
    with generous_venue() as venue:
        store = open_store(folder)
        store.start()
        one = Bench(venue, store)
        await one.start()
        runs = [
            await one.run(number, options.orders, options.queued, stuck_disk=options.stuck_disk)
            for number in range(options.runs)
        ]
        await one.engine.shutdown("bench ends", 5.0)
        store.close()
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--queued", type=int, default=200)
    parser.add_argument("--runs", type=int, default=12)
    parser.add_argument("--stuck-disk", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=fast_loop()) as runner:
        runs = runner.run(bench(options, Path(folder)))
    last = sorted(run[0] for run in runs)
    alone = statistics.median(run[1] for run in runs)
    p99 = last[min(len(last) - 1, round(0.99 * len(last)))]
    print(f"STOP to the last of {options.orders} cancels sent, {options.queued} calls queued", end="")
    print(", disk stuck" if options.stuck_disk else "", end=": ")
    print(f"median {statistics.median(last):.1f} ms, p99 (worst of {len(last)}) {p99:.1f} ms", end="; ")
    print(f"{statistics.median(last) / alone:.0f} x one cancel alone ({alone:.2f} ms)")
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
