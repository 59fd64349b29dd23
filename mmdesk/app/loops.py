"""The engine's event loop and what ends it: uvloop, with SIGINT, SIGTERM and a lost terminal as an orderly
end."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator

# Python's own 5 ms would let the database thread hold an order back for that long.
SWITCH_INTERVAL_S = 0.0002


def fast_loop() -> Callable[[], asyncio.AbstractEventLoop]:
    """A factory for the fastest loop of this system; threads beside it give way sooner from now on."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    if sys.platform == "win32":
        import winloop

        return winloop.new_event_loop
    import uvloop

    return uvloop.new_event_loop


@contextlib.contextmanager
def on_signals(act: Callable[[str], None]) -> Iterator[None]:
    """Call `act(name)` in the running loop for SIGINT, SIGTERM and SIGHUP, as often as they come."""
    loop = asyncio.get_running_loop()
    numbers = [signal.SIGINT, signal.SIGTERM]
    if sys.platform == "win32":
        before = [signal.getsignal(number) for number in numbers]
        for number in numbers:
            signal.signal(number, lambda n, _: loop.call_soon_threadsafe(act, signal.Signals(n).name))
        yield
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
        return
    numbers.append(signal.SIGHUP)
    for number in numbers:
        loop.add_signal_handler(number, act, number.name)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
