"""Replays recordings through the venue and unmodified ccxt, and compares the book after every single update.

    python benchmarks/replay_equality.py [--data ../shared/data] [--speed 10] [--seconds 120] [spot|usdm ...]

Wanted: 0 gaps after sync, 0 crossed books, top of book equal to the recorded bookTicker at every shared id.
"""

import argparse
import asyncio
import json
import resource
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from mmdesk.core.model.events import VenueConnected
from mmdesk.core.model.market import BookSnapshot, FeedLost
from mmdesk.gateways.ccxt_gateway import CcxtGateway
from mmdesk.gateways.connection import GatewayTimings, Loopback, VenueConnection

SETS = {
    "spot": ("spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"),
    "usdm": ("usdm_btcusdt_20240808.gz",),
}
Top = tuple[float, float, float, float]


class Outcome(msgspec.Struct, kw_only=True):
    """What one replay showed. `deltas` are diffs ccxt applied; `shared` those with a recorded bookTicker."""

    name: str
    speed: float
    seconds: float = 0.0
    deltas: int = 0
    gaps: int = 0
    crossed: int = 0
    shared: int = 0
    unequal: int = 0
    feed_lost: int = 0
    books: int = 0
    events: int = 0
    cpu_us_per_message: float = 0.0
    ended: bool = False
    first_difference: str = ""

    @property
    def passed(self) -> bool:
        wrong = self.gaps + self.crossed + self.unequal + self.feed_lost
        return wrong == 0 and self.deltas > 0 and self.shared > 0


class Machine:
    """The real clock."""

    def wall_ns(self) -> int:
        return time.time_ns()

    def mono_ns(self) -> int:
        return time.monotonic_ns()


def recorded_tops(files: tuple[Path, ...]) -> dict[int, Top]:
    """Update id -> (bid, quantity, ask, quantity) of every bookTicker in the recordings."""
    from mmdesk.sim.binance_records import TickerRecord, market_records

    return {
        r.update_id: (float(r.bid_price), float(r.bid_qty), float(r.ask_price), float(r.ask_qty))
        for r in market_records(files)
        if isinstance(r, TickerRecord)
    }


class BookWatcher:
    """Looks at ccxt's own book right after each diff, by wrapping the method that applies it."""

    def __init__(self, exchange: Any, tops: dict[int, Top], outcome: Outcome) -> None:
        self._tops = tops
        self._outcome = outcome
        self._last_id = 0
        self._apply: Callable[..., Any] = exchange.handle_order_book_message
        exchange.handle_order_book_message = self._applied

    def _applied(self, client: Any, message: dict[str, Any], book: Any) -> Any:
        result = self._apply(client, message, book)
        outcome = self._outcome
        outcome.deltas += 1
        if self._last_id and message["U"] != self._last_id + 1:
            outcome.gaps += 1
            self._note(f"gap: {self._last_id} -> {message['U']}")
        self._last_id = message["u"]
        if not book["bids"] or not book["asks"]:
            return result
        bid, ask = book["bids"][0], book["asks"][0]
        if bid[0] >= ask[0]:
            outcome.crossed += 1
            self._note(f"crossed at {self._last_id}: {bid} {ask}")
        if (recorded := self._tops.get(self._last_id)) is not None:
            outcome.shared += 1
            if recorded != (bid[0], bid[1], ask[0], ask[1]):
                outcome.unequal += 1
                self._note(f"at {self._last_id}: recorded {recorded}, book {bid} {ask}")
        return result

    def _note(self, what: str) -> None:
        self._outcome.first_difference = self._outcome.first_difference or what


async def replay(name: str, files: tuple[Path, ...], speed: float, max_seconds: float) -> Outcome:
    """Play `files` at `speed` until they end or `max_seconds` of real time passed."""
    outcome = Outcome(name=name, speed=speed)
    tops = await asyncio.to_thread(recorded_tops, files)
    arguments = ("-m", "mmdesk.sim.server", "--json", "--speed", str(speed), "--replay", *map(str, files))
    venue = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, limit=2**20
    )
    try:
        assert venue.stdout is not None
        info = json.loads(await venue.stdout.readline())
        control = Control(info["control_port"])
        await control.post({"action": "pause"})
        await _watch(info, control, tops, outcome, max_seconds)
    finally:
        venue.terminate()
        await venue.wait()
    return outcome


class Control:
    """The venue's control surface."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}"

    async def post(self, body: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self._base}/sim/market", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        return await asyncio.to_thread(_load, request)

    async def ended(self) -> bool:
        """Whether every tape is at its end; a venue too busy to answer is asked again."""
        try:
            state = await asyncio.to_thread(_load, f"{self._base}/sim/state")
        except TimeoutError:
            return False
        return '"ended": true' in json.dumps(state)


def _load(request: Any) -> dict[str, Any]:
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


async def _watch(
    info: dict[str, Any], control: Control, tops: dict[int, Top], outcome: Outcome, max_seconds: float
) -> None:
    connection = VenueConnection(
        exchange_id="binance",
        symbols=("BTC/USDT",),
        api_key=info["api_key"],
        secret=info["secret"],
        loopback=Loopback(tls_port=info["tls_port"], ca_file=info["ca_file"], hosts=tuple(info["hosts"])),
        # The end of a tape is silence, and ten times the traffic may starve the pongs: no faults here.
        timings=GatewayTimings(silence_ms=600_000, keep_alive_ms=30_000),
    )
    gateway = CcxtGateway(connection, Machine())
    ready = asyncio.Event()

    def sink(event: object) -> None:
        outcome.events += 1
        if isinstance(event, BookSnapshot):
            outcome.books += 1
            ready.set()
        elif isinstance(event, FeedLost):
            outcome.feed_lost += 1
            outcome.first_difference = outcome.first_difference or event.detail
        elif isinstance(event, VenueConnected):
            outcome.events -= 1

    streams: asyncio.Task[None] | None = None
    try:
        await gateway.connect()
        assert gateway._parts is not None
        BookWatcher(gateway._parts.exchange, tops, outcome)
        streams = asyncio.create_task(gateway.run(sink))
        await asyncio.wait_for(ready.wait(), 20)
        await control.post({"action": "resume"})
        before, cpu = time.monotonic(), time.process_time()
        messages = _messages(gateway)
        while time.monotonic() - before < max_seconds and not outcome.ended:
            await asyncio.sleep(0.5)
            outcome.ended = await control.ended()
        outcome.seconds = time.monotonic() - before
        spent = time.process_time() - cpu
        outcome.cpu_us_per_message = spent * 1e6 / max(1, _messages(gateway) - messages)
    finally:
        if streams is not None:
            streams.cancel()
            await asyncio.gather(streams, return_exceptions=True)
        await gateway.close()


def _messages(gateway: CcxtGateway) -> int:
    return sum(stream.messages for stream in gateway.health().streams)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sets", nargs="*", default=list(SETS), metavar="set", help="spot and/or usdm")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--speed", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=120.0, help="at most, per set")
    given = parser.parse_args()
    passed = True
    for name in given.sets:
        files = tuple(given.data / "binance" / f for f in SETS[name])
        outcome = _run(replay(name, files, given.speed, given.seconds))
        passed = passed and outcome.passed
        print(json.dumps(msgspec.to_builtins(outcome)), "PASS" if outcome.passed else "FAIL", flush=True)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0 if passed else 1


def _run(work: Any) -> Outcome:
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)  # type: ignore[no-any-return]  # what `replay` returns
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found: Outcome = runner.run(work)
    return found


if __name__ == "__main__":
    sys.exit(main())
