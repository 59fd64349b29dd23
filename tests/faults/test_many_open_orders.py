"""Hundreds of open orders at the venue at start: ours are cancelled, those of others are never touched."""

import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.parts import Zygote
from tests.faults.stage import FAR, Stage
from tests.sim_server.raw_client import RawClient

OURS, FOREIGN = 200, 250


@pytest.fixture
async def quiet(tmp_path: Path, zygote: Zygote) -> AsyncIterator[Stage]:
    """A stage that quotes far away: nothing is filled meanwhile."""
    one = Stage(tmp_path, zygote, config=FAR)
    yield one
    await one.close()


async def rest_orders(stage: Stage, prefix: str, count: int) -> None:
    """Orders far below the market, sent by hand under names of our choice."""
    venue = stage.venue.as_running()
    async with venue.session() as session:
        client = RawClient(venue, session)
        for number in range(1, count + 1):
            reply = await client.place(
                symbol="BTCUSDT", price="50000.00", quantity="0.0002", newClientOrderId=f"{prefix}{number}"
            )
            assert reply.status == 200, reply.body


def open_names(stage: Stage) -> list[str]:
    return [
        order["client_order_id"]
        for order in stage.venue.get("/sim/ledger")["orders"]
        if order["account"] == "demo" and order["status"] == "NEW"
    ]


async def test_ours_among_hundreds_are_cancelled_and_foreign_ones_never_touched(quiet: Stage) -> None:
    stage = quiet
    await rest_orders(stage, "byhand", FOREIGN)
    await rest_orders(stage, "mmd0000x", OURS)
    assert stage.open_at_venue() >= OURS
    begun = time.monotonic()
    await stage.start_engine()
    await stage.wait_until(lambda desk: not desk.arm_blockers, 90, "a reconciled desk")
    reconciled_s = time.monotonic() - begun
    await stage.settled()
    flat_s = time.monotonic() - begun
    # Figures for the report, no verdict: how long it takes is the machine's affair.
    sys.stdout.write(f"reconciled {reconciled_s:.2f} s, ours gone {flat_s:.2f} s\n")
    left = open_names(stage)
    assert len(left) == FOREIGN
    assert all(name.startswith("byhand") for name in left)
    assert await stage.shut_down() == 0
    assert len(open_names(stage)) == FOREIGN, "an orderly end leaves them, too"
