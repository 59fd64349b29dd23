"""Register and reconciliation against a model venue that loses answers, delays creates and goes dark.

Whatever happens: an order that is over here is over there with all its fills booked, no create goes out
twice, one full listing makes both sides equal, and a second one changes nothing.
"""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from random import Random
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mmdesk.core.model.effects import (
    FillBooked,
    OrderChanged,
    QueryWanted,
    SendCancel,
    SendOrder,
)
from mmdesk.core.model.events import (
    ArmRequested,
    CancelAcknowledged,
    FillReported,
    OrderReported,
    VenueConnected,
)
from mmdesk.core.model.order import VenueStatus
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.orders.lifecycle import TERMINAL
from tests.core.dialogue import KEY, START_WALL_NS, Dialogue, Said, reconciled, said, snapshot, top
from tests.core.model_venue import OPEN, ModelVenue, Sent

T = TypeVar("T")
PARAMETERS = QuoteParameters(
    order_levels=2,
    order_refresh_time_s=0.0,
    order_refresh_tolerance_bps=0.0,
    filled_order_delay_s=0.0,
    inventory_limit_quantity=Decimal(1),
)
LIMITS = RiskLimits(max_position_quantity=Decimal("0.05"), max_messages_per_s=500)


class Create(Enum):
    """What becomes of a create on its way."""

    TAKEN = "booked and answered"
    REFUSED = "refused and answered"
    ANSWER_LOST = "booked, the answer lost"
    LOST = "lost on the way there"
    GIVEN_UP = "no answer in time, and still on its way"


class Cancel(Enum):
    """What becomes of a cancel on its way."""

    DONE = "carried out and answered"
    ANSWER_LOST = "carried out, the answer lost"
    LOST = "lost on the way there"


class Account:
    """A desk, its venue, and everything that is on its way between the two."""

    def __init__(self) -> None:
        self.desk = Dialogue(PARAMETERS, LIMITS)
        self.venue = ModelVenue()
        self.creates: list[Sent] = []
        self.cancels: list[str] = []
        self.queries: list[str] = []
        self.stream_up = True
        self.on_the_stream: list[Said] = []
        self.tell(said(VenueConnected, venue="binance"), self.listing(), self.listing())
        self.tell(snapshot(60_000.0, 60_000.01), said(ArmRequested, ticket="t"))

    def tell(self, *events: Said) -> None:
        """Tell the desk; what it asks for is on its way."""
        self.desk.sees(*events)
        self.take(self.desk)

    def take(self, desk: Dialogue) -> None:
        for effect in desk.effects:
            if isinstance(effect, SendOrder):
                self.creates.append(Sent(effect.order.intent, desk.now_ns))
            elif isinstance(effect, SendCancel):
                self.cancels.append(effect.client_id)
            elif isinstance(effect, QueryWanted) and effect.client_id not in self.queries:
                self.queries.append(effect.client_id)

    def stream(self, *events: Said) -> None:
        """What the private stream will say, in its own time; nothing of what happens while it is down."""
        if self.stream_up:
            self.on_the_stream += events

    def stream_delivers(self) -> None:
        events, self.on_the_stream = self.on_the_stream, []
        for event in events:
            self.tell(event)

    def stream_breaks(self) -> None:
        """What was on it is never told."""
        self.stream_up = False
        self.on_the_stream = []
        self.tell(self.desk.lost())

    def listing(self) -> Said:
        opened, closed = self.venue.listed()
        return reconciled(opened, self.venue.fills, self.venue.balances(), closed_orders=closed)

    def pass_time(self, ms: int) -> None:
        self.desk.after(ms)
        self.take(self.desk)
        self.tell(top(60_000.0, 60_000.01))

    def answer_query(self, client_id: str) -> None:
        order = self.venue.orders.get(client_id)
        self.tell(self.desk.absent(client_id) if order is None else said(OrderReported, order=order))

    def answer_all_queries(self) -> None:
        while self.queries:
            self.answer_query(self.queries.pop())

    def carry_out_create(self, sent: Sent, fate: Create) -> None:
        client_id = sent.intent.client_id
        if fate is Create.GIVEN_UP:
            if not sent.answered:
                sent.answered = True
                self.tell(self.desk.unresolved(client_id))
            return
        self.creates.remove(sent)
        books = fate in (Create.TAKEN, Create.ANSWER_LOST) and sent.may_book(self.desk.now_ns)
        if books:
            self.stream(said(OrderReported, order=self.venue.book(sent.intent)))
        if sent.answered:
            return
        if fate is Create.TAKEN and books:
            self.tell(self.desk.accepted(client_id))
        elif fate is Create.REFUSED:
            self.tell(self.desk.rejected(client_id))
        else:
            self.tell(self.desk.unresolved(client_id))

    def carry_out_cancel(self, client_id: str, *, answer: bool) -> None:
        is_open = client_id in self.venue.open_ids()
        ended = self.venue.end(client_id, VenueStatus.CANCELED) if is_open else None
        if not answer:
            self.tell(self.desk.cancel_unresolved(client_id))
        elif ended is None:
            self.tell(self.desk.cancel_refused(client_id, gone=True))
        else:
            filled = ended.filled_quantity
            self.tell(said(CancelAcknowledged, client_id=client_id, filled_quantity=filled))

    def give_up_what_is_on_its_way(self) -> None:
        """Every answer that is still due gets lost, and nothing late arrives any more."""
        for sent in self.creates:
            if not sent.answered:
                self.tell(self.desk.unresolved(sent.intent.client_id))
        lost, self.creates, self.cancels = self.cancels, [], []
        for client_id in lost:
            self.tell(self.desk.cancel_unresolved(client_id))

    def reconnect(self) -> None:
        if not self.stream_up:
            self.stream_up = True
            self.tell(said(VenueConnected, venue="binance"))


