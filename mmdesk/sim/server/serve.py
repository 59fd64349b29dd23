"""Starts a venue, says when it is ready, ends it on a signal, with its parent, or when its market fails."""

import asyncio
import contextlib
import gc
import importlib
import os
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import msgspec
from aiohttp import web

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.sim.server import connect, rest, streams, ws_api
from mmdesk.sim.server.clock import VenueClock
from mmdesk.sim.server.control import Control
from mmdesk.sim.server.errors import PortInUseError
from mmdesk.sim.server.hosts import ALL_HOSTS
from mmdesk.sim.server.listener import LOOPBACK, TlsPort, bound_socket
from mmdesk.sim.server.market_setup import make_exchange
from mmdesk.sim.server.options import ReadyInfo, VenueOptions
from mmdesk.sim.server.parent import parent_gone
from mmdesk.sim.server.standard_files import fill_closed, say
from mmdesk.sim.server.tls import server_context
from mmdesk.sim.server.venue import Venue
from mmdesk.sim.server.venue_faults import VenueFaults

Ready = Callable[[ReadyInfo], None]


async def serve(options: VenueOptions, ready: Ready, stop: asyncio.Event | None = None) -> None:
    """Run a venue until `stop` is set or the parent is gone; `ready` is called once clients may connect.

    Raises PortInUseError, ConfigurationError (an option or a tape that cannot be), and whatever breaks the
    market: a venue never goes on with a dead one.
    """
    options.check()
    stop = stop or asyncio.Event()
    async with contextlib.AsyncExitStack() as stack:
        folder = stack.enter_context(_private_folder(options.data_folder))
        tls_socket = stack.enter_context(contextlib.closing(bound_socket(options.tls_port, "exchange port")))
        control_socket = stack.enter_context(
            contextlib.closing(bound_socket(options.control_port, "control port"))
        )
        clock = VenueClock()
        venue = Venue(options, make_exchange(options, clock.now_ns()), clock)
        context, ca_file = server_context(folder)
        stack.callback(ca_file.unlink, missing_ok=True)
        entrance = web.Server(_entrance(venue), access_log=None)
        stack.push_async_callback(entrance.shutdown, 0.2)
        port = TlsPort(entrance, context, tls_socket)
        venue_faults = VenueFaults(venue, port)
        control = web.Server(Control(venue, venue_faults).respond, access_log=None)
        stack.push_async_callback(control.shutdown, 0.2)
        await port.open()
        stack.push_async_callback(port.close)
        control_port = control_socket.getsockname()[1]
        doors = await asyncio.get_running_loop().create_server(control, sock=control_socket)
        stack.callback(doors.close)
        stack.callback(venue_faults.close)
        stack.callback(venue.hub.cut_all)
        # What lives now lives to the end: later collections need not walk it, and so come sooner.
        gc.collect()
        gc.freeze()
        stack.callback(gc.unfreeze)
        ready(_ready_info(venue, port.port, control_port, ca_file))
        await _run(venue, stop, options.parent_pid)


def run_venue(options: VenueOptions, *, as_json: bool) -> int:
    """Run a venue in this process until SIGTERM, SIGINT or the parent's end; returns the exit code."""

    def ready(info: ReadyInfo) -> None:
        say(msgspec.json.encode(info).decode() if as_json else _described(info))

    async def main() -> None:
        stop = asyncio.Event()
        with _signals(stop):
            await serve(options, ready, stop)

    fill_closed()
    try:
        with asyncio.Runner(loop_factory=_fast_loop()) as runner:
            runner.run(main())
    except (PortInUseError, ConfigurationError, ValueError) as cannot:
        sys.stderr.write(f"mmdesk venue: {cannot}\n")
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


def _entrance(venue: Venue) -> Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]:
    async def enter(request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path == "/stream" or path == "/ws" or path.startswith("/ws/"):
            return await connect.through(venue, "connect:stream", request, streams.serve_market)
        if path.startswith("/ws-api/"):
            return await connect.through(venue, "connect:ws-api", request, ws_api.serve_api)
        return await rest.respond(venue, request)

    return enter


async def _run(venue: Venue, stop: asyncio.Event, parent_pid: int | None) -> None:
    market = asyncio.create_task(venue.run(), name="venue-market")
    waiting = [market, asyncio.create_task(stop.wait(), name="venue-stop")]
    if parent_pid is not None:
        waiting.append(asyncio.create_task(parent_gone(parent_pid), name="venue-parent"))
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    if not market.cancelled() and (error := market.exception()) is not None:
        raise error


@contextlib.contextmanager
def _private_folder(wanted: Path | None) -> Iterator[Path]:
    if wanted is not None:
        try:
            wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"the folder {wanted} cannot be used: {error.strerror or error}. Choose another --data-folder"
            ) from error
        yield wanted
        return
    with tempfile.TemporaryDirectory(prefix="mmdesk-venue-") as name:
        yield Path(name)


@contextlib.contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    loop, numbers = asyncio.get_running_loop(), (signal.SIGTERM, signal.SIGINT)
    if sys.platform == "win32":
        for number in numbers:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
        yield
    else:
        for number in numbers:
            loop.add_signal_handler(number, stop.set)
        yield
        for number in numbers:
            loop.remove_signal_handler(number)


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        fast = importlib.import_module("winloop" if sys.platform == "win32" else "uvloop")
    except ImportError:
        return None
    make: Callable[[], asyncio.AbstractEventLoop] = fast.new_event_loop
    return make


def _ready_info(venue: Venue, tls_port: int, control_port: int, ca_file: Path) -> ReadyInfo:
    return ReadyInfo(
        tls_port=tls_port,
        control_port=control_port,
        ca_file=str(ca_file),
        hosts=list(ALL_HOSTS),
        api_key=venue.api_key,
        secret=venue.secret,
        pid=os.getpid(),
        symbols=list(venue.exchange.symbols()),
    )


def _described(info: ReadyInfo) -> str:
    return (
        f"Simulated exchange for {', '.join(info.symbols)} on {LOOPBACK}:{info.tls_port} (TLS)\n"
        f"  control   http://{LOOPBACK}:{info.control_port}/sim/state\n"
        f"  CA file   {info.ca_file}\n"
        f"  API key   {info.api_key}\n"
        f"  secret    {info.secret}\n"
        "Stop it with Ctrl+C."
    )
