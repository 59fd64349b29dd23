"""What the guardian's process tests share: raw signed orders at a venue, and a parent that can be killed."""

import hashlib
import hmac
import http.client
import json
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from mmdesk.gateways.binance_stop import StopConnection
from mmdesk.gateways.connection import Loopback
from mmdesk.guardian.messages import Bootstrap, StopRecord
from mmdesk.guardian.record import read_record
from tests.conformance.redirect import ROOT, RunningVenue

SYMBOLS = ("BTCUSDT", "ETHUSDT")
SIZES = {"BTCUSDT": "0.00200", "ETHUSDT": "0.0200"}
HOST = "api.binance.com"


class Account:
    """Raw signed REST to the venue: no client library, no code of ours."""

    def __init__(self, venue: RunningVenue) -> None:
        self._venue = venue
        self._placed = 0
        self._prices: dict[str, str] = {}

    def call(self, method: str, path: str, **values: str) -> Any:
        query = urlencode({**values, "timestamp": str(time.time_ns() // 1_000_000), "recvWindow": "30000"})
        signature = hmac.new(self._venue.secret.encode(), query.encode(), hashlib.sha256).hexdigest()
        return self._ask(method, f"{path}?{query}&signature={signature}")

    def _ask(self, method: str, target: str) -> Any:
        context = ssl.create_default_context(cafile=self._venue.ca_file)
        context.check_hostname = False
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self._venue.tls_port, timeout=30, context=context
        )
        try:
            connection.request(method, target, headers={"X-MBX-APIKEY": self._venue.api_key, "Host": HOST})
            answer = connection.getresponse()
            body = json.loads(answer.read())
        finally:
            connection.close()
        assert answer.status == 200, body
        return body

    def place(self, client_id: str, symbol: str) -> None:
        self.call(
            "POST",
            "/api/v3/order",
            symbol=symbol,
            side="BUY",
            type="LIMIT_MAKER",
            quantity=SIZES[symbol],
            price=self._price(symbol),
            newClientOrderId=client_id,
        )

    def _price(self, symbol: str) -> str:
        """Far enough from the market to rest, near enough for the venue's filters."""
        if symbol not in self._prices:
            best = self._ask("GET", f"/api/v3/ticker/bookTicker?symbol={symbol}")
            self._prices[symbol] = f"{float(best['bidPrice']) * 0.95:.1f}"
        return self._prices[symbol]

    def place_ours_and_a_foreign_one(self, count: int = 6) -> None:
        """`count` of ours over both markets and two epochs, one foreign."""
        self._placed += 1
        for number in range(count):
            epoch = number % 2
            self.place(f"mmd000{epoch}x{self._placed}0{number}", SYMBOLS[number % len(SYMBOLS)])
        self.place(f"web_{self._placed}", "BTCUSDT")

    def open_ids(self) -> list[str]:
        return [row["clientOrderId"] for symbol in SYMBOLS for row in self._open(symbol)]

    def ours(self) -> list[str]:
        return [name for name in self.open_ids() if name.startswith("mmd")]

    def cancel_everything(self) -> None:
        for symbol in SYMBOLS:
            if self._open(symbol):
                self.call("DELETE", "/api/v3/openOrders", symbol=symbol)

    def _open(self, symbol: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.call("GET", "/api/v3/openOrders", symbol=symbol)
        return rows


def bootstrap_of(venue: RunningVenue, folder: Path, **changes: Any) -> Bootstrap:
    connection = StopConnection(
        exchange_id="binance",
        symbols=SYMBOLS,
        api_key=venue.api_key,
        secret=venue.secret,
        loopback=Loopback(venue.tls_port, venue.ca_file, venue.hosts),
    )
    values: dict[str, Any] = {
        "venues": (connection,),
        "app_prefix": "mmd",
        "lock_file": str(folder / "guardian.lock"),
        "record_file": str(folder / "guardian.json"),
        "session": "test",
        "settle_s": 0.2,
        **changes,
    }
    return Bootstrap(**values)


class Parent:
    """An engine's host as its own process: it starts a guardian through the client and tells how it goes."""

    def __init__(self, bootstrap: Bootstrap, folder: Path) -> None:
        self._folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.guardian.guarded_parent", str(folder / "parent.log")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdin is not None
        self.process.stdin.write(msgspec.json.encode(bootstrap) + b"\n")
        self.process.stdin.flush()
        self.guardian_pid = int(self.told("protecting"))

    def told(self, word: str) -> str:
        """Read lines until one starts with `word`; returns what follows it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said, _, rest = line.decode().strip().partition(" ")
            if said == word:
                return rest
        raise AssertionError(
            f"the parent ended without {word!r}: {(self._folder / 'parent.log').read_text()}"
        )

    def tell(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n".encode())
        self.process.stdin.flush()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


def until(true: Callable[[], bool], within_s: float = 60.0) -> None:
    """Wait for a condition, with a bound."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def finished_record(folder: Path, generation: int = 1) -> StopRecord:
    """The record of a finished stop, once it is there."""
    found: list[StopRecord] = []

    def there() -> bool:
        record = read_record(folder / "guardian.json")
        if record is not None and record.finished and record.generation >= generation:
            found.append(record)
        return bool(found)

    until(there, 90.0)
    return found[0]


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
