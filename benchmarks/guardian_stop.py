"""How fast the guardian takes 200 open orders off after its engine was killed, and what it costs to have it.

    python benchmarks/guardian_stop.py [--orders 200] [--runs 5]

Real processes: our venue, an engine's host that is killed with SIGKILL, the guardian it started. Prints the
median over the runs, beside the time of one signed look at the open orders in the same run.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import msgspec

from mmdesk.guardian.messages import StopRecord
from tests.conformance.redirect import ROOT, RunningVenue
from tests.guardian.guard_venue import SYMBOLS, Account, Parent, alive, bootstrap_of, finished_record, until

VENUE = (
    "from mmdesk.sim.server.options import VenueOptions; from mmdesk.sim.server.serve import run_venue; "
    "run_venue(VenueOptions(order_limit_10s=100_000, weight_limit_1m=100_000), as_json=True)"
)


@contextmanager
def generous_venue() -> Iterator[RunningVenue]:
    """One whose order limits do not slow the placing down."""
    process = subprocess.Popen([sys.executable, "-c", VENUE], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        ready = msgspec.json.decode(process.stdout.readline())
        names = ("tls_port", "control_port", "ca_file", "api_key", "secret")
        yield RunningVenue(*(ready[name] for name in names), tuple(ready["hosts"]), process)
    finally:
        process.terminate()
        process.wait(10)


def one_run(venue: RunningVenue, account: Account, orders: int) -> tuple[float, float, StopRecord, int]:
    """Kill to last cancel proved, one look (both ms), the record, the guardian's resident kB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        for number in range(orders):
            account.place(f"mmd0001x{time.time_ns()}", SYMBOLS[number % len(SYMBOLS)])
        began = time.perf_counter()
        assert len(account.ours()) == orders
        look_ms = (time.perf_counter() - began) * 1_000 / len(SYMBOLS)
        parent = Parent(bootstrap_of(venue, path), path)
        status = Path(f"/proc/{parent.guardian_pid}/status").read_text()
        resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        killed_ns = time.time_ns()
        parent.process.kill()
        record = finished_record(path)
        parent.close()
        until(lambda: not alive(parent.guardian_pid))
        assert record.proved
        assert account.ours() == []
        noticed_ms = (record.triggered_wall_ns - killed_ns) / 1e6
        confirmed_ms = record.venues[0].last_confirmed_ms
        assert confirmed_ms is not None
        return noticed_ms + confirmed_ms, look_ms, record, resident


def start_ms() -> tuple[float, float]:
    """From the start of the process to its end after refusing an empty order: by the wall, and of CPU."""
    began, used = time.perf_counter(), os.times()
    subprocess.run(
        [sys.executable, "-P", "-m", "mmdesk.guardian"], input=b"{}\n", capture_output=True, check=False
    )
    after = os.times()
    cpu_s = after.children_user + after.children_system - used.children_user - used.children_system
    return (time.perf_counter() - began) * 1_000, cpu_s * 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with generous_venue() as venue:
        account = Account(venue)
        account.place("web_foreign", "BTCUSDT")
        runs = [one_run(venue, account, options.orders) for _ in range(options.runs)]
        foreign = len(account.open_ids())
        account.cancel_everything()
    stops = [run[0] for run in runs]
    look = statistics.median(run[1] for run in runs)
    median = statistics.median(stops)
    print(f"kill -9 to last of {options.orders} cancels proved: median {median:.0f} ms,", end=" ")
    print(f"slowest {max(stops):.0f} ms; {median / look:.1f} x one signed look ({look:.1f} ms)")
    print(f"foreign orders left alone: {foreign}")
    print(f"guardian: {max(run[3] for run in runs) / 1_000:.1f} MB resident, ", end="")
    starts = [start_ms() for _ in range(options.runs)]
    wall_ms, cpu_ms = (statistics.median(start[part] for start in starts) for part in (0, 1))
    print(f"starts and ends in {wall_ms:.0f} ms ({cpu_ms:.0f} ms of CPU)")


if __name__ == "__main__":
    main()
