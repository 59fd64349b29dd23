"""`dev.py faults` and `dev.py test` really play the stories: every file, and an empty run is no success."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import dev
from tests.faults import long_run
from tests.faults.conftest import NO_STORIES

ROOT = Path(__file__).resolve().parents[2]
KILLS = "test_sigkill_rounds.py"


def collected(command: list[str]) -> Counter[str]:
    """Stories per file that a pytest command would play."""
    listed = subprocess.run(
        [*command, "--collect-only"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    names = [line.partition("::")[0] for line in listed.stdout.splitlines() if "::" in line]
    return Counter(Path(name).name for name in names)


def story_files() -> set[str]:
    files = {path.name for path in (ROOT / "tests" / "faults").glob("test_*.py")}
    return (files - set(NO_STORIES)) | {"test_guarded_desk.py", "test_stop_stays.py"}


@pytest.mark.slow
def test_the_long_run_plays_every_story_and_leaves_the_kills_to_its_own_count() -> None:
    assert set(collected(long_run.stories(""))) == story_files() - {KILLS}


@pytest.mark.slow
def test_the_test_command_plays_the_kills_and_every_story_but_the_long_ones() -> None:
    kills, stories = [set(collected([sys.executable, *alone(stage)])) for _, stage in dev.FAULTS]
    assert kills == {KILLS}
    assert stories == story_files() - {KILLS} - {Path(path).name for path in dev.LONG_STORIES}


def alone(stage: tuple[str, ...]) -> list[str]:
    """The same stage in one process: who collects does not deal out to workers."""
    words = list(stage)
    words[words.index("-n") + 1] = "0"
    return words


@pytest.mark.slow
def test_a_run_that_plays_no_story_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["dev.py faults", "--only", "a_story_nobody_wrote"])
    assert long_run.main() == 1
    assert "No scenario ran" in capfd.readouterr().out
