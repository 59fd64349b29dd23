"""A thread, process, asyncio task or QTimer that outlives its test fails that test."""

import asyncio
import inspect
import os
import signal
import threading
import time
import weakref
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

_threads_before = pytest.StashKey[set[threading.Thread]]()
_children_before = pytest.StashKey[set[int]]()
JOIN_GRACE_S = 2.0
POLL_S = 0.02


def _children() -> set[int]:
    """Ids of the processes this one started that still run; empty where the system does not tell."""
    found: set[int] = set()
    for task in Path("/proc/self/task").glob("*/children"):
        try:
            found.update(int(number) for number in task.read_text().split())
        except FileNotFoundError:
            continue
    return {number for number in found if _runs(number) and "resource_tracker" not in _command(number)}


def _runs(number: int) -> bool:
    """False for one that has ended and waits to be collected; its state tells, as a process that has just
    begun has no command line yet either."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in ("Z", "X")


def _command(number: int) -> str:
    """What a process runs; empty where there is none (any more)."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


@pytest.fixture(autouse=True)
def _threads_at_start(request: pytest.FixtureRequest) -> None:
    # Set up after wider fixtures, so what a module's fixture owns is not blamed on one test.
    request.node.stash[_threads_before] = set(threading.enumerate())
    request.node.stash[_children_before] = _children()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """Looks after every fixture of the test is down, so a loop's own executor has had its chance to stop."""
    result = yield
    if _threads_before in item.stash:
        deadline = time.monotonic() + JOIN_GRACE_S
        _fail_on_threads(item.stash[_threads_before], deadline)
        _fail_on_children(item.stash[_children_before], deadline)
    return result


def _fail_on_threads(before: set[threading.Thread], deadline: float) -> None:
    leaked = [t for t in threading.enumerate() if t not in before]
    for thread in leaked:
        thread.join(max(0.0, deadline - time.monotonic()))
    if names := [t.name for t in leaked if t.is_alive()]:
        pytest.fail(f"leaked threads: {', '.join(names)}")


def _fail_on_children(before: set[int], deadline: float) -> None:
    while leaked := _children() - before:
        if time.monotonic() > deadline:
            commands = "; ".join(f"{number} {_command(number)}" for number in sorted(leaked))
            for number in leaked:
                os.kill(number, signal.SIGKILL)
            pytest.fail(f"leaked processes: {commands}")
        time.sleep(POLL_S)


@pytest.fixture
async def _tasks_of_the_loop() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    # One turn of the loop: a task cancelled by the test's last line is done after it.
    await asyncio.sleep(0)
    current = asyncio.current_task()
    leaked = [t for t in asyncio.all_tasks() - before if t is not current and not t.done()]
    if leaked:
        pytest.fail("leaked tasks: " + "; ".join(f"{t.get_name()} {t.get_coro()}" for t in leaked))


@pytest.fixture(autouse=True)
def _no_leaked_tasks(request: pytest.FixtureRequest) -> None:
    function = getattr(request, "function", None)
    if function is not None and inspect.iscoroutinefunction(inspect.unwrap(function)):
        request.getfixturevalue("_tasks_of_the_loop")


@pytest.fixture(autouse=True)
def _no_leaked_timers(request: pytest.FixtureRequest) -> Iterator[None]:
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    started: weakref.WeakSet[QTimer] = weakref.WeakSet()
    start = QTimer.start

    def remembered(self: QTimer, *args: Any) -> None:
        started.add(self)
        start(self, *args)

    patch = pytest.MonkeyPatch()
    patch.setattr(QTimer, "start", remembered)
    yield
    patch.undo()
    running = [t for t in started if isValid(t) and t.isActive() and not t.isSingleShot()]
    if running:
        names = [f"{t.objectName() or 'unnamed'} ({t.interval()} ms)" for t in running]
        for timer in running:
            timer.stop()
        pytest.fail("leaked QTimers: " + ", ".join(names))
