"""Whose an order is: an order that a person took over at the start is manual, in all its rows and fills."""

from decimal import Decimal

from mmdesk.core.model.leftover import LeftoverDecision, LeftoverPolicy
from mmdesk.core.model.order import Order, OrderIntent, OrderState, TimeInForce
from mmdesk.core.model.values import Side
from mmdesk.engine.sources import MOST, Sources
from mmdesk.ports.control import DecideLeftovers
from mmdesk.ports.journal import Remembered
from mmdesk.ports.views import FillView, OrderSource, OrderView
from tests.engine.conftest import Rig, until
from tests.fakes.fake_gateway import BTC

KEPT = "mmd0004x1"
ASK = LeftoverPolicy(LeftoverDecision.UNDECIDED, 60_000_000_000)


def test_adopted_and_left_alone_is_manual_cancelled_is_not() -> None:
    sources = Sources()
    assert sources.decided("mmd4-1", LeftoverDecision.ADOPT)
    assert sources.decided("mmd4-2", LeftoverDecision.IGNORE)
    assert not sources.decided("mmd4-3", LeftoverDecision.CANCEL)
    assert not sources.decided("mmd4-4", LeftoverDecision.UNDECIDED)
    assert not sources.decided("mmd4-1", LeftoverDecision.CANCEL), "it was taken over once"
    told = [sources.of(f"mmd4-{number}", "mmd5") for number in range(1, 5)]
    assert told == [OrderSource.MANUAL] * 2 + [OrderSource.EARLIER] * 2
    assert sources.of("mmd5-1", "mmd5") is OrderSource.ENGINE


def test_the_memory_of_decisions_is_bounded() -> None:
    sources = Sources()
    for number in range(MOST + 1):
        sources.decided(f"mmd4-{number}", LeftoverDecision.ADOPT)
    assert sources.of("mmd4-0", "mmd5") is OrderSource.EARLIER
    assert sources.of("mmd4-1", "mmd5") is OrderSource.MANUAL


async def test_adopting_an_order_turns_its_row_and_its_fills_manual(rig: Rig) -> None:
    far = OrderIntent(KEPT, BTC.key, Side.BUY, Decimal(50_000), Decimal("0.01"), TimeInForce.POST_ONLY, "")
    rig.gateway.book(far)
    kept = Order(far, OrderState.OPEN, f"v-{KEPT}")
    remembered = Remembered(4, (kept,), (), (), 0)
    rig.engine = rig.make_engine(remembered=remembered, leftovers=ASK)
    await rig.engine.start()

    def sources() -> list[OrderSource]:
        return [one.source for one in rig.told if isinstance(one, OrderView) and one.client_id == KEPT]

    await until(lambda: sources() and sources()[-1] is OrderSource.EARLIER)
    rig.submit(DecideLeftovers(client_ids=(KEPT,), decision=LeftoverDecision.ADOPT))
    await until(lambda: sources()[-1] is OrderSource.MANUAL)
    rig.gateway.fill(KEPT)
    await until(lambda: any(isinstance(view, FillView) for view in rig.told))
    (fill,) = [view for view in rig.told if isinstance(view, FillView)]
    assert fill.source is OrderSource.MANUAL
