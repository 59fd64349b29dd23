"""`dev.py fuzz-gate`: orders near every limit, each judged by the gate and by the oracle.

A million by default; prints how many passed and which controls they would have broken. Ends with 1 when an
order left that the oracle would have kept, or was kept that it would have let go.
"""

import argparse
import random
import sys
import time
from collections import Counter

from mmdesk.core.model.control import Control
from mmdesk.core.model.order import ApprovedOrder
from mmdesk.core.risk.gate import judge
from tests.core.gate_oracle import violated
from tests.core.gate_scene import Scene, facts_of, intent_of, scene

PASSED = "passed"


def judged(one: Scene) -> tuple[set[Control], str]:
    """(what the oracle says is broken, what the gate disagrees on; empty when they agree)."""
    verdict = judge(intent_of(one), facts_of(one))
    broken = violated(one)
    if isinstance(verdict, ApprovedOrder):
        return broken, f"left against {', '.join(c.name for c in broken)}: {one}" if broken else ""
    if Control(verdict.number) in broken:
        return broken, ""
    return broken, f"{verdict.control} ({verdict.value} against {verdict.limit}) refused: {one}"


def fuzz(seed: int, count: int) -> tuple[Counter[str], list[str]]:
    """(verdicts by name, disagreements) of `count` scenes."""
    rng = random.Random(seed)
    verdicts: Counter[str] = Counter()
    faults: list[str] = []
    for _ in range(count):
        broken, fault = judged(scene(rng))
        if fault:
            faults.append(fault)
        verdicts.update([control.name.lower() for control in broken] or [PASSED])
    return verdicts, faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py fuzz-gate")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started = time.monotonic()
    verdicts, faults = fuzz(given.seed, given.count)
    lines = [f"{name:<20} {count:>9,}" for name, count in verdicts.most_common()]
    seconds = time.monotonic() - started
    lines.append(f"{given.count:,} orders, seed {given.seed}: {len(faults)} violations, {seconds:.0f} s")
    sys.stdout.write("\n".join([*lines, *faults[:10], ""]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
