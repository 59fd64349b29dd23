"""The nets of tests/plugins hold: each kind of noise fails the test that made it."""

import subprocess
import sys
from pathlib import Path

import pytest

NOISY = {
    "task": "async def test_it():\n    asyncio.create_task(asyncio.sleep(30), name='left')\n",
    "thread": "def test_it():\n    threading.Thread(target=time.sleep, args=(4,), name='left').start()\n",
    "process": "LEFT = []\ndef test_it():\n    LEFT.append(subprocess.Popen(['sleep', '20']))\n",
    "log": "def test_it():\n    logging.getLogger('x').warning('late %s', 1)\n",
    "structlog": "def test_it():\n    structlog.get_logger('x').error('late', ms=1)\n",
    "warning": "def test_it():\n    warnings.warn('old')\n",
    "network": "def test_it():\n    with quiet(OSError):\n        socket.create_connection((FAR, 9), 1)\n",
    "lookup": "def test_it():\n    with quiet(OSError):\n        socket.getaddrinfo('far.invalid', 9)\n",
    "timer": "TIMERS = []\ndef test_it(qapp):\n    TIMERS.append(QTimer())\n    TIMERS[0].start(1000)\n",
    "qt_message": "def test_it(qapp):\n    qWarning('noise')\n",
    "socket": "def test_it():\n    socket.socket()\n",
}
QUIET = """
async def test_a_finished_task():
    await asyncio.create_task(asyncio.sleep(0))

async def test_an_executor():
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.01)

@pytest.mark.expects_log("late 1")
def test_an_announced_log():
    logging.getLogger("x").warning("late %s", 1)

def test_an_announced_log_by_fixture(expects_log):
    seen = expects_log("late")
    structlog.get_logger("x").warning("late")
    assert len(seen.lines()) == 1

def test_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
"""
IMPORTS = """
import asyncio, logging, socket, subprocess, threading, time, warnings
from contextlib import suppress as quiet
import pytest, structlog
FAR = "192.0.2.1"
"""
QT = "from PySide6.QtCore import QTimer, qWarning\n"


@pytest.fixture(scope="module")
def verdicts(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What pytest, with our plugins, says of each test file: passed, failed or error."""
    folder = tmp_path_factory.mktemp("noise")
    (folder / "test_quiet.py").write_text(IMPORTS + QUIET)
    for name, body in NOISY.items():
        (folder / f"test_{name}.py").write_text(IMPORTS + (QT if "qapp" in body else "") + body)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-rA",
        "-q",
        "--tb=no",
        "-p",
        "no:cacheprovider",
        "-c",
        "pyproject.toml",
    ]
    done = subprocess.run(
        [*command, "-p", "tests.conftest", str(folder)],
        cwd=project_root,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    found: dict[str, str] = {}
    for line in done.stdout.splitlines():
        verdict, _, rest = line.partition(" ")
        if verdict in ("PASSED", "FAILED", "ERROR"):
            name = rest.partition("test_")[2].partition(".py")[0]
            # A leak is found after the body passed: the error is what counts.
            found[name] = "caught" if verdict != "PASSED" or found.get(name) == "caught" else "silent"
    return found


@pytest.mark.parametrize("noise", NOISY)
def test_noise_is_caught(noise: str, verdicts: dict[str, str]) -> None:
    assert verdicts.get(noise) == "caught"


def test_announced_noise_and_clean_tests_pass(verdicts: dict[str, str]) -> None:
    assert verdicts.get("quiet") == "silent"
