"""Random divergence between the desk and a venue: one reconciliation converges, a second one is a no-op."""

from decimal import Decimal
from functools import partial
from random import Random

import pytest
from msgspec.structs import replace

from mmdesk.core.desk.order_events import find_order
from mmdesk.core.model.effects import (
    FillBooked,
    LeftoverChanged,
    OrderChanged,
    QueryWanted,
    SendCancel,
    SendOrder,
)
from mmdesk.core.model.events import FillReported, OrderReported, VenueConnected
from mmdesk.core.model.order import Order, VenueOrder, VenueStatus
from mmdesk.core.model.parameters import QuoteParameters
from mmdesk.core.model.values import Side
from mmdesk.core.orders.compare import differences
from mmdesk.core.orders.lifecycle import RESTING, TERMINAL, UNKNOWN
from tests.core.dialogue import KEY, Dialogue, reconciled, said, top
from tests.core.divergent_venue import OPEN, DivergentVenue

LADDER = QuoteParameters(bid_spread_bps=10.0, ask_spread_bps=10.0, order_levels=3)
OURS = "mm"
KNOWN = ("resting", "part filled", "sending", "no answer", "rejected", "cancelled", "cancelling")
MAY_BE_ABSENT = ("sending", "no answer", "rejected")
CHANGES = (OrderChanged, FillBooked, LeftoverChanged, SendOrder, SendCancel, QueryWanted)


class Story:
    """One desk and one venue that were apart."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.venue = DivergentVenue(self.rng, lists_ended=self.rng.random() < 0.7)
        self.desk = Dialogue(LADDER).armed()
        self.booked: list[str] = []
        self.cancels: set[str] = set()
        self.left: list[str] = []
        """Orders of an earlier session that nobody remembers."""

    def part(self) -> None:
        """What we know of each order, then a lost stream, then what really happens (sometimes nothing)."""
        quiet = self.rng.random() < 0.2
        for order in self.desk.desk.register.live(KEY):
            self._know(order, "resting" if quiet else self.rng.choice(KNOWN))
        self._hear(self.desk.waits(10).sees(self.desk.lost()))
        for one in self.desk.told(SendCancel):
            if self.rng.random() < 0.5:
                self.desk.sees(self.desk.cancel_refused(one.client_id, gone=False))
        for number in range(self.rng.randint(0, 2)):
            self._add(f"web_{number}")
        if not quiet:
            self._diverge()
        self.desk.waits(500).sees(said(VenueConnected, venue="binance"))

    def _diverge(self) -> None:
        self.left = [f"mm0000x{number + 1}" for number in range(self.rng.randint(0, 2))]
        for client_id in self.left:
            self._add(client_id)
        for client_id in self.venue.orders:
            self.venue.lives_on(client_id)

    def leftovers_go_on(self) -> bool:
        """Between two requests of one pass they trade, end, or both; whether any did."""
        before = dict(self.venue.orders)
        for client_id in self.left:
            self.venue.lives_on(client_id)
        return self.venue.orders != before

    def reconcile(self, listed: list[VenueOrder], late: set[str]) -> None:
        """One pass: the whole answer, asked for after the stream was up, and the queries it leads to.

        `listed` was open at its first request; `late` fills are missing from it.
        """
        begun_ns = self.desk.now_ns + 1
        self.desk.account.update((fill.trade_id, fill) for fill in self.venue.fills)
        answer = reconciled(
            listed,
            self.venue.trades(late),
            closed_orders=tuple(self.venue.closed()),
            begun_mono_ns=begun_ns,
        )
        self._hear(self.desk.waits(50).sees(answer))

    def answer_queries(self) -> None:
        """Each query by id gets the venue's record of that order, or that there is none."""
        for one in self.desk.told(QueryWanted):
            word = self.venue.orders.get(one.client_id)
            absent = self.desk.absent(one.client_id)
            self._hear(self.desk.sees(absent if word is None else said(OrderReported, order=word)))

    def tell_late(self, late: set[str]) -> None:
        """What the answer lacked comes by the stream."""
        for fill in self.venue.fills:
            if fill.trade_id in late:
                self._hear(self.desk.sees(said(FillReported, fill=fill)))

    def carry_out_cancels(self) -> None:
        """The venue takes off what it was asked to, or (if we know it as alive) is not there yet."""
        for client_id in sorted(self.cancels):
            word, order = self.venue.orders.get(client_id), self.desk.desk.register.get(client_id)
            if word is None or word.status not in OPEN or order is None:
                continue
            if order.state in TERMINAL or self.rng.random() < 0.5:
                self.venue.ends(client_id, VenueStatus.CANCELED)
                self._hear(self.desk.sees(said(OrderReported, order=self.venue.orders[client_id])))

    def late(self) -> set[str]:
        """Some fills, of orders we remember or not, that the venue's trade list does not show yet."""
        return {one.trade_id for one in self.venue.fills if self.rng.random() < 0.2}

    def apart(self) -> list[str]:
        """What differs by the desk's own comparison, with everything older than the listing."""
        desk = self.desk.desk
        ours = [one for one in self.venue.open() if one.client_id.startswith(OURS)]
        find, begun_ns = partial(find_order, desk), self.desk.now_ns + 1
        rows = differences(desk.register.live_entries(), find, ours, begun_ns)
        return [f"{one.client_id}: {one.gap}" for one in rows]

    def _know(self, order: Order, how: str) -> None:
        desk, client_id = self.desk, order.client_id
        if how in MAY_BE_ABSENT and self.rng.random() < 0.4:
            self._answer(client_id, how)
            return
        self.venue.takes(order)
        if how not in MAY_BE_ABSENT:
            desk.sees(desk.accepted(client_id))
        if how == "part filled":
            fill = self.venue.fills_some(client_id, Decimal("0.001"))
            self._hear(desk.sees(said(FillReported, fill=fill)))
        self._answer(client_id, how)

    def _answer(self, client_id: str, how: str) -> None:
        desk = self.desk
        if how == "no answer":
            desk.sees(desk.unresolved(client_id))
        elif how == "rejected":
            desk.sees(desk.rejected(client_id))
        elif how == "cancelled":
            desk.sees(desk.canceled(client_id))
        elif how == "cancelling":
            desk.sees(desk.cancel_unresolved(client_id))

    def _add(self, client_id: str) -> None:
        side = self.rng.choice((Side.BUY, Side.SELL))
        self.venue.adds(client_id, side, Decimal(60_000 - side.sign * 60), Decimal("0.005"))

    def _hear(self, desk: Dialogue) -> None:
        self.booked += [one.fill.trade_id for one in desk.told(FillBooked)]
        self.cancels |= {one.client_id for one in desk.told(SendCancel)}


