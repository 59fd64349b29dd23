"""The window frozen, told to end, logged off, killed, started again: no order is lost at the venue."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mmdesk.app.control_file import read_door
from mmdesk.app.options import EXIT_NOT_PROVED
from mmdesk.app.paths import paths_of
from tests.e2e.desk_rig import rows_of
from tests.fakes.calm_breakers import CALM_BREAKERS
from tests.faults.parts import is_alive
from tests.gateways.venue_process import VenueProcess

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(os.name == "nt", reason="signals of POSIX"),
]

# Quotes far from the market that follow it only over a long way: only a cancel of somebody takes them off.
FAR = """
[markets."BTC/USDT@binance".quoting]
bid_spread_bps = 60
ask_spread_bps = 60
order_refresh_time_s = 1800
order_refresh_tolerance_bps = 40
"""
# Against a hang: the window keeps its own limits, and its exit code tells what it proved within them.
GRACE_S = 60.0

# The desktop as it is, but on a venue that does not end with it.
WINDOW = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from mmdesk.core.model.leftover import LeftoverDecision
import mmdesk.app.demo_venue as demo_venue
import mmdesk.app.desktop as desktop
from mmdesk.app.options import RunOptions
from mmdesk.app.venue_link import VenueInfo

class Outside:
    why = ""
    def __init__(self, *parts): pass
    async def start(self):
        known = json.loads(sys.argv[2])
        return VenueInfo(**{name: known[name] for name in
            ("tls_port", "control_port", "ca_file", "hosts", "api_key", "secret")})
    async def given_up(self):
        import asyncio
        await asyncio.Event().wait()
    async def close(self): pass

# Does what the third argument says, and nothing without it.
class Person(desktop.Desktop):
    def __init__(self, *parts):
        super().__init__(*parts)
        self.wanted = sys.argv[3] if len(sys.argv) > 3 else ""
        self.timer = QTimer(self._window, interval=50)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self):
        desk = self._bridge.facts.desk
        if self.wanted == "log off" and desk and desk.open_orders >= 2:
            self.timer.stop()
            QApplication.instance().commitDataRequest.emit(None)
            print("when the desktop may go on:", self._window.gate.stage.name, flush=True)
        elif self.wanted in ("adopt", "cancel", "ignore"):
            self.decide()

    def decide(self):
        leftovers = self._window.leftovers
        rows = leftovers.model.rows()
        if not leftovers.dialog.isVisible() or len(rows) < 2 or not all(row.listed for row in rows):
            return
        self.timer.timeout.disconnect()
        self.timer.timeout.connect(self.tell_when_decided)
        for row in rows:
            print("left:", row.side.value, row.journal_state.value, row.venue_status.value,
                row.last_state.value, flush=True)
        leftovers.dialog.all_buttons[LeftoverDecision(self.wanted)].click()

    def tell_when_decided(self):
        if not self._window.leftovers.dialog.isVisible():
            self.timer.stop()
            print("decided", flush=True)

demo_venue.DemoVenue = Outside
desktop.Desktop = Person
# The story is about a proof that comes in time; on a busy machine that is more than the usual 3 s.
desktop.SESSION_END_S = 60.0
arm = "--arm" in sys.argv
sys.exit(desktop.run_desktop(RunOptions(data_dir=Path(sys.argv[1]), arm=arm, duration_s=300)))
"""


