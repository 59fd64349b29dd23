"""The whole desk on the simulated venue: what it wrote down is what the venue booked; it ends with 0 open."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mmdesk.core.model.state import TradingState
from mmdesk.ports.control import Arm, AskOrderHistory, Stop, Ticket
from mmdesk.ports.history import OrderHistory
from mmdesk.ports.views import FillView, HistoryView
from tests.e2e.desk_rig import DeskRig, plain, until

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskRig]:
    rig = DeskRig(tmp_path)
    await rig.open()
    yield rig
    await rig.close()


@pytest.fixture
async def unfilled(tmp_path: Path) -> AsyncIterator[DeskRig]:
    """A desk that quotes too far away for a fill: a venue that is killed forgets its fills, and balances that
    do not follow from ours prove nothing."""
    rig = DeskRig(tmp_path)
    settings = tmp_path / "config.toml"
    text = settings.read_text(encoding="utf-8").replace("_spread_bps = 0.5", "_spread_bps = 60")
    settings.write_text(text, encoding="utf-8")
    await rig.open()
    yield rig
    await rig.close()


async def armed(desk: DeskRig) -> None:
    await until(lambda: (view := desk.desk()) and not view.arm_blockers)
    desk.submit(Arm())
    await until(lambda: desk.resting() == 2)


def fills(desk: DeskRig) -> int:
    return sum(isinstance(view, FillView) for view in desk.views())


async def test_the_database_holds_every_order_and_fill_the_venue_booked(desk: DeskRig) -> None:
    await armed(desk)
    for turn in range(6):
        side = ("BUY", "SELL")[turn % 2]
        told = fills(desk)
        await desk.control("/sim/hit", {"symbol": "BTCUSDT", "side": side, "quantity": "3"})
        await until(lambda told=told: fills(desk) > told)  # type: ignore[misc]  # bound now, not later
        await until(lambda: desk.resting() == 2)
    report = await desk.end()
    assert report.proved
    assert report.summary is not None
    assert report.summary.open_orders_at_exit == 0
    assert report.summary.unknown_orders == 0
    assert abs(report.summary.pnl_residual) < plain("1e-9")
    ledger = await desk.control("/sim/ledger")
    orders, trades = desk.assert_the_database_is(ledger)
    assert (orders >= 8, trades >= 6) == (True, True)


async def test_stop_leaves_nothing_open_at_the_venue(desk: DeskRig) -> None:
    await armed(desk)
    desk.submit(Stop(reason="the test says so"))
    await until(lambda: (view := desk.desk()) and view.state is TradingState.STOPPED and not view.open_orders)
    state = await desk.control("/sim/state")
    assert state["open_orders"] == 0


# On a busy machine the venue is away for longer than the guardian waits: then it does its work and says so.
@pytest.mark.expects_log("guardian")
async def test_a_venue_killed_while_quoting_leaves_orders_in_doubt_until_it_is_back_and_asked(
    unfilled: DeskRig,
) -> None:
    desk = unfilled
    await armed(desk)
    os.kill(desk.venue.pid, signal.SIGKILL)
    await until(lambda: (view := desk.desk()) and view.unknown_orders >= 1)
    await until(lambda: any("is started again" in text for _, text in desk.news))
    # Two sightings at least 5 s apart prove an order gone; nothing shorter does.
    await until(lambda: (view := desk.desk()) and view.unknown_orders == 0, within_s=180.0)
    await until(lambda: (view := desk.desk()) and view.open_orders == 2, within_s=120.0)
    assert desk.venue.restarts == 1
    report = await desk.end()
    assert report.proved


async def test_an_orders_history_comes_over_the_link_from_the_database(desk: DeskRig) -> None:
    await armed(desk)
    told = fills(desk)
    await desk.control("/sim/hit", {"symbol": "BTCUSDT", "side": "BUY", "quantity": "3"})
    await until(lambda: fills(desk) > told)
    written = view.journal_seq if (view := desk.desk()) else 0
    await until(lambda: (view := desk.desk()) and view.stored_seq >= written)
    filled = next(view for view in desk.views() if isinstance(view, FillView))
    ticket = desk.submit(AskOrderHistory(client_id=filled.client_id))
    await until(lambda: any(isinstance(v, Ticket) and v.ticket == ticket for v in desk.views()))
    (answer,) = [view for view in desk.views() if isinstance(view, HistoryView)]
    history = answer.history
    assert answer.ticket == ticket
    assert isinstance(history, OrderHistory)
    assert history.order is not None
    assert history.explanation is not None
    assert history.fills[0].fill.trade_id == filled.trade_id
    kinds = [event.kind for event in history.events]
    assert kinds[:2] == ["sending", "sent"]
    # The user stream may report the order before the request for it is answered.
    assert {"acknowledged", "fill"} <= set(kinds)
