"""Files of a desk: the lock, the door for `mmdesk stop`, logs without secrets, the summary's numbers."""

import json
import logging
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import structlog

from mmdesk.app.child import own_command
from mmdesk.app.control_file import ControlDoor, read_door, remove_door, write_door
from mmdesk.app.instance import InstanceLock
from mmdesk.app.logging_setup import LogSink
from mmdesk.app.options import BadInputError, RunOptions
from mmdesk.app.paths import paths_of
from mmdesk.app.places import paths_for
from mmdesk.app.report import _plain
from mmdesk.app.venue_link import VenueInfo
from mmdesk.ports.views import LogView

HOLD = """
import sys
from pathlib import Path
from mmdesk.app.instance import InstanceLock
with InstanceLock(Path(sys.argv[1]), "desk"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_by_name_until_the_first_dies(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(BadInputError, match=f"process {holder.pid}"):
        InstanceLock(tmp_path, "desk").acquire()
    holder.kill()
    holder.communicate(timeout=60)
    with InstanceLock(tmp_path, "desk"), InstanceLock(tmp_path, "other"):
        pass


def test_the_door_is_for_its_owner_and_only_its_engine_takes_it_away(tmp_path: Path) -> None:
    path = tmp_path / "control.json"
    write_door(path, ControlDoor(port=1, token="t", pid=1))
    assert path.stat().st_mode & 0o077 == 0
    remove_door(path)
    assert read_door(path).port == 1
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(BadInputError, match="cannot be read"):
        read_door(path)


@pytest.mark.expects_log("careful", "venue library")
def test_logs_are_json_lines_without_secrets_and_reach_the_window(tmp_path: Path) -> None:
    views: list[LogView] = []
    sink = LogSink(tmp_path / "desk.log")
    sink.open()
    sink.show(views.append)
    structlog.get_logger("mmdesk.test").warning("careful", token="hunter2", market="BTC/USDT")
    logging.getLogger("library").info("library chatter")
    logging.getLogger("library").warning("venue library says %s", "no")
    sink.close()
    lines = [json.loads(line) for line in (tmp_path / "desk.log").read_text("utf-8").splitlines()]
    assert [line["event"] for line in lines] == ["careful", "library chatter", "venue library says no"]
    assert lines[0]["token"] == "***"
    assert "hunter2" not in (tmp_path / "desk.log").read_text("utf-8")
    assert [(view.level, view.message) for view in views] == [
        ("warning", "careful"),
        ("warning", "venue library says no"),
    ]
    assert "hunter2" not in views[0].context
    assert "BTC/USDT" in views[0].context


@pytest.mark.expects_log("kept")
def test_log_settings_bound_level_and_size(tmp_path: Path) -> None:
    sink = LogSink(tmp_path / "desk.log")
    sink.open()
    sink.limit("error", file_max_mb=1, files_kept=2)
    log = structlog.get_logger("mmdesk.test")
    for number in range(600):
        log.info("too small to be kept")
        log.error("kept", number=number, padding="x" * 4_000)
    sink.close()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["desk.log", "desk.log.1"]
    assert all(path.stat().st_size <= 1_000_000 for path in tmp_path.iterdir())
    assert "too small" not in (tmp_path / "desk.log").read_text("utf-8")


def test_children_are_started_by_module_or_by_the_frozen_program(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_command(["venue"]) == (sys.executable, "-P", "-m", "mmdesk", "venue")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command(["venue"]) == (sys.executable, "venue")


def test_what_a_venue_process_says_of_itself_never_shows_its_keys() -> None:
    info = VenueInfo(
        tls_port=1, control_port=2, ca_file="c", hosts=("h",), api_key="KEYKEY", secret="SECRETSECRET"
    )
    assert "KEYKEY" not in repr(info)
    assert "SECRETSECRET" not in f"{info!s}"
    assert msgspec.json.decode(msgspec.json.encode(info), type=VenueInfo) == info


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0E-12", "0"), ("0.01000", "0.01"), ("1E+3", "1000"), ("-2.5", "-2.5"), ("1.176E-25", "0")],
)
def test_summary_numbers_are_plain(value: str, shown: str) -> None:
    assert str(_plain(Decimal(value))) == shown


def test_the_data_folder_comes_from_option_then_settings(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text(f'[storage]\ndata_dir = "{(tmp_path / "named").as_posix()}"\n', encoding="utf-8")
    assert paths_for(RunOptions(config=config)).data_dir == tmp_path / "named"
    both = RunOptions(config=config, data_dir=tmp_path / "given")
    assert paths_for(both) == paths_of(tmp_path / "given")
