"""Window start: Python start to first painted frame, and to first live price (medians of several starts).

`python benchmarks/first_frame.py [--runs 5] [--platform offscreen|xcb]`. Goals: 1.5 s and 4 s.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

GOALS_S = {"painted": 1.5, "priced": 4.0}
CHILD = """
import functools, sys, time
import mmdesk.app.cli as cli, mmdesk.app.desktop as desktop
tell = lambda name: print(name, time.time_ns(), flush=True)
desktop.run_desktop = functools.partial(desktop.run_desktop, on_milestone=tell)
sys.argv = ["mmdesk", "run", "--duration", "{duration}", "--data-dir", sys.argv[1]]
cli.main()
"""


def one_start(platform: str, duration_s: float) -> dict[str, float]:
    """Seconds from the start of Python to each milestone."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "QT_QPA_PLATFORM": platform}
        began_ns = time.time_ns()
        done = subprocess.run(
            [sys.executable, "-c", CHILD.replace("{duration}", str(duration_s)), folder],
            env=env,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=120,
        )
    lines = (line.split() for line in done.stdout.splitlines())
    return {words[0]: (int(words[1]) - began_ns) / 1e9 for words in lines if words and words[0] in GOALS_S}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--duration", type=float, default=10.0)
    options = parser.parse_args()
    starts = [one_start(options.platform, options.duration) for _ in range(options.runs)]
    result = {
        name: {
            "median_s": round(statistics.median(start.get(name, float("inf")) for start in starts), 2),
            "worst_s": round(max(start.get(name, float("inf")) for start in starts), 2),
            "goal_s": goal,
        }
        for name, goal in GOALS_S.items()
    }
    print(json.dumps({"runs": options.runs, "platform": options.platform, **result}, indent=2))


if __name__ == "__main__":
    main()
