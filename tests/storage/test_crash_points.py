"""Killed at every named point: nothing appended is lost, and a start rebuilds the same tables."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mmdesk.storage.crash import POINTS, VARIABLE
from mmdesk.storage.queries import History
from mmdesk.storage.store import open_store
from tests.storage.conftest import dump

TRADE_UNTIL_KILLED = """
import sys
from pathlib import Path
from mmdesk.storage.store import open_store
from tests.storage.facts import life, opened
store = open_store(Path(sys.argv[1]), segment_bytes=20_000, journal_sync=sys.argv[2])
store.start()
sys.stdout.write(f"{store.journal.append([opened(store.next_epoch)], 1)}\\n")
for number in range(1, 5_000):
    for facts in life(number):
        sys.stdout.write(f"{store.journal.append(facts, number)}\\n")
        sys.stdout.flush()
    if number % 20 == 0:
        store.writer.flush()
"""


def killed_at(point: str, count: int, folder: Path, root: Path) -> int:
    """The last sequence that `append` returned before the process died of SIGKILL."""
    mode = "every_intent" if "fsync" in point else "background"
    command = [sys.executable, "-c", TRADE_UNTIL_KILLED, str(folder), mode]
    environment = os.environ | {VARIABLE: f"{point}:{count}"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=root, env=environment, timeout=150)
    assert done.returncode == -9
    return max((int(line) for line in done.stdout.splitlines()), default=0)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_nothing_that_was_appended(point: str, tmp_path: Path, project_root: Path) -> None:
    counts = (1, 2, 3, 5, 9) if point.startswith("database") else (1, 2, 7, 61, 150)
    returned = 0
    for count in counts:
        # Each kill hits the folder that the one before left.
        returned = max(returned, killed_at(point, count, tmp_path, project_root))
        store = open_store(tmp_path)
        assert store.journal.last_sequence >= returned
        assert store.read_only_reason == ""
        assert {notice.key for notice in store.notices} <= {"storage.torn_tail"}
        store.close()
    caught_up = dump(tmp_path)
    (tmp_path / "mmdesk.db").unlink()
    open_store(tmp_path).close()
    rebuilt = dump(tmp_path)
    for tables in (caught_up, rebuilt):
        tables.pop("projection")
    assert rebuilt == caught_up
    assert len(History(tmp_path).sessions()) == len(caught_up["sessions"])
