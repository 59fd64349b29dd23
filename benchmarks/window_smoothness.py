"""The window under load: gaps between the frames it could paint, and the memory of each process over time.

`python benchmarks/window_smoothness.py [--minutes 10] [--rate 7000] [--host process|window]`: the venue makes
`--rate` book events a second, of which about 2,000 messages a second reach the engine (printed as they were
counted); armed, all charts shown. Goals: p99 <= 100 ms; memory slope below 1 MB in 10 minutes after a warm-up
of two minutes (of a short run: its first half).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

WARM_UP_S = 15.0
MEMORY_WARM_UP_S = 120.0
CHILD = """
import functools, json, os, sys, time
import mmdesk.app.cli as cli, mmdesk.app.desktop as desktop
from PySide6.QtCore import QTimer, Qt
from PySide6.QtWidgets import QApplication

class Watch:
    def __init__(self):
        self.began = self.last = time.monotonic()
        self.gaps, self.memory, self.messages = [], [], []
        self.turn = QTimer(interval=16, timerType=Qt.TimerType.PreciseTimer)
        self.turn.timeout.connect(self.tick)
        self.look = QTimer(interval=2000)
        self.look.timeout.connect(self.weigh)

    def start(self, name):
        if name == "priced":
            self.began = self.last = time.monotonic()
            self.turn.start()
            self.look.start()

    def tick(self):
        now = time.monotonic()
        if now - self.began > {warm_up}:
            self.gaps.append((now - self.last) * 1000)
        self.last = now

    def weigh(self):
        def rss(pid):
            with open(f"/proc/{pid}/statm") as file:
                return int(file.read().split()[1]) * 4096 / 1e6
        pid = os.getpid()
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = file.read().split()
        weights = {"window": rss(pid)}
        for child in children:
            with open(f"/proc/{child}/cmdline") as file:
                words = file.read().split("\\0")
            weights["engine" if "engine" in words else "venue"] = rss(child)
        self.memory.append((time.monotonic() - self.began, weights))
        windows = [w for w in QApplication.topLevelWidgets() if hasattr(w, "bridge")]
        if windows and (desk := windows[0].bridge.facts.desk):
            self.messages.append((time.monotonic(), desk.messages))

watches = []
def milestone(name):
    if not watches:
        watches.append(Watch())
    watches[0].start(name)
desktop.run_desktop = functools.partial(desktop.run_desktop, on_milestone=milestone)
sys.argv = ["mmdesk", "run", "--arm", *sys.argv[1:]]
try:
    cli.main()
finally:
    watch = watches[0]
    print(json.dumps({"gaps": watch.gaps, "memory": watch.memory, "messages": watch.messages}))
"""


def slope_mb_per_10_min(samples: list[tuple[float, float]]) -> float:
    """Least-squares slope of (seconds, MB) after the warm-up."""
    warm_up_s = min(MEMORY_WARM_UP_S, samples[-1][0] / 2) if samples else 0.0
    steady = [sample for sample in samples if sample[0] >= warm_up_s]
    if len(steady) < 3:
        return float("nan")
    return statistics.linear_regression(*zip(*steady, strict=True)).slope * 600


def per_second(counts: list[tuple[float, float]]) -> float:
    """Messages a second between the first and the last count."""
    (begun, first), (ended, last) = counts[0], counts[-1]
    return (last - first) / (ended - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=7000.0)
    parser.add_argument("--host", default="process")
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--samples", help="Write every memory sample to this file.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["--duration", str(options.minutes * 60), "--rate", str(options.rate)]
        arguments += ["--host", options.host, "--data-dir", folder]
        done = subprocess.run(
            [sys.executable, "-c", CHILD.replace("{warm_up}", str(WARM_UP_S)), *arguments],
            env={**os.environ, "QT_QPA_PLATFORM": options.platform},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=options.minutes * 60 + 120,
        )
    facts = json.loads(done.stdout.splitlines()[-1])
    if options.samples:
        Path(options.samples).write_text(json.dumps(facts["memory"]), encoding="utf-8")
    gaps = sorted(facts["gaps"])
    # At the very end one process may be gone already.
    last = {name: mb for _, weights in facts["memory"] for name, mb in weights.items()}
    memory = {
        name: {
            "mb": round(last[name], 1),
            "slope_mb_per_10_min": round(
                slope_mb_per_10_min([(at, mb[name]) for at, mb in facts["memory"] if name in mb]), 2
            ),
        }
        for name in last
    }
    result = {
        "minutes": options.minutes,
        "rate": options.rate,
        "messages_per_s": round(per_second(facts["messages"])),
        "host": options.host,
        "frames": len(gaps),
        "gap_ms": {
            "p50": round(gaps[len(gaps) // 2], 1),
            "p99": round(gaps[int(len(gaps) * 0.99)], 1),
            "max": round(gaps[-1], 1),
            "over_100": sum(gap > 100 for gap in gaps),
        },
        "memory": memory,
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
