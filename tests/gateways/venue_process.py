"""A real venue in its own process for gateway tests, to be killed and started again on the same ports."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from mmdesk.gateways.connection import GatewayTimings, Loopback, OrderTransport, VenueConnection

_START_S = 60.0
_PROGRAM = """
import sys, pathlib
from mmdesk.sim.server.options import VenueOptions
from mmdesk.sim.server.serve import run_venue
folder, tls, control, rate, speed, parent, *tapes = sys.argv[1:]
sys.exit(run_venue(VenueOptions(
    data_folder=pathlib.Path(folder), tls_port=int(tls), control_port=int(control), rate=float(rate),
    speed=float(speed), replay=tuple(map(pathlib.Path, tapes)), api_key="K" * 64, secret="S" * 64,
    parent_pid=int(parent)), as_json=True))
"""

QUICK = GatewayTimings(
    keep_alive_ms=1_000,
    silence_ms=1_500,
    report_grace_ms=1_500,
    watchdog_ms=50,
    order_timeout_ms=1_000,
    request_timeout_ms=2_000,
    backoff_first_ms=20,
    backoff_last_ms=200,
)


class VenueProcess:
    """Start, kill, restart; `post` and `get` speak to its control surface."""

    def __init__(
        self, folder: Path, *, rate: float = 60.0, speed: float = 1.0, tapes: tuple[Path, ...] = ()
    ) -> None:
        self._folder = folder / "venue"
        self._market = (str(rate), str(speed), str(os.getpid()), *map(str, tapes))
        self._tapes = bool(tapes)
        self._process: subprocess.Popen[bytes] | None = None
        self.info: dict[str, Any] = {}
        self.start()

    def start(self) -> None:
        """Ready when this returns; after a kill it listens on the ports of the first start."""
        tls, control = self.info.get("tls_port", 0), self.info.get("control_port", 0)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(self._folder), str(tls), str(control), *self._market],
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the venue ended before it was ready"
        self.info = json.loads(line)

    def kill(self) -> None:
        """As a crash: no goodbye on any connection."""
        assert self._process is not None
        self._process.kill()
        self._end()

    def stop(self) -> None:
        """A clean end, at the end of a test."""
        if self._process is not None:
            self._process.terminate()
            self._end()

    def _end(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.wait(_START_S)
        self._process.stdout.close()
        self._process = None

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.info['control_port']}{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def get(self, path: str) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.info['control_port']}{path}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def fault(self, match: str, kind: str, *, count: int | None = 1, **params: Any) -> None:
        self.post("/sim/faults", {"match": match, "kind": kind, "count": count, "params": params})

    def clear_faults(self) -> None:
        self.post("/sim/faults", {"action": "clear"})

    def connection(
        self,
        *symbols: str,
        transport: OrderTransport = OrderTransport.WEBSOCKET,
        timings: GatewayTimings = QUICK,
        cache: str = "",
        secret: str | None = None,
    ) -> VenueConnection:
        """How a gateway reaches this venue."""
        info = self.info
        return VenueConnection(
            exchange_id="binance",
            symbols=symbols or ("BTC/USDT",),
            api_key=info["api_key"],
            secret=info["secret"] if secret is None else secret,
            loopback=Loopback(tls_port=info["tls_port"], ca_file=info["ca_file"], hosts=tuple(info["hosts"])),
            markets_cache_dir=cache,
            order_transport=transport,
            timings=timings,
        )


class MachineClock:
    """The real clock."""

    def wall_ns(self) -> int:
        return time.time_ns()

    def mono_ns(self) -> int:
        return time.monotonic_ns()
