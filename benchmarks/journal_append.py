"""What the engine pays for the journal: one append of an order's facts, beside a bare write of those bytes.

    python benchmarks/journal_append.py [--count 20000] [--catch-up 100000]

Prints medians and 99th percentiles, the ratio to the bare write, how long a write waits for its fsync, and
how many frames a second a start catches up with.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from mmdesk.ports.journal import Fact
from mmdesk.storage.frames import encode_into
from mmdesk.storage.journal import FileJournal
from mmdesk.storage.segments import scan
from mmdesk.storage.store import open_store
from tests.storage.facts import life, opened


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
    os.close(descriptor)
    journal = FileJournal(folder, 1, 1)
    ours = show("append, background sync", timed(lambda: journal.append(facts, 1), count))
    print(f"{'append / bare write':34} {ours / bare:14.2f}")
    waits = sync_waits(journal, facts)
    print(f"{'fsync after the append':34} median {waits[100]:7.1f} ms   p99 {waits[197]:8.1f} ms")
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


def catching_up(folder: Path, frames: int) -> None:
    store = open_store(folder)
    store.journal.append([opened()], 1)
    for number in range(frames // 4):
        for facts in (*life(number), life(number)[1][:1]):
            store.journal.append(facts, number)
    path = store.journal.path
    # Closed without its writer ever started: the next start has everything to do.
    store.journal.close()
    store.close(0)
    start, cpu = time.perf_counter(), time.process_time()
    for _ in scan(path, 0):
        pass
    print(f"{'frames checked':34} {frames / (time.perf_counter() - start):14,.0f} /s", end="")
    print(f"   {frames / (time.process_time() - cpu):12,.0f} /s of CPU")
    start, cpu = time.perf_counter(), time.process_time()
    again = open_store(folder)
    print(f"{'frames stored in the database':34} {frames / (time.perf_counter() - start):14,.0f} /s", end="")
    print(f"   {frames / (time.process_time() - cpu):12,.0f} /s of CPU")
    again.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--catch-up", type=int, default=100_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        appends(Path(folder), chosen.count)
        catching_up(Path(folder) / "store", chosen.catch_up)


if __name__ == "__main__":
    main()
