"""The journal file: contiguous over sessions, mended where it was torn, honest about a disk that fails."""

import errno
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from mmdesk.storage.frames import RawFrame
from mmdesk.storage.journal import FileJournal, read_frames
from mmdesk.storage.segments import HEAD_BYTES, Damage, scan
from mmdesk.storage.sync import HUNG_S
from tests.storage.facts import life, small_talk


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[FileJournal]:
    one = FileJournal(tmp_path, 1, 1)
    yield one
    one.close()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.002)


def beyond(journal: FileJournal, size: int) -> bool:
    return journal.synced > size


def sequences(path: Path) -> list[int]:
    return [sequence for frame in read_frames(path) for sequence, _ in frame.facts]


def test_facts_are_numbered_without_gaps_and_append_tells_the_last(journal: FileJournal) -> None:
    ends = [journal.append(facts, 5) for facts in (*life(1), *small_talk())]
    assert ends == [2, 4, 7, 8, 9]
    assert sequences(journal.path) == list(range(1, 10))


def test_an_append_of_nothing_writes_nothing(journal: FileJournal) -> None:
    assert journal.append([], 5) == 0
    assert journal.path.stat().st_size == HEAD_BYTES


def test_what_was_appended_is_in_the_file_before_append_returns(journal: FileJournal) -> None:
    journal.append(life(1)[0], 5)
    assert [len(frame.facts) for frame in read_frames(journal.path)] == [2]


def test_every_intent_is_synced_before_append_returns(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path, 1, 1, "every_intent")
    journal.append(life(1)[0], 5)
    assert journal.synced == journal.size == journal.path.stat().st_size
    journal.close()


def test_only_orders_wait_for_the_disk_when_every_intent_is_synced(tmp_path: Path) -> None:
    on_this_thread = 0

    def fsync(descriptor: int) -> None:
        nonlocal on_this_thread
        on_this_thread += threading.current_thread() is threading.main_thread()
        os.fsync(descriptor)

    journal = FileJournal(tmp_path, 1, 1, "every_intent", fsync)
    for number in range(10):
        for facts in (*life(number)[1:], *small_talk()):
            journal.append(facts, 5)
    assert on_this_thread == 0
    journal.append(life(1)[0], 5)
    assert (on_this_thread, journal.synced) == (1, journal.size)
    journal.append(life(1)[1], 5)
    until(lambda: journal.synced == journal.size)
    assert on_this_thread == 1
    journal.close()


