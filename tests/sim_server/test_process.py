"""The venue as a process: ready line, ports in use, unreadable tapes, signals, and the parent's end."""

import asyncio
import contextlib
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmdesk.sim.server.parent import parent_gone
from tests.conformance.redirect import ROOT, running_venue

COMMAND = [sys.executable, "-m", "mmdesk.sim.server"]
WITHIN_S = 60


@contextlib.contextmanager
def _taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=WITHIN_S, check=False
    )


@pytest.mark.parametrize("option", ["--tls-port", "--control-port"])
def test_a_port_in_use_is_named_with_what_to_do(option: str) -> None:
    with _taken_port() as port:
        ended = _run(option, str(port))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"127.0.0.1:{port}" in ended.stderr
    assert "choose another port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unreadable_recording_is_named(tmp_path: Path) -> None:
    tape = tmp_path / "broken.gz"
    tape.write_bytes(b"not a recording")
    ended = _run("--replay", str(tape))
    assert ended.returncode == 2
    assert "broken.gz" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_every_impossible_option_is_named_at_once() -> None:
    ended = _run("--rate", "0", "--speed", "nan", "--tls-port", "99999", "--parent-pid", "0")
    assert ended.returncode == 2
    for wrong in ("rate 0", "speed nan", "tls-port 99999", "parent-pid 0"):
        assert wrong in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_person_is_told_where_it_listens() -> None:
    with subprocess.Popen(COMMAND, cwd=ROOT, stdout=subprocess.PIPE, text=True) as venue:
        assert venue.stdout is not None
        lines = [venue.stdout.readline() for _ in range(6)]
        venue.terminate()
    assert "BTCUSDT" in lines[0]
    assert lines[-1] == "Stop it with Ctrl+C.\n"


def test_an_unknown_flag_is_refused() -> None:
    assert _run("--no-such-flag").returncode == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_and_leaves_no_file(number: signal.Signals) -> None:
    with running_venue() as venue:
        ca_file = Path(venue.ca_file)
        assert "BEGIN CERTIFICATE" in ca_file.read_text()
        assert [p.name for p in ca_file.parent.iterdir()] == ["ca.pem"]  # no key on disk
        assert ca_file.parent.stat().st_mode & 0o777 == 0o700
        venue.process.send_signal(number)
        assert venue.process.wait(WITHIN_S) == 0
        assert not ca_file.parent.exists()


def test_it_ends_with_its_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with subprocess.Popen(
        [*COMMAND, "--json", "--parent-pid", str(parent.pid)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as venue:
        assert venue.stdout is not None
        assert json.loads(venue.stdout.readline())["pid"] == venue.pid
        parent.kill()
        parent.communicate()
        assert venue.wait(WITHIN_S) == 0


def test_it_ends_when_it_loses_the_process_that_started_it() -> None:
    script = (
        "import os, subprocess, sys\n"
        "command = [sys.executable, '-m', 'mmdesk.sim.server', '--json', '--parent-pid', str(os.getpid())]\n"
        "venue = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)\n"
        "print(venue.stdout.readline(), end='')\n"
        "os._exit(1)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    port = json.loads(told.stdout)["control_port"]
    deadline = time.monotonic() + WITHIN_S
    while _listening(port):
        assert time.monotonic() < deadline, "the orphan goes on"
        time.sleep(0.05)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells of zombies")
def test_a_starter_that_ended_but_was_not_waited_for_is_gone() -> None:
    starter = subprocess.Popen([sys.executable, "-c", ""])
    try:
        os.waitid(os.P_PID, starter.pid, os.WEXITED | os.WNOWAIT)
        asyncio.run(asyncio.wait_for(parent_gone(starter.pid), WITHIN_S))
    finally:
        starter.wait()


def _listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionRefusedError:
        return False
    return True


def test_every_start_has_its_own_keys_and_names_its_hosts() -> None:
    with running_venue() as one, running_venue() as two:
        assert {one.api_key, one.secret}.isdisjoint({two.api_key, two.secret})
        assert {"api.binance.com", "stream.binance.com", "ws-api.binance.com"} <= set(one.hosts)
        assert one.tls_port != two.tls_port


@pytest.mark.skipif(sys.platform == "win32", reason="no shell of that kind")
@pytest.mark.parametrize("redirection", [">&-", "| true"])
def test_nobody_has_to_read_where_it_listens(redirection: str) -> None:
    with _taken_port() as taken:
        port = taken
    words = shlex.join([*COMMAND, "--json", "--control-port", str(port)])
    shell = ["sh", "-c", f"{{ {words} & echo $! >&2; wait $!; echo ended $? >&2; }} {redirection}"]
    process = subprocess.Popen(shell, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    pid = int(process.stderr.readline())
    until = time.monotonic() + WITHIN_S
    while not _listens(port) and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(pid, signal.SIGTERM)
    _, said = process.communicate(timeout=WITHIN_S)
    assert said == "ended 0\n"


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
