"""Orders of earlier sessions as a dialogue: asked about, adopted, cancelled, ignored, and never forgotten."""

from decimal import Decimal

import pytest

from mmdesk.core.model.effects import AlertRaised, CommandDone, LeftoverChanged, SendCancel
from mmdesk.core.model.events import (
    ArmRequested,
    DisarmRequested,
    LeftoversDecided,
    StopRequested,
    VenueConnected,
)
from mmdesk.core.model.leftover import Leftover, LeftoverDecision, LeftoverPolicy
from mmdesk.core.model.order import Order, OrderIntent, OrderState, TimeInForce, VenueStatus
from mmdesk.core.model.values import Side
from tests.core.dialogue import (
    KEY,
    SECOND,
    START_WALL_NS,
    Dialogue,
    Said,
    cancel,
    nothing,
    reconciled,
    said,
    snapshot,
)

ASK = LeftoverPolicy(LeftoverDecision.UNDECIDED, within_ns=60 * SECOND)
ADOPT, CANCEL, IGNORE = LeftoverDecision.ADOPT, LeftoverDecision.CANCEL, LeftoverDecision.IGNORE


def remembered(state: OrderState, client_id: str = "mm0000x7", side: Side = Side.BUY) -> Order:
    intent = OrderIntent(
        client_id, KEY, side, Decimal(59_000), Decimal("0.005"), TimeInForce.POST_ONLY, "buy0"
    )
    return Order(intent, state, venue_id=f"v{client_id}", changed_ns=START_WALL_NS)


def found(policy: LeftoverPolicy = ASK) -> Dialogue:
    """A desk that starts with `mm0000x7` (ours), and finds it and `mm0000x8` (the venue's alone) open."""
    desk = Dialogue(leftovers=policy, remembered_orders=[remembered(OrderState.OPEN)])
    return desk.sees(said(VenueConnected, venue="binance"), listing(desk))


def listing(desk: Dialogue, *client_ids: str) -> Said:
    names = client_ids or ("mm0000x7", "mm0000x8")
    return reconciled([desk.seen(one, VenueStatus.OPEN) for one in names])


def decided(decision: LeftoverDecision, *client_ids: str) -> Said:
    return said(LeftoversDecided, ticket="d", client_ids=client_ids, decision=decision)


def rows(desk: Dialogue) -> dict[str, Leftover]:
    return {one.leftover.journal.client_id: one.leftover for one in desk.told(LeftoverChanged)}


def blockers(desk: Dialogue) -> str:
    return " ".join(desk.desk.arm_blockers())


def test_each_leftover_is_a_row_with_what_three_witnesses_say() -> None:
    desk = Dialogue(
        leftovers=ASK,
        remembered_orders=[
            remembered(OrderState.SENDING),
            remembered(OrderState.OPEN, "mm0000x9", Side.SELL),
        ],
    )
    told = rows(desk.sees(said(VenueConnected, venue="binance"), listing(desk, "mm0000x7", "mm0000x8")))
    both, theirs, ours = told["mm0000x7"], told["mm0000x8"], told["mm0000x9"]
    assert both.remembered is not None
    assert both.remembered.state is OrderState.SENDING
    assert both.venue is not None
    assert theirs.remembered is None
    assert theirs.venue is not None
    assert theirs.inventory_effect == Decimal("0.005")
    assert ours.venue is None
    assert ours.listed
    assert ours.inventory_effect == Decimal("-0.005")


def test_asked_leftovers_are_not_cancelled_and_nothing_is_armed() -> None:
    desk = found().wants(*nothing)
    desk.sees(snapshot(60_000.0, 60_000.01), listing(desk)).after(5_000).wants(*nothing)
    desk.sees(said(ArmRequested, ticket="arm"))
    [done] = desk.told(CommandDone)
    assert not done.ok
    assert "2 orders of an earlier session wait for a decision" in done.message


def test_what_nobody_decides_in_time_is_cancelled_with_an_alert() -> None:
    desk = found().after(59_000).wants(*nothing).after(1_001)
    assert {one.client_id for one in desk.told(SendCancel)} == {"mm0000x7", "mm0000x8"}
    assert [one.key for one in desk.told(AlertRaised)] == ["leftovers"]
    assert "decision" not in blockers(desk)


def test_an_adopted_order_rests_counts_and_is_pulled_by_a_disarm() -> None:
    desk = found().sees(decided(ADOPT, "mm0000x7", "mm0000x8")).wants(*nothing).after(5_000).wants(*nothing)
    assert "decision" not in blockers(desk)
    desk.sees(desk.filled("mm0000x7", "0.002", "t1"))
    assert desk.position == Decimal("0.002")
    desk.sees(said(DisarmRequested, ticket="x")).wants(cancel("mm0000x7"), cancel("mm0000x8"))
    desk.after(1_001).sees(desk.canceled("mm0000x7"), desk.canceled("mm0000x8"))
    assert desk.desk.register.live_count == 0
    assert desk.after(1).desk.leftovers.entries == {}


def test_an_ignored_order_is_counted_and_nothing_but_stop_touches_it() -> None:
    desk = found().sees(decided(IGNORE, "mm0000x7", "mm0000x8"))
    desk.sees(said(DisarmRequested, ticket="x")).after(70_000).wants(*nothing)
    assert desk.desk.register.live_count == 2
    desk.sees(said(StopRequested, ticket="s", reason="enough")).wants(cancel("mm0000x7"), cancel("mm0000x8"))


def test_a_decision_to_cancel_is_repeated_until_the_order_is_gone() -> None:
    desk = found().sees(decided(CANCEL, "mm0000x7")).wants(cancel("mm0000x7"))
    desk.sees(desk.cancel_refused("mm0000x7", gone=False)).after(1_001).wants(cancel("mm0000x7"))
    told = rows(desk.sees(desk.canceled("mm0000x7")).after(1))
    assert not told["mm0000x7"].open
    assert told["mm0000x7"].inventory_effect == 0


def test_an_unknown_leftover_is_asked_about_and_not_cancelled_while_undecided() -> None:
    desk = Dialogue(leftovers=ASK, remembered_orders=[remembered(OrderState.SENDING)])
    desk.sees(said(VenueConnected, venue="binance"), reconciled())
    for _ in range(20):
        desk.after(500).wants(*nothing)


def test_a_decision_about_another_order_fails_and_names_it() -> None:
    desk = found().sees(decided(CANCEL, "mm0000x7", "mm0001x1"))
    [done] = desk.told(CommandDone)
    assert not done.ok
    assert "mm0001x1" in done.message


@pytest.mark.parametrize(("decision", "cancelled"), [(CANCEL, ["mm0000x8"]), (ADOPT, [])])
def test_a_policy_decides_without_a_person(decision: LeftoverDecision, cancelled: list[str]) -> None:
    desk = found(LeftoverPolicy(decision))
    assert [one.client_id for one in desk.told(SendCancel)] == cancelled
    assert "decision" not in blockers(desk)
    left = desk.after(100).told(SendCancel)
    assert [one.client_id for one in left] == (["mm0000x7"] if decision is CANCEL else [])