class HandClock:
    """`time` with hands that a test moves."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def monotonic(self) -> float:
        return self.now_s


def test_a_disk_that_hangs_is_told_until_it_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, answering = HandClock(), threading.Event()
    monkeypatch.setattr("mmdesk.storage.sync.time", clock)

    def fsync(descriptor: int) -> None:
        assert answering.wait(60)
        os.fsync(descriptor)

    journal = FileJournal(tmp_path, 1, 1, "background", fsync)
    for _ in range(2):
        # A journal that had nothing to say for long is not late.
        clock.now_s += 100
        assert journal.fault == ""
        answering.clear()
        journal.append(life(1)[0], 5)
        assert journal.fault == ""
        clock.now_s += HUNG_S + 1
        assert "confirmed nothing for more than 5 s" in journal.fault
        journal.append(life(1)[1], 5)
        answering.set()
        until(lambda: journal.fault == "")
        until(lambda: journal.synced == journal.size)
    journal.close()


def test_a_disk_that_is_slow_but_gets_on_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, turn = HandClock(), threading.Semaphore(0)
    monkeypatch.setattr("mmdesk.storage.sync.time", clock)

    def fsync(descriptor: int) -> None:
        assert turn.acquire(timeout=60)
        os.fsync(descriptor)

    journal = FileJournal(tmp_path, 1, 1, "background", fsync)
    for number in range(1, 20):
        journal.append(life(number)[0], 5)
        clock.now_s += HUNG_S - 1
        before = journal.synced
        turn.release()
        until(partial(beyond, journal, before))
        journal.append(life(number)[1], 5)
        assert journal.fault == ""
    turn.release(1_000)
    journal.close()


def test_a_failed_fsync_is_final(tmp_path: Path) -> None:
    broken = False

    def fsync(descriptor: int) -> None:
        if broken:
            raise OSError(errno.EIO, "Input/output error")
        os.fsync(descriptor)

    journal = FileJournal(tmp_path, 1, 1, "every_intent", fsync)
    journal.append(life(1)[0], 5)
    broken = True
    with pytest.raises(OSError, match="Input/output"):
        journal.append(life(2)[0], 5)
    broken = False
    with pytest.raises(OSError, match="stopped"):
        journal.append(life(1)[1], 5)
    assert "Input/output error" in journal.fault
    journal.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_an_error_and_not_a_half_written_frame(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    journal = FileJournal(tmp_path, 1, 1)
    journal.append(life(1)[0], 5)
    whole = journal.size
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The system writes what fits and no more: exactly what a full disk does.
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (whole + 40, limit[1]))
    try:
        with pytest.raises(OSError, match="bytes fitted"):
            journal.append(life(1)[1], 5)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)
    assert journal.path.stat().st_size == whole
    assert journal.append(life(1)[1], 5) == 4
    assert sequences(journal.path) == [1, 2, 3, 4]
    journal.close()


def test_a_tail_torn_at_any_byte_leaves_all_frames_before_it(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path, 1, 1)
    journal.append(life(1)[0], 5)
    good = journal.size
    journal.append(small_talk()[0], 5)
    journal.close()
    data = journal.path.read_bytes()
    torn = tmp_path / "torn.journal"
    for end in range(good + 1, len(data)):
        torn.write_bytes(data[:end])
        *frames, damage = scan(torn, 0)
        assert len(frames) == 1
        assert damage == Damage(torn, good, end, tail=True)


def test_a_damaged_middle_costs_its_own_frame_only(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path, 1, 1)
    starts = [journal.size]
    for facts in life(1):
        journal.append(facts, 5)
        starts.append(journal.size)
    journal.close()
    data = journal.path.read_bytes()
    draw = random.Random(7)
    for _ in range(200):
        bit = draw.randrange(starts[1] * 8, starts[2] * 8)
        bad = bytearray(data)
        bad[bit // 8] ^= 1 << (bit % 8)
        journal.path.write_bytes(bad)
        first, damage, last = scan(journal.path, 0)
        assert isinstance(first, RawFrame)
        assert damage == Damage(journal.path, starts[1], starts[2], tail=False)
        assert isinstance(last, RawFrame)
        assert (first.first_sequence, last.first_sequence) == (1, 5)


def test_a_marker_inside_a_payload_does_not_hide_the_next_frame(tmp_path: Path) -> None:
    path = tmp_path / "x.journal"
    journal = FileJournal(tmp_path, 1, 1)
    for facts in life(1):
        journal.append(facts, 5)
    journal.close()
    path.write_bytes((b"\xf5MMF" + bytes(60)) * (1 << 15) + journal.path.read_bytes()[HEAD_BYTES:])
    items = list(scan(path, HEAD_BYTES))
    assert [isinstance(one, RawFrame) for one in items] == [False, True, True, True]


WRITE_UNTIL_KILLED = """
import sys
import time
from pathlib import Path
from mmdesk.storage.journal import FileJournal
from tests.storage.facts import life
journal = FileJournal(Path(sys.argv[1]), 1, 1)
number = 0
while True:
    number += 1
    for facts in life(number):
        sys.stdout.write(f"{journal.append(facts, number)}\\n")
        sys.stdout.flush()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_sigkill_takes_nothing_that_append_returned(tmp_path: Path, project_root: Path) -> None:
    for run in range(5):
        folder = tmp_path / str(run)
        folder.mkdir()
        command = [sys.executable, "-c", WRITE_UNTIL_KILLED, str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=project_root) as child:
            assert child.stdout is not None
            seen = [int(child.stdout.readline()) for _ in range(200 + 37 * run)]
            child.kill()
            seen.extend(int(line) for line in child.stdout if line.endswith("\n"))
        (path,) = folder.glob("*.journal")
        found = sequences(path)
        assert found == list(range(1, len(found) + 1))
        assert found[-1] >= seen[-1]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("written", [0, 1, 30, 70])
def test_a_write_that_fails_leaves_nothing_and_the_next_goes_on(
    tmp_path: Path, code: int, written: int
) -> None:
    failing = False

    def write(descriptor: int, data: bytearray) -> int:
        if not failing:
            return os.write(descriptor, data)
        os.write(descriptor, data[:written])
        raise OSError(code, os.strerror(code))

    journal = FileJournal(tmp_path, 1, 1, write_call=write)
    journal.append(life(1)[0], 5)
    failing = True
    for _ in range(3):
        with pytest.raises(OSError, match=os.strerror(code)):
            journal.append(life(1)[1], 5)
    assert "goes on by itself" in journal.fault
    failing = False
    assert journal.append(life(1)[1], 5) == 4
    assert journal.fault == ""
    journal.close()
    assert sequences(journal.path) == [1, 2, 3, 4]


def test_a_background_fsync_that_fails_is_final_and_told(tmp_path: Path) -> None:
    def fsync(_descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    journal = FileJournal(tmp_path, 1, 1, "background", fsync)
    journal.append(life(1)[0], 5)
    until(lambda: bool(journal.fault))
    assert "final for the session" in journal.fault
    with pytest.raises(OSError, match="stopped"):
        journal.append(life(1)[1], 5)
    journal.close()


def fill_up(journal: FileJournal) -> None:
    for number in range(10_000):
        journal.append(life(number)[0], 5)


def test_a_full_tmpfs_costs_the_append_and_nothing_else(tmp_path: Path) -> None:
    """A real full disk, where this machine lets us make one."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("mounting is not permitted here")
    try:
        (tmp_path / "ballast").write_bytes(bytes(32_768))
        journal = FileJournal(tmp_path, 1, 1)
        with pytest.raises(OSError, match=r"No space|bytes fitted"):
            fill_up(journal)
        last = journal.last_sequence
        (tmp_path / "ballast").unlink()
        assert journal.append(life(1)[0], 5) == last + 2
        journal.close()
        assert sequences(journal.path) == list(range(1, last + 3))
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
