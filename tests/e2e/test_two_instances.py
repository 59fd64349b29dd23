"""Two real engines in two data folders on one account of one venue: both stop, and nothing is left open."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from mmdesk.core.model.state import TradingState
from mmdesk.ports.control import Arm
from mmdesk.ports.views import AlertView
from tests.e2e.desk_rig import DeskRig, until

KEY = "second-instance-binance"


@pytest.fixture
async def first(tmp_path: Path) -> AsyncIterator[DeskRig]:
    (tmp_path / "first").mkdir()
    rig = DeskRig(tmp_path / "first")
    await rig.open()
    yield rig
    await rig.close()


def is_latched(rig: DeskRig) -> bool:
    desk = rig.desk()
    told = any(isinstance(view, AlertView) and view.key == KEY for view in rig.views())
    return told and desk is not None and desk.state is TradingState.STOPPED


# To the guardian a loop that a busy machine holds up for 3 s is dead: then it does its work and says so.
@pytest.mark.timeout(600)
@pytest.mark.expects_log("guardian")
async def test_two_desks_on_one_account_latch_both(first: DeskRig, tmp_path: Path) -> None:
    await until(lambda: (desk := first.desk()) and not desk.arm_blockers)
    first.submit(Arm())
    await until(lambda: (desk := first.desk()) and desk.open_orders >= 2)
    (tmp_path / "second").mkdir()
    second = DeskRig(tmp_path / "second")
    await second.join(first)
    try:
        for rig in (second, first):
            await until(partial(is_latched, rig), 120.0)
        await until(lambda: (desk := first.desk()) and not desk.open_orders)
        ledger = await first.control("/sim/ledger")
        assert not [
            order
            for order in ledger["orders"]
            if order["account"] == "demo" and order["status"] in ("NEW", "PARTIALLY_FILLED")
        ]
    finally:
        await second.leave()
