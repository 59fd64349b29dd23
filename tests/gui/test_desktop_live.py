"""The window as a person starts it: light until painted, alive after its engine was killed, no leftovers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.calm_breakers import CALM_BREAKERS

# Against a hang; the scripts end by themselves before.
WITHIN_S = 250.0
HEAVY = "ccxt pydantic sqlalchemy pyqtgraph numpy qasync"

PAINTED = f"""
import sys
from pathlib import Path
import mmdesk.app.desktop as desktop
from mmdesk.app.options import RunOptions
desktop._run_loop = lambda app, desk: 0
class Nothing:
    def __init__(self, *parts): pass
desktop.Desktop = Nothing
def painted(name):
    print(name, [heavy for heavy in "{HEAVY}".split() if heavy in sys.modules])
desktop.run_desktop(RunOptions(data_dir=Path(sys.argv[1])), painted)
"""

KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
import mmdesk.app.desktop as desktop
from mmdesk.app.options import RunOptions

class Probe(desktop.Desktop):
    def __init__(self, *parts):
        super().__init__(*parts)
        self.steps = iter(("kill", "restart", "leave"))
        self.wanted = next(self.steps)
        self.timer = QTimer(self._window, interval=50)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self):
        window, facts = self._window, self._bridge.facts
        banner = window.banners.get("engine")
        if self.wanted == "kill" and facts.markets and facts.live and self._seat is not None:
            self.killed = self._seat._process.pid
            os.kill(self.killed, signal.SIGKILL)
            self.step()
        elif self.wanted == "restart" and banner is not None:
            print("told:", banner.text.replace(chr(10), " | "), flush=True)
            banner.buttons[0].click()
            self.step()
        elif self.wanted == "leave" and facts.live and facts.desk and self._seat._process.pid != self.killed:
            print("back:", facts.desk.state.value, window.banners.get("engine"), flush=True)
            self.timer.stop()
            window.close()

    def step(self):
        self.wanted = next(self.steps)

desktop.Desktop = Probe
code = desktop.run_desktop(RunOptions(data_dir=Path(sys.argv[1]), duration_s=200))
print("exit:", code, flush=True)
"""

IN_WINDOW = """
import sys
from pathlib import Path
import mmdesk.app.desktop as desktop
from PySide6.QtCore import QTimer
from mmdesk.app.options import RunOptions

class Probe(desktop.Desktop):
    def __init__(self, *parts):
        super().__init__(*parts)
        self.timer = QTimer(self._window, interval=50)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self):
        desk = self._bridge.facts.desk
        if desk and desk.quotes_placed >= 2:
            self.timer.stop()
            self._window.gate.leave_now()

desktop.Desktop = Probe
options = RunOptions(data_dir=Path(sys.argv[1]), host="window", arm=True, duration_s=200)
print("exit:", desktop.run_desktop(options), flush=True)
"""


STOPPED = """
import sys
from pathlib import Path
import mmdesk.app.desktop as desktop
from PySide6.QtCore import QTimer
from mmdesk.app.options import RunOptions

class Probe(desktop.Desktop):
    def __init__(self, *parts):
        super().__init__(*parts)
        self.ready = 0
        self.said = ""
        self._bridge.desk_changed.connect(self.look)

    def look(self, desk):
        window = self._window
        if sys.argv[2] == "stop":
            if desk.quotes_placed >= 2 and desk.state == "armed":
                window.commands.stop()
            elif desk.state == "stopped" and not desk.open_orders:
                window.gate.leave_now()
        elif desk.state == "stopped":
            banner = window.banners.get("alert kept-stop")
            if banner is not None and not self.said:
                self.said = banner.text
                print("told:", self.said.replace(chr(10), " | "), flush=True)
            if self.said and len(desk.arm_blockers) == 1:
                window.safety.disarm.click()
        elif self.said and not desk.arm_blockers:
            # Ready to arm a dozen times, asked to arm by --arm, and no person arms.
            self.ready += 1
            if self.ready == 12:
                print("then:", desk.state.value, desk.quotes_placed, window.banners.get("alert kept-stop"))
                window.gate.leave_now()

desktop.Desktop = Probe
options = RunOptions(data_dir=Path(sys.argv[1]), arm=True, duration_s=200)
print("exit:", desktop.run_desktop(options), flush=True)
"""


def run(script: str, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", script, str(folder), *arguments],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.timeout(300)
def test_the_first_paint_waits_for_no_heavy_library(tmp_path: Path) -> None:
    assert run(PAINTED, tmp_path).splitlines() == ["painted []"]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_engine_is_told_restarted_disarmed_and_nothing_is_left(tmp_path: Path) -> None:
    out = run(KILLED, tmp_path)
    assert "told: The engine has ended unexpectedly | killed by signal 9" in out
    assert "back: disarmed None" in out
    assert "exit: 0" in out
    left = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, text=True, check=False)
    assert left.stdout == ""


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_engine_also_runs_in_the_windows_own_loop(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CALM_BREAKERS, encoding="utf-8")
    assert run(IN_WINDOW, tmp_path).splitlines() == ["exit: 0"]
    log = (tmp_path / "logs" / "engine.log").read_text("utf-8").splitlines()
    summary = next(line for line in map(json.loads, log) if line["event"] == "session ended")
    assert summary["proved"] is True
    assert summary["quotes_placed"] >= 2
    assert summary["open_orders_at_exit"] == 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_window_that_arms_by_itself_is_still_stopped_after_a_restart(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CALM_BREAKERS, encoding="utf-8")
    assert run(STOPPED, tmp_path, "stop").splitlines() == ["exit: 0"]
    told, then, ended = run(STOPPED, tmp_path, "again").splitlines()
    assert "still stopped" in told
    assert "UTC: stopped by hand" in told
    assert then == "then: disarmed 0 None"
    assert ended == "exit: 0"
