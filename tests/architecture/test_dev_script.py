"""dev.py from outside: clear refusals, clean stdout, no display, exit codes and signals of the child."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import dev

# Stands for the application: says what it was given, then ends as asked.
FAKE_MMDESK = """
import json, signal, sys, threading
asked = threading.Event()

def stop(number, frame):
    print(json.dumps({"signal": number}), flush=True)
    asked.set()

signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)
print(json.dumps(sys.argv[1:]), flush=True)
if "--wait" in sys.argv:
    asked.wait(60)
sys.exit(7)
"""


@pytest.fixture(scope="module")
def checkout(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with an installed `.venv` and a stand-in for the application."""
    root = tmp_path_factory.mktemp("checkout") / "with space"
    (root / "mmdesk").mkdir(parents=True)
    (root / "mmdesk" / "__main__.py").write_text(FAKE_MMDESK)
    (root / "requirements").mkdir()
    lock = root / "requirements" / "runtime.lock"
    lock.write_text("nothing==1\n")
    shutil.copy(project_root / "dev.py", root)
    venv.create(root / ".venv", with_pip=False)
    stamp = {"runtime.lock": hashlib.sha256(lock.read_bytes()).hexdigest()}
    (root / ".venv" / dev.STAMP.name).write_text(json.dumps(stamp))
    return root


def _environment(**changes: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DISPLAY", "WAYLAND", "QT_"))
    }
    return {**kept, **changes}


def _run(checkout: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(checkout / "dev.py"), *arguments],
        env=_environment(**changes),
        cwd=checkout.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("arguments", [[], ["fly"]])
def test_an_unknown_command_is_refused_with_the_choices(checkout: Path, arguments: list[str]) -> None:
    done = _run(checkout, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "choose one of: run, test, bench, faults, fuzz-gate, breakers, lock" in done.stderr


def test_run_keeps_stdout_clean_and_passes_arguments_and_exit_code(checkout: Path) -> None:
    done = _run(checkout, "run", "--headless", "--summary", "json", "--symbol", "a b")
    assert json.loads(done.stdout) == ["run", "--headless", "--summary", "json", "--symbol", "a b"]
    assert done.returncode == 7


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has no display")
def test_run_without_a_display_says_so_and_goes_headless(checkout: Path) -> None:
    done = _run(checkout, "run", "--duration", "5")
    assert json.loads(done.stdout) == ["run", "--duration", "5", "--headless"]
    assert "no display" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_hands_signals_to_the_application(checkout: Path, number: signal.Signals) -> None:
    command = [sys.executable, str(checkout / "dev.py"), "run", "--headless", "--wait"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment()) as process:
        assert process.stdout is not None
        assert "--wait" in process.stdout.readline()
        process.send_signal(number)
        assert json.loads(process.stdout.readline()) == {"signal": number}
        assert process.wait(60) == 7


def test_a_chosen_qt_platform_counts_as_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert dev.has_display()


def test_another_python_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "SUPPORTED", ((3, 99),))
    with pytest.raises(dev.SetupError, match="Install one of them and start with it"):
        dev.supported_python()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for dpkg-query is a shell script")
def test_only_missing_system_libraries_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for name in dev.QT_LIBRARIES if name != "libegl1"]
    present = [name + "t64" if name == "libglib2.0-0" else name for name in names]
    query = tmp_path / "dpkg-query"
    query.write_text(
        "#!/bin/sh\ncat <<END\n" + "".join(f"{name} installed\n" for name in present) + "END\nexit 1\n"
    )
    query.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(dev, "FONT_FOLDERS", (tmp_path,))
    assert dev.missing_libraries() == ["libegl1", "fonts-dejavu-core"]
    (tmp_path / "Some.ttf").touch()
    assert dev.missing_libraries() == ["libegl1"]
