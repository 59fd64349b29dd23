"""Ends a venue whose owner is gone, so that no orphan keeps ports and a market alive."""

import asyncio
import os
import sys
from pathlib import Path

POLL_S = 0.5


async def parent_gone(pid: int) -> None:
    """Returns when process `pid` has ended."""
    ours = sys.platform != "win32" and os.getppid() == pid
    while (os.getppid() == pid) if ours else _alive(pid):  # noqa: ASYNC110 - nobody tells of another's end
        await asyncio.sleep(POLL_S)


if sys.platform == "win32":

    def _alive(pid: int) -> bool:
        # os.kill(pid, 0) would send Ctrl+C on Windows.
        import ctypes

        synchronize, still_running = 0x0010_0000, 0x0102
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(synchronize, 0, pid)
        if not handle:
            return False
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == still_running)
        finally:
            kernel.CloseHandle(handle)

else:

    def _alive(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return not _zombie(pid)

    def _zombie(pid: int) -> bool:
        """Ended, but not yet waited for: its own parent may be waiting for us. Linux tells, others do not."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False
        # The name in parentheses may hold anything; the state follows it.
        return stat.rpartition(")")[2].split()[0] in ("Z", "X")
