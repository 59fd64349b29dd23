"""One guardian process as its starter sees it: pipes that never block the loop, and a sure end."""

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from mmdesk.guardian.messages import Said

POLL_S = 0.05


def guardian_command() -> tuple[str, ...]:
    """The command line of a guardian: from a checkout, installed or frozen. It carries no secret."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "guardian")
    return (sys.executable, "-P", "-m", "mmdesk.guardian")


class GuardianChild:
    """Started at once; `on_said` is called in the running loop for each of its lines, None at its end.

    It has a session of its own: Ctrl+C and a closed terminal reach the engine, not it. Raises OSError.
    """

    def __init__(
        self, command: tuple[str, ...], log_file: Path | None, on_said: Callable[[Said | None], None]
    ) -> None:
        self._on_said = on_said
        self._loop = asyncio.get_running_loop()
        # Ours may hold secrets of other parts: what a process listing shows of it is left out.
        env = {name: value for name, value in os.environ.items() if not name.startswith("MMDESK_")}
        with open(log_file or os.devnull, "ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=env,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        self._reader = threading.Thread(target=self._read, name="guardian lines", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def bootstrap(self, line: bytes) -> None:
        """Write the first line; it may be longer than one write takes. Raises OSError."""
        assert self._process.stdin is not None
        self._process.stdin.write(line)
        self._process.stdin.flush()
        if sys.platform != "win32":
            # From now on a guardian that does not read must not hold up the engine.
            os.set_blocking(self._process.stdin.fileno(), False)

    def write(self, line: bytes) -> bool:
        """Whether the pipe took the line."""
        assert self._process.stdin is not None
        try:
            return os.write(self._process.stdin.fileno(), line) == len(line)
        except (OSError, ValueError):
            return False

    def hang_up(self) -> None:
        """Close its stdin: without a `bye` it stops our orders and ends by itself."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def kill(self) -> None:
        self._process.kill()

    async def exited(self, within_s: float) -> int | None:
        """Wait for its end; None when it outlives the bound."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while self._process.poll() is None or self._reader.is_alive():  # noqa: ASYNC110 - works in any kind of loop
                    await asyncio.sleep(POLL_S)
                assert self._process.stdout is not None
                self._process.stdout.close()
                self.hang_up()
        return self._process.poll()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with contextlib.suppress(msgspec.DecodeError):
                self._tell(msgspec.json.decode(line, type=Said))
        self._tell(None)

    def _tell(self, said: Said | None) -> None:
        # The loop may be closed: nobody waits any more.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._on_said, said)
