"""A slice of each recording, played fast through venue and ccxt: no gap, never crossed, the recorded tops."""

import asyncio
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def replay_equality(project_root: Path) -> ModuleType:
    """The benchmark itself, run for a few seconds."""
    path = project_root / "benchmarks" / "replay_equality.py"
    spec = importlib.util.spec_from_file_location("replay_equality", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["replay_equality"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize("name", ["spot", "usdm"])
async def test_every_replayed_update_gives_the_recorded_book(
    replay_equality: ModuleType, shared_data: Path, name: str
) -> None:
    files = tuple(shared_data / "binance" / file for file in replay_equality.SETS[name])
    async with asyncio.timeout(150):
        outcome = await replay_equality.replay(name, files, speed=10.0, max_seconds=4.0)
    assert outcome.passed, outcome
    assert outcome.deltas > 100
    assert outcome.shared > 10
