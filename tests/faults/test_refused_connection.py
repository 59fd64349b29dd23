"""The venue's door is shut when creates are about to leave: no connection, no byte, and no second sending."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mmdesk.core.model.effects import SendOrder
from mmdesk.core.model.events import OrderAcknowledged, SendAbandoned, SendUnresolved
from mmdesk.ports.control import Arm
from tests.faults.parts import Zygote, until
from tests.faults.records import FactTail
from tests.faults.stage import PATIENT, Stage

POST = "rest:POST /api/v3/order"
# Many creates at once: more than connections that are open already.
WIDE = """
[markets."BTC/USDT@binance".quoting]
bid_spread_bps = 10
ask_spread_bps = 10
order_levels = 8
order_level_spread_bps = 1
"""


@pytest.fixture
async def wide(tmp_path: Path, zygote: Zygote) -> AsyncIterator[Stage]:
    """A connected desk that sends its orders by REST: its streams live on when the door is shut."""
    stage = Stage(tmp_path, zygote, config=WIDE + PATIENT)
    await stage.start_engine(orders_by="rest")
    await stage.wait_until(lambda desk: not desk.arm_blockers, 60, "nothing forbids arming")
    yield stage
    await stage.close()


async def test_a_create_whose_connection_is_refused_is_not_taken_for_open_and_not_sent_again(
    wide: Stage,
) -> None:
    tail = FactTail(wide.paths.journal_dir)
    tail.fresh()
    failed: set[str] = set()
    acknowledged: set[str] = set()
    wide.venue.fault("venue", "refuse", count=None)
    # A connection that was open already ends with the create that uses it.
    wide.venue.fault(POST, "reset", count=None, booked=False)
    assert wide.life
    assert wide.life.window
    wide.life.window.submit(Arm())

    def never_came() -> set[str]:
        for fact in tail.fresh(SendAbandoned, SendUnresolved, OrderAcknowledged):
            (acknowledged if isinstance(fact, OrderAcknowledged) else failed).add(fact.client_id)
        return failed - set(wide.ledger().received)

    await until(never_came, 60, "a create that found no connection")
    refused = never_came()
    wide.venue.clear_faults()
    await wide.wait_until(lambda desk: not desk.unknown_orders, 90, "no order in doubt")
    await wide.stop()
    never_came()
    assert refused <= {order.order.intent.client_id for order in wide.facts(SendOrder)}, (
        "the intent came first"
    )
    assert not refused & acknowledged
    assert not refused & set(wide.ledger().received), "sent again"
    await wide.finish()
