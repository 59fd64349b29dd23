"""What the engine's own process is worth: event in hand to order on the socket while the window paints.

    python benchmarks/engine_latency.py [--seconds 45] [--rounds 2] [--rate 9000] [--platform offscreen|xcb]

The same desk three ways, in turn, `--rounds` times: headless (no window), window with the engine in its own
process, window with the engine in the window's loop (`--host window`). Latency is the acknowledged order's
`sent_mono_ns` (the frame given to the socket) minus the `mono_ns` of the event that caused it, over a whole
session, as the desk measures it; nearly all are orders that follow the acknowledgement of a cancel. Frames
are WebSocket frames received. p50 and p99 of an engine are means of its rounds, weighted with their orders.
Ratios hold on a busy machine, absolute times do not.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

# The venue takes 100 creates in ten seconds: one refresh of both sides about every 0.25 s.
CONFIG = """
[markets."BTC/USDT@binance".quoting]
order_refresh_time_s = 0.25
order_refresh_tolerance_bps = 0.0
filled_order_delay_s = 0.25
inventory_limit_quantity = 0.25
"""
WAYS = {
    "no window": (["--headless"], "mmdesk.log"),
    "own process": (["--host", "process"], "engine.log"),
    "window loop": (["--host", "window"], "engine.log"),
}


def one_run(way: str, given: argparse.Namespace) -> dict[str, Any]:
    """The figures of one desk that quoted for `--seconds`."""
    arguments, log = WAYS[way]
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.toml").write_text(CONFIG, encoding="utf-8")
        command = [sys.executable, "-m", "mmdesk", "run", "--arm", "--duration", str(given.seconds)]
        command += ["--rate", str(given.rate), "--data-dir", folder, *arguments]
        env = {**os.environ, "QT_QPA_PLATFORM": given.platform}
        ended = subprocess.run(
            command, env=env, capture_output=True, timeout=given.seconds + 120, check=False
        )
        if ended.returncode:
            raise SystemExit(
                f"{way}: the desk ended with {ended.returncode}: {ended.stderr[-2_000:].decode()}"
            )
        lines = (Path(folder) / "logs" / log).read_text(encoding="utf-8").splitlines()
    figures = next(fact for fact in map(json.loads, lines) if fact["event"] == "session ended")
    if not figures["orders_timed"]:
        raise SystemExit(
            f"{way}: no order was timed in {given.seconds} s (load {load:.1f}); use more --seconds"
        )
    return {
        "engine": way,
        **{name: round(value, 3) for name, value in figures["tick_to_order_ms"].items()},
        "orders": figures["orders_timed"],
        "frames_per_s": round(figures["messages"] / figures["duration_s"]),
        "conflated": figures["conflated"],
        "proved": figures["proved"],
        "load_before": round(load, 1),
    }


def pooled(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """One engine's rounds as one."""
    orders = sum(run["orders"] for run in runs)
    mean = {name: sum(run[name] * run["orders"] for run in runs) / orders for name in ("p50", "p99")}
    return {**mean, "orders": orders, "frames_per_s": sum(run["frames_per_s"] for run in runs) / len(runs)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=45.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--rate", type=float, default=9_000.0)
    parser.add_argument("--platform", default="offscreen")
    given = parser.parse_args()
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    for _ in range(given.rounds):
        for way in WAYS:
            found[way].append(one_run(way, given))
            print(json.dumps(found[way][-1]), flush=True)
    figures = {way: pooled(runs) for way, runs in found.items()}
    print(f"{'engine':<12} {'p50 ms':>8} {'p99 ms':>8} {'orders':>7} {'frames/s':>9}")
    for way, row in figures.items():
        print(f"{way:<12} {row['p50']:8.2f} {row['p99']:8.2f} {row['orders']:7d} {row['frames_per_s']:9.0f}")
    for name in ("p50", "p99"):
        window, own, none = (figures[way][name] for way in ("window loop", "own process", "no window"))
        print(f"{name}: window loop : own = {window / own:.2f}, own : none = {own / none:.2f}")
    print("goal: p99 own process : no window <= 1.25")


if __name__ == "__main__":
    main()
