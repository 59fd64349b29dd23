"""`dev.py faults`: N kills and every scenario, one table on stdout; `--report` puts it into FAULTS.md."""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.kill_rounds import Lane, run_lane, shares

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "FAULTS.md"
RESULTS = "## Results of the last reported run"
KILLS = "sigkill"
COLUMNS = ("lost fill", "double fill", "invented fill", "orphan", "sent twice", "position", "exposure")


def main() -> int:
    """0 when nothing was violated and no scenario failed."""
    parser = argparse.ArgumentParser(prog="dev.py faults")
    parser.add_argument("--count", type=int, default=10_000, help="SIGKILLs")
    parser.add_argument("--seed", type=int, default=1, help="of the kills' moments and of the market")
    parser.add_argument("--lanes", type=int, default=6, help="desks killed side by side")
    parser.add_argument("--only", default="", help=f"{KILLS}, or part of a scenario's name")
    parser.add_argument("--report", action="store_true", help="write the results into FAULTS.md")
    given = parser.parse_args()
    kills = given.count if given.only in ("", KILLS) else 0
    lines = [f"Run {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {kills} kills, seed {given.seed}.", ""]
    bad = 0
    if kills:
        lanes = asyncio.run(_kills(given.count, given.seed, given.lanes))
        lines += _kill_table(lanes)
        bad += sum(len(lane.violations) for lane in lanes)
    if given.only != KILLS:
        rows, failed = _scenarios(given.only)
        lines += rows
        bad += failed
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if given.report:
        _write_report(text)
    return 1 if bad else 0


async def _kills(count: int, seed: int, lanes: int) -> list[Lane]:
    """Each lane plays its share on a venue and a data folder of its own; those of a violation are kept."""
    top = Path(tempfile.mkdtemp(prefix="mmdesk-kills-"))
    folders = [top / f"lane{number}" for number in range(lanes)]
    dealt = zip(folders, shares(count, lanes), strict=True)
    played = await asyncio.gather(*(run_lane(one, kills, seed + n) for n, (one, kills) in enumerate(dealt)))
    _clear(top, folders, played)
    return played


def _clear(top: Path, folders: list[Path], lanes: list[Lane]) -> None:
    """Keep the records of a lane that broke a rule, and say where they are."""
    for folder, lane in zip(folders, lanes, strict=True):
        if lane.violations:
            sys.stderr.write(f"seed {lane.kills.seed}: the records of all sides are kept in {folder}\n")
        else:
            shutil.rmtree(folder)
    if not any(top.iterdir()):
        top.rmdir()


def _kill_table(lanes: list[Lane]) -> list[str]:
    words = ["seed", "kills", "start-up", "armed", "with guardian", "orders left", "kills/min"]
    words += ["orders", "fills"]
    words += [*COLUMNS, "open after restart", "weight used", "reconciled s"]
    lines = ["| " + " | ".join(words) + " |", "|---" * len(words) + "|"]
    for lane in lanes:
        kills, found = lane.kills, Counter(one.rule for one in lane.violations)
        cells = [kills.seed, kills.rounds, kills.in_start_up, kills.while_armed, kills.with_guardian]
        cells.append(kills.orders_left)
        cells += [round(kills.per_minute), lane.orders, lane.fills, *(found[rule] for rule in COLUMNS)]
        cells += [lane.open_after_restart, lane.weight_used]
        lines.append(f"| {' | '.join(map(str, cells))} | {lane.reconciled_s:.2f} |")
    lines += [f"- {one.rule}: {one.what}" for lane in lanes for one in lane.violations[:20]]
    return [*lines, ""]


def stories(only: str) -> list[str]:
    """The command that plays every story (or those with `only` in the name) but the test command's kills."""
    chosen = ["-k", only] if only else []
    # Without the mark the project's own settings leave all of them out.
    wanted = ["-m", "faults", "-n", "0", "--deselect", "tests/faults/test_sigkill_rounds.py", *chosen]
    return [sys.executable, "-m", "pytest", "-q", *wanted, "tests/faults", "tests/e2e"]


def _scenarios(only: str) -> tuple[list[str], int]:
    """(Table of the stories played, how many failed); that none was played is a failure."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "scenarios.xml"
        command = [*stories(only), f"--junit-xml={found}"]
        code = subprocess.run(command, cwd=ROOT, stdout=sys.stderr.fileno(), check=False).returncode
        cases = list(ElementTree.parse(found).getroot().iter("testcase")) if found.exists() else []
    if not cases:
        return [f"No scenario ran (pytest ended with {code}); its own message is above."], 1
    lines = ["| scenario | result | seconds |", "|---|---|---|"]
    failed = 0
    for case in cases:
        result = next((one.tag for one in case if one.tag in ("failure", "error", "skipped")), "passed")
        failed += result in ("failure", "error")
        known = " (known red)" if any("xfail" in one.get("type", "") for one in case) else ""
        name = case.get("name", "").removeprefix("test_").replace("_", " ")
        lines.append(f"| {name} | {result}{known} | {float(case.get('time', 0)):.1f} |")
    return lines, failed or int(code != 0)


def _write_report(text: str) -> None:
    """Replace the result section, which is the last one of the page."""
    before = REPORT.read_text(encoding="utf-8").partition(RESULTS)[0]
    REPORT.write_text(f"{before}{RESULTS}\n\n{text}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