class Scene:
    """A venue of the test's own, and a window (with engine and guardian) that trades on it."""

    def __init__(self, folder: Path) -> None:
        self.data_dir = folder / "desk"
        self.data_dir.mkdir()
        (self.data_dir / "config.toml").write_text(FAR + CALM_BREAKERS, encoding="utf-8")
        self.venue = VenueProcess(folder)
        self.window: subprocess.Popen[str] | None = None
        self.engine = 0

    def open_window(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", WINDOW, str(self.data_dir), json.dumps(self.venue.info), *arguments]
        self.window = subprocess.Popen(
            command,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return self.window

    def quoting(self) -> "subprocess.Popen[str]":
        """A window whose engine has orders at the venue."""
        window = self.open_window("", "--arm")
        self.until(lambda: self.open_orders() >= 2, 120)
        self.engine = read_door(paths_of(self.data_dir).control_file).pid
        assert self.engine_runs()
        return window

    def open_orders(self) -> int:
        orders = self.venue.get("/sim/ledger")["orders"]
        return sum(
            order["account"] == "demo" and order["status"] in ("NEW", "PARTIALLY_FILLED") for order in orders
        )

    def until(self, condition: Callable[[], bool], within_s: float) -> None:
        """Wait for the state of other processes, with a bound."""
        end = time.monotonic() + within_s
        while not condition():
            assert time.monotonic() < end, "it did not come true in time"
            time.sleep(0.05)

    def engine_runs(self) -> bool:
        return is_alive(self.engine)

    def close(self) -> None:
        if self.window is not None:
            if self.window.poll() is None:
                self.window.send_signal(signal.SIGCONT)
                self.window.kill()
            self.window.communicate()
        self.venue.stop()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.close()


def test_stop_from_another_shell_works_while_the_window_is_frozen(scene: Scene) -> None:
    window = scene.quoting()
    window.send_signal(signal.SIGSTOP)
    stopped = subprocess.run(
        [sys.executable, "-m", "mmdesk", "stop", "--data-dir", str(scene.data_dir)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert stopped.returncode == 0, stopped.stdout + stopped.stderr
    assert "proved: none of ours is open" in stopped.stdout
    assert scene.open_orders() == 0
    window.send_signal(signal.SIGCONT)
    window.send_signal(signal.SIGTERM)
    assert window.wait(GRACE_S) == 0, window.communicate()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_window_told_to_end_cancels_proves_and_goes_within_the_grace(scene: Scene, name: str) -> None:
    window = scene.quoting()
    window.send_signal(getattr(signal, name))
    assert window.wait(GRACE_S) == 0, window.communicate()
    assert scene.open_orders() == 0
    scene.until(lambda: not scene.engine_runs(), GRACE_S)


def test_a_window_killed_at_once_leaves_nothing_either(scene: Scene) -> None:
    scene.quoting().kill()
    scene.until(lambda: scene.open_orders() == 0, GRACE_S)
    scene.until(lambda: not scene.engine_runs(), GRACE_S)


def test_the_end_of_the_desktop_session_waits_for_the_proof(scene: Scene) -> None:
    window = scene.open_window("log off", "--arm")
    out, errors = window.communicate(timeout=200)
    assert window.returncode == 0, errors
    assert out == "when the desktop may go on: LEFT\n", errors
    assert scene.open_orders() == 0


def test_a_venue_that_hangs_does_not_hold_the_way_out_and_the_doubt_is_the_exit_code(scene: Scene) -> None:
    window = scene.quoting()
    venue = scene.venue.info["pid"]
    os.kill(venue, signal.SIGSTOP)
    try:
        window.send_signal(signal.SIGTERM)
        assert window.wait(2 * GRACE_S) == EXIT_NOT_PROVED, window.communicate()
    finally:
        os.kill(venue, signal.SIGCONT)
    scene.until(lambda: scene.open_orders() == 0, GRACE_S)


def killed_with_its_guardian(scene: Scene) -> None:
    """Both orders were known as open; nobody is left to take them off, and the next start finds them."""
    window = scene.quoting()
    open_rows = "select client_id from orders where state = 'open'"
    scene.until(lambda: len(rows_of(paths_of(scene.data_dir).database, open_rows)) == 2, GRACE_S)
    # Standing still it does not see its guardian die: seeing that, it would pull its quotes itself.
    os.kill(scene.engine, signal.SIGSTOP)
    children = Path(f"/proc/{scene.engine}/task/{scene.engine}/children").read_text(encoding="ascii")
    for pid in (*map(int, children.split()), scene.engine):
        os.kill(pid, signal.SIGKILL)
    window.kill()
    window.communicate()
    scene.until(lambda: not scene.engine_runs(), GRACE_S)
    assert scene.open_orders() == 2


@pytest.mark.parametrize(("decision", "left"), [("cancel", 0), ("adopt", 2), ("ignore", 2)])
def test_what_a_dead_desk_left_is_asked_about_and_treated_as_decided(
    scene: Scene, decision: str, left: int
) -> None:
    killed_with_its_guardian(scene)
    window = scene.open_window(decision)
    assert window.stdout is not None
    told = sorted(window.stdout.readline() for _ in range(2))
    assert told == ["left: buy open open open\n", "left: sell open open open\n"]
    assert window.stdout.readline() == "decided\n"
    scene.until(lambda: scene.open_orders() == left, GRACE_S)
    stopped = subprocess.run(
        [sys.executable, "-m", "mmdesk", "stop", "--data-dir", str(scene.data_dir)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert stopped.returncode == 0, stopped.stdout + stopped.stderr
    assert scene.open_orders() == 0, "a stop spares nothing of ours"
    window.send_signal(signal.SIGTERM)
    assert window.wait(GRACE_S) == 0
