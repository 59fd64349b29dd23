"""The main job as a person does it: hold to arm, watch fills, STOP, quit; then the books are compared."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.desk_rig import CONFIG, assert_equal_books
from tests.fakes.calm_breakers import CALM_BREAKERS

PERSON = """
import itertools, json, sys, urllib.request
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
import mmdesk.app.desktop as desktop
from mmdesk.app.options import RunOptions
from tests.e2e import person

class Trader(person.Person):
    def desk_is(self, state):
        desk = self._bridge.facts.desk
        return desk is not None and desk.state.value == state

    def ask(self, path, body=None):
        url = f"http://127.0.0.1:{self._info.control_port}{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request, timeout=5))

    def holds(self, button, done):
        # Whatever forbids arming for a moment lets the button go: it is pressed anew.
        def ready():
            if button.isEnabled() and not button.progress:
                QTest.mousePress(button, Qt.MouseButton.LeftButton)
            return done()
        return ready

    def both_rest(self):
        states = [order.state.value for order in self._bridge.facts.working.values()]
        return states == ["open", "open"]

    def trades(self, side, fills):
        # A quote may have moved while the house came: it comes again, after a while.
        known, looks = fills.rowCount(), itertools.count()
        def ready():
            if self.both_rest() and next(looks) % 60 == 0:
                self.ask("/sim/hit", {"symbol": "BTCUSDT", "side": side, "quantity": "3"})
            return fills.rowCount() > known
        return ready

    def work(self):
        window, facts = self._window, self._bridge.facts
        arm, fills = window.safety.arm, window.tables.fills_model
        yield lambda: facts.live and facts.desk and not facts.desk.arm_blockers and arm.isEnabled()
        yield self.holds(arm, lambda: self.desk_is("armed"))
        QTest.mouseRelease(arm, Qt.MouseButton.LeftButton)
        for side in ("BUY", "SELL", "BUY", "SELL"):
            yield self.trades(side, fills)
        yield self.both_rest
        print("fills shown:", fills.rowCount() >= 4, "| STOP is F12:",
            "F12" in [key.toString() for key in window.actions_["stop"].shortcuts()], flush=True)
        QTest.keyClick(window, Qt.Key.Key_F12)
        yield lambda: self.desk_is("stopped") and not facts.desk.open_orders
        print("open at the venue:", self.ask("/sim/state")["open_orders"], flush=True)
        print("unknown:", facts.desk.unknown_orders, "| shown as working:", len(facts.working), flush=True)
        Path(sys.argv[2]).write_text(json.dumps(self.ask("/sim/ledger")))
        self.timer.stop()
        window.close()
        yield lambda: False

desktop.Desktop = Trader
code = desktop.run_desktop(RunOptions(data_dir=Path(sys.argv[1]), seed=5, duration_s=200))
print("exit:", code, flush=True)
"""


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_person_arms_sees_fills_stops_and_the_database_is_what_the_venue_booked(tmp_path: Path) -> None:
    data_dir, ledger = tmp_path / "desk", tmp_path / "ledger.json"
    data_dir.mkdir()
    (data_dir / "config.toml").write_text(CONFIG + CALM_BREAKERS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", PERSON, str(data_dir), str(ledger)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "fills shown: True | STOP is F12: True",
        "open at the venue: 0",
        "unknown: 0 | shown as working: 0",
        "exit: 0",
    ], done.stderr
    orders, fills = assert_equal_books(data_dir / "mmdesk.db", json.loads(ledger.read_text()))
    assert (orders >= 6, fills >= 4) == (True, True)
    left = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, text=True, check=False)
    assert left.stdout == ""
