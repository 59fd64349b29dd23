"""Reports of our fills lost, doubled, late, out of order, cut off: each fill is booked exactly once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.parts import Zygote
from tests.faults.stage import STEADY, STEADY_QUOTES, Stage
from tests.faults.venue_verbs import REPORTS

# kind -> (how often it strikes at most, its parameters). `reorder` swaps the first report with the second.
FAULTS: dict[str, tuple[int | None, dict[str, int]]] = {
    "gap": (None, {}),
    "duplicate": (None, {}),
    "reorder": (1, {}),
    "delay": (None, {"ms": 3_000}),
    "disconnect": (1, {}),
    "malformed_frame": (1, {}),
}


@pytest.fixture
async def steady(tmp_path: Path, zygote: Zygote) -> AsyncIterator[Stage]:
    """Quotes that do not move: the only reports are those of the fills the story makes."""
    stage = Stage(tmp_path, zygote, config=STEADY)
    await stage.start_engine()
    await stage.arm(quotes=STEADY_QUOTES)
    yield stage
    await stage.close()


@pytest.mark.parametrize("kind", FAULTS)
async def test_fills_are_booked_once_whatever_the_private_stream_does(steady: Stage, kind: str) -> None:
    count, params = FAULTS[kind]
    for side in ("BUY", "SELL"):
        await steady.quotes_rest(side, 2)
        steady.venue.fault(REPORTS, kind, count=count, **params)
        await steady.fill_ours(side, levels=2)
        assert steady.struck() >= (count or 2), f"no report of a fill met {kind}"
        steady.venue.clear_faults()
    await steady.all_booked()
    assert len(steady.ledger().fills) >= 4
    await steady.stop()
    await steady.finish()
