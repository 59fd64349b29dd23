"""Rehearsals for an engine: each in a process of its own, ended when nobody waits for it any more."""

import asyncio
import subprocess
import sys
from pathlib import Path

import msgspec

from mmdesk.app.child import own_command
from mmdesk.app.rehearsal_job import RehearsalOrder, RehearsalReply
from mmdesk.core.model.rehearsal import Rehearsal
from mmdesk.ports.rehearsal import RehearsalJob

WITHIN_S = 120.0


class RehearsalProcess:
    """`ports.rehearsal.Rehearsals`."""

    def __init__(self, data_dir: Path, database_url: str | None, within_s: float = WITHIN_S) -> None:
        self._data_dir = str(data_dir)
        self._database_url = database_url
        self._within_s = within_s

    async def rehearse(self, job: RehearsalJob) -> tuple[Rehearsal, Rehearsal]:
        """See `ports.rehearsal.Rehearsals`."""
        run = _Run(RehearsalOrder(job, self._data_dir, self._database_url))
        try:
            # A thread that starts and waits: it works in every kind of loop, also the window's.
            async with asyncio.timeout(self._within_s):
                return await asyncio.to_thread(run.outcome)
        except TimeoutError as error:
            raise OSError(
                f"the rehearsal took longer than {self._within_s:g} s: "
                "ask for fewer hours or a shorter recording"
            ) from error
        finally:
            run.end()


class _Run:
    """One process: `outcome` in a thread, `end` from anywhere at any time."""

    def __init__(self, order: RehearsalOrder) -> None:
        self._order = order
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def outcome(self) -> tuple[Rehearsal, Rehearsal]:
        """Raises OSError in words."""
        process = self._process = subprocess.Popen(
            own_command(["rehearsal"]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            process_group=None if sys.platform == "win32" else 0,
        )
        # Whoever ended this before it was there could not.
        if self._ended:
            process.kill()
        told, complaint = process.communicate(msgspec.msgpack.encode(self._order))
        if process.returncode != 0:
            last = complaint.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise OSError(f"the rehearsal ended with exit code {process.returncode}: {last or 'no word'}")
        return _found(told)

    def end(self) -> None:
        """The waiting thread sees the end and closes the pipes."""
        self._ended = True
        if self._process is not None:
            self._process.kill()


def _found(told: bytes) -> tuple[Rehearsal, Rehearsal]:
    try:
        reply = msgspec.msgpack.decode(told, type=RehearsalReply)
    except msgspec.DecodeError as error:
        raise OSError(f"the rehearsal's answer cannot be read: {error}") from error
    if reply.found is None:
        raise OSError(reply.error)
    return reply.found
