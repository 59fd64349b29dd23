"""No key, secret or token is in a file, stream, command line or environment that is not meant to hold it."""

import asyncio
import base64
import json
import os
import re
import secrets
import signal
import stat
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any

import pytest

from mmdesk.app.child import ChildError
from mmdesk.app.control_file import read_door
from mmdesk.app.demo_venue import KEY_VARIABLE, SECRET_VARIABLE, DemoVenue
from mmdesk.app.engine_child import EngineProcess
from mmdesk.app.options import EXIT_BAD_INPUT, BadInputError, RunOptions
from mmdesk.app.paths import paths_of
from mmdesk.app.setup import EngineSetup
from mmdesk.app.venue_link import VenueInfo
from mmdesk.core.model.state import TradingState
from mmdesk.link.client import LinkClient
from mmdesk.ports.control import Arm, Shutdown
from mmdesk.ports.views import DeskView, Frame
from tests.e2e.desk_rig import CONFIG, until
from tests.fakes.calm_breakers import CALM_BREAKERS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into processes by /proc")

WITHIN_S = 120.0
# What strikes while it quotes, and at which point; each must be met before the next step.
BROKEN: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("ws:order.place", "html", {}),
    ("ws:order.place", "drop_after", {}),
    (
        "ws:order.place",
        "status",
        {"status": 401, "code": -2015, "msg": "Invalid API-key, IP, or rights"},
    ),
    ("rest:*", "status", {"status": 502, "code": -1000, "msg": "<html>Bad Gateway</html>"}),
    ("user:*", "malformed_frame", {}),
)