def converged(story: Story) -> None:
    """Everything that has to be true once a pass is over, or the next where leftovers went on during it."""
    desk, venue = story.desk, story.venue
    ours = list(venue.owned(OURS))
    assert sorted(story.booked) == sorted(fill.trade_id for fill in ours)
    assert desk.position == sum((fill.side.sign * fill.quantity for fill in ours), Decimal(0))
    listed = {one.client_id for one in venue.open() if one.client_id.startswith(OURS)}
    for order in desk.desk.register.live(KEY):
        assert order.client_id in listed or order.state not in RESTING
        assert order.client_id not in listed or order.state not in UNKNOWN
        # The listing of ended orders proves each end: what still waits then never was at the venue.
        if venue.lists_ended:
            assert order.client_id in listed or order.client_id not in venue.orders
    assert desk.desk.register.behind == {}
    for client_id in story.left:
        left = desk.desk.register.get(client_id)
        assert left is None or left.filled_quantity == venue.orders[client_id].filled_quantity
    for client_id in listed:
        known = desk.desk.register.get(client_id)
        assert known is not None
        assert known.filled_quantity == venue.orders[client_id].filled_quantity
        assert known.state not in TERMINAL or client_id in story.cancels
    assert {one.client_id for one in desk.desk.venues["binance"].foreign.open()} == {
        one.client_id for one in venue.open() if not one.client_id.startswith(OURS)
    }


@pytest.mark.parametrize("seed", range(300))
def test_one_pass_converges_and_a_second_one_changes_nothing(seed: int) -> None:
    story = Story(seed)
    story.part()
    account, listed = story.desk.desk.venues["binance"], story.venue.open()
    apart = story.apart()
    before = len(story.booked)
    went_on, late = story.leftovers_go_on(), story.late()
    story.reconcile(listed, late)
    assert account.agrees == (not apart and len(story.booked) == before)
    story.answer_queries()
    story.tell_late(late)
    if went_on:
        # What happened between two requests of one pass is settled by the next.
        story.desk.waits(1_000)
        story.reconcile(story.venue.open(), set())
        story.answer_queries()
    converged(story)
    story.carry_out_cancels()

    story.desk.after(1_000)
    assert story.apart() == []
    story.reconcile(story.venue.open(), set())
    assert [one for one in story.desk.effects if isinstance(one, CHANGES)] == []
    assert account.agrees
    converged(story)
    story.desk.sees(top(60_000.0, 60_000.01))
    assert not account.reconciling


def test_a_fill_told_by_venue_id_alone_of_an_open_order_nobody_remembers_is_booked_at_once() -> None:
    venue = DivergentVenue(Random(1), lists_ended=True)
    desk = Dialogue(LADDER).sees(said(VenueConnected, venue="binance"))
    venue.adds("mm0000x1", Side.BUY, Decimal(59_000), Decimal("0.005"))
    fill = replace(venue.fills_some("mm0000x1", Decimal("0.003")), client_id="")
    told = reconciled(venue.open(), [fill])
    desk.sees(told)
    assert desk.position == Decimal("0.003")
    desk.sees(told)
    order = desk.desk.register.get("mm0000x1")
    assert order is not None
    assert order.filled_quantity == Decimal("0.003")