NTH = st.integers(0, 9)


def nth(items: list[T], number: int) -> T | None:
    """One of them, by a number that need not fit; None of none."""
    return items[number % len(items)] if items else None


class Story(RuleBasedStateMachine):
    """Each rule is something that happens to the desk, the venue or the way between them."""

    def __init__(self) -> None:
        super().__init__()
        self.account = Account()

    @rule(ticks=st.integers(-300, 300))
    def market(self, ticks: int) -> None:
        self.account.desk.waits(50)
        self.account.tell(top(60_000.0 + ticks, 60_000.01 + ticks))

    @rule(ms=st.sampled_from([100, 1_500, 6_000, 11_000, 61_000]))
    def time(self, ms: int) -> None:
        self.account.pass_time(ms)

    @rule()
    def all_goes_well(self) -> None:
        for sent in list(self.account.creates):
            self.account.carry_out_create(sent, Create.TAKEN)
        self.account.stream_delivers()

    @rule()
    def stream_delivers(self) -> None:
        self.account.stream_delivers()

    @rule(number=NTH, fate=st.sampled_from(Create))
    def create_arrives(self, number: int, fate: Create) -> None:
        if (sent := nth(self.account.creates, number)) is not None:
            self.account.carry_out_create(sent, fate)

    @rule(number=NTH, fate=st.sampled_from(Cancel))
    def cancel_arrives(self, number: int, fate: Cancel) -> None:
        account = self.account
        if (client_id := nth(account.cancels, number)) is None:
            return
        account.cancels.remove(client_id)
        if fate is Cancel.LOST:
            account.tell(account.desk.cancel_unresolved(client_id))
        else:
            account.carry_out_cancel(client_id, answer=fate is Cancel.DONE)

    @rule(number=NTH, lots=st.sampled_from([1, 100, 500]), twice=st.booleans())
    def venue_fills(self, number: int, lots: int, twice: bool) -> None:
        account = self.account
        if (client_id := nth(account.venue.open_ids(), number)) is None:
            return
        order = account.venue.orders[client_id]
        quantity = min(Decimal(lots) / 100_000, order.quantity - order.filled_quantity)
        account.desk.waits(1)
        fill = account.venue.fill(client_id, quantity, START_WALL_NS + account.desk.now_ns)
        account.stream(*([said(FillReported, fill=fill)] * (2 if twice else 1)))

    @rule(number=NTH)
    def venue_expires(self, number: int) -> None:
        account = self.account
        if (client_id := nth(account.venue.open_ids(), number)) is not None:
            account.stream(said(OrderReported, order=account.venue.end(client_id, VenueStatus.EXPIRED)))

    @rule(ms=st.sampled_from([200, 600, 6_000]))
    def the_resolver_gets_all_it_asks_for(self, ms: int) -> None:
        account = self.account
        account.pass_time(ms)
        account.answer_all_queries()
        account.tell(account.listing())

    @rule(number=NTH)
    def a_create_arrives_when_the_resolver_has_looked_twice(self, number: int) -> None:
        if (sent := nth(self.account.creates, number)) is not None:
            self.account.carry_out_create(sent, Create.GIVEN_UP)
            for ms in (600, 600, 100):
                self.the_resolver_gets_all_it_asks_for(ms)
            self.account.carry_out_create(sent, Create.TAKEN)

    @rule()
    def queries_are_lost(self) -> None:
        self.account.queries.clear()

    @rule()
    def stream_breaks_or_returns(self) -> None:
        account = self.account
        if account.stream_up:
            account.stream_breaks()
        else:
            account.reconnect()

    @rule()
    def one_pass_makes_both_sides_equal_and_a_second_changes_nothing(self) -> None:
        account = self.account
        account.give_up_what_is_on_its_way()
        account.reconnect()
        account.stream_delivers()
        account.desk.waits(3_000)
        account.tell(account.listing())
        self.both_sides_are_equal()
        account.desk.waits(1)
        account.tell(account.listing())
        booked = set(account.venue.orders)
        assert account.desk.told(FillBooked) == []
        changed = [one.order.client_id for one in account.desk.told(OrderChanged)]
        assert not booked & set(changed)

    def both_sides_are_equal(self) -> None:
        account = self.account
        assert account.desk.position == account.venue.position
        for client_id, order in account.venue.orders.items():
            ours = account.desk.desk.register.get(client_id)
            assert ours is not None
            assert ours.filled_quantity == order.filled_quantity
            assert (ours.state not in TERMINAL) == (order.status in OPEN), (ours.state, order.status)

    @invariant()
    def what_is_over_here_is_over_there_with_every_fill_booked(self) -> None:
        """Exposure is never understated: an order counts until it cannot trade any more."""
        venue = self.account.venue
        for client_id, order in venue.orders.items():
            ours = self.account.desk.desk.register.get(client_id)
            assert ours is not None
            if ours.state in TERMINAL:
                assert order.status not in OPEN, f"{client_id} is {ours.state} here and open there"
                assert ours.filled_quantity == order.filled_quantity

    @invariant()
    def no_fill_is_booked_twice(self) -> None:
        desk = self.account.desk
        assert desk.desk.counters.fills <= len(self.account.venue.fills)
        assert desk.desk.venues["binance"].balance_mismatch == ""

    def teardown(self) -> None:
        """Left alone with an honest venue, every order finds its end or its place."""
        account = self.account
        account.give_up_what_is_on_its_way()
        account.reconnect()
        # A quarantined order is asked about every 30 s, and twice.
        for _ in range(80):
            account.pass_time(1_000)
            account.answer_all_queries()
            account.stream_delivers()
            while account.cancels:
                account.carry_out_cancel(account.cancels.pop(), answer=True)
            for sent in account.creates:
                account.venue.book(sent.intent)
                account.tell(account.desk.accepted(sent.intent.client_id))
            account.creates.clear()
            account.tell(account.listing())
        assert account.desk.desk.register.unknown_count == 0
        live = {one.client_id for one in account.desk.desk.register.live(KEY)}
        assert live == set(account.venue.open_ids())
        self.both_sides_are_equal()


