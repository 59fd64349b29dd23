"""The processes of a fault scenario: a venue that can be killed and restarted, engines out of a zygote."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import msgspec

from mmdesk.app.setup import EngineReady, EngineSetup
from mmdesk.core.model.order import OrderState
from mmdesk.link.client import LinkClient
from mmdesk.ports.control import AnyCommand
from mmdesk.ports.views import AlertView, DeskView, Frame, OrderView
from tests.conformance.redirect import RunningVenue
from tests.gateways.venue_process import VenueProcess

ROOT = Path(__file__).resolve().parents[2]
POLL_S = 0.01

_VENUE = """
import sys, pathlib, msgspec
from mmdesk.sim import build
from mmdesk.sim.server.options import VenueOptions
from mmdesk.sim.server.serve import run_venue
build.BTCUSDT = msgspec.structs.replace(build.BTCUSDT, max_num_orders=2_000)
folder, tls, control, rate, parent, seed = sys.argv[1:]
sys.exit(run_venue(VenueOptions(
    data_folder=pathlib.Path(folder), tls_port=int(tls), control_port=int(control), rate=float(rate),
    seed=int(seed), api_key="K" * 64, secret="S" * 64, parent_pid=int(parent),
    weight_limit_1m=1_000_000, order_limit_10s=10_000, order_limit_1d=10_000_000), as_json=True))
"""


async def until(condition: Callable[[], object], within_s: float, what: str) -> None:
    """Wait for a condition with a bound; the error says what did not come true."""
    try:
        async with asyncio.timeout(within_s):
            while not condition():  # noqa: ASYNC110 - other processes' state: nothing signals it here
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        raise AssertionError(f"not within {within_s:g} s: {what}") from None


class FaultVenue(VenueProcess):
    """The venue process with limits so wide that hundreds of engine lives fit into a minute."""

    def __init__(self, folder: Path, *, rate: float = 60.0, seed: int = 7) -> None:
        self._options = (str(rate), str(os.getpid()), str(seed))
        super().__init__(folder, rate=rate)

    def start(self) -> None:
        """Ready when this returns; after a kill it listens on the ports of the first start, books empty."""
        tls, control = self.info.get("tls_port", 0), self.info.get("control_port", 0)
        command = [sys.executable, "-c", _VENUE, str(self._folder), str(tls), str(control), *self._options]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the venue ended before it was ready"
        self.info = json.loads(line)

    def as_running(self) -> RunningVenue:
        """The same venue for the clients of other tests."""
        info = self.info
        keys, process = (info["api_key"], info["secret"]), cast("subprocess.Popen[str]", self._process)
        ports = (info["tls_port"], info["control_port"])
        return RunningVenue(*ports, info["ca_file"], *keys, tuple(info["hosts"]), process)

    def signal(self, number: int) -> None:
        """SIGSTOP and SIGCONT."""
        assert self._process is not None
        self._process.send_signal(number)


class Zygote:
    """Starts engines by fork. One at a time is started; any number may run."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        """`environment` is added to that of its engines."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self._out = self._process.stdout.fileno()
        os.set_blocking(self._out, False)
        self._rest = b""
        self.ready: dict[int, EngineReady] = {}
        self.codes: dict[int, int] = {}
        self._started: list[int] = []

    def start(self, setup: EngineSetup, errors: Path, **doom: str) -> None:
        """`doom`: `crash_at` and `bad_disk` as the zygote takes them."""
        self._order({"start": msgspec.to_builtins(setup), "errors": str(errors), **doom})

    def reap(self, pid: int) -> None:
        self._order({"reap": pid})

    def newest(self, known: int) -> int:
        """The pid of the start after `known` of them; 0 while it is not there."""
        self.read()
        return self._started[known] if len(self._started) > known else 0

    @property
    def starts(self) -> int:
        return len(self._started)

    def read(self) -> None:
        """Take in what was said since the last call."""
        try:
            while data := os.read(self._out, 65_536):
                *lines, self._rest = (self._rest + data).split(b"\n")
                for line in lines:
                    self._hear(line)
        except BlockingIOError:
            return

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()

    def _order(self, order: dict[str, object]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()

    def _hear(self, line: bytes) -> None:
        said: dict[str, Any] = json.loads(line)
        if "started" in said:
            self._started.append(said["started"])
        elif "reaped" in said:
            self.codes[said["reaped"]] = said["code"]
        else:
            ready = msgspec.convert(said, EngineReady)
            # A refusal names no process: it comes from the one started last.
            self.ready[ready.pid or self._started[-1]] = ready


class Window:
    """A link to one engine life, and the newest state it was told."""

    def __init__(self, port: int, token: str) -> None:
        self.desk: DeskView | None = None
        self.orders: dict[str, OrderView] = {}
        self.alerts: list[AlertView] = []
        self.link = LinkClient(self._on_frame, lambda state, why: None)
        self._running = asyncio.create_task(self.link.run(port, token), name="window")

    def resting(self) -> int:
        """Orders of which the venue said that they are open."""
        known = (OrderState.OPEN, OrderState.PARTIALLY_FILLED)
        return sum(order.state in known for order in self.orders.values())

    def submit(self, command: AnyCommand) -> None:
        self.link.submit(command)

    async def close(self) -> None:
        await self.link.close()
        await self._running

    def _on_frame(self, frame: Frame) -> None:
        for view in frame.views:
            if isinstance(view, DeskView):
                self.desk = view
            elif isinstance(view, OrderView):
                self.orders[view.client_id] = view
            elif isinstance(view, AlertView):
                self.alerts.append(view)


def is_alive(pid: int) -> bool:
    """Whether a process runs (one that ended and waits to be collected does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(pid: int) -> list[int]:
    """Processes an engine started itself and that still run."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for child in found if is_alive(int(child))]


def send_signal(pid: int, number: int) -> None:
    if pid and is_alive(pid):
        os.kill(pid, number)


KILL = signal.SIGKILL
