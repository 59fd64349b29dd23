"""A process that has imported everything and forks engines: one more engine life costs no imports.

Reads JSON lines on stdin, `{"start": <EngineSetup>, "errors": <file>}` or `{"reap": <pid>}`, and answers on
stdout with `{"started": <pid>}` and `{"reaped": <pid>, "code": <exit code>}`. Between these come the ready
lines of the engines themselves. What a child runs is `serve_engine`, as `mmdesk engine` does. A start may
name what befalls it: `crash_at`, a point to die at (`name:count`, see mmdesk.storage.crash) counted from when
the file `crash_from` exists; `bad_disk`, a file that breaks the disk while it exists (the system's own
fdatasync answers EIO); `orders_by`, how its orders travel (`rest`; without it they go over the WebSocket).
"""

import errno
import gc
import json
import os
import sys
import threading
import time
from functools import partial
from pathlib import Path

import ccxt.pro
import uvloop

from mmdesk.app import compose
from mmdesk.app.engine_process import serve_engine
from mmdesk.gateways.connection import OrderTransport, VenueConnection
from mmdesk.storage import crash

PRELOADED = (ccxt.pro, uvloop)


def main() -> None:
    """Serve until stdin closes; then every engine's stdin closes too, and they end by themselves."""
    # What is imported is never garbage: looking at it again would copy its memory into every child.
    gc.collect()
    gc.freeze()
    windows: dict[int, int] = {}
    rest = b""
    while data := os.read(0, 65_536):
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if "start" in order:
                _start(order, windows)
            else:
                _reap(order["reap"], windows)


def _start(order: dict[str, object], windows: dict[int, int]) -> None:
    reads, writes = os.pipe()
    os.write(writes, json.dumps(order["start"]).encode() + b"\n")
    pid = os.fork()
    if pid == 0:
        _befall(order)
        _be_engine(reads, [writes, *windows.values()], str(order["errors"]))
    os.close(reads)
    windows[pid] = writes
    _tell({"started": pid})


def _befall(order: dict[str, object]) -> None:
    """What is to happen to this one life."""
    if crash_at := str(order.get("crash_at", "")):
        doom = (crash_at, Path(str(order["crash_from"])))
        threading.Thread(target=_doom, args=doom, name="doom", daemon=True).start()
    if bad_disk := str(order.get("bad_disk", "")):
        _break_disk(Path(bad_disk))
    if orders_by := str(order.get("orders_by", "")):
        connection = partial(VenueConnection, order_transport=OrderTransport(orders_by))
        vars(compose)["VenueConnection"] = connection


def _doom(crash_at: str, begins: Path) -> None:
    while not begins.exists():
        time.sleep(0.005)
    name, _, count = crash_at.partition(":")
    vars(crash)["_left"] = int(count)
    vars(crash)["_name"] = name


def _break_disk(while_exists: Path) -> None:
    sync = os.fdatasync

    def fdatasync(descriptor: int) -> None:
        if while_exists.exists():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(descriptor)

    vars(os)["fdatasync"] = fdatasync


def _be_engine(stdin: int, others: list[int], errors: str) -> None:
    """Never returns. A pipe of another life held open here would hide its window's death from it."""
    for descriptor in others:
        os.close(descriptor)
    os.dup2(stdin, 0)
    os.close(stdin)
    log = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 2)
    os.close(log)
    sys.stdin = os.fdopen(0, closefd=False)
    code = 70
    try:
        code = serve_engine()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _reap(pid: int, windows: dict[int, int]) -> None:
    """Close the window of a life and collect it."""
    if pid in windows:
        os.close(windows.pop(pid))
    _, status = os.waitpid(pid, 0)
    _tell({"reaped": pid, "code": os.waitstatus_to_exitcode(status)})


def _tell(answer: dict[str, int]) -> None:
    os.write(1, json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    main()
