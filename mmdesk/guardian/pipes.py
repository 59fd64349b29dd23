"""The guardian's two pipes: lines in from a thread (works on every system), lines out that never block."""

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable

import msgspec

from mmdesk.guardian.messages import Said

MAX_LINE_BYTES = 65_536
_STDIN, _STDOUT = 0, 1


class LinesIn:
    """Raw stdin: Python's own object must not be locked when the process ends."""

    def __init__(self) -> None:
        self._rest = b""

    def read(self) -> bytes | None:
        """The next line with its end, None at the end of the pipe. Blocks."""
        while b"\n" not in self._rest:
            if len(self._rest) > MAX_LINE_BYTES:
                self._rest = b""
            try:
                more = os.read(_STDIN, MAX_LINE_BYTES)
            except OSError:
                more = b""
            if not more:
                return None
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return line + b"\n"

    def watch(self, on_line: Callable[[bytes | None], None]) -> None:
        """From a thread of its own, call `on_line` in the running loop for each line and for the end."""
        loop = asyncio.get_running_loop()

        def work() -> None:
            # The loop closes first when the process was told to end.
            with contextlib.suppress(RuntimeError):
                while (line := self.read()) is not None:
                    loop.call_soon_threadsafe(on_line, line)
                loop.call_soon_threadsafe(on_line, None)

        threading.Thread(target=work, name="stdin", daemon=True).start()


def prepare_stdout() -> None:
    """A hung engine reads nothing: what does not fit its pipe is dropped, the record on disk has it."""
    if sys.platform != "win32":
        os.set_blocking(_STDOUT, False)


def say(said: Said) -> None:
    """One line for the engine, if it still listens."""
    with contextlib.suppress(OSError):
        os.write(_STDOUT, msgspec.json.encode(said) + b"\n")
