"""A rehearsal in its own process: over a database, over a recording, refused in words, ended for sure."""

import asyncio
import os
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from mmdesk.app.rehearsal_process import RehearsalProcess
from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS
from mmdesk.core.model.breakers import BreakerKind, ScopeLevel, ThresholdChange
from mmdesk.core.model.rehearsal import Rehearsal
from mmdesk.core.risk.breakers.board import Watched
from mmdesk.ports.rehearsal import RehearsalJob
from tests.app.test_rehearse_command import KEY, S, lived
from tests.app.test_rehearse_recording import line, recording

__all__ = ["lived"]
BTC = Watched(KEY, "BTC/USDT", "binance", "glft")
WIDER = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 40.0)


def job(**changes: object) -> RehearsalJob:
    now_ns = time.time_ns()
    made = RehearsalJob(
        settings=DEFAULT_BREAKERS,
        in_force=(),
        edits=(WIDER,),
        markets=(BTC,),
        from_ns=now_ns - 3_600 * S,
        to_ns=now_ns,
    )
    return replace(made, **changes)


def opened(found: tuple[Rehearsal, Rehearsal], kind: BreakerKind) -> list[int]:
    return [next(one.opened for one in each.breakers if one.kind is kind) for each in found]


async def test_stored_hours_are_rehearsed_with_what_holds_and_with_the_edits(lived: Path) -> None:
    found = await RehearsalProcess(lived, None).rehearse(job())
    assert opened(found, BreakerKind.SPREAD) == [1, 0]
    assert [one.halted_s[KEY] for one in found] == [30.0, 0.0]
    assert found[0].breakers[0].openings[0].reason == "25 bps above 20"


async def test_without_markets_those_that_were_measured_are_taken(lived: Path) -> None:
    found = await RehearsalProcess(lived, None).rehearse(job(markets=()))
    assert list(found[0].halted_s) == [KEY]


async def test_a_time_in_which_nothing_was_stored_is_an_empty_answer(lived: Path) -> None:
    now, edited = await RehearsalProcess(lived, None).rehearse(job(from_ns=0, to_ns=1))
    assert (now.breakers, now.seconds, edited.breakers) == ((), 0.0, ())


async def test_a_recording_stands_for_the_market_of_its_symbol(tmp_path: Path) -> None:
    wide = [line(second, "100", "100.3") for second in range(8)]
    path = recording(tmp_path, *wide)
    market = ThresholdChange(ScopeLevel.INSTRUMENT, KEY, BreakerKind.SPREAD, "open_above", 40.0)
    found = await RehearsalProcess(tmp_path, None).rehearse(job(recording=str(path), edits=(market,)))
    assert opened(found, BreakerKind.SPREAD) == [1, 0]
    assert {one.kind for one in found[0].breakers} == {
        BreakerKind.SPREAD,
        BreakerKind.VOLATILITY,
        BreakerKind.DATA_STALE,
    }


async def test_another_window_makes_other_readings_of_a_recording(tmp_path: Path) -> None:
    rising = [line(second, f"{100 + second}", f"{100 + second}.01") for second in range(20)]
    path = recording(tmp_path, *rising)
    shorter = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.VOLATILITY, "window_s", 2.0)
    found = await RehearsalProcess(tmp_path, None).rehearse(job(recording=str(path), edits=(shorter,)))
    assert opened(found, BreakerKind.VOLATILITY) == [1, 0]


async def test_what_cannot_be_read_is_told_in_words(tmp_path: Path) -> None:
    for path, said in (("nowhere.gz", "does not exist"), (".", "is a folder")):
        with pytest.raises(OSError, match=said):
            await RehearsalProcess(tmp_path, None).rehearse(job(recording=str(tmp_path / path)))
    (tmp_path / "mmdesk.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(OSError, match="the database cannot be read: file is not a database"):
        await RehearsalProcess(tmp_path, None).rehearse(job())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a file that never answers is a pipe of Unix")
async def test_one_that_takes_too_long_is_ended_and_says_what_to_do(tmp_path: Path) -> None:
    never = tmp_path / "tape.gz"
    os.mkfifo(never)
    with pytest.raises(OSError, match=r"longer than 1 s: ask for fewer hours"):
        await RehearsalProcess(tmp_path, None, within_s=1.0).rehearse(job(recording=str(never)))
    async with asyncio.timeout(60):
        # The thread that waits for the process ends with it.
        await asyncio.get_running_loop().shutdown_default_executor()
