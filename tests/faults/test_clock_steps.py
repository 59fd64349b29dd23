"""The clock of the desk's machine is set wrong while it quotes, and right again; the venue's keeps time."""

import ctypes.util
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from mmdesk.core.model.events import ClockJumped
from tests.faults.parts import Zygote, until
from tests.faults.records import FactTail
from tests.faults.stage import Stage

STEP_S = 10


def libfaketime() -> str:
    """Where the library lies that gives a process a wall clock of its own; skips the story without."""
    places = [
        *Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"),
        *Path("/usr/lib64/faketime").glob("libfaketimeMT.so.1"),
        *Path("/usr/local/lib/faketime").glob("libfaketimeMT.so.1"),
    ]
    found = str(places[0]) if places else ctypes.util.find_library("faketimeMT")
    if not found or not sys.platform.startswith("linux"):
        pytest.skip("no libfaketime here (Debian: apt install faketime); tests/engine feeds the steps itself")
    return found


class Watch:
    """The wall clock of every process under the library: set ahead or back by rewriting one file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.set(0)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": libfaketime(),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
        }

    def set(self, seconds: int) -> None:
        # In one write: a process may read it at any moment.
        beside = self._file.with_suffix(".new")
        beside.write_text(f"{seconds:+d}", encoding="ascii")
        beside.replace(self._file)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path / "clock")


@pytest.fixture
def timed_zygote(watch: Watch) -> Iterator[Zygote]:
    """Engines of this one, and their guardians, go by the watch."""
    one = Zygote(watch.environment)
    yield one
    one.close()


@pytest.fixture
async def timed(tmp_path: Path, timed_zygote: Zygote) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path, timed_zygote)
    yield stage
    await stage.close()


@pytest.mark.parametrize("step_s", [STEP_S, -STEP_S])
async def test_a_desk_whose_clock_is_set_wrong_quotes_nothing_until_it_is_right_again(
    timed: Stage, watch: Watch, step_s: int
) -> None:
    stage = timed
    await stage.start_engine()
    await stage.arm()
    tail = FactTail(stage.paths.journal_dir)
    steps: list[ClockJumped] = []

    def noticed() -> bool:
        steps.extend(tail.fresh(ClockJumped))
        return bool(steps)

    watch.set(step_s)
    await until(noticed, 20, "the step is noticed")
    assert round(steps[0].stepped_ns / 1e9) == step_s
    await stage.wait_until(
        lambda desk: any("clock" in why for why in desk.arm_blockers),
        30,
        "what is wrong with the clock is told",
    )
    await until(lambda: not stage.open_at_venue(), 30, "0 open orders at the venue")
    placed = len(stage.ledger().orders)
    watch.set(0)
    await stage.wait_until(
        lambda desk: not desk.arm_blockers and not desk.unknown_orders, 90, "reconciled by the right clock"
    )
    await until(lambda: len(stage.ledger().orders) >= placed + 2, 60, "quotes again")
    for side in ("BUY", "SELL"):
        await stage.fill_ours(side)
    await stage.all_booked()
    await stage.stop()
    await stage.finish(clock_ahead_ns=max(0, step_s) * 1_000_000_000)
