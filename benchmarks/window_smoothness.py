"""The window under load: gaps between the frames it could paint, and the memory of each process over time.

`python benchmarks/window_smoothness.py [--minutes 10] [--rate 2000] [--host process|window]`.
`python benchmarks/window_smoothness.py [--minutes 10] [--rate 2000] [--host process|window]`.
shown. Goals: p99 <= 100 ms; memory slope below 1 MB in 10 minutes after warm-up (the second half of the run).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

WARM_UP_S = 15.0
CHILD = """
import functools, json, os, sys, time
import mmdesk.app.cli as cli, mmdesk.app.desktop as desktop
from PySide6.QtCore import QTimer, Qt

class Watch:
    def __init__(self):
        self.began = self.last = time.monotonic()
        self.gaps, self.memory = [], []
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
    print(json.dumps({"gaps": watches[0].gaps, "memory": watches[0].memory}))
"""


def slope_mb_per_10_min(samples: list[tuple[float, float]]) -> float:
    """Least-squares slope of the second half of (seconds, MB)."""
    half = samples[len(samples) // 2 :]
    if len(half) < 3:
        return float("nan")
    return statistics.linear_regression(*zip(*half, strict=True)).slope * 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=2000.0)
    parser.add_argument("--host", default="process")
    parser.add_argument("--platform", default="offscreen")
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
    gaps = sorted(facts["gaps"])
    names = facts["memory"][-1][1]
    memory = {
        name: {
            "mb": round(facts["memory"][-1][1][name], 1),
            "slope_mb_per_10_min": round(
                slope_mb_per_10_min([(at, mb[name]) for at, mb in facts["memory"] if name in mb]), 2
            ),
        }
        for name in names
    }
    result = {
        "minutes": options.minutes,
        "rate": options.rate,
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
