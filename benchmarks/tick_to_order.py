"""From a price in hand to a signed order on the socket, through ccxt and our gateway, under market-data load.

    python benchmarks/tick_to_order.py [--rate 2000] [--orders 300] [--transport websocket|rest]

Without engine and strategy in between: the gateway's own share. Latency is `sent_mono_ns` of the acknowledged
order minus `mono_ns` of the top of book that caused it; the ratio idle : loaded is the point.
"""

import argparse
import asyncio
import gc
import json
import statistics
import sys
import time
from collections.abc import Coroutine
from decimal import Decimal
from typing import Any

from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.events import OrderAcknowledged, VenueConnected
from mmdesk.core.model.market import TopOfBook
from mmdesk.core.model.order import ApprovedOrder, OrderIntent, TimeInForce
from mmdesk.core.model.values import Side
from mmdesk.gateways.ccxt_gateway import CcxtGateway
from mmdesk.gateways.connection import Loopback, OrderTransport, VenueConnection
from mmdesk.ports.gateway import SendOutcome

# The venue allows 100 creates in ten seconds.
BETWEEN_ORDERS_NS = 110_000_000


class Machine:
    """The real clock."""

    def wall_ns(self) -> int:
        return time.time_ns()

    def mono_ns(self) -> int:
        return time.monotonic_ns()


class Quoter:
    """Places one far bid per top of book, not more often than BETWEEN_ORDERS_NS, and cancels it."""

    def __init__(self, gateway: CcxtGateway, wanted: int) -> None:
        self._gateway = gateway
        self._wanted = wanted
        self._made = 0
        self._last_ns = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.ready = asyncio.Event()
        self.done = asyncio.Event()
        self.messages = 0
        self.tick_to_order_ms: list[float] = []
        self.acknowledged_ms: list[float] = []
        self.other: list[object] = []

    def __call__(self, event: object) -> None:
        self.messages += 1
        if isinstance(event, VenueConnected):
            self.ready.set()
        elif isinstance(event, TopOfBook) and self._due(event.mono_ns):
            self._last_ns = event.mono_ns
            self._made += 1
            task = asyncio.create_task(self._quote(event, *self._placed(event, f"bench-{self._made}")))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _due(self, now_mono_ns: int) -> bool:
        waited = now_mono_ns - self._last_ns >= BETWEEN_ORDERS_NS
        return waited and self.ready.is_set() and self._made < self._wanted

    def _placed(self, event: TopOfBook, client_id: str) -> tuple[str, Coroutine[Any, Any, SendOutcome]]:
        price = (Decimal(str(event.bid)) - 500).quantize(Decimal("0.01"))
        intent = OrderIntent(
            client_id, event.instrument, Side.BUY, price, Decimal("0.001"), TimeInForce.POST_ONLY, "b0"
        )
        return client_id, self._gateway.place(ApprovedOrder(intent))

    async def _quote(self, event: TopOfBook, client_id: str, sent: Coroutine[Any, Any, SendOutcome]) -> None:
        outcome = await sent
        if isinstance(outcome, OrderAcknowledged):
            self.tick_to_order_ms.append((outcome.sent_mono_ns - event.mono_ns) / 1e6)
            self.acknowledged_ms.append((outcome.mono_ns - outcome.sent_mono_ns) / 1e6)
            request = SendCancel(
                instrument=event.instrument, client_id=client_id, venue_id=outcome.venue_id, reason="bench"
            )
            await self._gateway.cancel(request)
        else:
            self.other.append(outcome)
        if len(self.tick_to_order_ms) + len(self.other) >= self._wanted:
            self.done.set()


async def measure(rate: float, orders: int, transport: OrderTransport) -> dict[str, Any]:
    """One run against a synthetic market of `rate` book events per second."""
    venue = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "mmdesk.sim.server",
        "--json",
        "--rate",
        str(rate),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert venue.stdout is not None
        info = json.loads(await venue.stdout.readline())
        return await _run(info, rate, orders, transport)
    finally:
        venue.terminate()
        await venue.wait()


async def _run(info: dict[str, Any], rate: float, orders: int, transport: OrderTransport) -> dict[str, Any]:
    connection = VenueConnection(
        exchange_id="binance",
        symbols=("BTC/USDT",),
        api_key=info["api_key"],
        secret=info["secret"],
        loopback=Loopback(tls_port=info["tls_port"], ca_file=info["ca_file"], hosts=tuple(info["hosts"])),
        order_transport=transport,
    )
    gateway = CcxtGateway(connection, Machine())
    quoter = Quoter(gateway, orders)
    try:
        await gateway.connect()
        gc.collect()
        gc.freeze()
        streams = asyncio.create_task(gateway.run(quoter))
        began, cpu = time.monotonic(), time.process_time()
        await asyncio.wait_for(quoter.done.wait(), 120)
        seconds, spent = time.monotonic() - began, time.process_time() - cpu
        streams.cancel()
        await asyncio.gather(streams, return_exceptions=True)
    finally:
        await gateway.close()
    return {
        "transport": transport.value,
        "rate": rate,
        "events_per_s": round(quoter.messages / seconds),
        "cpu_share": round(spent / seconds, 2),
        "orders": len(quoter.tick_to_order_ms),
        "not_acknowledged": len(quoter.other),
        "tick_to_order_ms": _percentiles(quoter.tick_to_order_ms),
        "acknowledged_ms": _percentiles(quoter.acknowledged_ms),
    }


def _percentiles(values: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cuts[49], 3), "p99": round(cuts[98], 3), "max": round(max(values), 3)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rate", type=float, default=2_000.0, help="book events per second under load")
    parser.add_argument("--orders", type=int, default=300)
    parser.add_argument("--transport", type=OrderTransport, default=OrderTransport.WEBSOCKET)
    given = parser.parse_args()
    results = []
    for rate in (20.0, given.rate):
        with asyncio.Runner(loop_factory=_fast_loop()) as runner:
            results.append(runner.run(measure(rate, given.orders, given.transport)))
        print(json.dumps(results[-1]), flush=True)
    idle, loaded = (r["tick_to_order_ms"]["p50"] for r in results)
    print(f"p50 loaded : idle = {loaded / idle:.2f}")
    return 0


def _fast_loop() -> Any:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    sys.exit(main())
