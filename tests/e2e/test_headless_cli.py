"""`mmdesk run --headless` as a person runs it: summary, signals, refusals, stop from another shell."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.calm_breakers import CALM_BREAKERS

# Against a hang; a busy machine takes long to load a process.
WITHIN_S = 120.0


class Run:
    """One `mmdesk` process with its streams."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._out = (folder / "stdout.txt").open("w+")
        self._err = (folder / "stderr.txt").open("w+")
        command = [sys.executable, "-m", "mmdesk", *arguments]
        self.process = subprocess.Popen(command, stdout=self._out, stderr=self._err)

    def wait(self) -> int:
        return self.process.wait(WITHIN_S)

    def stdout(self) -> str:
        return self._read(self._out)

    def stderr(self) -> str:
        return self._read(self._err)

    def says(self, text: str) -> None:
        """Wait until it said something on stderr."""
        until = time.monotonic() + WITHIN_S
        while text not in self.stderr():
            assert self.process.poll() is None, self.stderr()
            assert time.monotonic() < until, self.stderr()
            time.sleep(0.05)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.wait()
        self._out.close()
        self._err.close()

    @staticmethod
    def _read(file: Any) -> str:
        return Path(file.name).read_text(encoding="utf-8")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Any]:
    runs: list[Run] = []
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "config.toml").write_text(CALM_BREAKERS, encoding="utf-8")

    def start(*arguments: str, name: str = "run") -> Run:
        folder = tmp_path / name
        folder.mkdir()
        runs.append(Run(folder, *arguments))
        return runs[-1]

    yield start
    for one in runs:
        one.close()


def mmdesk(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mmdesk", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=WITHIN_S, check=False)


def test_the_summary_is_one_json_object_and_nothing_else(run: Any, tmp_path: Path) -> None:
    data_dir = str(tmp_path / "data")
    one = run("run", "--headless", "--duration", "3", "--arm", "--summary", "json", "--data-dir", data_dir)
    assert one.wait() == 0, one.stderr()
    (line,) = one.stdout().splitlines()
    summary = json.loads(line)
    wanted = "messages book_gaps crossed_books quotes_placed cancels fills open_orders_at_exit position "
    wanted += "pnl_total_quote pnl_residual tick_to_order_ms database session duration_s mode unknown_orders"
    assert set(wanted.split()) <= set(summary)
    assert summary["messages"] > 0
    assert (summary["open_orders_at_exit"], summary["book_gaps"], summary["crossed_books"]) == (0, 0, 0)
    assert Path(summary["database"]).is_file()
    assert not (tmp_path / "data" / "control.json").exists()
    logs = (tmp_path / "data" / "logs" / "mmdesk.log").read_text(encoding="utf-8")
    assert "session ended" in logs
    assert '"level": "error"' not in logs


def test_a_second_instance_is_refused_and_stop_works_from_another_shell(run: Any, tmp_path: Path) -> None:
    data_dir = str(tmp_path / "data")
    one = run("run", "--headless", "--arm", "--summary", "json", "--data-dir", data_dir)
    one.says("session ")
    second = mmdesk("run", "--headless", "--data-dir", data_dir)
    assert second.returncode == 2
    assert f"process {one.process.pid}" in second.stderr
    stopped = mmdesk("stop", "--data-dir", data_dir)
    assert stopped.returncode == 0, stopped.stdout + stopped.stderr
    assert "0 orders open" in stopped.stdout
    assert oct((tmp_path / "data" / "control.json").stat().st_mode)[-3:] == "600"
    one.process.send_signal(signal.SIGTERM)
    assert one.wait() == 0, one.stderr()
    assert json.loads(one.stdout())["open_orders_at_exit"] == 0
    assert "nothing to stop" in mmdesk("stop", "--data-dir", data_dir).stdout


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_takes_every_order_off_and_proves_it(run: Any, tmp_path: Path, name: str) -> None:
    if not hasattr(signal, name):
        pytest.skip(f"this system has no {name}")
    one = run("run", "--headless", "--arm", "--summary", "json", "--data-dir", str(tmp_path / "data"))
    one.says("open 2")
    one.process.send_signal(getattr(signal, name))
    assert one.wait() == 0, one.stderr()
    summary = json.loads(one.stdout())
    assert summary["open_orders_at_exit"] == 0
    assert summary["quotes_placed"] >= 2


def test_a_recording_that_breaks_off_ends_the_run_with_file_and_line(
    run: Any, tmp_path: Path, shared_data: Path
) -> None:
    whole = shared_data / "binance" / "spot_btcusdt_20240808.gz"
    broken = tmp_path / "broken.gz"
    broken.write_bytes(whole.read_bytes()[:60_000])
    one = run("run", "--headless", "--replay", str(broken), "--speed", "5", "--data-dir", str(tmp_path / "d"))
    assert one.wait() == 2, one.stderr()
    assert "broken.gz" in one.stderr()
    assert "line" in one.stderr()


def test_a_replay_ends_with_its_recording_and_names_it_by_hash(
    run: Any, tmp_path: Path, shared_data: Path
) -> None:
    tape = tmp_path / "short.txt"
    with gzip.open(shared_data / "binance" / "spot_btcusdt_20240808.gz", "rb") as whole:
        tape.write_bytes(b"".join(islice(whole, 3_000)))
    data_dir = str(tmp_path / "d")
    one = run(
        "run",
        "--headless",
        "--replay",
        str(tape),
        "--speed",
        "10",
        "--summary",
        "json",
        "--data-dir",
        data_dir,
    )
    assert one.wait() == 0, one.stderr()
    summary = json.loads(one.stdout())
    assert len(summary["data_sha256"][tape.name]) == 64
    assert "the recording is at its end" in one.stderr()


def test_a_database_that_is_none_is_kept_aside_and_told(run: Any, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    (data_dir / "mmdesk.db").write_text("this is no database\n" * 500, encoding="utf-8")
    one = run("run", "--headless", "--duration", "1", "--summary", "json", "--data-dir", str(data_dir))
    assert one.wait() == 0, one.stderr()
    assert "mmdesk.db" in one.stderr()
    aside = [
        path for path in data_dir.rglob("*") if path.is_file() and b"this is no database" in path.read_bytes()
    ]
    assert aside
    assert (data_dir / "mmdesk.db").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C reaches a whole console on Windows")
def test_ctrl_c_ends_in_order(run: Any, tmp_path: Path) -> None:
    one = run("run", "--headless", "--arm", "--summary", "json", "--data-dir", str(tmp_path / "data"))
    one.says("session ")
    one.process.send_signal(signal.SIGINT)
    assert one.wait() == 0, one.stderr()
    assert json.loads(one.stdout())["open_orders_at_exit"] == 0