def forms(value: str) -> dict[str, bytes]:
    """A canary as it is, and as an encoder would hide it; base64 at each of its three offsets."""
    raw = value.encode()
    shifted = {
        f"base64+{skip}": base64.b64encode(raw[skip : skip + (len(raw) - skip) // 3 * 3]) for skip in range(3)
    }
    return {"plain": raw, "hex": raw.hex().encode(), **shifted}


class Canaries:
    """What must not be found, and where it was found."""

    def __init__(self) -> None:
        self._needles: dict[str, bytes] = {}
        self.hits: set[tuple[str, str]] = set()
        self.looked_at: set[str] = set()

    def add(self, **values: str) -> None:
        for name, value in values.items():
            self._needles |= {f"{name} {form}": needle for form, needle in forms(value).items()}

    def look(self, where: str, text: bytes) -> None:
        self.looked_at.add(where)
        lower = text.lower()
        for name, needle in self._needles.items():
            # Hex in either case; the rest as it is.
            if needle in text or (name.endswith("hex") and needle in lower):
                self.hits.add((where, name))
        # A signed request as it went out: its signature is of the secret's making.
        if re.search(rb"signature['\"]?\s*[=:]\s*['\"]?[0-9a-f]{64}", text):
            self.hits.add((where, "a request's signature"))

    def look_below(self, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                where = str(path.relative_to(folder))
                self.look(where, path.read_bytes())
                self.look(f"name of {where}", where.encode())

    def look_into(self, name: str, pid: int) -> None:
        """Command line and environment, as any process of this user could read them."""
        self.look(f"/proc/{name}/cmdline", Path(f"/proc/{pid}/cmdline").read_bytes())
        self.look(f"/proc/{name}/environ", Path(f"/proc/{pid}/environ").read_bytes())


class Desk:
    """A venue, engines that come and go, and a window's link."""

    def __init__(self, folder: Path) -> None:
        (folder / "config.toml").write_text(CONFIG + CALM_BREAKERS, encoding="utf-8")
        self.paths = paths_of(folder)
        self.canaries = Canaries()
        self.news: list[str] = []
        self.venue = DemoVenue(RunOptions(seed=5), self.paths, lambda level, text: self.news.append(text))
        self.token = secrets.token_hex(32)
        self.desk: DeskView | None = None
        self.engines: list[EngineProcess] = []
        self._links: list[tuple[LinkClient, asyncio.Task[None]]] = []

    async def open(self) -> None:
        self.info = await self.venue.start()
        self.canaries.add(api_key=self.info.api_key, secret=self.info.secret, token=self.token)

    async def engine(self, connect_within_s: float | None = None) -> EngineProcess:
        engine = EngineProcess(self.paths)
        self.engines.append(engine)
        ready = await engine.start(self.setup(connect_within_s))
        self.canaries.look("first line of the engine", repr(ready).encode())
        link = LinkClient(self._on_frame, lambda state, why: None)
        self.desk = None
        self._links.append((link, asyncio.create_task(link.run(ready.port, self.token), name="window")))
        return engine

    def setup(self, connect_within_s: float | None = None, config: str = "") -> EngineSetup:
        return EngineSetup(
            data_dir=str(self.paths.data_dir),
            token=self.token,
            venue=self.info,
            config=config,
            connect_within_s=connect_within_s,
        )

    def submit(self, command: Arm | Shutdown) -> None:
        self._links[-1][0].submit(command)

    async def control(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.info.control_port}{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
        answer = await asyncio.to_thread(lambda: urllib.request.urlopen(request, timeout=10).read())
        found: dict[str, Any] = json.loads(answer)
        return found

    async def strike(self, match: str, kind: str, params: dict[str, Any]) -> None:
        """One fault, and wait until it was met."""
        fault = {"match": match, "kind": kind, "count": 1, "params": params}
        await self.control("/sim/faults", fault)
        async with asyncio.timeout(WITHIN_S):
            while not await self._struck():
                # A refused key disarms, whenever its refusal is heard; a fault needs orders to meet.
                if self.desk and self.desk.state is TradingState.DISARMED and not self.desk.arm_blockers:
                    self.submit(Arm())
                await asyncio.sleep(0.05)
        await self.control("/sim/faults", {"action": "clear"})

    async def _struck(self) -> bool:
        return any(rule["struck"] for rule in (await self.control("/sim/faults"))["faults"])

    async def command(self, *arguments: str) -> None:
        """`mmdesk ...` from another shell: what it prints is looked at."""
        command = [sys.executable, "-m", "mmdesk", *arguments, "--data-dir", str(self.paths.data_dir)]
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, timeout=WITHIN_S, check=False
        )
        assert done.stdout + done.stderr
        self.canaries.look(f"mmdesk {arguments[0]}", done.stdout + done.stderr)

    async def close(self) -> None:
        for link, running in self._links:
            await link.close()
            await running
        for engine in self.engines:
            await engine.stop(10.0)
        await self.venue.close()

    def _on_frame(self, frame: Frame) -> None:
        self.canaries.look("frames of the link", repr(frame).encode())
        for view in frame.views:
            if isinstance(view, DeskView):
                self.desk = view


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    one = Desk(tmp_path)
    await one.open()
    yield one
    await one.close()


def only_child_of(pid: int) -> int:
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(child)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.timeout(600)
async def test_no_canary_is_found_after_quoting_faults_a_kill_and_failed_starts(desk: Desk) -> None:
    canaries, data_dir = desk.canaries, desk.paths.data_dir
    engine = await desk.engine()
    await until(lambda: desk.desk and not desk.desk.arm_blockers, WITHIN_S)
    desk.submit(Arm())
    await until(lambda: desk.desk and desk.desk.fills, WITHIN_S)
    for match, kind, params in BROKEN:
        await desk.strike(match, kind, params)
    for name, pid in (("engine", engine.pid), ("guardian", only_child_of(engine.pid))):
        canaries.look_into(name, pid)
    look_into_the_venue(desk)
    canaries.look_below(data_dir)

    os.kill(engine.pid, signal.SIGKILL)
    assert await engine.exited() == -signal.SIGKILL
    canaries.look_below(data_dir)
    again = await desk.engine()
    await until(lambda: desk.desk and not desk.desk.arm_blockers, WITHIN_S)
    await desk.command("stop")
    # By design: what `mmdesk stop` needs, for the owner's eyes only.
    assert read_door(desk.paths.control_file).token == desk.token
    assert mode_of(desk.paths.control_file) == 0o600
    desk.submit(Shutdown())
    await again.exited()
    canaries.look_below(data_dir)

    await failed_starts(desk)
    await desk.command("doctor")
    canaries.look("news of the venue", "\n".join(desk.news).encode())
    canaries.look("reprs", repr((desk.setup(), desk.info)).encode())
    canaries.look_below(data_dir)
    assert canaries.hits == {("control.json", "token plain")}
    assert_all_was_looked_at(desk)


def look_into_the_venue(desk: Desk) -> None:
    desk.canaries.look("venue's command line", Path(f"/proc/{desk.venue.pid}/cmdline").read_bytes())
    # By design: the demo venue is given its own keys by its environment, which its owner alone can read.
    venue = Path(f"/proc/{desk.venue.pid}/environ")
    held = dict(line.split(b"=", 1) for line in venue.read_bytes().split(b"\0") if b"=" in line)
    assert held.pop(KEY_VARIABLE.encode()).decode() == desk.info.api_key
    assert held.pop(SECRET_VARIABLE.encode()).decode() == desk.info.secret
    assert mode_of(venue) == 0o400
    desk.canaries.look("the rest of the venue's environment", repr(held).encode())


async def failed_starts(desk: Desk) -> None:
    """Settings that are wrong, then a venue that is away: both tell why."""
    wrong = desk.paths.data_dir / "wrong.toml"
    wrong.write_text("bogus = 1\n", encoding="utf-8")
    engine = EngineProcess(desk.paths)
    desk.engines.append(engine)
    with pytest.raises((BadInputError, ChildError), match="bogus") as told:
        await engine.start(desk.setup(config=str(wrong)))
    desk.canaries.look("wrong settings", repr(told.value).encode())
    desk.canaries.look_below(desk.paths.data_dir)
    await desk.venue.close()
    engine = await desk.engine(connect_within_s=0.5)
    # Its certificate authority went with it.
    assert await engine.exited() == EXIT_BAD_INPUT, engine.errors()
    assert engine.errors()
    desk.canaries.look("a venue that is away", engine.errors().encode())


def assert_all_was_looked_at(desk: Desk) -> None:
    """The search saw what it is about, readable: an empty or packed file would hide a canary."""
    seen = desk.canaries.looked_at
    paths = desk.paths
    assert {"mmdesk.db", "control.json", "logs/venue.log", "logs/engine.stderr"} <= seen
    assert {"logs/engine.log", "logs/guardian.log", "guardian.json"} <= seen, seen
    assert any(one.startswith("journal/") for one in seen)
    log = (paths.logs_dir / "engine.log").read_bytes()
    assert b'"level": "warning"' in log or b'"level": "error"' in log, "the faults were to be logged"
    journals = b"".join(path.read_bytes() for path in paths.journal_dir.rglob("*") if path.is_file())
    assert b"BTC/USDT" in journals
    assert b"BTC/USDT" in paths.database.read_bytes()


@pytest.mark.timeout(300)
async def test_no_canary_is_found_in_the_json_summary_and_streams_of_a_headless_run(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    (data_dir / "config.toml").write_text(CALM_BREAKERS, encoding="utf-8")
    (tmp_path / "streams").mkdir()
    out, err = tmp_path / "streams" / "out", tmp_path / "streams" / "err"
    command = [sys.executable, "-m", "mmdesk", "run", "--headless", "--arm", "--summary", "json"]
    with out.open("wb") as stdout, err.open("wb") as stderr:
        run = start([*command, "--data-dir", str(data_dir)], stdout, stderr)
    try:
        await until(lambda: run.poll() is not None or b"open 2" in err.read_bytes(), WITHIN_S)
        canaries = Canaries()
        canaries.add(token=read_door(data_dir / "control.json").token, **keys_of_the_venue_of(run.pid))
        assert mode_of(data_dir / "control.json") == 0o600
        canaries.look_into("desk", run.pid)
        run.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(run.wait, WITHIN_S) == 0, err.read_text()
    finally:
        run.kill()
        run.wait()
    canaries.look_below(tmp_path)
    assert json.loads(out.read_bytes())["quotes_placed"] >= 2
    assert canaries.hits == set()


def start(command: list[str], stdout: IO[bytes], stderr: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=stdout, stderr=stderr)


def keys_of_the_venue_of(pid: int) -> dict[str, str]:
    """The keys that a running desk gave its venue."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    for child in children:
        lines = Path(f"/proc/{child}/environ").read_bytes().decode().split("\0")
        held = dict(line.split("=", 1) for line in lines if "=" in line)
        if KEY_VARIABLE in held:
            return {"api_key": held[KEY_VARIABLE], "secret": held[SECRET_VARIABLE]}
    raise AssertionError(f"no venue among the children of {pid}")


def test_the_search_finds_a_canary_however_it_is_written() -> None:
    secret = secrets.token_hex(32)
    info = VenueInfo(tls_port=1, control_port=1, ca_file="", hosts=(), api_key="k", secret=secret)
    for hidden in (
        info.secret.encode(),
        base64.b64encode(b"x:" + secret.encode()),
        base64.b64encode(secret.encode()),
        secret.encode().hex().upper().encode(),
        b"/api/v3/order?signature=" + secret.encode(),
    ):
        canaries = Canaries()
        canaries.add(secret=secret)
        canaries.look("here", b"before " + hidden + b" after")
        assert canaries.hits, hidden
