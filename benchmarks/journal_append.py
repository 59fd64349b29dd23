"""What the engine pays for the journal: one append, the disk behind it, and the lag of a loop that journals.

    python benchmarks/journal_append.py [--count 20000] [--seconds 5]

Prints an append's median and 99th percentile beside a bare write of the same bytes; how long a write waits
for its fsync beside the disk's own fsync of those bytes; and how late timers of the engine's loop are while
500 orders a second (three appends each) are journaled and stored in the database, beside the same loop that
makes these facts and throws them away. Goals: append <= 30 us, fsync p99 <= 20 ms, lag p99 <= 5 ms.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from mmdesk.app.loops import fast_loop
from mmdesk.ports.journal import Fact
from mmdesk.storage.frames import encode_into
from mmdesk.storage.journal import FileJournal
from mmdesk.storage.store import Store, open_store
from mmdesk.storage.sync import fsync
from tests.storage.facts import life, opened

ORDERS_PER_S = 500
TURN_S = 0.01


def timed(call: Callable[[], object], count: int) -> list[float]:
    """Microseconds of each call, sorted."""
    taken = []
    for _ in range(count):
        start = time.perf_counter_ns()
        call()
        taken.append((time.perf_counter_ns() - start) / 1_000)
    return sorted(taken)


def show(name: str, taken: list[float]) -> float:
    median = statistics.median(taken)
    print(f"{name:34} median {median:7.1f} us   p99 {taken[int(len(taken) * 0.99)]:8.1f} us")
    return median


def appends(folder: Path, count: int) -> None:
    facts = life(1)[0]
    buffer = bytearray()
    encode_into(buffer, facts, 1, 0)
    descriptor = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    bare = show("bare write of the same bytes", timed(lambda: os.write(descriptor, buffer), count))
    own = sorted(own_syncs(descriptor, bytes(buffer)))
    os.close(descriptor)
    journal = FileJournal(folder, 1, 1)
    ours = show("append, background sync", timed(lambda: journal.append(facts, 1), count))
    print(f"{'append / bare write':34} {ours / bare:14.2f}")
    waits = sync_waits(journal, facts)
    print(f"{'the disk: write and fsync':34} median {own[100]:7.2f} ms   p99 {own[197]:8.2f} ms")
    print(f"{'append until its fsync':34} median {waits[100]:7.2f} ms   p99 {waits[197]:8.2f} ms")
    journal.close()
    every = FileJournal(folder, 2, 1, "every_intent")
    show("append, every intent synced", timed(lambda: every.append(facts, 1), min(count, 500)))
    every.close()


def sync_waits(journal: FileJournal, facts: Sequence[Fact]) -> list[float]:
    """Milliseconds from an append to its fsync, 200 times, sorted."""
    waits = []
    for _ in range(200):
        start = time.perf_counter_ns()
        journal.append(facts, 1)
        while journal.synced < journal.size:
            time.sleep(0.0002)
        waits.append((time.perf_counter_ns() - start) / 1e6)
    return sorted(waits)


def own_syncs(descriptor: int, data: bytes) -> list[float]:
    """Milliseconds of a bare write and fsync, 200 times."""
    taken = []
    for _ in range(200):
        start = time.perf_counter_ns()
        os.write(descriptor, data)
        fsync(descriptor)
        taken.append((time.perf_counter_ns() - start) / 1e6)
        time.sleep(0.005)
    return taken


async def lags(seconds: float, work: Callable[[], object]) -> list[float]:
    """Milliseconds that a timer of 10 ms was late, sorted; `work` is done in each turn."""
    late = []
    until = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < until:
        await asyncio.sleep(TURN_S)
        late.append((time.perf_counter() - begun - TURN_S) * 1e3)
        work()
    return sorted(late)


def orders(store: Store) -> Callable[[], None]:
    """Journals the orders of one turn, the way the engine does: an append per step."""
    number = 0

    def work() -> None:
        nonlocal number
        for _ in range(int(ORDERS_PER_S * TURN_S)):
            number += 1
            for facts in life(number):
                store.journal.append(facts, number)

    return work


def making(number: int = 0) -> Callable[[], None]:
    """The same orders made and thrown away: what the benchmark itself costs."""

    def work() -> None:
        for _ in range(int(ORDERS_PER_S * TURN_S)):
            life(number)

    return work


def loop_lag(folder: Path, seconds: float) -> None:
    store = open_store(folder)
    store.start()
    store.journal.append([opened()], 1)
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        for name, work in (("without a journal", making()), ("500 orders/s journaled", orders(store))):
            late = runner.run(lags(seconds, work))
            p50, p99 = late[len(late) // 2], late[int(len(late) * 0.99)]
            print(f"{'loop lag, ' + name:34} median {p50:7.2f} ms   p99 {p99:8.2f} ms   worst {late[-1]:.1f}")
    stored = store.writer.status()
    print(f"{'rows stored meanwhile':34} {stored.rows:,}, {stored.behind_bytes:,} bytes behind at the end")
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        appends(Path(folder), chosen.count)
        loop_lag(Path(folder) / "store", chosen.seconds)


if __name__ == "__main__":
    main()