@pytest.mark.parametrize("seed", range(8))
def test_both_sides_agree_on_long_walks(seed: int) -> None:
    """The same rules, hundreds of steps deep, where single rules seldom get hypothesis."""
    rng, story = Random(seed), Story()
    happens: list[Callable[[], None]] = [
        *[lambda: story.market(ticks=rng.randint(-300, 300))] * 4,
        lambda: story.time(ms=rng.choice([100, 1_500, 6_000, 11_000])),
        *[story.all_goes_well] * 3,
        story.stream_delivers,
        *[lambda: story.create_arrives(number=rng.randrange(10), fate=rng.choice(list(Create)))] * 4,
        *[lambda: story.cancel_arrives(number=rng.randrange(10), fate=rng.choice(list(Cancel)))] * 4,
        *[lambda: story.venue_fills(rng.randrange(10), rng.choice([1, 100, 500]), rng.random() < 0.2)] * 3,
        lambda: story.venue_expires(number=rng.randrange(10)),
        *[lambda: story.the_resolver_gets_all_it_asks_for(ms=rng.choice([200, 600, 6_000]))] * 2,
        lambda: story.a_create_arrives_when_the_resolver_has_looked_twice(number=rng.randrange(10)),
        story.queries_are_lost,
        story.stream_breaks_or_returns,
    ]
    for step in range(3_000):
        rng.choice(happens)()
        story.what_is_over_here_is_over_there_with_every_fill_booked()
        story.no_fill_is_booked_twice()
        if step % 100 == 99:
            story.one_pass_makes_both_sides_equal_and_a_second_changes_nothing()
    story.teardown()


Story.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
test_both_sides_agree_in_every_story = Story.TestCase
