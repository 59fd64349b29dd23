"""The command line: what is wrong is said at once; nothing heavy loads before the command is known."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mmdesk import __version__
from mmdesk.app.cli import _repeated_option
from mmdesk.app.control_file import ControlDoor, write_door
from mmdesk.storage.lock import FolderLock

HEAVY = "ccxt PySide6 sqlalchemy pydantic pyqtgraph rich.live uvloop numpy"


def mmdesk(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mmdesk", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--bogus",), "No such option: --bogus"),
        (("run", "--bogus"), "No such option: --bogus"),
        (("frobnicate",), "No such command 'frobnicate'"),
        (("run", "--headless", "--speed", "fast"), "--speed"),
        (("run", "--headless", "--summary", "xml"), "json, text"),
        (("run", "--headless", "--replay", "nowhere.gz"), "nowhere.gz"),
        (("run", "--headless", "--config", "nowhere.toml"), "nowhere.toml"),
        (("run", "--headless", "--config", "/"), "--config / is a folder"),
        (("run", "--summary", "json"), "add --headless"),
    ],
)
def test_wrong_input_ends_with_code_2_and_its_name(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    if arguments[0] == "run":
        arguments = (*arguments, "--data-dir", str(tmp_path))
    ended = mmdesk(*arguments)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not ended.stdout


def test_a_data_folder_that_cannot_be_is_named_with_what_to_do(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.touch()
    for folder in (taken, taken / "below"):
        ended = mmdesk("run", "--headless", "--data-dir", str(folder))
        assert (ended.returncode, ended.stdout) == (2, "")
        assert f"data folder {folder} cannot be used" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_a_folder_is_no_recording(tmp_path: Path) -> None:
    ended = mmdesk("run", "--headless", "--data-dir", str(tmp_path), "--replay", str(tmp_path))
    assert ended.returncode == 2
    assert "it is a folder" in ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_a_window_without_a_display_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    ended = mmdesk("run", "--data-dir", str(tmp_path))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "add --headless" in ended.stderr


def test_all_mistakes_of_a_settings_file_are_told_at_once(tmp_path: Path) -> None:
    config = tmp_path / "wrong.toml"
    config.write_text('mode = "fast"\n[engine]\npublish_rate_hz = 0\nbogus = 1\n', encoding="utf-8")
    ended = mmdesk("run", "--headless", "--config", str(config), "--data-dir", str(tmp_path))
    assert ended.returncode == 2
    for name in ("mode", "publish_rate_hz", "bogus"):
        assert name in ended.stderr


def test_the_version_is_told() -> None:
    ended = mmdesk("--version")
    assert (ended.returncode, ended.stdout) == (0, f"mmdesk {__version__}\n")


def test_doctor_tells_a_running_desk_from_one_that_did_not_end(tmp_path: Path) -> None:
    def engine_line() -> str:
        lines = mmdesk("doctor", "--data-dir", str(tmp_path)).stdout.splitlines()
        return next(line for line in lines if line.startswith("engine")).partition(" ")[2].strip()

    assert engine_line() == "not running"
    door = tmp_path / "control.json"
    write_door(door, ControlDoor(1, "t", os.getpid()))
    lock = FolderLock(tmp_path)
    assert engine_line() == f"runs (process {os.getpid()})"
    lock.release()
    assert engine_line() == "not running, and did not end cleanly"


def test_doctor_names_places_and_versions(tmp_path: Path) -> None:
    ended = mmdesk("doctor", "--data-dir", str(tmp_path))
    assert ended.returncode == 0
    assert str(tmp_path) in ended.stdout
    assert "ccxt" in ended.stdout


def test_the_command_line_loads_nothing_heavy() -> None:
    code = "import sys, mmdesk.app.cli, mmdesk.app.options; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not set(HEAVY.split()) & set(loaded)


def test_one_replay_option_may_name_several_files() -> None:
    given = ["run", "--replay", "a", "b", "--speed", "2", "--replay", "c"]
    assert _repeated_option(given, "--replay") == (
        ["run", "--replay", "a", "--replay", "b", "--speed", "2", "--replay", "c"]
    )


def test_an_engine_without_a_window_says_what_it_is_for() -> None:
    command = [sys.executable, "-m", "mmdesk", "engine"]
    ended = subprocess.run(command, input="", capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 2
    assert "is started by the window" in ended.stderr
