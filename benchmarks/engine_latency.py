"""What the engine's own process is worth: event in hand to order on the socket while the window paints.

    python benchmarks/engine_latency.py [--seconds 60] [--rate 2000] [--platform offscreen|xcb]

The same desk three times: headless (no window), window with the engine in its own process, window with the
engine in the window's loop (`--host window`). Latency is the acknowledged order's `sent_mono_ns` minus the
`mono_ns` of the event that caused it, over the whole session, as the desk itself measures it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

# The venue takes 100 creates in ten seconds: one refresh of both sides about every 0.3 s.
CONFIG = """
[markets."BTC/USDT@binance".quoting]
order_refresh_time_s = 0.3
order_refresh_tolerance_bps = 0.0
filled_order_delay_s = 0.3
inventory_limit_quantity = 0.25
"""
WAYS = {
    "no window": (["--headless"], "mmdesk.log"),
    "own process": (["--host", "process"], "engine.log"),
    "window loop": (["--host", "window"], "engine.log"),
}


def one_run(arguments: list[str], log: str, seconds: float, rate: float, platform: str) -> dict[str, Any]:
    """The figures of one desk that quoted for `seconds`."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.toml").write_text(CONFIG, encoding="utf-8")
        command = [sys.executable, "-m", "mmdesk", "run", "--arm", "--duration", str(seconds)]
        command += ["--rate", str(rate), "--data-dir", folder, *arguments]
        env = {**os.environ, "QT_QPA_PLATFORM": platform}
        ended = subprocess.run(command, env=env, capture_output=True, timeout=seconds + 120, check=False)
        if ended.returncode:
            raise SystemExit(f"the desk ended with {ended.returncode}: {ended.stderr[-2_000:].decode()}")
        lines = (Path(folder) / "logs" / log).read_text(encoding="utf-8").splitlines()
    figures = next(fact for fact in map(json.loads, lines) if fact["event"] == "session ended")
    return {
        "tick_to_order_ms": figures["tick_to_order_ms"],
        "orders": figures["orders_timed"],
        "messages_per_s": round(figures["messages"] / figures["duration_s"]),
        "conflated": figures["conflated"],
        "proved": figures["proved"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=2_000.0)
    parser.add_argument("--platform", default="offscreen")
    given = parser.parse_args()
    found: dict[str, dict[str, Any]] = {}
    for name, (arguments, log) in WAYS.items():
        found[name] = one_run(arguments, log, given.seconds, given.rate, given.platform)
        print(json.dumps({"engine": name, **found[name]}), flush=True)
    p99 = {name: figures["tick_to_order_ms"]["p99"] for name, figures in found.items()}
    print(f"p99 window loop : own process = {p99['window loop'] / p99['own process']:.2f}")
    print(f"p99 own process : no window = {p99['own process'] / p99['no window']:.2f} (goal <= 1.25)")


if __name__ == "__main__":
    main()
