"""The engine process: reads one line of JSON, prints one line of JSON, then serves until asked to end.

It ends cleanly (cancel all, verify, flush) on the link's Shutdown, on SIGTERM or SIGINT, and when its stdin
closes: then the window that watched over it is gone, and nobody would see what it does.
"""

import asyncio
import os
import sys
import threading
from pathlib import Path

import msgspec
import structlog

from mmdesk.app.host import EngineHost
from mmdesk.app.logging_setup import LogSink
from mmdesk.app.loops import fast_loop, on_signals
from mmdesk.app.options import EXIT_BAD_INPUT, EXIT_FAILED, EXIT_NOT_PROVED, EXIT_OK, BadInputError
from mmdesk.app.paths import paths_of
from mmdesk.app.setup import EngineReady, EngineSetup
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.engine.parts import StartError

logger = structlog.get_logger(__name__)

# With the window gone its simulated venue goes too: what cannot be proved at once cannot be proved.
WITHIN_S_WITHOUT_WINDOW = 5.0
WINDOW_GONE = "the window is gone"


def serve_engine() -> int:
    """Run until the end; returns the exit code."""
    try:
        setup = msgspec.json.decode(sys.stdin.buffer.readline(), type=EngineSetup)
    except msgspec.DecodeError as error:
        print(
            f"mmdesk engine: is started by the window, which writes its orders to stdin: {error}",
            file=sys.stderr,
        )
        return EXIT_BAD_INPUT
    paths = paths_of(Path(setup.data_dir))
    log = LogSink(paths.logs_dir / "engine.log")
    log.open()
    try:
        with asyncio.Runner(loop_factory=fast_loop()) as runner:
            return runner.run(_serve(setup, log))
    finally:
        log.close()


async def _serve(setup: EngineSetup, log: LogSink) -> int:
    host = EngineHost(setup, paths_of(Path(setup.data_dir)), log)
    try:
        ready = await host.open()
    except (BadInputError, ConfigurationError) as error:
        _print(EngineReady(error=str(error)))
        await host.close("it did not open")
        return EXIT_BAD_INPUT
    _print(ready)
    _watch_window(host)
    with on_signals(host.engine.request_shutdown):
        return await _until_the_end(host)


async def _until_the_end(host: EngineHost) -> int:
    starting = asyncio.create_task(host.start(), name="engine start")
    ending = asyncio.create_task(host.engine.shutdown_requested(), name="engine end")
    await asyncio.wait((starting, ending), return_when=asyncio.FIRST_COMPLETED)
    code, reason = EXIT_OK, ""
    if not starting.done():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
    elif (error := starting.exception()) is not None:
        ending.cancel()
        if not isinstance(error, StartError):
            raise error
        print(f"mmdesk engine: {error}", file=sys.stderr)
        code, reason = EXIT_BAD_INPUT if error.bad_input else EXIT_FAILED, str(error)
    reason = reason or await ending
    report = await host.close(reason, WITHIN_S_WITHOUT_WINDOW if reason == WINDOW_GONE else 30.0)
    if code == EXIT_OK and report is not None and (report.unwritten or not report.proved):
        return EXIT_NOT_PROVED
    return code


def _print(ready: EngineReady) -> None:
    sys.stdout.write(msgspec.json.encode(ready).decode() + "\n")
    sys.stdout.flush()


def _watch_window(host: EngineHost) -> None:
    loop = asyncio.get_running_loop()

    def watch() -> None:
        # Straight from the descriptor: Python's own stdin object must not be locked when the process ends.
        while os.read(0, 4_096):
            pass
        if not loop.is_closed():
            loop.call_soon_threadsafe(host.engine.request_shutdown, WINDOW_GONE)

    threading.Thread(target=watch, name="window watch", daemon=True).start()
