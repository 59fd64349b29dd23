"""A process of ours: started with a bound on its first word, watched, and ended for sure."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Awaitable, Mapping, Sequence
from pathlib import Path

POLL_S = 0.1
ERROR_TAIL_BYTES = 4_000


class ChildError(Exception):
    """A child did not start: what it said, or that it was silent. `code` is its exit code, if any."""

    def __init__(self, message: str, code: int | None) -> None:
        super().__init__(message)
        self.code = code


def own_command(arguments: Sequence[str]) -> tuple[str, ...]:
    """The command line of another `mmdesk`: of a checkout, installed or frozen."""
    if getattr(sys, "frozen", False):
        return (sys.executable, *arguments)
    return (sys.executable, "-P", "-m", "mmdesk", *arguments)


class ChildProcess:
    """One start of one command. Its stderr goes to a file, whose end tells what went wrong.

    Children get their own process group: Ctrl+C in the terminal reaches the desk, which ends them in order.
    """

    def __init__(self, name: str, arguments: Sequence[str], log_file: Path, env: Mapping[str, str]) -> None:
        self._name = name
        self._command = own_command(arguments)
        self._log_file = log_file
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Only start it, with no loop yet: it imports its libraries until `start` tells it what to do."""
        with self._log_file.open("wb") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=dict(self._env),
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
                process_group=None if sys.platform == "win32" else 0,
            )

    async def start(self, first_line: bytes | Awaitable[bytes], within_s: float) -> bytes:
        """Launch it (if nobody did), write `first_line` to its stdin (kept open), return its first line.

        A line that is still to come is awaited after the start: the child imports its libraries meanwhile.
        Raises ChildError when it ends or stays silent.
        """
        if self._process is None:
            self.launch()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        words = first_line if isinstance(first_line, bytes) else await first_line
        # A child that ended already has its reason on stderr; a broken pipe is none.
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(words)
            process.stdin.flush()
        reading = asyncio.get_running_loop().run_in_executor(None, process.stdout.readline)
        done, _ = await asyncio.wait((reading,), timeout=within_s)
        line = reading.result() if done else b""
        if not line.endswith(b"\n"):
            await self.stop(1.0)
            await reading
            raise ChildError(self._why(silent=not done, within_s=within_s), process.returncode)
        return line

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll() if self._process else None

    def errors(self) -> str:
        """The end of what it wrote to stderr."""
        with self._log_file.open("rb") as log:
            log.seek(max(0, self._log_file.stat().st_size - ERROR_TAIL_BYTES))
            return log.read().decode("utf-8", "replace").strip()

    async def exited(self) -> int:
        """Wait for its end; returns the exit code."""
        while (code := self.exit_code()) is None:  # noqa: ASYNC110 - works in any kind of loop
            await asyncio.sleep(POLL_S)
        return code

    async def stop(self, within_s: float) -> int | None:
        """Close its stdin and ask it to end; after `within_s` it is killed. Returns the exit code."""
        process = self._process
        if process is None:
            return None
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
        if process.poll() is None:
            process.terminate()
            try:
                async with asyncio.timeout(within_s):
                    await self.exited()
            except TimeoutError:
                process.kill()
                await self.exited()
        self._close_pipes()
        return process.returncode

    def abandon(self) -> None:
        """End it at once, without a loop: its owner failed before it was told anything."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()
        self._close_pipes()

    def _close_pipes(self) -> None:
        process = self._process
        if process is not None and process.stdout is not None:
            process.stdout.close()

    def _why(self, *, silent: bool, within_s: float) -> str:
        said = self.errors()
        if silent:
            said = said or "it printed nothing"
            return f"{self._name} did not answer within {within_s:g} s: {said}"
        return said or f"{self._name} ended with exit code {self.exit_code()} and said nothing"
