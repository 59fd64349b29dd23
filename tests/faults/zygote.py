"""A process that has imported everything and forks engines: one more engine life costs no imports.

Reads JSON lines on stdin, `{"start": <EngineSetup>, "errors": <file>}` or `{"reap": <pid>}`, and answers on
stdout with `{"started": <pid>}` and `{"reaped": <pid>, "code": <exit code>}`. Between these come the ready
lines of the engines themselves. What a child runs is `serve_engine`, as `mmdesk engine` does; a start may
name a point to die at (`crash_at`, see mmdesk.storage.crash), and a file that breaks the disk while it exists
(`bad_disk`: then the system's own fdatasync answers EIO).
"""

import errno
import gc
import importlib
import json
import os
import sys
from pathlib import Path

import ccxt.pro
import uvloop

from mmdesk.app.engine_process import serve_engine
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
        _doom(str(order.get("crash_at", "")), str(order.get("bad_disk", "")))
        _be_engine(reads, [writes, *windows.values()], str(order["errors"]))
    os.close(reads)
    windows[pid] = writes
    _tell({"started": pid})


def _doom(crash_at: str, bad_disk: str) -> None:
    """What is to befall this one life."""
    if crash_at:
        os.environ[crash.VARIABLE] = crash_at
        # It read the variable when the zygote imported it.
        importlib.reload(crash)
    if bad_disk:
        sync = os.fdatasync

        def fdatasync(descriptor: int) -> None:
            if Path(bad_disk).exists():
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
