"""A person tries a threshold before applying it: over what the desk measured itself, in the real window."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mmdesk.storage.store import open_store
from tests.app.test_rehearse_command import KEY, S, sampled
from tests.e2e.desk_rig import CONFIG
from tests.storage.facts import opened

# Calm, twenty seconds at 15 bps, calm again: below the 20 bps that hold, above the 12 that are tried.
SPREADS = [1.0] * 300 + [15.0] * 20 + [1.0] * 300

PERSON = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
import mmdesk.app.desktop as desktop
from mmdesk.app.options import RunOptions
from tests.e2e import person

class Trader(person.Person):
    def work(self):
        window, facts = self._window, self._bridge.facts
        spread = ("spread", "instrument:" + sys.argv[2])
        yield lambda: facts.live and facts.breaker_settings and spread in facts.breakers
        window.breakers.show_thresholds(facts.breakers[spread])
        dialog = window.breakers.thresholds
        pane = dialog.rehearsal

        def row():
            known = [one for one in pane.model.rows() if one.key == spread]
            return known[0] if known else None

        yield lambda: row() is not None
        print("now:", row().now.opened, flush=True)
        field = dialog.form.fields["open_above"].box
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "12")
        yield lambda: row() is not None and row().edited.opened
        print("edited:", row().now.opened, "->", row().edited.opened, flush=True)
        print("reason:", row().edited.openings[0].reason, flush=True)
        print("drawn:", [lane.key[0] for lane in pane.strip.lanes][:1], flush=True)
        print("applied already:", facts.breaker_settings.in_force, flush=True)
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        yield lambda: facts.breaker_settings.in_force
        print("applied:", facts.breaker_settings.in_force[0].value, flush=True)
        yield lambda: dialog.versions.model.rowCount() == 1
        line = dialog.versions.model.row(0)
        print("version:", line.old.value, "->", line.new.value, bool(line.version.who), flush=True)
        dialog.bar.undo.click()
        yield lambda: not facts.breaker_settings.in_force
        yield lambda: dialog.versions.model.rowCount() == 2
        print("undone:", dialog.versions.model.row(0).version.undo, flush=True)
        self.timer.stop()
        window.gate.leave_now()
        yield lambda: False

desktop.Desktop = Trader
code = desktop.run_desktop(RunOptions(data_dir=Path(sys.argv[1]), seed=5, duration_s=200))
print("exit:", code, flush=True)
"""


def measured(data_dir: Path) -> None:
    """What an earlier session stored of the last minutes."""
    store = open_store(data_dir)
    store.writer.start()
    first_ns = time.time_ns() - (len(SPREADS) + 60) * S
    store.journal.append([opened(store.next_epoch)], first_ns)
    for second, spread_bps in enumerate(SPREADS):
        at_ns = first_ns + second * S
        store.journal.append([sampled(at_ns, spread_bps)], at_ns)
    assert store.writer.flush()
    store.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_an_opening_is_seen_before_the_threshold_is_applied(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    measured(tmp_path)
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", PERSON, str(tmp_path), KEY],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "now: 0",
        "edited: 0 -> 1",
        "reason: 15 bps above 12",
        "drawn: ['spread']",
        "applied already: ()",
        "applied: 12.0",
        "version: None -> 12.0 True",
        "undone: True",
        "exit: 0",
    ], done.stderr
    left = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, text=True, check=False)
    assert left.stdout == ""
